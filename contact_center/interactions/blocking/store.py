"""SQL of blocked senders. Intake looks them up in its own statement."""

from __future__ import annotations

from uuid import UUID

from contact_center.platform.unit_of_work import UnitOfWork


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
