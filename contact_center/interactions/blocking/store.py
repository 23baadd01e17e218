"""SQL of blocked senders. Intake looks them up in its own statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class BlockedSender:
    channel: str
    address: str
    name: str | None
    """As they call themselves on the channel."""
    customer_id: UUID | None
    interaction_id: UUID
    """The work that was closed as spam."""
    subject: str | None
    blocked_by: UUID
    blocked_at: datetime


async def listed(reader: Reader, tenant: UUID, text: str, limit: int, after: int) -> list[BlockedSender]:
    """Those whose address, name or subject has the text, who was blocked last first, without the first `after`."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return await reader.many(
        BlockedSender,
        "select b.channel, b.contact_value as address, c.contact_name as name, c.customer_id, b.interaction_id, "
        "coalesce(i.subject, c.subject) as subject, b.blocked_by, b.blocked_at from core.blocked_sender b "
        "join core.conversation c on c.tenant_id = b.tenant_id and c.id = b.conversation_id "
        "left join core.interaction i on i.tenant_id = b.tenant_id and i.id = b.interaction_id "
        "where b.tenant_id = %(tenant)s and (%(text)s = '' or b.contact_value ilike %(like)s "
        "or c.contact_name ilike %(like)s or coalesce(i.subject, c.subject) ilike %(like)s) "
        "order by b.blocked_at desc, b.contact_value limit %(limit)s offset %(after)s",
        {"tenant": tenant, "text": text, "like": f"%{literal}%", "limit": limit, "after": after},
    )


async def count(reader: Reader, tenant: UUID) -> int:
    return int(await reader.value("select count(*) from core.blocked_sender where tenant_id = %s", [tenant]))


async def insert(work: UnitOfWork, conversation: UUID, interaction: UUID, by: UUID) -> bool:
    """The contact of this conversation; False if they are blocked already."""
    return bool(
        await work.dicts(
            "insert into core.blocked_sender (tenant_id, channel, contact_value, conversation_id, interaction_id, "
            "blocked_by, blocked_at) select tenant_id, channel, contact_value, id, %s, %s, %s from core.conversation "
            "where tenant_id = %s and id = %s on conflict do nothing returning channel",
            [interaction, by, work.now, work.tenant_id, conversation],
        )
    )


async def delete(work: UnitOfWork, conversation: UUID) -> bool:
    """False if nobody was blocked."""
    return bool(
        await work.dicts(
            "delete from core.blocked_sender b using core.conversation c where c.tenant_id = %s and c.id = %s "
            "and b.tenant_id = c.tenant_id and b.channel = c.channel and b.contact_value = c.contact_value "
            "returning b.channel",
            [work.tenant_id, conversation],
        )
    )
