"""SQL of `crm.case_outcome`: what came of each resolved case, kept so that figures of a year are read at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork

TABLES: Final = ("crm.case_outcome",)
COLUMNS: Final = (
    "tenant_id, case_id, resolved_at, type, cause, queue_id, cost, currency, took, counted, late, reopened, products, "
    "back_at, back_id"
)
# Each id of a customer who was merged is looked at by itself, so that the next case of each is one step in an index.
OUTCOMES: Final = """
select c.tenant_id, c.id as case_id, c.resolved_at, c.type, c.cause, c.queue_id, c.cost, c.currency,
  extract(epoch from c.resolved_at - c.opened_at)::float8 as took, s.spent as counted,
  coalesce(s.spent > s.goal, false) or coalesce(t.ended_at > t.deadline, false) as late,
  exists (select 1 from crm.case_change h where h.tenant_id = c.tenant_id and h.case_id = c.id
    and h.code = 'reopened') as reopened,
  about.products, back.opened_at as back_at, back.id as back_id
from crm.case c
left join crm.alias_info a on a.tenant_id = c.tenant_id and a.customer_id = c.customer_id
left join crm.case_clock s on s.tenant_id = c.tenant_id and s.case_id = c.id and s.kind = 'solve'
left join crm.case_clock t on t.tenant_id = c.tenant_id and t.case_id = c.id and t.kind = 'statutory'
cross join lateral (select array(select l.ref from crm.case_link l where l.tenant_id = c.tenant_id
  and l.case_id = c.id and l.kind = 'product' order by l.ref) as products) about
left join lateral (
  select n.id, n.opened_at from (
    select coalesce(a.canonical_id, c.customer_id) as id
    union all select o.customer_id from crm.alias_info o where o.tenant_id = c.tenant_id
      and o.canonical_id = coalesce(a.canonical_id, c.customer_id)) same
  cross join lateral (select m.id, m.opened_at from crm.case m where m.tenant_id = c.tenant_id
    and m.customer_id = same.id and m.opened_at > c.resolved_at and m.id <> c.id
    and (m.type = c.type or exists (select 1 from crm.case_link y where y.tenant_id = c.tenant_id
      and y.case_id = m.id and y.kind = 'product' and y.ref = any(about.products)))
    order by m.opened_at, m.id limit 1) n
  order by n.opened_at, n.id limit 1) back on true
where c.tenant_id = %(tenant)s and c.resolved_at is not null and c.merged_into is null
"""
"""As cases, clocks, links, history and merges of customers say it now; with `and c.id = any(…)` of some."""
_CONCERNED: Final = """
with moved as (
  select c.id, c.opened_at, coalesce(a.canonical_id, c.customer_id) as whole from crm.case c
  left join crm.alias_info a on a.tenant_id = c.tenant_id and a.customer_id = c.customer_id
  where c.tenant_id = %(tenant)s and c.id = any(%(cases)s))
select id from moved
union select o.case_id from crm.case_outcome o where o.tenant_id = %(tenant)s and o.back_id = any(%(cases)s)
union select o.case_id from moved
  cross join lateral (select moved.whole as id union all select n.customer_id from crm.alias_info n
    where n.tenant_id = %(tenant)s and n.canonical_id = moved.whole) same
  join crm.case e on e.tenant_id = %(tenant)s and e.customer_id = same.id and e.opened_at < moved.opened_at
  join crm.case_outcome o on o.tenant_id = %(tenant)s and o.case_id = e.id and o.resolved_at < moved.opened_at
    and (o.back_at is null or o.back_at >= moved.opened_at)
"""


async def concerned(work: UnitOfWork, cases: Collection[UUID]) -> list[UUID]:
    """These cases, and the earlier ones of their customers for which one of them is, was or may be the next."""
    found: list[UUID] = await work.values(_CONCERNED, {"tenant": work.tenant_id, "cases": list(cases)})
    return found


async def of_customers(work: UnitOfWork, customers: Collection[UUID]) -> list[UUID]:
    """(index case_customer)"""
    found: list[UUID] = await work.values(
        "select id from crm.case where tenant_id = %s and customer_id = any(%s)", [work.tenant_id, list(customers)]
    )
    return found


async def keep(work: UnitOfWork, cases: Collection[UUID]) -> None:
    """What came of these cases, as it is now; nothing of those that are not resolved."""
    asked = {"tenant": work.tenant_id, "cases": list(cases)}
    await work.execute("delete from crm.case_outcome where tenant_id = %(tenant)s and case_id = any(%(cases)s)", asked)
    await work.execute(
        f"insert into crm.case_outcome ({COLUMNS}) {OUTCOMES} and c.id = any(%(cases)s) "
        "on conflict (tenant_id, case_id) do nothing",
        asked,
    )


async def differing(reader: Reader, tenant: UUID) -> list[UUID]:
    """Cases of which something else is kept than the tables of cases say: none, once the log is read."""
    found: list[UUID] = await reader.values(
        f"with live as ({OUTCOMES}), kept as (select {COLUMNS} from crm.case_outcome where tenant_id = %(tenant)s) "
        "select case_id from (select * from live except select * from kept) missing "
        "union select case_id from (select * from kept except select * from live) surplus",
        {"tenant": tenant},
    )
    return found
