"""Consumers of one process: each is called for what it wants, and its cursor does not stay behind for the rest."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import psycopg

from contact_center.kernel.contracts.interactions import EnvelopeQuarantined
from contact_center.kernel.contracts.routing_events import RoutingPolicyChanged
from contact_center.kernel.events import Recorded
from contact_center.platform.eventlog import Consumer, head
from contact_center.platform.log_watch import run_consumers
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.platform.wakeups import Wakeups
from tests.centre import Centre
from tests.installation import until


class Reads:
    """Writes down the types it is given."""

    def __init__(self, name: str, wants: tuple[type, ...] | None, *, fails: int = 0) -> None:
        self.name = name
        self.wants = wants
        self.fails = fails
        self.calls: list[list[str]] = []

    @property
    def read(self) -> list[str]:
        return [one for call in self.calls for one in call]

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        if self.fails:
            self.fails -= 1
            raise psycopg.OperationalError("the connection is lost")
        self.calls.append([one.event.type for one in events])


@asynccontextmanager
async def running(centre: Centre, *consumers: Consumer, batch: int = 200) -> AsyncIterator[Wakeups]:
    wakeups = Wakeups("")
    task = asyncio.create_task(run_consumers(centre.db, wakeups, consumers, batch=batch))
    try:
        yield wakeups
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def policy(centre: Centre, times: int = 1) -> None:
    async def write(work: UnitOfWork) -> None:
        for _ in range(times):
            work.record(RoutingPolicyChanged(policy_version=1))

    await centre.run(write)


async def cursor(centre: Centre, name: str) -> int:
    query = "select position from core.event_cursor where tenant_id = %s and consumer = %s"
    return await centre.value(query, centre.tenant, name) or 0


async def end(centre: Centre) -> int:
    async with centre.db.read(centre.tenant) as reader:
        return await head(reader, centre.tenant)


async def test_each_is_called_for_what_it_wants_and_no_cursor_stays_behind(centre: Centre) -> None:
    whole, few = Reads("whole", None), Reads("few", (EnvelopeQuarantined,))
    await policy(centre, 3)
    async with running(centre, whole, few):
        await until(lambda: read_to_the_end(centre, "whole", "few"), "both cursors are at the end")
    assert len(whole.read) == await end(centre)
    assert few.calls == []


async def test_what_it_wants_comes_without_what_is_beside_it(centre: Centre) -> None:
    few = Reads("few", (RoutingPolicyChanged,))
    async with running(centre, few):
        await until(lambda: read_to_the_end(centre, "few"), "the past is read")
        await centre.customer_writes("visitor-1", "hello")
        await policy(centre)
        await until(lambda: given(few), "the policy's event")
    assert set(few.read) == {RoutingPolicyChanged.type}


async def test_more_than_a_batch_is_read_to_its_end_and_trouble_of_one_holds_up_no_other(centre: Centre) -> None:
    whole, troubled = Reads("whole", None), Reads("troubled", None, fails=2)
    await policy(centre, 25)
    last = await end(centre)
    async with running(centre, whole, troubled, batch=10):
        await until(lambda: read_to_the_end(centre, "whole", "troubled"), "both cursors are at the end")
    assert (len(whole.read), len(troubled.read)) == (last, last)


async def read_to_the_end(centre: Centre, *names: str) -> bool:
    last = await end(centre)
    return all([await cursor(centre, name) == last for name in names])


async def given(reads: Reads) -> bool:
    return bool(reads.read)
