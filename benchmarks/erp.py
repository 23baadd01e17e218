"""The copy of an ERP: 100,000 changed orders into it, and a customer's facts from it.

    make bench NAME=erp
    ROWS=20000 make bench NAME=erp

The feed's floor is a bare COPY of the same rows into a table without any index, on the same server in the same run; the
floor of the facts is the same question asked of a live Tryton.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import uvloop

from benchmarks.figures import p95
from benchmarks.installation import Installation, installation
from benchmarks.results import Result, report
from contact_center.bootstrap.runtime import open_runtime
from contact_center.demo import names
from contact_center.demo.peers.erp.layout import DATABASE, READER, READER_PASSWORD, ErpFiles, company_day
from contact_center.demo.peers.erp.prepare import prepare
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.erp import (
    Account,
    Capability,
    ContactPoint,
    Entity,
    ErpRecord,
    Order,
    OrderLine,
    OrderState,
    Promise,
    RecordPage,
)
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.kernel.money import Money
from contact_center.platform.unit_of_work import Database
from erp_link.connectors.tryton.client import TrytonClient, TrytonSettings
from erp_link.connectors.tryton.connector import TrytonConnector
from erp_link.copying import Copying
from erp_link.copying_domain import copied
from erp_link.reading import Records
from erp_link.service import ErpFactsService
from erp_link.store import PostgresFactsStore

ROWS = int(os.environ.get("ROWS", "100000"))
ASKED = 40
PORT = 8799
DAY = date(2026, 11, 30)
COLUMNS = "external_id, account, number, letters, digits, label, names, links, product, day, body, watched, digest"


def order(n: int, days: int) -> Order:
    price = Money("TWD", Decimal(36800))
    line = OrderLine(1, "G2-64", "Kiln G2 grinder, 64 mm flat burrs", Decimal(2), Decimal(1), "u", price, price, "5")
    part = Promise(DAY, DAY + timedelta(days))
    return Order(
        str(n), f"SO-{n:06}", OrderState.PART_DELIVERED, "Processing", DAY, DAY, part.expected_on, price,
        (line, replace(line, position=2, sku="BURR-G2")), None, (part,), str(n % 20000),
    )  # fmt: skip


class Fetched:
    """A connector whose rows have been fetched already."""

    source = "bench"

    def __init__(self, orders: list[Order]) -> None:
        self.orders = orders

    async def probe(self) -> frozenset[Capability]:
        return frozenset({Capability.ORDERS})

    async def changes(self, entity: Entity, cursor: Mapping[str, Any] | None, limit: int) -> RecordPage:
        row = int((cursor or {"row": 0})["row"])
        page = self.orders[row : row + limit]
        return RecordPage(tuple(page), {"row": row + len(page)}, len(page) < limit)

    async def count(self, entity: Entity) -> int:
        return len(self.orders)

    async def ids(self, entity: Entity, after: str | None, limit: int) -> tuple[str, ...]:
        start = 0 if after is None else int(after) + 1
        return tuple(str(n) for n in range(start, min(start + limit, ROWS)))

    async def get(self, entity: Entity, external_id: str) -> ErpRecord | None:
        return None


def main() -> None:
    with installation() as made:
        uvloop.run(feed(made))
        uvloop.run(facts(made))


async def feed(made: Installation) -> None:
    before = [order(n, 1) for n in range(ROWS)]
    changed = [order(n, 4) for n in range(ROWS)]
    async with open_runtime(made.settings, "benchmark") as runtime:
        told = Fetched(before)
        copying = Copying(runtime.database, names.KILN, told)
        await copying.follow(Entity.ORDER)
        await copying.follow(Entity.ORDER)  # the night's look at what is gone is no part of it
        told.orders = [*before, *changed]
        await analyzed(made)
        began = time.perf_counter()
        end = await copying.follow(Entity.ORDER)
        took = time.perf_counter() - began
        assert end.rows == ROWS, end
        floor = bare_copy(made, changed)
    report(Result(
        "erp feed of changed rows", round(ROWS / took), "rows/s", round(ROWS / floor),
        f"{ROWS:,} orders that all changed, with history and indexes; floor: a bare COPY of them; goal ≥ 0.25",
    ))  # fmt: skip


async def analyzed(made: Installation) -> None:
    async with await psycopg.AsyncConnection.connect(made.owner_url, autocommit=True) as connection:
        await connection.execute("vacuum analyze erp.record")


def bare_copy(made: Installation, orders: list[Order]) -> float:
    """Seconds for rows that are ready."""
    rows = [copied(one) for one in orders]
    ready = [
        (
            row.external_id, row.account, row.number, row.letters, row.digits, row.label, list(row.names),
            list(row.links), row.product, row.day, row.body, row.watched, row.digest,
        )
        for row in rows
    ]  # fmt: skip
    with psycopg.connect(made.owner_url, autocommit=True) as connection:
        connection.execute("create table public.bare as select " + COLUMNS + " from erp.record limit 0")
        began = time.perf_counter()
        with connection.cursor() as cursor, cursor.copy(f"copy public.bare ({COLUMNS}) from stdin") as copy:
            for row in ready:
                copy.write_row(row)
        return time.perf_counter() - began


async def facts(made: Installation) -> None:
    """A customer nobody has asked for before, and the page of an order: p95 from the copy and of Tryton."""
    folder = made.settings.data_dir / "tryton"
    shared = Path(os.environ.get("CONTACT_CENTER_DATA_DIR", "var"))
    prepared = prepare(shared, company_day(SystemClock().now()), lambda _: None)
    ErpFiles.of(folder).folder.mkdir(parents=True)
    for path in (prepared, prepared.with_suffix(".json")):
        shutil.copyfile(path, ErpFiles.of(folder).folder / path.name)
    serving = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs yet
        [sys.executable, "-m", "contact_center.demo.peers.erp", "serve", "--data-dir", str(folder), "--port", str(PORT)]
    )
    try:
        async with open_runtime(made.settings, "benchmark") as runtime:
            await compared(runtime.database)
    finally:
        serving.terminate()
        serving.wait(30)


async def compared(database: Database) -> None:
    settings = TrytonSettings(f"http://127.0.0.1:{PORT}", DATABASE, READER, READER_PASSWORD, timedelta(seconds=60))
    live = TrytonConnector(TrytonClient(settings))
    for _ in range(600):
        try:
            offers = await live.probe()
            break
        except Exception:
            await asyncio.sleep(0.1)

    async def can() -> frozenset[Capability]:
        return offers

    await Copying(database, names.KILN, live).once()
    records = Records(database, database.clock, live.source, live, can)
    service = ErpFactsService(live, PostgresFactsStore(database), database.clock, records)
    accounts = [one for one in [await live.get(Entity.ACCOUNT, str(id)) for id in range(5, 5 + ASKED)] if one]
    points = [ContactPoint("number", one.number) for one in accounts if isinstance(one, Account)]

    async def from_copy(point: ContactPoint) -> None:
        found = await service.facts(names.KILN, CustomerId(new_id()), (point,), timedelta(seconds=60))
        assert found.account.items

    async def asked(point: ContactPoint) -> None:
        [account, *_] = await live.find_accounts((point,))
        id = account.external_id
        await asyncio.gather(live.orders(id), live.invoices(id), live.deliveries(id))

    copy, call = await timed(from_copy, points), await timed(asked, points)
    report(
        Result("erp facts of a customer, p95", copy, "ms", call, f"{len(points)} customers, first look; floor: Tryton")
    )
    await service.close()


async def timed(ask: Callable[[ContactPoint], Awaitable[None]], points: list[ContactPoint]) -> float:
    spent = []
    for point in points:
        began = time.perf_counter()
        await ask(point)
        spent.append(time.perf_counter() - began)
    return p95(spent)


if __name__ == "__main__":
    main()
