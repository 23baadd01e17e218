"""The list of all work: its pages as an agent and as a supervisor ask for them, counted as the page counts.

    make bench NAME=work_list                       100,000 conversations of three years, 2 % of them open
    CONVERSATIONS=1000000 make bench NAME=work_list

The floor is fifty pieces of work read by their ids on the same database in the same run.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from time import perf_counter
from uuid import UUID

import psycopg
import uvloop

from benchmarks.figures import id_of, p95
from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo import names
from contact_center.interactions.listing import service
from contact_center.interactions.listing.domain import Scope, WorkFilter, WorkOrder, WorkStage
from contact_center.platform.unit_of_work import Reader

CONVERSATIONS = int(os.environ.get("CONVERSATIONS", "100000"))
QUEUES, AGENTS = 12, 60
ASKED = 40
"""Pages of a kind."""
SHOWN = 50

ROWS = """
with a as (select id from core.channel_account where tenant_id = %(tenant)s and channel = 'sms' limit 1),
n as (select n, n %% 49 = 0 as open, now() - make_interval(secs => (%(many)s - n) * 94.6e6 / %(many)s) as at
  from generate_series(1, %(many)s) n),
c as (
  insert into core.conversation (tenant_id, id, channel, channel_account_id, contact_kind, contact_value, identity,
    single, state, opened_at, last_message_at, correlation_id)
  select %(tenant)s, md5('c' || n)::uuid, 'sms', a.id, 'phone', '+8869' || lpad(n::text, 8, '0'), 'unknown', false,
    case when open then 'open' else 'closed' end, at, at, md5('c' || n)::uuid
  from n, a),
t as (
  insert into core.conversation_tag (tenant_id, conversation_id, tag)
  select %(tenant)s, md5('c' || n)::uuid, case when n %% 997 = 0 then 'rare' else 'common' end
  from n where n %% 997 = 0 or n %% 20 = 0),
m as (
  insert into core.message (tenant_id, id, conversation_id, position, interaction_id, channel_account_id, direction,
    author_kind, text, at)
  select %(tenant)s, md5('m' || n)::uuid, md5('c' || n)::uuid, 1, md5('i' || n)::uuid, a.id, 'in', 'customer',
    'Where is my order ' || n, at
  from n, a)
insert into core.interaction (tenant_id, id, conversation_id, channel, channel_account_id, tier, direction, state,
  created_at, correlation_id, outcome, queue_id, owner_agent_id, next_reply_due_at, closed_at)
select %(tenant)s, md5('i' || n)::uuid, md5('c' || n)::uuid, 'sms', a.id, 'messaging', 'inbound',
  case when open then 'waiting' else 'closed' end, at, md5('i' || n)::uuid,
  case when open then null else 'completed' end, md5('q' || n %% %(queues)s)::uuid,
  md5('a' || (n::bigint * 7919) %% %(agents)s)::uuid,
  case when open and n %% 98 = 0 then at + interval '4 hours' end, case when open then null else at end
from n, a
"""


def main() -> None:
    with installation() as made:
        with psycopg.connect(made.owner_url, autocommit=True) as connection:
            connection.execute(
                ROWS, {"tenant": names.KILN, "many": CONVERSATIONS, "queues": QUEUES, "agents": AGENTS}
            )  # fmt: skip
        uvloop.run(measure(made))


async def measure(made: Installation) -> None:
    await analyze(made)
    chance = random.Random(11)
    whole = Scope(id_of("a0"), None)
    own = Scope(id_of("a7"), frozenset({id_of("q1"), id_of("q5"), id_of("q8")}))
    closed = WorkFilter(WorkStage.CLOSED, order=WorkOrder.NEWEST)
    async with open_runtime(made.settings, "benchmark") as runtime:
        since = runtime.clock.now() - timedelta(days=90)
        season = replace(closed, since=since)
        kinds: dict[str, tuple[Scope, Callable[[], WorkFilter]]] = {
            "open, due first, a supervisor": (whole, WorkFilter),
            "open, due first, an agent": (own, WorkFilter),
            "own open work": (own, lambda: WorkFilter(holder=own.agent)),
            "closed, 90 days, an agent": (own, lambda: season),
            "closed, 90 days, of one colleague": (whole, lambda: replace(season, holder=_agent(chance))),
            "closed, 90 days, a rare tag": (whole, lambda: replace(season, tag="rare")),
            "closed, 90 days, a common tag": (whole, lambda: replace(season, tag="common")),
            "closed, whole past, newest": (whole, lambda: closed),
            "closed, whole past, of one colleague": (whole, lambda: replace(closed, holder=_agent(chance))),
        }
        floor = p95([await _bare(runtime, chance) for _ in range(ASKED)])
        for kind, (scope, draw) in kinds.items():
            took = [await _page(runtime, scope, draw()) for _ in range(ASKED)]
            note = f"{CONVERSATIONS:,} conversations, {SHOWN} lines, counted up to 1,000; less is better"
            report(Result(f"list of conversations, p95: {kind}", p95(took), "ms", floor, note))


async def _page(runtime: Runtime, scope: Scope, asked: WorkFilter) -> float:
    async with runtime.database.read(names.KILN) as reader:
        start = perf_counter()
        await service.page(reader, names.KILN, scope, asked, SHOWN)
        return perf_counter() - start


async def _bare(runtime: Runtime, chance: random.Random) -> float:
    async with runtime.database.read(names.KILN) as reader:
        ids = [id_of(f"i{chance.randrange(CONVERSATIONS) + 1}") for _ in range(SHOWN)]
        start = perf_counter()
        await _subjects(reader, ids)
        return perf_counter() - start


async def _subjects(reader: Reader, ids: list[UUID]) -> None:
    await reader.values("select state from core.interaction where tenant_id = %s and id = any(%s)", [names.KILN, ids])


def _agent(chance: random.Random) -> UUID:
    return id_of(f"a{chance.randrange(AGENTS)}")


if __name__ == "__main__":
    main()
