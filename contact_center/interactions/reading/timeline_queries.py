"""All contacts of a customer, newest first."""

from __future__ import annotations

from collections.abc import Collection
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


TIMELINE = """
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
where i.tenant_id = %(tenant)s and c.customer_id = any(%(customers)s) and i.id <> %(but)s
order by i.created_at desc, i.id desc limit %(limit)s
"""


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
