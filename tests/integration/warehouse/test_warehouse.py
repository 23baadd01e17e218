"""The warehouse is what the operational tables are, and stays what it was."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from contact_center.bootstrap.joins.facts import fact_sources
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.service_level import ServiceLevelRule
from contact_center.kernel.errors import ContactCenterError
from contact_center.measures import queries, service
from contact_center.platform import personal
from contact_center.platform.eventlog import consume_once
from contact_center.platform.personal import DataSubject
from contact_center.warehouse import personal as warehouse_personal
from contact_center.warehouse import service as warehouse_service
from contact_center.warehouse import store
from contact_center.warehouse.definitions.counts import Counts
from contact_center.warehouse.errors import LoadedElsewhere
from contact_center.warehouse.facts import FACTS, INTERACTION
from contact_center.warehouse.following import FactsFollow
from contact_center.warehouse.loading import READ_ON, FactLoader
from contact_center.warehouse.reading import WaitCells, WaitQuestion
from tests.centre import START, Centre
from tests.integration.measures.day import RandomDay, catch_up
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


async def test_each_cell_is_the_same_number_in_reports_and_warehouse_and_each_row_that_of_its_owner(
    centre: Centre, warehouse: Warehouse
) -> None:
    day = RandomDay(centre, 1)
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
    for fact in FACTS[:5]:
        assert await warehouse.reading.count(centre.tenant, fact)

    again = await warehouse.reading.waits(centre.tenant, before[1], as_of=first.as_of)
    assert again == first
    assert first.as_of >= then


async def test_what_differs_is_named_and_reading_again_puts_it_right_but_leaves_the_past_as_it_was(
    centre: Centre, warehouse: Warehouse
) -> None:
    """Somebody corrects rows past every event: one changed, one gone, one new."""
    chats = [await centre.customer_writes(f"v-{n}", "hello", channel="webchat", kind="web") for n in range(4)]
    await warehouse.load()
    before = await warehouse.reading.count(centre.tenant, INTERACTION)
    _, question = await measured(centre, next_replies=False)
    then = await warehouse.reading.waits(centre.tenant, question)
    async with centre.db.work(centre.tenant, actor="test", role="system") as work:
        await work.execute("update core.interaction set priority = 7 where id = %s", [chats[0]])
        await work.execute("delete from measures.entry where interaction_id = %s", [chats[1]])
    found = {(one.missing, one.surplus, one.changed): one for one in await warehouse.loader.check(centre.tenant)}
    assert set(found) == {(0, 0, 1), (0, 1, 0)}
    assert found[0, 0, 1].named == (chats[0],)
    async with centre.db.read(centre.tenant) as reader:
        told = await warehouse_service.standing(reader, centre.tenant)
    assert told.differing == 2

    await centre.run(warehouse_service.read_again)
    await warehouse.load()
    assert await warehouse.loader.check(centre.tenant) == []
    now = await warehouse.reading.waits(centre.tenant, question)
    assert sum(cell.counts.offered for cell in now.cells) == sum(cell.counts.offered for cell in then.cells) - 1
    assert await warehouse.reading.waits(centre.tenant, question, as_of=then.as_of) == then
    assert await warehouse.reading.count(centre.tenant, INTERACTION) == before


async def test_files_are_merged_and_answers_as_of_any_moment_stay_the_same(
    centre: Centre, warehouse: Warehouse
) -> None:
    mei = await centre.agent("Mei")
    known = []
    warehouse.loader = FactLoader(warehouse.reading, fact_sources(), files=4)
    for n in range(6):
        chat = await centre.customer_writes(f"v-{n}", "hello", channel="webchat", kind="web")
        centre.clock.pass_(seconds=20)
        if n % 3 == 0:
            await centre.give(chat, mei)
        await warehouse.load()
        _, question = await measured(centre, next_replies=False)
        known.append((question, await warehouse.reading.waits(centre.tenant, question)))
    async with centre.db.read(centre.tenant) as reader:
        sizes = await store.sizes(reader, centre.tenant)
    assert sizes["queue_wait"].files < 6
    for question, then in known:
        assert await warehouse.reading.waits(centre.tenant, question, as_of=then.as_of) == then
    paths = list(warehouse.place.rglob("*.parquet"))
    assert await warehouse.loader.tidy(centre.tenant, centre.clock.now() + 2 * READ_ON) > 0
    assert len(list(warehouse.place.rglob("*.parquet"))) < len(paths)
    question, then = known[2]
    assert await warehouse.reading.waits(centre.tenant, question, as_of=then.as_of) == then


async def test_an_erased_customer_is_nobody_in_the_warehouse_and_every_count_stays(
    centre: Centre, warehouse: Warehouse
) -> None:
    for sender in ("886911000001", "886911000001", "886911000002"):
        await centre.customer_writes(sender, "hello", channel="sms")
    await warehouse.load()
    keys = await centre.rows("select customer_id, key from measures.fact_customer")
    paths, at = await warehouse.reading.paths(centre.tenant, INTERACTION, None)
    rows = warehouse.reading.engine.rows(paths, at)
    assert {row["customer"] for row in rows} - {None} == {row["key"] for row in keys}
    assert keys
    erased = keys[0]["customer_id"]
    await centre.run(lambda work: personal.erase(work, warehouse_personal.TABLES, DataSubject([erased])))
    left = {row["customer_id"]: row["key"] for row in await centre.rows("select * from measures.fact_customer")}
    assert left[erased] is None

    await centre.run(warehouse_service.read_again)
    await warehouse.load()
    paths, at = await warehouse.reading.paths(centre.tenant, INTERACTION, None)
    assert len(warehouse.reading.engine.rows(paths, at)) == len(rows)
    assert await centre.run(store.customer_keys, [erased]) == {erased: None}


async def test_two_that_load_at_once_and_one_that_dies_leave_nothing_twice(
    centre: Centre, warehouse: Warehouse
) -> None:
    await warehouse.load()
    for n in range(5):
        await centre.customer_writes(f"v-{n}", "hello", channel="webchat", kind="web")
    other = FactLoader(warehouse.reading, fact_sources())
    await catch_up(centre)
    while await consume_once(centre.db, FactsFollow(fact_sources())):
        pass
    ends = await asyncio.gather(
        warehouse.loader.round(centre.tenant), other.round(centre.tenant), return_exceptions=True
    )
    assert all(isinstance(end, int | LoadedElsewhere) for end in ends)
    dying = asyncio.ensure_future(warehouse.loader.round(centre.tenant))
    await asyncio.sleep(0.02)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    await warehouse.load()
    assert await warehouse.loader.check(centre.tenant) == []
    named = {row["key"] for row in await centre.rows("select key from measures.fact_file")}
    lost = warehouse.place / str(centre.tenant) / "queue_wait" / "2026-10" / "lost.parquet"
    lost.parent.mkdir(parents=True, exist_ok=True)
    lost.write_bytes(b"a load that was killed")
    assert await warehouse.loader.sweep(centre.tenant, SystemClock().now()) == 0
    assert await warehouse.loader.sweep(centre.tenant, SystemClock().now() + 2 * READ_ON) > 0
    assert {str(path.relative_to(warehouse.place)) for path in warehouse.place.rglob("*.parquet")} == named
    cells, question = await measured(centre, next_replies=False)
    assert by_cell(await warehouse.reading.waits(centre.tenant, question)) == cells


async def test_days_on_which_clocks_change_have_23_and_25_hours(centre: Centre, warehouse: Warehouse) -> None:
    await centre.customer_writes("v-1", "hello", channel="webchat", kind="web")
    await warehouse.load()
    async with centre.db.read(centre.tenant) as reader:
        shorts = {row.id: 5.0 for row in await queries.queues(reader, centre.tenant)}
    moments = [(10, 3, 13, 30), (10, 3, 14, 30), (10, 4, 12, 30), (10, 4, 13, 30), (11, 1, 4, 30), (11, 2, 4, 30)]
    async with centre.db.work(centre.tenant, actor="test", role="system") as work:
        for month, day, hour, minute in moments:
            await work.execute(
                "insert into measures.entry select (jsonb_populate_record(e, jsonb_build_object('interaction_id', "
                "gen_random_uuid(), 'entered_at', %s::timestamptz))).* from measures.entry e where number = 1 limit 1",
                [datetime(2026, month, day, hour, minute, tzinfo=UTC)],
            )
    await centre.run(warehouse_service.read_again)
    await warehouse.load()
    for zone, month, first, hours, offered in (
        ("Australia/Sydney", 10, 3, 23, (1, 2, 1)),
        ("America/New_York", 10, 31, 25, (0, 2, 0)),
    ):
        midnight = datetime(2026, month, first, tzinfo=ZoneInfo(zone))
        edges = [(midnight + timedelta(days=n)).astimezone(UTC) for n in range(4)]
        assert edges[2] - edges[1] == timedelta(hours=hours)
        found = await warehouse.reading.waits(centre.tenant, WaitQuestion(shorts, edges[:3], edges[3]))
        counted = {cell.at: cell.counts.offered for cell in found.cells}
        assert tuple(counted.get(edge, 0) for edge in edges[:3]) == offered
