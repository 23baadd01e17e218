"""A conversation of 10,000 messages as its reader waits for it: opened, read back, looked through, jumped in.

    make bench NAME=long_thread

The floor is a conversation of 100 messages, opened through the same web process in the same run and in turns.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

import httpx
import psycopg
import uvloop

from benchmarks.figures import id_of, p95
from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from contact_center.demo import names
from contact_center.demo.company.seed import PASSWORD
from contact_center.interactions.reading.pages import ThreadPlace

AGENT = "mei"
MESSAGES = {"long": 10_000, "short": 100}
ASKED = 40
"""Times each."""
RARE = 97
"""Every so many messages have the word that is looked for."""

ROWS = """
with a as (select id from core.channel_account where tenant_id = %(tenant)s and channel = 'sms' limit 1),
u as (select id from core.user_account where tenant_id = %(tenant)s and login = %(agent)s),
c as (
  insert into core.conversation (tenant_id, id, channel, channel_account_id, contact_kind, contact_value, identity,
    single, state, opened_at, last_message_at, last_position, correlation_id)
  select %(tenant)s, md5('c' || %(name)s)::uuid, 'sms', a.id, 'phone', '+8869' || %(many)s, 'unknown', false, 'open',
    now() - interval '1 year', now(), %(many)s, md5(%(name)s)::uuid from a),
m as (
  insert into core.message (tenant_id, id, conversation_id, position, interaction_id, channel_account_id, direction,
    author_kind, text, at)
  select %(tenant)s, md5(%(name)s || n)::uuid, md5('c' || %(name)s)::uuid, n, md5('i' || %(name)s)::uuid, a.id, 'in',
    'customer', case when n %% %(rare)s = 0 then '磨豆機 ' else 'Where is my order ' end || n || repeat(', please', 12),
    now() - make_interval(mins => %(many)s - n)
  from generate_series(1, %(many)s) n, a)
insert into core.interaction (tenant_id, id, conversation_id, channel, channel_account_id, tier, direction, state,
  created_at, correlation_id, owner_agent_id, waiting_since)
select %(tenant)s, md5('i' || %(name)s)::uuid, md5('c' || %(name)s)::uuid, 'sms', a.id, 'messaging', 'inbound',
  'waiting', now() - interval '1 year', md5(%(name)s)::uuid, u.id, now() from a, u
"""


def main() -> None:
    with installation() as made:
        with psycopg.connect(made.owner_url, autocommit=True) as connection:
            for name, many in MESSAGES.items():
                given = {"tenant": names.KILN, "agent": AGENT, "name": name, "many": many, "rare": RARE}
                connection.execute(ROWS, given)
        made.start("web")
        made.wait_until_ready()
        uvloop.run(measure(made))


async def measure(made: Installation) -> None:
    await analyze(made)
    chance = random.Random(11)
    last = MESSAGES["long"]
    path = f"/console/interactions/{id_of('ilong')}"
    kinds: dict[str, Callable[[], str]] = {
        "opened": lambda: f"/console/thread/{id_of('ilong')}",
        "a page further back": lambda: f"{path}/older?before={_place(chance.randrange(200, last))}",
        "a word found": lambda: f"{path}/find?q=磨豆機",
        "jumped back by 800 messages": lambda: (
            f"{path}/older?before={_place(last - 100)}&until={id_of(f'long{last - 900}')}"
        ),
    }
    origin = made.settings.public_url
    async with httpx.AsyncClient(base_url=origin, timeout=30) as http:
        signed = await http.post("/sign-in", data={"login": AGENT, "password": PASSWORD}, headers={"Origin": origin})
        if signed.status_code != 303:
            raise RuntimeError(f"{AGENT} could not sign in: {signed.status_code} {signed.text[:500]}")
        took: dict[str, list[float]] = {kind: [] for kind in kinds}
        floor: list[float] = []
        for _ in range(ASKED):
            floor.append(await _asked(http, f"/console/thread/{id_of('ishort')}"))
            for kind, address in kinds.items():
                took[kind].append(await _asked(http, address()))
    note = f"{last:,} messages, {ASKED} times; the floor: one of 100 messages opened; less is better"
    for kind, values in took.items():
        report(Result(f"long conversation, p95: {kind}", p95(values), "ms", p95(floor), note))


def _place(position: int) -> str:
    return ThreadPlace(datetime.now(UTC), {id_of("clong"): position}).text


async def _asked(http: httpx.AsyncClient, address: str) -> float:
    start = perf_counter()
    answer = await http.get(address, headers={"HX-Request": "true", "Accept": "text/html"})
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code} {answer.text[:500]}")
    return perf_counter() - start


if __name__ == "__main__":
    main()
