"""When customers were last in touch, for lists of many."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
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


async def last_contacts(reader: Reader, tenant: UUID, customers: Mapping[UUID, Collection[UUID]]) -> list[LastContact]:
    """The latest conversation of each customer with its subject or last words (index conversation_customer).

    `customers`: by the id to answer under, every id under which they stand.
    """
    pairs = [(asked, member) for asked, members in customers.items() for member in members]
    rows = await reader.many(
        LastContact,
        "select t.asked as customer_id, c.last_message_at as at, c.channel, "
        "coalesce(c.subject, (select left(m.text, 160) from core.message m where m.tenant_id = %(tenant)s "
        "and m.conversation_id = c.id and m.direction in ('in', 'out') order by m.position desc limit 1)) as text, "
        "(select i.id from core.interaction i where i.tenant_id = c.tenant_id and i.conversation_id = c.id "
        "order by i.created_at desc limit 1) as interaction_id "
        "from unnest(%(asked)s::uuid[], %(ids)s::uuid[]) t(asked, id) "
        "join lateral (select * from core.conversation c where c.tenant_id = %(tenant)s "
        "and c.customer_id = t.id and c.last_message_at is not null "
        "order by c.opened_at desc limit 1) c on true",
        {"tenant": tenant, "asked": [asked for asked, _ in pairs], "ids": [member for _, member in pairs]},
    )
    return list({row.customer_id: row for row in sorted(rows, key=lambda row: row.at)}.values())


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
    owner_at: datetime | None = None
    """When the matter of `owner` began."""
    last_at: datetime | None = None
    """When the contact of `last_agent` began."""


# Index interaction_customer carries each of the inner questions; segment_interaction the one about agents.
DEALINGS = """
select c.id, i.matters, i.contacts, i.seen, owner.agent as owner, last.agent as last_agent,
  coalesce(u.login, '') as last_login, owner.at as owner_at, last.at as last_at
from unnest(%(ids)s::uuid[]) c(id)
cross join lateral (
  select count(*) filter (where state <> 'closed') as matters,
    count(*) filter (where created_at > %(since)s) as contacts, count(*) > 0 as seen
  from core.interaction i where i.tenant_id = %(tenant)s and i.customer_id = c.id
  and i.outcome is distinct from 'taken_back') i
left join lateral (
  select i.owner_agent_id as agent, i.created_at as at from core.interaction i
  where i.tenant_id = %(tenant)s and i.customer_id = c.id and i.state <> 'closed' and i.owner_agent_id is not null
  order by i.created_at desc limit 1) owner on true
left join lateral (
  select s.agent_id as agent, i.created_at as at from core.interaction i
  join core.segment s on s.tenant_id = i.tenant_id and s.interaction_id = i.id and s.connected_at is not null
  where i.tenant_id = %(tenant)s and i.customer_id = c.id and i.outcome is distinct from 'taken_back'
  order by i.created_at desc, s.connected_at desc limit 1) last on true
left join core.person u on u.tenant_id = %(tenant)s and u.id = last.agent
"""


async def dealings(
    reader: Reader, tenant: UUID, customers: Mapping[UUID, Collection[UUID]], since: datetime
) -> dict[UUID, Dealings]:
    """One question, however many customers. `customers`: by the id to answer under, every id under which they stand."""
    members = {member for members in customers.values() for member in members}
    params = {"tenant": tenant, "ids": list(members), "since": since}
    found = {row.id: row for row in await reader.many(Dealings, DEALINGS, params)}
    return {id: together(id, [found[member] for member in members]) for id, members in customers.items()}


def together(id: UUID, parts: Sequence[Dealings]) -> Dealings:
    """The dealings of one customer who stands under several ids."""
    if len(parts) == 1:
        return replace(parts[0], id=id)
    owned = _latest(parts, [part.owner_at for part in parts])
    met = _latest(parts, [part.last_at for part in parts])
    return Dealings(
        id,
        sum(part.matters for part in parts),
        sum(part.contacts for part in parts),
        any(part.seen for part in parts),
        owned.owner if owned else None,
        met.last_agent if met else None,
        met.last_login if met else "",
        owned.owner_at if owned else None,
        met.last_at if met else None,
    )


def _latest(parts: Sequence[Dealings], times: Sequence[datetime | None]) -> Dealings | None:
    dated = [(at, n) for n, at in enumerate(times) if at is not None]
    return parts[max(dated)[1]] if dated else None
