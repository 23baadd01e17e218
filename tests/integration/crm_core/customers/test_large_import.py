"""A file as large as a company's: it says how far it is, is stopped in the middle, goes on, and goes back whole."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from uuid import UUID

import pytest

from crm_core.customers.importing import service as importing
from crm_core.customers.importing.domain import ImportState, RowOutcome
from tests.centre import Centre
from tests.integration.crm_core.customers.test_importing import read
from tests.proving import examples

ROWS = examples(1_000, long=50_000)
TWICE = 20
"""Every so many rows one is of the customer some rows before."""


def file_of(rows: int) -> bytes:
    """Who stands in it twice has another job the second time."""
    lines = ["姓名,電子郵件,手機,職稱,客戶編號"]
    for n in range(rows):
        of = n - 5 if n % TWICE == TWICE - 1 else n
        lines.append(f"客戶{of},c{of}@x.example,+8869{of:08d},{'buyer' if of == n else 'owner'},C-{of}")
    return "\r\n".join(lines).encode()


async def stopped_halfway(centre: Centre, id: UUID) -> list[int]:
    """The work of a job whose process goes; the places it was at."""
    job = asyncio.create_task(importing.go_on(centre.db, centre.tenant, id))
    places: list[int] = []
    while not job.done():
        places.append((await read(centre, importing.get, id)).next_row)
        if places[-1] > ROWS // 2:
            break
        await asyncio.sleep(0.01)
    job.cancel()
    with suppress(asyncio.CancelledError):
        await job
    return places


@pytest.mark.prove
async def test_fifty_thousand_customers_come_in_with_progress_and_go_again(centre: Centre) -> None:
    found = importing.read_file(file_of(ROWS))
    sam = UUID(str(await centre.agent("Sam")))
    id: UUID = await centre.run(importing.keep, "customers.csv", found, sam)
    await centre.run(importing.map_to, id, (await read(centre, importing.get, id)).mapping)
    await importing.go_on(centre.db, centre.tenant, id)
    assert (await read(centre, importing.get, id)).state == ImportState.CHECKED
    assert await centre.value("select count(*) from crm.customer") == 0

    await centre.run(importing.run, id)
    places = await stopped_halfway(centre, id)
    assert places == sorted(places)
    await importing.go_on(centre.db, centre.tenant, id)
    assert (await read(centre, importing.get, id)).state == ImportState.DONE
    assert await read(centre, importing.counts, id) == {
        RowOutcome.NEW: ROWS - ROWS // TWICE, RowOutcome.CHANGES: ROWS // TWICE,
    }  # fmt: skip
    assert await centre.value("select count(*) from crm.customer") == ROWS - ROWS // TWICE
    assert await centre.value("select count(*) from crm.customer where job = 'owner'") == ROWS // TWICE

    await centre.run(importing.undo, id)
    await stopped_halfway(centre, id)
    await importing.go_on(centre.db, centre.tenant, id)
    assert (await read(centre, importing.get, id)).state == ImportState.UNDONE
    assert await centre.value("select count(*) from crm.customer") == 0
    assert await centre.value("select count(*) from crm.customer_change") == 0
