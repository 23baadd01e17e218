"""Figures of resolved cases, and the cases behind each of them.

Of each case that was resolved in the time: how long it took, whether a goal or the law's day was missed, whether it had
been opened again, and whether its customer came back within the days with another case of the same type or about the
same product. That is kept for each case (`crm_core.cases.outcomes`); figures and lists read the same rows, so a list
has as many cases as its figure says.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from crm_core.cases.domain import Case
from crm_core.cases.quality_sums import CaseCell, Dimension
from crm_core.cases.store import SHORT


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


_PICKED: Final = """
select o.case_id as id, o.resolved_at, o.type, o.cause, o.queue_id, o.cost, o.currency, o.took, o.counted, o.late,
  o.reopened, o.products, coalesce(o.back_at <= o.resolved_at + make_interval(days => %(days)s), false) as repeated
from crm.case_outcome o
where o.tenant_id = %(tenant)s and o.resolved_at >= %(since)s and o.resolved_at < %(until)s
  and (%(type)s::text is null or o.type = %(type)s) and (%(queue)s::uuid is null or o.queue_id = %(queue)s)
  and (%(product)s::text is null or %(product)s = any(o.products))
"""
# One pass over the cases, whichever tables are made of them. Medians travel as the values they are picked from.
_CELLS: Final = f"""
select type, queue_id, cause, products, currency, count(*)::int as cases,
  count(*) filter (where repeated)::int as repeated, count(*) filter (where late)::int as late,
  count(*) filter (where reopened)::int as reopened, sum(cost) as cost,
  string_agg(float8send(took), ''::bytea) as took, string_agg(int4send(counted), ''::bytea) as counted
from ({_PICKED}) picked group by type, queue_id, cause, products, currency
"""
_NAMED: Final = ", ".join(f"c.{name.strip()}" for name in SHORT.split(","))
_CASES: Final = f"""
select {_NAMED} from ({_PICKED}) picked
join crm.case c on c.tenant_id = %(tenant)s and c.id = picked.id
where (%(only)s::text is null or case %(only)s when 'repeated' then picked.repeated when 'late' then picked.late
    else picked.reopened end)
  and (%(by)s::text is distinct from 'cause' or picked.cause is not distinct from %(key)s::text)
  and (%(by)s::text is distinct from 'type' or picked.type is not distinct from %(key)s::text)
  and (%(by)s::text is distinct from 'queue' or picked.queue_id::text is not distinct from %(key)s::text)
  and (%(by)s::text is distinct from 'product' or %(key)s::text = any(picked.products))
  and (%(after)s::timestamptz is null or (picked.resolved_at, picked.id) < (%(after)s::timestamptz, %(after_id)s::uuid))
order by picked.resolved_at desc, picked.id desc limit %(limit)s
"""


async def cells(reader: Reader, tenant: UUID, wanted: QualityFilter) -> list[CaseCell]:
    """Cases that are alike, together (index case_outcome_resolved).

    They are few, but the planner fears as many as there are combinations, and would sort all cases for them.
    """
    await reader.value("select set_config('enable_sort', 'off', true)")
    found = await reader.many(CaseCell, _CELLS, _asked(tenant, wanted))
    await reader.value("select set_config('enable_sort', 'on', true)")
    return found


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
