"""Single parts are away, frozen or emptied for a while, each at the moment where it hurts."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import redis

from contact_center.kernel.contracts.channels import Delivery
from contact_center.platform.live import Hub
from tests.crash.conftest import Scene
from tests.crash.processes import until
from tests.crash.proof import prove
from tests.crash.shop import numbers

pytestmark = pytest.mark.asyncio(loop_scope="module")
LOG_LEVEL = "INFO"
PROCESSES = ("web", "worker", "router", "router-2")


async def test_answers_in_flight_when_the_worker_dies_arrive_once_and_in_order(here: Scene) -> None:
    await unanswered(here, numbers(30_000_000, 16))
    here.processes.kill("carrier", signal.SIGSTOP)  # it will have our requests, and nobody hears whether it took them
    try:
        here.office.resting = False

        async def in_flight() -> bool:
            sending = await here.rows("select 1 from core.message where delivery = %s", int(Delivery.SENDING))
            return len(sending) >= 4

        await until(in_flight, "answers are on their way", every=0.02)
        assert here.processes.kill("worker")
    finally:
        here.processes.kill("carrier", signal.SIGCONT)
    await here.come_to_rest()
    await prove(here)
    assert "a job of a dead worker is given to another" in here.processes.log("worker")


async def test_answers_whose_taking_the_carrier_never_confirmed_arrive_once(here: Scene) -> None:
    await here.customers.faults(drop_response=0.5)
    await here.customers.chatter(numbers(31_000_000, 10), 1, here.chance, per_second=50)
    await here.come_to_rest()
    await here.customers.faults(drop_response=0)
    await prove(here)
    assert (await here.customers.counters())["dropped_responses"] > 0


async def test_what_the_carrier_refused_for_a_while_gets_out_when_it_is_back(here: Scene) -> None:
    await unanswered(here, numbers(32_000_000, 5))
    await here.customers.faults(outage=True)
    here.office.resting = False

    async def refused() -> bool:
        return bool(await here.rows("select 1 from core.message where delivery < 20 and failure is not null"))

    await until(refused, "an answer is refused")
    await here.customers.faults(outage=False)
    await here.come_to_rest()
    await prove(here)


async def test_messages_of_an_outage_longer_than_the_carriers_patience_are_fetched(here: Scene) -> None:
    await here.processes.supervisor.stop_one("web")
    before = (await here.customers.counters())["unacknowledged"]
    await here.customers.chatter(numbers(33_000_000, 20), 2, here.chance, per_second=100)

    async def given_up() -> bool:
        return (await here.customers.counters())["unacknowledged"] == before + 40

    await until(given_up, "the carrier gives up")
    await here.come_to_rest()
    here.processes.supervisor.start_one("web")
    await prove(here)


async def test_redis_may_be_emptied_and_stopped_at_any_time(here: Scene) -> None:
    async with follower(here) as read:
        writing = asyncio.create_task(here.customers.chatter(numbers(34_000_000, 40), 4, here.chance, per_second=40))
        for _ in range(5):
            with redis.Redis.from_url(here.redis.url) as client:
                client.flushall()
            await asyncio.sleep(0.3)
        here.redis.stop()
        await here.customers.write("+886935000000")
        await until(lambda: _has_come(here, "+886935000000"), "a message comes without Redis")
        await until(lambda: _caught_up(here, read), "live push goes on without Redis")
        await writing
        here.redis.start()
        await here.come_to_rest()
        await until(lambda: _caught_up(here, read), "live push shows everything")
        assert read == list(range(1, len(read) + 1))
    await prove(here)


async def test_a_frozen_router_is_replaced_and_does_no_harm_when_it_wakes(here: Scene) -> None:
    frozen = await active_router(here)
    assert frozen is not None
    writing = asyncio.create_task(here.customers.chatter(numbers(36_000_000, 60), 2, here.chance, per_second=20))
    assert here.processes.kill(frozen, signal.SIGSTOP)
    try:

        async def replaced() -> bool:
            return await active_router(here) not in (frozen, None)

        await until(replaced, "the standby takes over")
        await writing
        await here.come_to_rest()
    finally:
        here.processes.kill(frozen, signal.SIGCONT)

    async def stands_by() -> bool:
        return "not the router any more" in here.processes.log(frozen)

    await until(stands_by, "the old router sees that it is replaced")
    await here.customers.chatter(numbers(36_000_000, 60), 1, here.chance, per_second=40)
    await here.come_to_rest()
    assert await active_router(here) != frozen
    await prove(here)


async def unanswered(here: Scene, phones: list[str]) -> None:
    """Customers have written, and the agents are at rest."""
    here.office.resting = True
    await here.customers.chatter(phones, 1, here.chance, per_second=50)
    await until(here.customers.all_arrived, "every message arrives")


async def active_router(here: Scene) -> str | None:
    """The process whose connection holds the lock."""
    async with here.runtime.database.read_all() as reader:
        backend = await reader.value("select backend_pid from routing.shard")
    alive = f"backend={backend}"
    return next((name for name in ("router", "router-2") if alive in here.processes.log(name)), None)


@asynccontextmanager
async def follower(here: Scene) -> AsyncIterator[list[int]]:
    """A socket's view of the log, from its beginning: the positions it was given, in order."""
    hub = Hub(here.runtime.database, here.runtime.wakeups)
    await hub.start()
    read: list[int] = []

    async def follow() -> None:
        async for batch in hub.follow(here.shop.tenant, 0):
            read.extend(event.position for event in batch)

    following = asyncio.create_task(follow())
    try:
        yield read
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await hub.stop()


async def _has_come(here: Scene, number: str) -> bool:
    return await here.customers.stored(number) > 0


async def _caught_up(here: Scene, read: list[int]) -> bool:
    (head,) = await here.rows("select position from core.event_head")
    return bool(read) and read[-1] == head["position"]
