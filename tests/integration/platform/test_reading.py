"""Transactions: what is asked twice of one snapshot, which plans are kept, and who is woken by whom."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from contact_center.kernel.contracts.routing_events import RoutingPolicyChanged
from contact_center.kernel.events import Recorded
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.platform.wakeups import Wakeups
from tests.centre import Centre
from tests.patience import PATIENCE


class Register:
    """Has a word for each number but three, and notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    async def __call__(self, numbers: list[int]) -> dict[int, str]:
        self.asked.append(numbers)
        return {number: f"no. {number}" for number in numbers if number != 3}


async def test_a_snapshot_is_asked_for_each_key_once_also_where_there_is_nothing(centre: Centre) -> None:
    ask = Register()
    async with centre.db.read(centre.tenant) as reader:
        assert await reader.once_each("numbers", [1, 3, 1], ask) == {1: "no. 1"}
        assert await reader.once_each("numbers", {3, 1, 2}, ask) == {1: "no. 1", 2: "no. 2"}
        assert await reader.once_each("numbers", [], ask) == {}
        assert await reader.once_each("others", [1], ask) == {1: "no. 1"}
    assert ask.asked == [[1, 3], [2], [1]]


async def test_where_answers_may_change_each_is_asked_for_every_time(centre: Centre) -> None:
    ask = Register()

    async def twice(work: UnitOfWork) -> None:
        assert await work.once_each("numbers", [1, 3], ask) == await work.once_each("numbers", [1, 3], ask)

    await centre.run(twice)
    assert ask.asked == [[1, 3], [1, 3]]


async def test_plans_are_kept_for_what_is_found_by_key_and_never_for_lists(centre: Centre) -> None:
    async def mode(work: UnitOfWork) -> None:
        assert await work.value("show plan_cache_mode") == "force_generic_plan"

    await centre.run(mode)
    async with centre.db.read(centre.tenant, by_key=True) as reader:
        assert await reader.value("show plan_cache_mode") == "force_generic_plan"
    async with centre.db.read(centre.tenant) as reader:
        assert await reader.value("show plan_cache_mode") == "auto"
        assert await reader.value("show transaction_read_only") == "on"
        assert await reader.value("show transaction_isolation") == "repeatable read"


class Spilling:
    """A consumer that records an event of its own before it fails, once."""

    name = "spilling"
    wants = (RoutingPolicyChanged,)

    def __init__(self) -> None:
        self.tries = 0

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        work.record(RoutingPolicyChanged(policy_version=7))
        await work.execute("insert into core.event_parked (tenant_id, consumer, position, parked_at, error) "
                           "values (%s, 'spilling', 0, %s, 'spilled')", [work.tenant_id, work.now])  # fmt: skip
        self.tries += 1
        if self.tries == 1:
            raise LookupError("a bug that shows once")


async def test_of_a_batch_that_failed_nothing_stays_before_it_is_taken_with_care(centre: Centre) -> None:
    async def write(work: UnitOfWork) -> None:
        work.record(RoutingPolicyChanged(policy_version=1))

    await centre.run(write)
    spilling = Spilling()
    assert await consume_once(centre.db, spilling) > 0
    assert spilling.tries == 2
    versions = await centre.rows("select payload ->> 'policy_version' as version from core.event "
                                 "where type = %s order by position", RoutingPolicyChanged.type)  # fmt: skip
    assert [row["version"] for row in versions] == ["1", "7"]


@pytest.mark.timeout(PATIENCE)
async def test_a_wake_up_rings_here_once_and_in_every_other_process(redis_url: str, centre: Centre) -> None:
    here, there = Wakeups(redis_url), Wakeups(redis_url)
    echoed = asyncio.Event()

    async def hear(_: dict[str, object]) -> None:
        echoed.set()

    with here.listening() as own, there.listening() as other, here.hearing(hear):
        await here.start()
        await there.start()
        try:
            ring = asyncio.create_task(other.wait(PATIENCE))
            while not ring.done():  # until it has subscribed
                await here.wake(centre.tenant)
                await asyncio.sleep(0.01)
            while not echoed.is_set():
                await here.signal({})
                await asyncio.sleep(0.01)
            await own.wait(0.001)
            echoed.clear()
            await here.wake(centre.tenant)
            await own.wait(PATIENCE)
            await here.signal({})  # comes back after the wake-up, on the same connection
            await asyncio.wait_for(echoed.wait(), PATIENCE)
            assert not own.rings
        finally:
            await here.stop()
            await there.stop()
