"""All contacts of a customer, newest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """One interaction of a customer, past or open."""

    interaction_id: UUID
    conversation_id: UUID
    channel: str
    state: str
    outcome: str | None
    subject: str | None
    created_at: datetime
    closed_at: datetime | None
    agent_id: UUID | None
    agent_name: str | None
    disposition: str | None
    first_text: str | None
    talk_seconds: float | None


CONTACT = """
select i.id as interaction_id, i.conversation_id, i.channel, i.state, i.outcome,
  coalesce(i.subject, c.subject) as subject, i.created_at, i.closed_at, i.owner_agent_id as agent_id,
  u.name as agent_name, i.disposition,
  (select left(coalesce(m.meta->>'visible_text', m.text), 200) from core.message m
    where m.tenant_id = i.tenant_id and m.interaction_id = i.id
    and m.direction = 'in' and m.text <> '' order by m.position limit 1) as first_text,
  r.talk_seconds
from core.interaction i
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
left join core.person u on u.tenant_id = i.tenant_id and u.id = i.owner_agent_id
left join core.interaction_record r on r.tenant_id = i.tenant_id and r.interaction_id = i.id
where i.tenant_id = %(tenant)s and """
LATEST = " order by i.created_at desc, i.id desc limit %(limit)s"
TIMELINE = CONTACT + "c.customer_id = any(%(customers)s) and i.id <> %(but)s" + LATEST
OF_CONVERSATIONS = CONTACT + "i.conversation_id = any(%(conversations)s)" + LATEST


async def timeline(
    reader: Reader, tenant: UUID, customers: Collection[UUID], *, but: UUID | None = None, limit: int = 50
) -> list[TimelineRow]:
    """All interactions on every channel, newest first, `but` one (the open page's own).

    `customers`: every id under which the customer stands (`crm_core.customers.service.aliases`).
    """
    nobody = UUID(int=0)
    return await reader.many(
        TimelineRow, TIMELINE, {"tenant": tenant, "customers": list(customers), "but": but or nobody, "limit": limit}
    )


async def of_conversations(
    reader: Reader, tenant: UUID, conversations: Sequence[UUID], *, limit: int = 50
) -> list[TimelineRow]:
    """All interactions of these conversations, newest first."""
    return await reader.many(
        TimelineRow, OF_CONVERSATIONS, {"tenant": tenant, "conversations": list(conversations), "limit": limit}
    )


async def timeline_place(reader: Reader, tenant: UUID, customers: Collection[UUID], interaction: UUID) -> int:
    """How many contacts of this customer are newer than this one; 0 for one that is not theirs."""
    return int(
        await reader.value(
            "select count(*) from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id "
            "and c.id = i.conversation_id where i.tenant_id = %(tenant)s and c.customer_id = any(%(customers)s) "
            "and (i.created_at, i.id) > (select created_at, id from core.interaction "
            "where tenant_id = %(tenant)s and id = %(interaction)s)",
            {"tenant": tenant, "customers": list(customers), "interaction": interaction},
        )
    )


async def contacts_before(
    reader: Reader, tenant: UUID, customers: Collection[UUID], before: datetime | None, limit: int
) -> list[TimelineRow]:
    """Interactions of these customers that began up to a moment, newest first."""
    narrowed = TIMELINE.replace(
        "i.id <> %(but)s",
        "(%(before)s::timestamptz is null or i.created_at <= %(before)s)",
    )
    return await reader.many(
        TimelineRow, narrowed, {"tenant": tenant, "customers": list(customers), "before": before, "limit": limit}
    )


async def contact(reader: Reader, tenant: UUID, customers: Collection[UUID], interaction: UUID) -> TimelineRow | None:
    """This interaction, if it is of one of these customers."""
    narrowed = TIMELINE.replace("i.id <> %(but)s", "i.id = %(id)s")
    return await reader.one(
        TimelineRow, narrowed, {"tenant": tenant, "customers": list(customers), "id": interaction, "limit": 1}
    )


async def contact_counts(reader: Reader, tenant: UUID, customers: Collection[UUID]) -> dict[str, int]:
    """How many interactions of these customers there are, by channel."""
    rows = await reader.dicts(
        "select i.channel, count(*) as n from core.interaction i join core.conversation c "
        "on c.tenant_id = i.tenant_id and c.id = i.conversation_id "
        "where i.tenant_id = %s and c.customer_id = any(%s) group by i.channel",
        [tenant, list(customers)],
    )
    return {row["channel"]: row["n"] for row in rows}
