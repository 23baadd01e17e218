"""SQL of rules: the version in force, what they made of work, and work as they see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader

# --- the version in force


# The rules travel only when they are not known yet.
HEAD = """
select h.version, t.time_zone,
  coalesce((h.settings ->> 'facts_deadline_seconds')::int, 120) as facts_deadline_seconds,
  case when h.version = %s then null else coalesce(h.settings -> 'rules', '[]') end as rules
from routing.policy_head h join core.organisation t on t.tenant_id = h.tenant_id where h.tenant_id = %s
"""


@dataclass(frozen=True, slots=True)
class RulesHeadRow:
    version: int
    time_zone: str
    facts_deadline_seconds: int
    rules: list[dict[str, Any]] | None


async def head(reader: Reader, tenant: UUID, known: int | None) -> RulesHeadRow | None:
    """`known`: the version whose rules need not travel."""
    return await reader.one(RulesHeadRow, HEAD, [known, tenant])


async def agents(reader: Reader, tenant: UUID, logins: Sequence[str]) -> list[dict[str, Any]]:
    """`login` and `id` of those who have such a login."""
    return await reader.dicts(
        "select login, id from core.person where tenant_id = %s and login = any(%s)", [tenant, list(logins)]
    )


async def time_zone(reader: Reader, tenant: UUID) -> str:
    return str(await reader.value("select time_zone from core.organisation where tenant_id = %s", [tenant]))


async def made_of(reader: Reader, tenant: UUID, interactions: Sequence[UUID]) -> dict[UUID, list[dict[str, Any]]]:
    """What rules made of work when it first entered."""
    rows = await reader.dicts(
        "select id, rules from core.work_info where tenant_id = %s and id = any(%s)", [tenant, list(interactions)]
    )
    return {row["id"]: row["rules"] for row in rows}


# --- facts that come late


# Index interaction_customer.
WAITING = """
select i.id, i.customer_id, c.identity = 'verified' as verified, m.text, i.rules
from core.work_info i
join core.conversation_info c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
left join lateral (select text from core.message_info m where m.tenant_id = i.tenant_id and m.interaction_id = i.id
  and m.direction = 'in' order by m.position limit 1) m on true
where i.tenant_id = %(tenant)s and i.customer_id = any(%(ids)s || array(select a.customer_id from crm.alias_info a
    where a.tenant_id = %(tenant)s and a.canonical_id = any(%(ids)s)))
  and i.state = 'queued' and i.created_at >= %(since)s
order by i.id
"""


@dataclass(frozen=True, slots=True)
class RuledWorkRow:
    id: UUID
    customer_id: UUID
    verified: bool
    text: str | None
    rules: list[dict[str, Any]]


async def waiting_of(reader: Reader, tenant: UUID, customers: Sequence[UUID], since: datetime) -> list[RuledWorkRow]:
    """Work of these customers, and of whoever was merged into them, that waits and came since then."""
    return await reader.many(RuledWorkRow, WAITING, {"tenant": tenant, "ids": list(customers), "since": since})


# --- the past


# Index interaction_customer answers what had come before.
_CAME = """
select i.id, i.channel, i.tier, i.language, i.subject, i.queue_id, a.queue_id as account_queue_id,
  i.customer_id, i.created_at, m.text, c.identity = 'verified' as verified, i.rules,
  coalesce(b.contacts, 0) as contacts,
  coalesce(b.recent, 0) as recent, coalesce(b.matters, 0) as matters
from core.work_info i
join core.conversation_info c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
left join core.account_info a on a.tenant_id = i.tenant_id and a.id = i.channel_account_id
left join lateral (select text from core.message_info m where m.tenant_id = i.tenant_id and m.interaction_id = i.id
  and m.direction = 'in' order by m.position limit 1) m on true
left join lateral (select count(*) as contacts, count(*) filter (where e.created_at > i.created_at - interval '30 days')
    as recent, count(*) filter (where e.closed_at is null or e.closed_at > i.created_at) as matters
  from core.work_info e where e.tenant_id = i.tenant_id and e.customer_id = i.customer_id
    and e.created_at < i.created_at) b on true
"""
OF_DAY = f"""{_CAME}
where i.tenant_id = %s and i.direction = 'inbound' and i.created_at >= %s and i.created_at < %s
order by i.created_at desc limit %s
"""
OF_WORK = f"""{_CAME}
where i.tenant_id = %s and i.id = any(%s) and (%s or i.rules <> '[]')
"""


@dataclass(frozen=True, slots=True)
class PastArrivalRow:
    id: UUID
    channel: str
    tier: str
    language: str | None
    subject: str | None
    queue_id: UUID | None
    """Where it is now."""
    account_queue_id: UUID | None
    customer_id: UUID | None
    created_at: datetime
    text: str | None
    verified: bool
    rules: list[dict[str, Any]]
    contacts: int
    recent: int
    matters: int


async def of_day(reader: Reader, tenant: UUID, span: tuple[datetime, datetime], most: int) -> list[PastArrivalRow]:
    return await reader.many(PastArrivalRow, OF_DAY, [tenant, *span, most])


async def of_work(reader: Reader, tenant: UUID, ids: Sequence[UUID], *, ruled_only: bool) -> list[PastArrivalRow]:
    return await reader.many(PastArrivalRow, OF_WORK, [tenant, list(ids), not ruled_only])
