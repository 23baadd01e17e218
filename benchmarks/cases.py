"""Figures of resolved cases and the lists behind them, as the page of quality asks for them.

    make bench NAME=cases                 100,000 cases resolved in a year, of 40,000 customers
    CASES=1000000 make bench NAME=cases

The floor is the bare count of the same cases by cause, on the same database in the same run.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable
from datetime import timedelta

import psycopg
import uvloop

from benchmarks.figures import Ask, p95, took
from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from contact_center.bootstrap.runtime import open_runtime
from contact_center.demo import names
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import quality
from crm_core.cases.outcome_store import COLUMNS, OUTCOMES
from crm_core.cases.quality import Dimension, Only, QualityFilter

CASES = int(os.environ.get("CASES", "100000"))
ASKED = 5

N = "(select n, now() - make_interval(secs => n * 31.5e6 / %(many)s) as at from generate_series(1, %(many)s) n) n"
ROWS = (
    f"""
insert into crm.case (tenant_id, id, number, type, state, priority, title, customer_id, cause, remedy, cost, currency,
  opened_at, opened_by, changed_at, resolved_at, queue_id)
select %(tenant)s, md5('k' || n)::uuid, 5000000 + n, (array['complaint', 'repair', 'return', 'question'])[1 + n %% 4],
  'resolved', 'normal', 'Grinder rattles ' || n, md5('p' || (n::bigint * 7919) %% (%(many)s * 2 / 5))::uuid,
  (array['product/lot', 'product/part', 'delivery/carrier', 'service/promise', 'use', null])[1 + (n::bigint * n) %% 6],
  'replaced', n %% 900, 'TWD', at - make_interval(hours => 1 + n %% 200), 'benchmark', at, at, md5('q' || n %% 12)::uuid
from {N}""",
    "analyze crm.case",
    f"""
insert into crm.case_clock (tenant_id, case_id, kind, started_at, goal, ended_at, spent, deadline)
select %(tenant)s, md5('k' || n)::uuid, kind, at - interval '1 day', 144000, at, (n %% 200) * 900,
  case when kind = 'statutory' then at + interval '9 days' end
from {N} cross join (values ('solve'), ('statutory'), ('first_answer')) as kinds (kind)""",
    f"""
insert into crm.case_link (tenant_id, case_id, kind, ref, linked_at)
select %(tenant)s, md5('k' || n)::uuid, 'product', 'Kiln G' || n %% 60, at from {N}""",
    f"""
insert into crm.case_change (tenant_id, case_id, n, at, actor, code)
select %(tenant)s, md5('k' || n)::uuid, 1, at, 'benchmark', case when n %% 25 = 0 then 'reopened' else 'opened' end
from {N}""",
    "analyze crm.case_clock, crm.case_link, crm.case_change",
    f"insert into crm.case_outcome ({COLUMNS}) {OUTCOMES}",
)
"""Cases first: what belongs to them is checked against an index whose size is known by then."""


def main() -> None:
    with installation() as made:
        with psycopg.connect(made.owner_url, autocommit=True) as connection:
            for statement in ROWS:
                connection.execute(statement, {"tenant": names.KILN, "many": CASES})
        uvloop.run(measure(made))


async def measure(made: Installation) -> None:
    await analyze(made)
    async with open_runtime(made.settings, "benchmark") as runtime:
        now = runtime.clock.now()
        year = QualityFilter(now - timedelta(days=366), now)
        month = QualityFilter(now - timedelta(days=30), now)

        def asked(ask: Ask) -> Awaitable[float]:
            return took(runtime.database, names.KILN, ask)

        def figures(wanted: QualityFilter) -> Ask:
            return lambda reader: quality.quality(reader, names.KILN, wanted)

        def behind(only: Only | None, key: str | None = None) -> Ask:
            by = Dimension.CAUSE if key else None
            return lambda reader: quality.cases(reader, names.KILN, year, by=by, key=key, only=only, limit=51)

        kinds = {
            "figures of a year": figures(year),
            "figures of 30 days": figures(month),
            "cases behind a cause": behind(None, "use"),
            "cases that came back": behind(Only.REPEATED),
            "cases that were late": behind(Only.LATE),
        }
        floor = p95([await asked(_bare) for _ in range(ASKED)])
        for kind, ask in kinds.items():
            times = [await asked(ask) for _ in range(ASKED)]
            report(
                Result(f"quality of cases, p95: {kind}", p95(times), "ms", floor, f"{CASES:,} cases; less is better")
            )


async def _bare(reader: Reader) -> object:
    return await reader.dicts(
        "select cause, count(*) from crm.case where tenant_id = %s and resolved_at is not null group by cause",
        [names.KILN],
    )


if __name__ == "__main__":
    main()
