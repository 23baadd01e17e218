"""A year of history for the demo, told once, before anybody else writes to the tenant's log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import inf

from channels.voice.following import CallsFollowWork
from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.company import store
from contact_center.demo.company.past.plan import DAYS, SEED, make_plan
from contact_center.demo.company.past.router import PastRouter
from contact_center.demo.company.past.world import PastWorld, open_world
from contact_center.demo.company.past.year import Progress, Year
from contact_center.demo.company.story.model import Story
from contact_center.demo.names import KILN
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.events import Event, event_type
from contact_center.measures.projection import Measures
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.care.following import RatingsFollowWork
from crm_core.tasks.tasks import TasksFollowWork
from erp_link.following import ReadAhead

INTERACTIONS = 3000
LIVE_ONLY = (CallsFollowWork.name, RatingsFollowWork.name, ReadAhead.name, TasksFollowWork.name)
"""Consumers for whom the past is over: there is no call to follow, nobody to ask and no page to prepare in it."""
_BATCH = 250


@event_type("demo.history_told")
@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryTold(Event):
    """Everything in the log up to here was made by the demo's simulation on virtual time."""

    contacts: int
    seed: int


async def told(database: Database) -> bool:
    """Whether the year has been told to its end."""
    async with database.read_all() as reader:
        return await store.has_event(reader, KILN, HistoryTold.type)


async def tell(
    runtime: Runtime,
    story: Story,
    now: datetime,
    *,
    count: int,
    progress: Progress,
    seed: int = SEED,
    days: int = DAYS,
    budget: float = inf,
    rush: int | None = None,
) -> None:
    """Tells the year that ends a few minutes before `now`. The tenant must have been seeded at its `first_day`."""
    if not count:
        await runtime.database.run(KILN, _nothing, actor="demo")
        return
    plan = make_plan(story, now, count, seed, days, rush)
    async with open_world(runtime, KILN, ManualClock(plan.begins)) as world:
        year = Year(world, plan, await PastRouter.open(world), seed, budget)
        await year.run(progress)
        await _measure(world)
        await _finish(world, HistoryTold(contacts=year.begun, seed=seed))


async def _nothing(work: UnitOfWork) -> None:
    work.record(HistoryTold(contacts=0, seed=0))


async def _measure(world: PastWorld) -> None:
    while await consume_once(world.database, Measures(), batch=_BATCH):
        pass


async def _finish(world: PastWorld, event: HistoryTold) -> None:
    async def finish(work: UnitOfWork) -> None:
        await store.skip_log(work, LIVE_ONLY)
        work.record(event)

    await world.database.run(world.tenant, finish, actor="demo", role="system")
