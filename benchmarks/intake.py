"""Intake through the HTTP door: signed SMS webhooks into one real web process.

The floor is bare transactions on the same PostgreSQL in the same run: psycopg, four inserts and the
tenant's head row, eight connections, one after the other in turns with the door (A B A B).
"""

from __future__ import annotations

import asyncio
import statistics
from time import perf_counter
from urllib.parse import urlencode

import psycopg
import uvloop

from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from channels.vendors.twilio.verify import sign
from contact_center.demo import names

CONNECTIONS = 32
SECONDS = 5.0
ROUNDS = 3
TEXT = "Hello, my order 12345 has not arrived yet. " * 3

FLOOR_TABLES = """
create schema floor;
create table floor.envelope (id uuid primary key, tenant int, provider text unique, raw text);
create table floor.interaction (id uuid primary key, tenant int, channel text);
create table floor.message (id uuid primary key, interaction uuid, body text);
create table floor.head (tenant int primary key, position bigint);
create table floor.event (tenant int, position bigint, payload jsonb, primary key (tenant, position));
insert into floor.head values (1, 0)
"""


def main() -> None:
    with installation() as made:
        made.start("web")
        made.wait_until_ready()
        uvloop.run(compare(made))


async def compare(made: Installation) -> None:
    owner = made.owner_url
    async with await psycopg.AsyncConnection.connect(owner, autocommit=True) as connection:
        for statement in FLOOR_TABLES.split(";"):
            await connection.execute(statement)
    await through_the_door(made, "warm", 2.0)
    await analyze(made)
    door, floor, latencies = [], [], []
    for turn in range(ROUNDS):
        floor.append(await bare_transactions(owner, SECONDS))
        rate, took = await through_the_door(made, f"t{turn}", SECONDS)
        door.append(rate)
        latencies += took
    stored = await _stored(made)
    bare = statistics.median(floor)
    note = f"{CONNECTIONS} connections, one web process; {stored} messages stored, none lost or doubled"
    report(Result("messages through the HTTP door", round(statistics.median(door)), "1/s", round(bare), note))
    latencies.sort()
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        value = latencies[int(len(latencies) * share)] * 1000
        report(Result(f"webhook answered after commit, {name}", round(value, 1), "ms", note="under full load"))


async def bare_transactions(url: str, seconds: float) -> float:
    end = perf_counter() + seconds

    async def one(worker: int) -> int:
        done = 0
        async with await psycopg.AsyncConnection.connect(url, prepare_threshold=1) as connection:
            while perf_counter() < end:
                await _four_inserts(connection)
                done += 1
        return done

    return sum(await asyncio.gather(*(one(n) for n in range(8)))) / seconds


async def _four_inserts(connection: psycopg.AsyncConnection) -> None:
    rows = await (await connection.execute("select gen_random_uuid(), gen_random_uuid(), gen_random_uuid()")).fetchone()
    assert rows is not None
    await connection.execute("insert into floor.envelope values (%s, 1, %s, %s)", [rows[0], str(rows[0]), TEXT])
    await connection.execute("insert into floor.interaction values (%s, 1, 'sms')", [rows[1]])
    await connection.execute("insert into floor.message values (%s, %s, %s)", [rows[2], rows[1], TEXT])
    await connection.execute(
        "with h as (update floor.head set position = position + 1 where tenant = 1 returning position) "
        "insert into floor.event select 1, position, '{}' from h"
    )
    await connection.commit()


async def through_the_door(made: Installation, run: str, seconds: float) -> tuple[float, list[float]]:
    """Rate of answered webhooks per second, and how long each took in seconds."""
    path = f"/webhooks/twilio/{names.SMS}/messages"
    url = made.settings.public_url + path
    end = perf_counter() + seconds
    took: list[float] = []

    async def one(worker: int) -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", made.settings.port)
        done = 0
        while perf_counter() < end:
            began = perf_counter()
            writer.write(_request(made, path, url, f"{run}{worker:03}{done:06}"))
            await _answer(reader)
            took.append(perf_counter() - began)
            done += 1
        writer.close()
        return done

    return sum(await asyncio.gather(*(one(n) for n in range(CONNECTIONS)))) / seconds, took


def _request(made: Installation, path: str, url: str, sid: str) -> bytes:
    number = 886_900_000_000 + abs(hash(sid)) % 99_999_999
    fields = {
        "MessageSid": f"SM{sid.encode().hex():0>32}"[:34],
        "AccountSid": names.ACCOUNT_SID,
        "From": f"+{number}",
        "To": names.OUR_NUMBER,
        "Body": TEXT,
        "NumMedia": "0",
    }
    body = urlencode(fields)
    signature = sign("0" * 32, url, tuple(fields.items()))
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{made.settings.port}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nX-Twilio-Signature: {signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


async def _answer(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode())
    lengths = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    length = int(lengths[0])
    await reader.readexactly(length)


async def _stored(made: Installation) -> int:
    async with await psycopg.AsyncConnection.connect(made.settings.database_system_url) as connection:
        row = await (
            await connection.execute(
                "select count(*), count(distinct provider_id), (select count(*) from core.envelope) from core.message"
            )
        ).fetchone()
    assert row is not None
    assert row[0] == row[1] == row[2], row
    return int(row[0])


if __name__ == "__main__":
    main()
