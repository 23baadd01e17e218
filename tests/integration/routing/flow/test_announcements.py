"""Place and expected wait as the customer in a session is told them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import pytest_asyncio

from contact_center.interactions import store
from contact_center.interactions.work import customer_leaving
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import Reader
from routing.flow import wait_notice as notices
from routing.flow.expected_wait import Wait
from routing.flow.ports import Line, NoNumbers
from routing.flow.watch import FlowWatch
from routing.router.service import Shard
from routing.router.translate import ChannelTraits
from tests.centre import CHANNELS
from tests.integration.routing.flow.settings import set_queue
from tests.integration.routing.routed_centre import RoutedCentre


class PaperWaits:
    """Past waits as a test says them."""

    def __init__(self) -> None:
        self.lines: dict[Line, list[Wait]] = {}

    async def since(self, reader: Reader, tenant: UUID, start: datetime) -> Mapping[Line, list[Wait]]:
        return self.lines


@pytest_asyncio.fixture
async def past(desk: RoutedCentre) -> AsyncIterator[PaperWaits]:
    waits = PaperWaits()
    desk.shard = Shard(desk.lease, desk.centre.db, ChannelTraits.of(CHANNELS), flow=FlowWatch(desk.centre.ports, waits))
    yield waits


def answered_every(desk: RoutedCentre, seconds: int) -> list[Wait]:
    now = desk.centre.clock.now()
    start = now - timedelta(seconds=12 * seconds)
    return [Wait(start, start + timedelta(seconds=seconds * (n + 1)), True) for n in range(12)]


async def told(desk: RoutedCentre, interaction: InteractionId) -> list[tuple[int, int | None]]:
    rows = await desk.centre.rows(
        "select payload from core.event where type = 'interaction.wait_announced' order by position"
    )
    found = [row["payload"] for row in rows]
    return [(one["place"], one["seconds"]) for one in found if one["interaction_id"] == str(interaction)]


async def chat(desk: RoutedCentre, n: int) -> InteractionId:
    return await desk.writes(f"visitor-{n}", channel="webchat", kind="web")


async def test_before_the_first_announcement_the_place_told_counts_those_who_are_served_before_and_nobody_else(
    desk: RoutedCentre,
) -> None:
    async def place(interaction: InteractionId) -> int | None:
        async with desk.centre.db.read(desk.centre.tenant) as reader:
            return (await notices.wait_notice(reader, desk.centre.tenant, interaction, NoNumbers())).place

    first = await desk.centre.customer_writes("visitor-1", "hello", channel="webchat", kind="web")
    desk.centre.clock.pass_(seconds=30)
    await desk.centre.customer_writes("+886911000001", "a text waits in a line of its own")
    gone = await desk.centre.customer_writes("visitor-2", "hello", channel="webchat", kind="web")
    desk.centre.clock.pass_(seconds=30)
    last = await desk.centre.customer_writes("visitor-3", "hello", channel="webchat", kind="web")
    assert [await place(one) for one in (first, gone, last)] == [1, 2, 3]
    await desk.centre.run(customer_leaving.abandon, gone)
    assert [await place(one) for one in (first, gone, last)] == [1, None, 2]
    await desk.centre.run(store.update_interaction, last, priority=60)
    assert [await place(one) for one in (first, last)] == [2, 1]


async def test_places_are_told_and_without_enough_data_no_wait(desk: RoutedCentre, past: PaperWaits) -> None:
    first, second = await chat(desk, 1), await chat(desk, 2)
    await desk.step(seconds=6)
    assert await told(desk, first) == [(1, None)]
    assert await told(desk, second) == [(2, None)]
    await desk.step(seconds=6)
    assert await told(desk, second) == [(2, None)], "said once"


async def test_the_wait_told_is_never_longer_than_before_whoever_routes(desk: RoutedCentre, past: PaperWaits) -> None:
    line = (desk.centre.queues["general"], "live")
    past.lines[line] = answered_every(desk, 50)
    first, second = await chat(desk, 1), await chat(desk, 2)
    await desk.step(seconds=6)
    assert await told(desk, second) == [(2, 120)]
    past.lines[line] = answered_every(desk, 140)
    await desk.step(seconds=11)
    await desk.restart()
    await desk.step(seconds=6)
    assert await told(desk, second) == [(2, 120)], "slower now, and no worse figure"
    await desk.centre.agent("Mei", capacity={"*": 1, "webchat": 1})
    await desk.step()
    await desk.accept(first)
    await desk.step(seconds=6)
    assert (await told(desk, second))[-1] == (1, 120)


async def test_a_queue_may_keep_place_and_wait_to_itself(desk: RoutedCentre, past: PaperWaits) -> None:
    await set_queue(desk.centre, "general", announce={"position": False, "expected_wait": False})
    silent = await chat(desk, 1)
    await desk.step(seconds=6)
    assert await told(desk, silent) == []


async def test_a_long_expected_wait_overflows(desk: RoutedCentre, past: PaperWaits) -> None:
    step = {"when": "expected", "limit": 90, "then": "queue", "queue": "billing"}
    await set_queue(desk.centre, "general", overflow=[step])
    past.lines[desk.centre.queues["general"], "live"] = answered_every(desk, 50)
    await chat(desk, 1)
    await desk.step(seconds=11)
    queues = await desk.centre.rows("select queue_id from core.interaction")
    assert [row["queue_id"] for row in queues] == [desk.centre.queues["general"]]
    await chat(desk, 2)
    await desk.step(seconds=1)
    moved = await desk.centre.value("select count(*) from core.event where type = 'interaction.overflowed'")
    assert moved >= 1
