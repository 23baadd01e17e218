"""Figures of resolved cases, and the cases behind each of them.

Of each case that was resolved in the time: how long it took, whether a goal or the law's day was missed, whether it had
been opened again, and whether its customer came back within the days with another case of the same type or about the
same product. Figures and lists have these from one statement, so a list has as many cases as its figure says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from crm_core.cases.domain import Case
from crm_core.cases.store import SHORT

MOST: Final = 200
"""Causes, products, queues in a table: the most frequent ones."""


class Dimension(StrEnum):
    ALL = "all"
    CAUSE = "cause"
    TYPE = "type"
    PRODUCT = "product"
    QUEUE = "queue"


class Only(StrEnum):
    """Cases of one figure."""

    REPEATED = "repeated"
    LATE = "late"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class QualityFilter:
    """Cases resolved from `since` until before `until`."""

    since: datetime
    until: datetime
    type: str | None = None
    product: str | None = None
    queue: UUID | None = None
    days: int = 7
    """So soon a customer comes back with the same."""


@dataclass(frozen=True, slots=True)
class QualityRow:
    """The cases of one cause, type, product or queue; of all of them under `all`."""

    dimension: str
    key: str | None
    """Code, number or id; None: without one."""
    cases: int
    repeated: int
    late: int
    reopened: int
    median: float | None
    """Seconds of the calendar from opened to resolved."""
    counted: float | None
    """Median of the open seconds that the goal of the solution counted; None where no case had such a goal."""
    cost: Decimal | None
    currency: str | None
    """None where costs are in several currencies."""


_PEOPLE: Final = """
people as materialized (
  select canonical_id, array_agg(customer_id) || canonical_id as ids from crm.alias_info
  where tenant_id = %(tenant)s group by canonical_id)
"""
"""All ids of each customer who was merged."""
# Products are compared one pair of cases at a time (`any`): as a join, PostgreSQL would pair all cases of a product.
_PICKED: Final = """
select c.id, c.type, c.cause, c.queue_id, c.cost, c.currency, c.resolved_at,
  extract(epoch from c.resolved_at - c.opened_at) as took, s.spent as counted,
  coalesce(s.spent > s.goal, false) or coalesce(t.ended_at > t.deadline, false) as late,
  exists (select 1 from crm.case_change h where h.tenant_id = c.tenant_id and h.case_id = c.id
    and h.code = 'reopened') as reopened,
  exists (select 1 from unnest(coalesce(p.ids, array[c.customer_id])) as same (id)
    join crm.case n on n.tenant_id = %(tenant)s and n.customer_id = same.id
    and n.opened_at > c.resolved_at and n.opened_at <= c.resolved_at + make_interval(days => %(days)s)
    where n.id <> c.id and (n.type = c.type or exists (
      select 1 from crm.case_link y where y.tenant_id = %(tenant)s and y.case_id = n.id and y.kind = 'product'
        and y.ref = any(array(select x.ref from crm.case_link x
          where x.tenant_id = %(tenant)s and x.case_id = c.id and x.kind = 'product'))))) as repeated
from crm.case c
left join crm.alias_info a on a.tenant_id = c.tenant_id and a.customer_id = c.customer_id
left join people p on p.canonical_id = coalesce(a.canonical_id, c.customer_id)
left join crm.case_clock s on s.tenant_id = c.tenant_id and s.case_id = c.id and s.kind = 'solve'
left join crm.case_clock t on t.tenant_id = c.tenant_id and t.case_id = c.id and t.kind = 'statutory'
where c.tenant_id = %(tenant)s and c.resolved_at >= %(since)s and c.resolved_at < %(until)s and c.merged_into is null
  and (%(type)s::text is null or c.type = %(type)s) and (%(queue)s::uuid is null or c.queue_id = %(queue)s)
  and (%(product)s::text is null or exists (select 1 from crm.case_link w where w.tenant_id = c.tenant_id
    and w.case_id = c.id and w.kind = 'product' and w.ref = %(product)s))
"""
_FIGURES: Final = """
count(*)::int as cases, count(*) filter (where repeated)::int as repeated,
count(*) filter (where late)::int as late, count(*) filter (where reopened)::int as reopened,
percentile_cont(0.5) within group (order by took)::float8 as median,
percentile_cont(0.5) within group (order by counted)::float8 as counted,
case when count(distinct currency) = 1 then sum(cost) end as cost,
case when count(distinct currency) = 1 then min(currency) end as currency
"""
_ROWS: Final = f"""
with {_PEOPLE}, picked as materialized ({_PICKED}),
grouped as (
  select 'all' as dimension, null as key, {_FIGURES} from picked
  union all select 'type', type, {_FIGURES} from picked group by type
  union all select 'queue', queue_id::text, {_FIGURES} from picked group by queue_id
  union all select 'cause', cause, {_FIGURES} from picked group by cause
  union all select 'product', l.ref, {_FIGURES} from picked join crm.case_link l on l.tenant_id = %(tenant)s
    and l.case_id = picked.id and l.kind = 'product' group by l.ref)
select * from (select *, row_number() over (partition by dimension order by cases desc, key nulls last) as place
  from grouped) ranked where place <= {MOST} order by dimension, place
"""
_NAMED: Final = ", ".join(f"c.{name.strip()}" for name in SHORT.split(","))
_CASES: Final = f"""
with {_PEOPLE} select {_NAMED} from ({_PICKED}) picked
join crm.case c on c.tenant_id = %(tenant)s and c.id = picked.id
where (%(only)s::text is null or case %(only)s when 'repeated' then picked.repeated when 'late' then picked.late
    else picked.reopened end)
  and (%(by)s::text is distinct from 'cause' or picked.cause is not distinct from %(key)s::text)
  and (%(by)s::text is distinct from 'type' or picked.type is not distinct from %(key)s::text)
  and (%(by)s::text is distinct from 'queue' or picked.queue_id::text is not distinct from %(key)s::text)
  and (%(by)s::text is distinct from 'product' or exists (select 1 from crm.case_link l
    where l.tenant_id = %(tenant)s and l.case_id = picked.id and l.kind = 'product' and l.ref = %(key)s::text))
  and (%(after)s::timestamptz is null or (picked.resolved_at, picked.id) < (%(after)s::timestamptz, %(after_id)s::uuid))
order by picked.resolved_at desc, picked.id desc limit %(limit)s
"""


async def figures(reader: Reader, tenant: UUID, wanted: QualityFilter) -> list[QualityRow]:
    """All together, then by cause, product, queue and type, each the most frequent first (index case_resolved)."""
    rows = await reader.dicts(_ROWS, _asked(tenant, wanted))
    return [QualityRow(**{name: row[name] for name in QualityRow.__slots__}) for row in rows]


async def cases(
    reader: Reader, tenant: UUID, wanted: QualityFilter, *, by: Dimension | None = None, key: str | None = None,
    only: Only | None = None, after: tuple[datetime, UUID] | None = None, limit: int,
) -> list[Case]:  # fmt: skip
    """Those behind a figure, the last resolved first; `by` and `key` name a row, `only` one of its figures."""
    at, id = after or (None, None)
    asked = _asked(tenant, wanted) | {
        "by": by, "key": key, "only": only, "after": at, "after_id": id, "limit": limit,
    }  # fmt: skip
    return await reader.many(Case, _CASES, asked)


def _asked(tenant: UUID, wanted: QualityFilter) -> dict[str, Any]:
    return {
        "tenant": tenant, "since": wanted.since, "until": wanted.until, "type": wanted.type, "queue": wanted.queue,
        "product": wanted.product, "days": wanted.days,
    }  # fmt: skip
