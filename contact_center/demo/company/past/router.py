"""The router's engine on virtual time: events in, decisions committed, as `routing.router.service` does it.

There is no lease and no log to read: this process is the only writer and has just heard what it wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from contact_center.demo.company.past.world import PastWorld
from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import UnitOfWork
from routing.engine import Engine
from routing.engine.decisions import Decision
from routing.engine.inputs import Input, OfferNotMade, PolicyChanged, Tick
from routing.router import acts, store
from routing.router.restore import read_policy, restore
from routing.router.service import NOT_AGAIN_FOR
from routing.router.translate import ROUTER, TYPES, Translation, Translator, agent_input, waiting_input

_READ = frozenset(TYPES)


class PastRouter:
    def __init__(self, world: PastWorld, engine: Engine, not_again_for: timedelta = NOT_AGAIN_FOR) -> None:
        self._world = world
        self._engine = engine
        self._not_again_for = not_again_for
        self._media = world.media
        self._translator = Translator(self._media, not_again_for)

    @classmethod
    async def open(cls, world: PastWorld) -> PastRouter:
        async with world.database.read(world.tenant) as reader:
            built = await restore(reader, world.tenant, world.media, NOT_AGAIN_FOR, world.clock.now())
        return cls(world, built.engine)

    def next_wakeup(self) -> datetime | None:
        return self._engine.next_wakeup()

    async def tick(self) -> None:
        await self._decide([Tick()], None)

    async def follow(self, events: Sequence[Recorded]) -> None:
        """Takes in what was committed, and commits what follows from it."""
        news = self._translator.translate([event for event in events if event.event.type in _READ])
        inputs = [*news.inputs, *await self._look_up(news)]
        if inputs:
            await self._decide(inputs, events[-1].position)

    async def _look_up(self, news: Translation) -> list[Input]:
        if not (news.policy or news.work or news.agents):
            return []
        tenant, found = self._world.tenant, list[Input]()
        async with self._world.database.read(tenant) as reader:
            if news.policy:
                found.append(PolicyChanged(await read_policy(reader, tenant, self._not_again_for)))
            if news.work:
                found += [
                    waiting_input(row, self._media) for row in await store.waiting(reader, tenant, list(news.work))
                ]
            if news.agents:
                found += [
                    agent_input(row, self._media, None) for row in await store.agents(reader, tenant, list(news.agents))
                ]
        return found

    async def _decide(self, inputs: Iterable[Input], position: int | None) -> None:
        now = self._world.clock.now()
        decisions = self._engine.apply_all(inputs, now, position)
        while decisions:
            refused = await self._commit(decisions)
            decisions = self._engine.apply_all(refused, now) if refused else []

    async def _commit(self, decisions: Iterable[Decision]) -> list[OfferNotMade]:
        doing = [act for decision in decisions if (act := acts.act_of(decision)) is not None]
        refused: list[OfferNotMade] = []

        async def carry_out(work: UnitOfWork) -> None:
            for act in doing:
                no = await _perform(work, act)
                refused.extend([no] if no else [])

        if doing:
            await self._world.database.run(self._world.tenant, carry_out, actor=ROUTER, role="system")
        return refused


async def _perform(work: UnitOfWork, act: acts.Act) -> OfferNotMade | None:
    events, jobs = len(work.events), len(work.jobs)
    try:
        async with work.connection.transaction():
            await act.do(work)
    except acts.Refused as refusal:
        del work.events[events:], work.jobs[jobs:]
        work.record(refusal.recorded)
        assert act.refused is not None
        return act.refused(refusal.cause)
    return None
