"""Search in conversations: the newest 50 messages that have some words, as a page asks for them.

    make bench NAME=search                  200,000 messages
    MESSAGES=1000000 make bench NAME=search

The floor is fifty messages read by their ids on the same database in the same run. Texts are half Chinese, half
English, of words drawn by Zipf's law over a year: a common word is in every third message, a rare one in a handful.
"""

from __future__ import annotations

import itertools
import os
import random
from collections.abc import Callable, Iterator
from time import perf_counter

import psycopg
import uvloop

from benchmarks.figures import id_of, p95
from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo import names
from contact_center.interactions.search.domain import lexemes
from contact_center.interactions.search.service import search

MESSAGES = int(os.environ.get("MESSAGES", "200000"))
IN_A_CONVERSATION = 10
BATCH = 20_000
ASKED = 100
"""Searches of a kind."""
SHOWN = 50

CHINESE = [chr(0x4E00 + (n * 7919) % 20000) + chr(0x4E00 + (n * 104729) % 20000) for n in range(20_000)]
SYLLABLES = [
    "ka",
    "lo",
    "mi",
    "ter",
    "ran",
    "sol",
    "pre",
    "vin",
    "dal",
    "tor",
    "est",
    "uma",
    "bri",
    "con",
    "fel",
    "gar",
    "hos",
    "jin",
    "nop",
    "qui",
    "ruf",
    "syl",
    "tav",
    "wex",
    "yor",
    "zed",
]
ENGLISH = [
    SYLLABLES[n % 26] + SYLLABLES[(n // 26) % 26] + (SYLLABLES[(n // 676) % 26] if n >= 676 else "")
    for n in range(30_000)
]

THINGS = """
with a as (select id from core.channel_account where tenant_id = %(tenant)s and channel = 'sms' limit 1),
c as (
  insert into core.conversation (tenant_id, id, channel, channel_account_id, contact_kind, contact_value, identity,
    single, state, opened_at, correlation_id)
  select %(tenant)s, md5('c' || n)::uuid, 'sms', a.id, 'phone', '+8869' || lpad(n::text, 8, '0'), 'unknown', false,
    'closed', now(), md5('c' || n)::uuid
  from generate_series(1, %(many)s) n, a)
insert into core.interaction (tenant_id, id, conversation_id, channel, channel_account_id, tier, direction, state,
  created_at, correlation_id, outcome)
select %(tenant)s, md5('i' || n)::uuid, md5('c' || n)::uuid, 'sms', a.id, 'messaging', 'inbound', 'closed', now(),
  md5('i' || n)::uuid, 'completed'
from generate_series(1, %(many)s) n, a
"""
MESSAGES_IN = """
with m as (
  insert into core.message (tenant_id, id, conversation_id, position, interaction_id, channel_account_id, direction,
    author_kind, text, at)
  select %(tenant)s, md5('m' || s.n)::uuid, md5('c' || s.n %% %(many)s + 1)::uuid, 1 + s.n / %(many)s,
    md5('i' || s.n %% %(many)s + 1)::uuid, a.id, 'in', 'customer', s.text,
    now() - make_interval(secs => (%(all)s - s.n) * 31.5e6 / %(all)s)
  from staged s, (select id from core.channel_account where tenant_id = %(tenant)s and channel = 'sms' limit 1) a
  returning id, at)
insert into core.message_words (tenant_id, message_id, at, words)
select %(tenant)s, m.id, m.at, array_to_tsvector(array[core.tenant_word(%(tenant)s),
  core.tenant_week_word(%(tenant)s, core.week_of(m.at))]) || s.words::tsvector
from staged s join m on m.id = md5('m' || s.n)::uuid
"""


def main() -> None:
    with installation() as made:
        load(made)
        uvloop.run(measure(made))


def texts(chance: random.Random) -> Iterator[str]:
    chinese = list(itertools.accumulate(1 / (n + 1) ** 0.9 for n in range(len(CHINESE))))
    english = list(itertools.accumulate(1 / (n + 1) for n in range(len(ENGLISH))))
    while True:
        if chance.random() < 0.5:
            yield "".join(chance.choices(CHINESE, cum_weights=chinese, k=chance.randint(5, 20)))
        else:
            yield " ".join(chance.choices(ENGLISH, cum_weights=english, k=chance.randint(8, 25)))


def load(made: Installation) -> None:
    """Messages with their words, as intake and the reader of the log would have left them."""
    drawn = texts(random.Random(7))
    many = MESSAGES // IN_A_CONVERSATION
    with psycopg.connect(made.owner_url, autocommit=True) as connection:
        connection.execute(THINGS, {"tenant": names.KILN, "many": many})
        connection.execute("create temp table staged (n bigint, text text, words text)")
        for first in range(0, MESSAGES, BATCH):
            with connection.cursor().copy("copy staged from stdin") as copy:
                for n, text in zip(range(first, min(first + BATCH, MESSAGES)), drawn, strict=False):
                    copy.write_row((n, text, lexemes(text)))
            connection.execute(MESSAGES_IN, {"tenant": names.KILN, "many": many, "all": MESSAGES})
            connection.execute("truncate staged")


async def measure(made: Installation) -> None:
    await analyze(made)
    chance = random.Random(11)
    kinds: dict[str, Callable[[], str]] = {
        "the most common English word": lambda: ENGLISH[chance.randrange(3)],
        "an English word": lambda: ENGLISH[chance.randrange(20, 3000)],
        "two English words": lambda: " ".join(chance.sample(ENGLISH[:300], 2)),
        "a Chinese word of two characters": lambda: CHINESE[chance.randrange(3000)],
        "one Chinese character": lambda: CHINESE[chance.randrange(3000)][0],
        "a Chinese phrase of four characters": lambda: CHINESE[chance.randrange(50)] + CHINESE[chance.randrange(50)],
        "a word nobody wrote": lambda: f"zzq{chance.randrange(10**6)}",
    }
    async with open_runtime(made.settings, "benchmark") as runtime:
        floor = p95([await _bare(runtime, chance) for _ in range(ASKED)])
        for kind, draw in kinds.items():
            took = [await _search(runtime, draw()) for _ in range(ASKED)]
            note = f"{MESSAGES:,} messages, the newest {SHOWN}; less is better"
            report(Result(f"search in conversations, p95: {kind}", p95(took), "ms", floor, note))


async def _search(runtime: Runtime, text: str) -> float:
    async with runtime.database.read(names.KILN) as reader:
        start = perf_counter()
        await search(reader, names.KILN, text, SHOWN)
        return perf_counter() - start


async def _bare(runtime: Runtime, chance: random.Random) -> float:
    async with runtime.database.read(names.KILN) as reader:
        ids = [id_of(f"m{chance.randrange(MESSAGES)}") for _ in range(SHOWN)]
        start = perf_counter()
        await reader.values("select text from core.message where tenant_id = %s and id = any(%s)", [names.KILN, ids])
        return perf_counter() - start


if __name__ == "__main__":
    main()
