"""The router's own core on virtual time: this process is the only writer and has just heard what it wrote.

So there is no lease and no log to read; what is decided and how it is carried out is the router's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from contact_center.demo.company.past.world import PastWorld
from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import UnitOfWork
from routing.engine.decisions import Decision
from routing.engine.inputs import Input
from routing.router import acts
from routing.router.commit import perform
from routing.router.core import NOT_AGAIN_FOR, TenantRouter
from routing.router.restore import SnapshotFacts, restore
from routing.router.translate import ROUTER, TYPES, Translation

_READ = frozenset(TYPES)


class PastRouter:
    def __init__(self, world: PastWorld, core: TenantRouter) -> None:
        self._world = world
        self._core = core

    @classmethod
    async def open(cls, world: PastWorld) -> PastRouter:
        async with world.database.read(world.tenant) as reader:
            built = await restore(reader, world.tenant, world.media, NOT_AGAIN_FOR, world.clock.now())
        return cls(world, TenantRouter(world.tenant, built.engine, world.media))

    def next_wakeup(self) -> datetime | None:
        return self._core.engine.next_wakeup()

    async def tick(self) -> None:
        await self._core.tick(self._world.clock.now(), self._commit)

    async def follow(self, events: Sequence[Recorded]) -> None:
        """Takes in what was committed, and commits what follows from it."""
        news = self._core.translator.translate([event for event in events if event.event.type in _READ])
        inputs = [*news.inputs, *await self._look_up(news)]
        if inputs:
            await self._core.decide(inputs, self._world.clock.now(), self._commit, events[-1].position)

    async def _look_up(self, news: Translation) -> Iterable[Input]:
        if not (news.policy or news.work or news.agents):
            return []
        async with self._world.database.read(self._world.tenant) as reader:
            return await self._core.look_up(SnapshotFacts(reader, self._world.tenant, NOT_AGAIN_FOR), news)

    async def _commit(self, decisions: Sequence[Decision]) -> Sequence[Input]:
        refused: list[Input] = []

        async def carry_out(work: UnitOfWork) -> None:
            for decision in decisions:
                no = await perform(work, acts.act_of(decision))
                refused.extend([no] if no else [])

        await self._world.database.run(self._world.tenant, carry_out, actor=ROUTER, role="system")
        return refused
