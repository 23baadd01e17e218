"""Reports of a year and of a day, as the page of reports asks for them.

    make bench NAME=reports                       1,000,000 pieces of work in a year, 12 queues, 5 channels
    ENTRIES=100000 make bench NAME=reports

The floor is the bare sum of the same pieces by queue and channel, on the same database in the same run.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable
from datetime import timedelta
from zoneinfo import ZoneInfo

import psycopg
import uvloop

from benchmarks.figures import Ask, p95, took
from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from contact_center.bootstrap.runtime import open_runtime
from contact_center.demo import names
from contact_center.measures import reporting, rollup
from contact_center.measures.report import Split
from contact_center.measures.reporting import ReportSpan
from contact_center.platform.unit_of_work import Reader

ENTRIES = int(os.environ.get("ENTRIES", "1000000"))
ASKED = 5
ZONE = "Asia/Taipei"

N = """(select n, now() - make_interval(secs => n * 31.5e6 / %(many)s) as at,
  (select array_agg(id order by position, id) from routing.queue where tenant_id = %(tenant)s) as queues,
  (array['voice', 'webchat', 'sms', 'email', 'task'])[1 + n %% 5] as channel
  from generate_series(1, %(many)s) n) n"""
ROWS = (
    "alter table core.segment drop constraint segment_tenant_id_interaction_id_fkey",
    "alter table core.segment disable trigger user",
    f"""
insert into measures.entry (tenant_id, interaction_id, number, queue_id, channel, tier, entered_at, sl_started_at,
  kind, position, shut, sl_seconds, sl_percent, left_at, left_how, agent_id, wait_seconds, within)
select %(tenant)s, md5('i' || n)::uuid, 1, queues[1 + n %% cardinality(queues)], channel, 'live', at, at,
  case when n %% 9 = 0 then 'transferred' when n %% 7 = 0 then 'next' else 'first' end, n, '{{}}', 20, 80,
  at + make_interval(secs => n %% 90),
  case when n %% 19 = 0 then 'abandoned' when n %% 31 = 0 then 'flowed_out' else 'answered' end,
  md5('a' || n %% 200)::uuid, n %% 90, case when n %% 19 > 0 and n %% 31 > 0 then n %% 90 <= 20 end
from {N}""",
    f"""
insert into core.segment (tenant_id, id, interaction_id, agent_id, purpose, state, reason, channel, tier, queue_id,
  offered_at, connected_at, wrapping_at, done_at, disposition)
select %(tenant)s, md5('s' || n)::uuid, md5('i' || n)::uuid, md5('a' || n %% 200)::uuid, 'work', 'done', 'completed',
  channel, 'live', queues[1 + n %% cardinality(queues)], at, at + interval '10 s', at + interval '200 s',
  at + interval '260 s', 'r' || n %% 14
from {N} where n %% 19 > 0""",
    "update core.event_head set position = %(many)s where tenant_id = %(tenant)s",
    """
insert into core.event_cursor (tenant_id, consumer, position) values (%(tenant)s, 'measures', %(many)s)
on conflict (tenant_id, consumer) do update set position = excluded.position""",
)


def main() -> None:
    with installation() as made:
        with psycopg.connect(made.owner_url, autocommit=True) as connection:
            for statement in ROWS:
                connection.execute(statement, {"tenant": names.KILN, "many": ENTRIES})
        uvloop.run(measure(made))


async def measure(made: Installation) -> None:
    await analyze(made)
    async with open_runtime(made.settings, "benchmark") as runtime:
        today = runtime.clock.now().astimezone(ZoneInfo(ZONE)).replace(hour=0, minute=0, second=0, microsecond=0)
        end = today + timedelta(days=1)
        year, day = ReportSpan(today - timedelta(days=364), end, ZONE), ReportSpan(today, end, ZONE)

        def asked(ask: Ask) -> Awaitable[float]:
            return took(runtime.database, names.KILN, ask)

        def of(span: ReportSpan, split: Split, minutes: int) -> Ask:
            return lambda reader: reporting.report(reader, names.KILN, span, split, minutes=minutes)

        kinds: dict[str, Ask] = {
            "a year by day": of(year, Split.TIME, 1440),
            "a year by week": of(year, Split.TIME, 10_080),
            "a year by queue": of(year, Split.QUEUE, 0),
            "a year by channel": of(year, Split.CHANNEL, 0),
            "a year by agent": lambda reader: reporting.agents(reader, names.KILN, year),
            "a year by reason": lambda reader: reporting.reasons(reader, names.KILN, year),
            "today by quarter of an hour": of(day, Split.TIME, 15),
        }
        floor = p95([await asked(_bare) for _ in range(ASKED)])
        for when in ("not rolled up yet", "rolled up"):
            if when == "rolled up":
                await rollup.roll_up(runtime.database, names.KILN, ZONE)
            for kind, ask in kinds.items():
                times = [await asked(ask) for _ in range(ASKED)]
                note = f"{ENTRIES:,} pieces of work in a year; less is better"
                report(Result(f"report, p95: {kind}, {when}", p95(times), "ms", floor, note))


async def _bare(reader: Reader) -> object:
    return await reader.dicts(
        "select queue_id, channel, count(*) from measures.entry where tenant_id = %s group by 1, 2", [names.KILN]
    )


if __name__ == "__main__":
    main()
