"""What time does to tasks, and what follows from the life of their work: parts of the worker process."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.interactions import InteractionClosed, InteractionReopened
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.tasks import reading, service

log = structlog.get_logger()

EVERY = 1.0
"""Seconds between two looks."""
AT_ONCE = 200
AGAIN = timedelta(minutes=1)
"""A task that cannot enter its queue (there is none yet) is tried again after this."""


class TasksComeDue:
    """Brings every organisation's tasks forward. Any number of workers may run it: the row's lock decides."""

    def __init__(self, database: Database, ports: Ports) -> None:
        self._database = database
        self._ports = ports
        self._not_before: dict[UUID, datetime] = {}

    async def run(self) -> None:
        while True:
            try:
                more = await self.once() == AT_ONCE
            except Exception:
                log.exception("due tasks could not be looked for, trying again")
                more = False
            if not more:
                await asyncio.sleep(EVERY)

    async def once(self) -> int:
        """How many were looked at."""
        async with self._database.read_all() as reader:
            ripe = await service.ripe(reader, AT_ONCE)
            now = reader.now
        self._not_before = {id: at for id, at in self._not_before.items() if at > now}
        tried = [one for one in ripe if one[1] not in self._not_before]
        for tenant, task in tried:
            try:
                await self._advance(TenantId(tenant), task)
            except Exception:
                self._not_before[task] = now + AGAIN
                log.exception("a task could not come due, trying again later", task=str(task))
        return len(tried)

    async def _advance(self, tenant: TenantId, task: UUID) -> None:
        async def advance(work: UnitOfWork) -> None:
            await service.advance(work, self._ports, task)

        await self._database.run(tenant, advance, actor="system", role="system")


class TasksFollowWork:
    """Follows the log: whose work was closed is done, whose work is open again is not."""

    name = "tasks"
    wants = (InteractionClosed, InteractionReopened)

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        told = [one for one in events if isinstance(one.event, InteractionClosed | InteractionReopened)]
        of_tasks = await reading.of_interactions(work, work.tenant_id, {_work(one) for one in told})
        for one in told:
            if _work(one) not in of_tasks:
                continue
            if isinstance(one.event, InteractionClosed):
                await service.work_closed(work, _work(one), _person(one.actor))
            else:
                await service.work_reopened(work, _work(one))


def _work(one: Recorded) -> UUID:
    assert isinstance(one.event, InteractionClosed | InteractionReopened)
    return one.event.interaction_id


def _person(actor: str) -> UUID | None:
    kind, _, id = actor.partition(":")
    return UUID(id) if kind == "user" else None
