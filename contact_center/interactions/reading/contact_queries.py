"""When customers were last in touch, for lists of many."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class LastContact:
    customer_id: UUID
    at: datetime
    channel: str
    text: str | None
    interaction_id: UUID
    """The latest piece of work of that conversation."""


async def last_contacts(reader: Reader, tenant: UUID, customers: list[UUID]) -> list[LastContact]:
    """The latest conversation of each customer with its subject or last words (index conversation_customer)."""
    return await reader.many(
        LastContact,
        "select t.id as customer_id, c.last_message_at as at, c.channel, "
        "coalesce(c.subject, (select left(m.text, 160) from core.message m where m.tenant_id = %(tenant)s "
        "and m.conversation_id = c.id and m.direction in ('in', 'out') order by m.position desc limit 1)) as text, "
        "(select i.id from core.interaction i where i.tenant_id = c.tenant_id and i.conversation_id = c.id "
        "order by i.created_at desc limit 1) as interaction_id "
        "from unnest(%(ids)s::uuid[]) t(id) join lateral (select * from core.conversation c where "
        "c.tenant_id = %(tenant)s and c.customer_id = t.id and c.last_message_at is not null "
        "order by c.opened_at desc limit 1) c on true",
        {"tenant": tenant, "ids": customers},
    )


@dataclass(frozen=True, slots=True)
class Dealings:
    """What a customer has had to do with us."""

    id: UUID
    matters: int
    """Not closed yet."""
    contacts: int
    """Begun since the moment asked for."""
    seen: bool
    """Ever."""
    owner: UUID | None
    """Who has their newest open matter."""
    last_agent: UUID | None
    """Who spoke with them last."""
    last_login: str


# Index interaction_customer carries each of the inner questions; segment_interaction the one about agents.
DEALINGS = """
select c.id, i.matters, i.contacts, i.seen, owner.agent as owner, last.agent as last_agent,
  coalesce(u.login, '') as last_login
from unnest(%(ids)s::uuid[]) c(id)
cross join lateral (
  select count(*) filter (where state <> 'closed') as matters,
    count(*) filter (where created_at > %(since)s) as contacts, count(*) > 0 as seen
  from core.interaction i where i.tenant_id = %(tenant)s and i.customer_id = c.id) i
left join lateral (
  select i.owner_agent_id as agent from core.interaction i
  where i.tenant_id = %(tenant)s and i.customer_id = c.id and i.state <> 'closed' and i.owner_agent_id is not null
  order by i.created_at desc limit 1) owner on true
left join lateral (
  select s.agent_id as agent from core.interaction i
  join core.segment s on s.tenant_id = i.tenant_id and s.interaction_id = i.id and s.connected_at is not null
  where i.tenant_id = %(tenant)s and i.customer_id = c.id
  order by i.created_at desc, s.connected_at desc limit 1) last on true
left join core.person u on u.tenant_id = %(tenant)s and u.id = last.agent
"""


async def dealings(reader: Reader, tenant: UUID, customers: Collection[UUID], since: datetime) -> dict[UUID, Dealings]:
    """One question, however many customers."""
    params = {"tenant": tenant, "ids": list(customers), "since": since}
    return {row.id: row for row in await reader.many(Dealings, DEALINGS, params)}
