"""The year itself: customers and agents act on virtual time, the engine decides, the services commit.

A discrete simulation: the next thing that somebody does, or the next instant the engine asks for, whichever
comes first. Everything goes through the use cases that consoles and webhooks use; what follows from an
event (an agent answers an offer, a customer loses patience) is scheduled when the event is heard.
"""

from __future__ import annotations

import heapq
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from math import inf
from random import Random
from time import monotonic

import structlog

from contact_center.demo.company.past.agents import Agents
from contact_center.demo.company.past.customers import Customers
from contact_center.demo.company.past.plan import Contact, Plan
from contact_center.demo.company.past.router import PastRouter
from contact_center.demo.company.past.talks import Talks
from contact_center.demo.company.past.world import PastWorld
from contact_center.demo.names import agent_id
from contact_center.interactions.work import agent_leaving
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import AgentId

log = structlog.get_logger()

Act = Callable[[], Awaitable[None]]
Progress = Callable[[int, int], None]


class Agenda:
    """What is going to happen, in order of time; things of one instant in the order of scheduling."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Act]] = []
        self._numbers = count()

    def add(self, at: datetime, act: Act) -> None:
        heapq.heappush(self._heap, (at, next(self._numbers), act))

    def next_at(self) -> datetime | None:
        return self._heap[0][0] if self._heap else None

    def take(self) -> Act:
        return heapq.heappop(self._heap)[2]


class Thinning:
    """Thins the year out on a slow machine, so that its telling ends within `budget` seconds.

    The last days stay whole: the wallboard of today is made of them, and the bad hour, which on a Monday was on Friday.
    """

    WHOLE = timedelta(days=2)

    def __init__(self, plan: Plan, budget: float, seed: int) -> None:
        self._plan = plan
        self._budget = budget
        self._began = monotonic()
        self._random = Random(seed)  # noqa: S311 - a story, not a secret

    def keeps(self, contact: Contact, seen: int, told: int) -> bool:
        if told < 50 or contact.at > min(self._plan.ends - self.WHOLE, self._plan.bad_day):
            return True
        elapsed = monotonic() - self._began
        affordable = max(0.0, self._budget - elapsed) / (elapsed / told)
        return self._random.random() < affordable / (len(self._plan.contacts) - seen)


class Year:
    def __init__(self, world: PastWorld, plan: Plan, router: PastRouter, seed: int, budget: float = inf) -> None:
        self.world = world
        self.plan = plan
        self.router = router
        self.agenda = Agenda()
        talks = Talks()
        random = Random(seed)  # noqa: S311 - a story, not a secret
        self.customers = Customers(world, talks, random, self._after)
        self.agents = Agents(world, talks, random, self._after, self.customers)
        self.thinning = Thinning(plan, budget, seed)
        self.seen = 0
        self.begun = 0

    async def run(self, progress: Progress) -> None:
        """From the first morning to a few minutes ago."""
        for shift in self.plan.shifts:
            self.agents.schedule(shift, self.agenda.add)
        for contact in self.plan.contacts:
            self.agenda.add(contact.at, self._arrival(contact, progress))
        await self._until(self.plan.ends)
        await self._close_the_day()

    def _arrival(self, contact: Contact, progress: Progress) -> Act:
        async def arrive() -> None:
            kept = self.thinning.keeps(contact, self.seen, self.begun)
            self.seen += 1
            if kept:
                await self.customers.arrive(contact)
                self.begun += 1
            progress(self.seen, len(self.plan.contacts))

        return arrive

    def _after(self, seconds: float, act: Act) -> None:
        self.agenda.add(self.world.clock.now() + timedelta(seconds=seconds), act)

    async def _until(self, end: datetime) -> None:
        while True:
            planned, due = self.agenda.next_at(), self.router.next_wakeup()
            at = min((moment for moment in (planned, due) if moment is not None), default=None)
            if at is None or at > end:
                return
            self.world.clock.set(max(at, self.world.clock.now()))
            if due is not None and due <= at:
                await self.router.tick()
            else:
                await self._do(self.agenda.take())
            await self._listen()

    async def _do(self, act: Act) -> None:
        """What became impossible in the meantime (the customer left, the offer ran out) is simply not done."""
        try:
            await act()
        except ContactCenterError as error:
            log.debug("not possible any more", error=str(error))
        await self._send()

    async def _send(self) -> None:
        jobs, self.world.database.jobs = self.world.database.jobs, []
        for conversation in dict.fromkeys(job.arguments["conversation_id"] for job in jobs):
            await self.customers.receive(conversation)

    async def _listen(self) -> None:
        while heard := self.world.database.heard:
            self.world.database.heard = []
            for event in heard:
                self._hear(event)
            await self.router.follow(heard)

    def _hear(self, recorded: Recorded) -> None:
        self.customers.hear(recorded)
        self.agents.hear(recorded)

    async def _close_the_day(self) -> None:
        """Nobody is in the middle of anything: live contacts end, agents leave; mail may still wait."""
        self.world.clock.set(max(self.plan.ends, self.world.clock.now()))
        for interaction in await self.customers.live():
            await self._do(partial(self.customers.leave, interaction))
        for login in self.agents.logins:
            await self._do(partial(self._sign_out, agent_id(login)))
        await self._listen()

    async def _sign_out(self, agent: AgentId) -> None:
        await self.world.database.run(
            self.world.tenant, lambda work: agent_leaving.sign_out(work, agent, frozenset()), actor=f"user:{agent}"
        )
