"""A file of customers: read, tried, brought in and taken back, batch after batch as the worker does it.

    make bench NAME=customer_import                50,000 rows, most of them new
    ROWS=10000 make bench NAME=customer_import

The floor is a bare COPY of the same cells into a table of their own, on the same server in the same run.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Awaitable, Callable
from time import perf_counter

import psycopg
import uvloop

from benchmarks.figures import id_of
from benchmarks.installation import Installation, analyze, installation
from benchmarks.results import Result, report
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo import names
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers.importing import service
from crm_core.customers.importing.domain import ReadFile, read_file

ROWS = int(os.environ.get("ROWS", "50000"))
HEADINGS = ("name", "email", "phone", "job", "customer number", "segment", "tags")


def main() -> None:
    with installation() as made:
        uvloop.run(measure(made))


def file_of(rows: int) -> bytes:
    """One row in twenty is of a customer who was in the file before: it changes them."""
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(HEADINGS)
    for n in range(rows):
        of = n if n % 20 or n < 1000 else n - 1000
        lines.writerow([
            f"Customer {of}", f"c{of}@customers.example", f"+8869{of:08d}", "buyer" if n == of else "owner",
            f"C-{of}", "ABC"[of % 3], "café; imported" if of % 2 else "",
        ])  # fmt: skip
    return text.getvalue().encode()


async def measure(made: Installation) -> None:
    await analyze(made)
    raw = file_of(ROWS)
    async with open_runtime(made.settings, "benchmark") as runtime:
        start = perf_counter()
        found = read_file(raw)
        reading = perf_counter() - start
        floor = _copied(made, found)

        async def run(command: Callable[[UnitOfWork], Awaitable[object]]) -> None:
            await runtime.database.run(names.KILN, command, actor="benchmark")

        start = perf_counter()
        id = await runtime.database.run(
            names.KILN, lambda work: service.keep(work, "c.csv", found, id_of("a1")), actor="benchmark"
        )
        async with runtime.database.read(names.KILN) as reader:
            mapping = (await service.get(reader, names.KILN, id)).mapping
        steps: dict[str, Callable[[UnitOfWork], Awaitable[object]]] = {
            "tried": lambda work: service.map_to(work, id, mapping),
            "brought in": lambda work: service.run(work, id),
            "taken back": lambda work: service.undo(work, id),
        }
        kept = perf_counter() - start
        note = f"{ROWS:,} rows; less is better"
        report(Result("import of customers: read and kept", _ms(reading + kept), "ms", floor, note))
        for step, command in steps.items():
            start = perf_counter()
            await run(command)
            await service.go_on(runtime.database, names.KILN, id)
            report(Result(f"import of customers: {step}", _ms(perf_counter() - start), "ms", floor, note))
            await _stands(runtime, id)


async def _stands(runtime: Runtime, id: object) -> None:
    """Nothing of it was left out."""
    async with runtime.database.read(names.KILN) as reader:
        counts = await reader.dicts(
            "select outcome, count(*) as n from crm.customer_import_row where import_id = %s group by 1", [id]
        )
    assert sum(row["n"] for row in counts) == ROWS, counts
    assert not {row["outcome"] for row in counts} & {"refused", "duplicate", None}, counts


def _copied(made: Installation, found: ReadFile) -> float:
    with psycopg.connect(made.owner_url, autocommit=True) as connection:
        connection.execute("create table crm.bare (id uuid primary key, cells text[])")
        start = perf_counter()
        with connection.cursor().copy("copy crm.bare from stdin") as copy:
            for cells in found.rows:
                copy.write_row((new_id(), cells))
        took = _ms(perf_counter() - start)
        connection.execute("drop table crm.bare")
    return took


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 1)


if __name__ == "__main__":
    main()
