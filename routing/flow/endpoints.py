"""Expected waits and callbacks as JSON: `/api/v1/routing`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from contact_center.directory.access import Agent, Supervisor
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from routing.flow import callback
from routing.flow.callback import CallbackRow, Result
from routing.flow.expected_wait import WINDOW, BackTest, Wait, back_test, expected_seconds, pace
from routing.flow.ports import PastWaits
from routing.policy import queues_store as routing_store

TESTED_OVER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class LineWait:
    """The expected wait of a queue and tier now, and how far such figures were off."""

    queue_id: UUID
    queue: str
    tier: str
    waiting: int
    expected_seconds: float | None
    """For who would come now; None without an honest figure."""
    answers: int
    """In the last 30 minutes; at least 10 are needed."""
    back_test: BackTest | None
    """Over the answered waits of the last 24 hours, at most 500."""


class Attempt(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")
    result: Result


def router(database: Database, past: PastWaits) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/routing", tags=["routing"])

    @routes.get("/expected-wait")
    async def expected_wait(who: Supervisor) -> list[LineWait]:
        """Expected waits with their back-tested error, by queue and tier."""
        tenant = who.tenant
        async with database.read(tenant) as reader:
            return await line_waits(reader, tenant, past)

    @routes.get("/callbacks")
    async def callbacks(who: Supervisor) -> list[CallbackRow]:
        """Open callbacks, the earliest promise first."""
        tenant = who.tenant
        async with database.read(tenant) as reader:
            return await callback.open_callbacks(reader, tenant)

    @routes.post("/callbacks/{interaction}/attempts")
    async def attempt(who: Agent, interaction: UUID, body: Attempt) -> CallbackRow:
        """The agent who has the work says how the call went: reached, no_answer or busy."""
        agent = who.agent_id

        async def tried(work: UnitOfWork) -> CallbackRow:
            return await callback.attempted(work, interaction, agent, body.result)

        return await database.run(who.tenant, tried, actor=who.actor)

    return routes


async def line_waits(reader: Reader, tenant: UUID, past: PastWaits) -> list[LineWait]:
    """Every line in which somebody waited in the last 24 hours."""
    names = {row.id: row.name for row in await routing_store.queues(reader, tenant)}
    lines = await past.since(reader, tenant, reader.now - TESTED_OVER)
    return [
        _line(queue, names[queue], tier, list(waits), reader.now)
        for (queue, tier), waits in sorted(lines.items(), key=lambda one: (names.get(one[0][0], ""), one[0][1]))
        if queue in names
    ]


def _line(queue: UUID, name: str, tier: str, waits: list[Wait], now: datetime) -> LineWait:
    lately = pace((wait for wait in waits if wait.left is None or wait.left >= now - WINDOW), now)
    waiting = sum(wait.left is None for wait in waits)
    return LineWait(
        queue_id=queue,
        queue=name,
        tier=tier,
        waiting=waiting,
        expected_seconds=expected_seconds(lately, waiting + 1),
        answers=lately.answers if lately else 0,
        back_test=back_test(waits),
    )
