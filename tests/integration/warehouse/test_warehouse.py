"""The warehouse is what the operational tables are, and stays what it was."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest

from contact_center.kernel.contracts.service_level import ServiceLevelRule
from contact_center.kernel.errors import ContactCenterError
from contact_center.measures import queries, service
from contact_center.warehouse.definitions.counts import Counts
from contact_center.warehouse.facts import FACTS
from contact_center.warehouse.reading import WaitCells, WaitQuestion
from tests.centre import START, Centre
from tests.integration.measures.day import RandomDay
from tests.integration.warehouse.conftest import Warehouse

Cells = dict[tuple[object, ...], Counts]


async def measured(centre: Centre, *, next_replies: bool) -> tuple[Cells, WaitQuestion]:
    now = centre.clock.now()
    end = now + timedelta(seconds=1)
    async with centre.db.read(centre.tenant) as reader:
        found = await service.cells(
            reader, centre.tenant, None, START, end, now=now, minutes=15, next_replies=next_replies
        )
        rows = await queries.queues(reader, centre.tenant)
    shorts = {row.id: float(ServiceLevelRule.of(row.settings).short_abandon_seconds) for row in rows}
    edges = service.edges_of(START, end, 15, None)
    cells: Cells = {(cell.at, cell.queue_id, cell.channel): cell.counts for cell in found}
    return cells, WaitQuestion(shorts, edges, end, next_replies=next_replies)


def by_cell(found: WaitCells) -> Cells:
    return {(cell.at, cell.queue_id, cell.channel): cell.counts for cell in found.cells}


@pytest.mark.parametrize("seed", [1])
async def test_each_cell_is_the_same_number_in_reports_and_warehouse_and_each_row_that_of_its_owner(
    centre: Centre, warehouse: Warehouse, seed: int
) -> None:
    day = RandomDay(centre, seed)
    await day.run(60)
    await warehouse.load()
    before, then = await measured(centre, next_replies=False), centre.clock.now()
    first = await warehouse.reading.waits(centre.tenant, before[1])
    assert by_cell(first) == before[0]

    for _ in range(10):
        for doing in (day.arrive, day.again, day.take, day.hold, day.hand_over, day.close, day.change_presence):
            centre.clock.pass_(seconds=7)
            with suppress(ContactCenterError):
                await doing()
    await warehouse.load()
    for next_replies in (False, True):
        cells, question = await measured(centre, next_replies=next_replies)
        found = await warehouse.reading.waits(centre.tenant, question)
        assert by_cell(found) == cells
        assert found.as_of >= centre.clock.now()
        assert all(counts.balanced for counts in cells.values())
    assert await warehouse.loader.check(centre.tenant) == []
    for fact in FACTS[:-1]:
        assert await warehouse.reading.count(centre.tenant, fact, centre.clock.now())

    again = await warehouse.reading.waits(centre.tenant, before[1], as_of=first.as_of)
    assert again == first
    assert first.as_of >= then
