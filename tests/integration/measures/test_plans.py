"""The wallboard on a site with a history: it reads today, never the whole log or all entries."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import psycopg

from contact_center.kernel.ids import new_id
from contact_center.measures import queries, service
from contact_center.platform.unit_of_work import Reader
from tests.centre import START, Centre
from tests.servers import Database

HISTORY = """
insert into measures.entry (tenant_id, interaction_id, number, queue_id, channel, tier, entered_at, sl_started_at,
  sl_seconds, sl_percent, left_at, left_how, wait_seconds, within)
select %(tenant)s, gen_random_uuid(), 1, (%(queues)s::uuid[])[1 + n %% 2], 'sms', 'messaging', at, at, 300, 80,
  at + interval '1 minute', 'answered', 60, true
from generate_series(1, 30000) as n, lateral (select %(now)s - n * interval '5 minutes' as at) t
"""
STATES = """
insert into measures.agent_state (tenant_id, agent_id, since, until, state)
select %(tenant)s, gen_random_uuid(), %(now)s - n * interval '5 minutes', %(now)s - n * interval '4 minutes', 'away'
from generate_series(1, 20000) as n
"""
BIG = {"entry", "event", "agent_state", "interaction", "segment", "message", "envelope"}


class Watched(Reader):
    """Looks at the plan of every query that it runs."""

    scanned: list[str]

    async def dicts(self, query: str, params: Any = None) -> list[dict[str, Any]]:
        await self._explain(query, params)
        return await super().dicts(query, params)

    async def many(self, row: Any, query: str, params: Any = None) -> list[Any]:
        await self._explain(query, params)
        return await super().many(row, query, params)

    async def _explain(self, query: str, params: Any) -> None:
        plan = await super().value(f"explain (format json) {query}", params)
        self.scanned += [node["Relation Name"] for node in _nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"]


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]


async def test_a_long_history_does_not_slow_todays_wallboard(centre: Centre, database: Database) -> None:
    await grow_old(centre, database)
    async with centre.db.read(centre.tenant) as reader:
        watched = Watched(reader.connection, reader.now)
        watched.scanned = []
        shown = await service.wallboard(watched, centre.tenant, START, "UTC")
        day = START - timedelta(hours=9), START
        await service.intervals(watched, centre.tenant, centre.queues["general"], *day, now=START)
        await queries.agent_times(watched, centre.tenant, START - timedelta(hours=1), START)
    assert sum(queue.today.offered for queue in shown.queues) == 108
    assert BIG.isdisjoint(watched.scanned), watched.scanned


async def grow_old(centre: Centre, database: Database) -> None:
    """A hundred days of entries, and of what they stand on."""
    await centre.give(await centre.customer_writes("+886911000001", "hello"), await centre.agent("Mei"))
    params = {"tenant": centre.tenant, "queues": list(centre.queues.values()), "now": START}
    async with centre.db.work(centre.tenant, actor="test", role="system") as unit:
        await unit.execute(HISTORY, params)
        await unit.execute(STATES, params)
        for table in ("conversation", "interaction", "segment", "message", "envelope"):
            await _copies(unit, table)
    async with await psycopg.AsyncConnection.connect(database.owner, autocommit=True) as connection:
        await connection.execute("analyze")


async def _copies(unit: Any, table: str) -> None:
    """Several thousand old rows like the one there is, of conversations long closed."""
    row = json.loads(await unit.value(f"select to_json(t)::text from core.{table} t limit 1"))
    changes: dict[str, dict[str, Any]] = {
        "conversation": {"single": False, "state": "closed"},
        "interaction": {"state": "closed"},
        "segment": {"state": "done", "reason": "completed"},
        "message": {"delivery": 20, "provider_id": None},
        "envelope": {"state": "accepted"},
    }
    old = [{**row, **changes[table], "id": str(new_id()), **_apart(table, n)} for n in range(5000)]
    await unit.execute(
        f"insert into core.{table} select * from jsonb_populate_recordset(null::core.{table}, %s::jsonb)",
        [json.dumps(old)],
    )


def _apart(table: str, n: int) -> dict[str, Any]:
    apart: dict[str, dict[str, Any]] = {"message": {"position": n + 2}, "envelope": {"provider_id": f"old-{n}"}}
    return apart.get(table, {})
