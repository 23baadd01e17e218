"""Customers who write and agents who answer while routers are killed: through the product's own code."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import perf_counter
from urllib.parse import urlencode

from benchmarks.routing_load import Crowd
from contact_center.bootstrap.runtime import Runtime
from contact_center.demo import names
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import closing, offers
from contact_center.kernel.contracts.channels import RawEnvelope
from contact_center.kernel.contracts.interactions import Presence, PresenceChanged, SegmentOffered
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import AgentId, ChannelAccountId
from contact_center.platform.eventlog import Tail
from contact_center.platform.unit_of_work import UnitOfWork

RATE = 8.0
"""Messages a second; as many contacts are closed, as all agents are busy all the time."""
HANDLE = 26.0
"""Seconds on average."""
REJECTED, MISSED = 0.05, 0.01
PATIENCE = 60.0
"""Seconds without any work closed after which something is broken."""
IN_ONE_GO = 16
"""Agents who press a key at the same time; beyond it they would wait for connections anyway."""


@dataclass
class Agents:
    """Each takes what it is offered and closes it after a while; some reject it, some do not hear it ring."""

    runtime: Runtime
    crowd: Crowd
    chance: random.Random
    handle: float = HANDLE
    seen: list[tuple[int, float]] = field(default_factory=list)
    """Position of each offer in the log, and when it was read."""
    closed: int = 0
    failed: BaseException | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    hands: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(IN_ONE_GO))

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[Agents]:
        tail = Tail(self.runtime.database, self.runtime.wakeups, lambda tenant: tenant == self.crowd.tenant)
        await tail.start()
        watching = asyncio.create_task(self._watch(tail))
        try:
            yield self
        finally:
            for task in (watching, *self.tasks):
                task.cancel()
            await asyncio.gather(watching, *self.tasks, return_exceptions=True)

    def first_offer_after(self, position: int) -> float | None:
        """When the first offer behind this position of the log was read."""
        return next((at for place, at in self.seen if place > position), None)

    async def are_busy(self) -> None:
        """Until work is being answered and closed."""
        before, last = self.closed, perf_counter()
        while self.closed < before + 5:
            await self._look(last)

    async def drain(self) -> None:
        """Work gets short; until all is done."""
        self.handle, closed, last = 0.2, self.closed, perf_counter()
        while await self._left():
            if self.closed > closed:
                closed, last = self.closed, perf_counter()
            await self._look(last)

    async def _look(self, last: float) -> None:
        """Raises what went wrong meanwhile, and if nothing has been closed for long."""
        if self.failed is not None:
            raise self.failed
        if perf_counter() - last > PATIENCE:
            raise TimeoutError(f"no work has been closed for {PATIENCE:.0f} s, {await self._left()} is open")
        await asyncio.sleep(0.1)

    async def _left(self) -> int:
        async with self.runtime.database.read(self.crowd.tenant) as reader:
            return int(await reader.value("select count(*) from core.interaction where state <> 'closed'", []))

    async def _watch(self, tail: Tail) -> None:
        async for batch in tail.batches():
            now = perf_counter()
            for recorded in batch:
                if isinstance(recorded.event, SegmentOffered):
                    self.seen.append((recorded.position, now))
                    self._begin(self._answer(recorded.event))
                elif isinstance(recorded.event, PresenceChanged) and recorded.event.presence == Presence.NOT_RESPONDING:
                    self._begin(self._back(recorded.event.agent_id))

    def _begin(self, does: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(does)
        self.tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.failed = self.failed or task.exception()

    async def _answer(self, event: SegmentOffered) -> None:
        segment, agent, interaction = event.segment_id, event.agent_id, event.interaction_id
        lot = self.chance.random()
        await asyncio.sleep(self.chance.uniform(0.05, 1.0))
        with suppress(ContactCenterError):  # the router may have taken it back
            if MISSED <= lot < MISSED + REJECTED:
                await self._run(lambda unit: offers.reject(unit, segment, agent))
            elif lot >= MISSED:
                await self._run(lambda unit: offers.accept(unit, segment, agent))
                await self._handled()
                await self._run(lambda unit: closing.close(unit, self.runtime.ports, interaction, agent))
                self.closed += 1

    async def _handled(self) -> None:
        left = self.handle * self.chance.uniform(0.2, 1.8)
        while left > 0 and self.handle == HANDLE:
            await asyncio.sleep(min(left, 0.5))
            left -= 0.5

    async def _back(self, agent: AgentId) -> None:
        """Did not hear it ring, and is there again."""
        await asyncio.sleep(1.0)
        await self._run(lambda unit: presence.choose(unit, agent, Presence.AVAILABLE))

    async def _run(self, does: Callable[[UnitOfWork], Awaitable[object]]) -> None:
        async with self.hands:
            await self.runtime.database.run(self.crowd.tenant, does, actor="benchmark")


@dataclass
class Customers:
    """Nobody knows them; each writes once, at random moments."""

    runtime: Runtime
    numbers: list[ChannelAccountId]
    chance: random.Random
    written: int = 0
    """Messages that were confirmed as taken."""
    _enough: bool = False
    _writing: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Customers]:
        self._writing = asyncio.create_task(self._write())
        try:
            yield self
        finally:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)

    async def stop(self) -> None:
        """After the message that is on its way."""
        self._enough = True
        assert self._writing is not None
        await self._writing

    async def _write(self) -> None:
        accounts = [found for id in self.numbers if (found := await self.runtime.accounts.get(id)) is not None]
        while not self._enough:
            account = self.chance.choice(accounts)
            fields = {
                "MessageSid": f"SM{self.written:032x}",
                "AccountSid": names.ACCOUNT_SID,
                "From": f"+8869{self.written:08}",
                "To": account.address,
                "Body": "Where is my parcel?",
                "NumMedia": "0",
            }
            body = urlencode(fields).encode()
            form = "application/x-www-form-urlencoded"
            now = self.runtime.clock.now()
            await self.runtime.intake.take(RawEnvelope(account, fields["MessageSid"], now, form, body))
            self.written += 1
            await asyncio.sleep(self.chance.expovariate(RATE))
