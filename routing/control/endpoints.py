"""Live control as JSON: `/api/v1/routing/control`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contact_center.directory.access import Supervisor
from contact_center.directory.service import SignedIn
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, QueueId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from routing.control import service as control
from routing.control import serving
from routing.flow import closing
from routing.policy import serving as served

T = TypeVar("T")
Why = Annotated[str, Field(description="shown with the work and kept", min_length=1, max_length=control.LONGEST_WHY)]


class _Act(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")
    why: Why


class Move(_Act):
    queue_id: UUID


class Raise(_Act):
    points: Annotated[
        int,
        Field(
            description="one is worth a minute of waiting; negative ones take away",
            json_schema_extra={"minimum": -1000, "maximum": 1000, "not": {"const": 0}},
        ),
    ]


class Assign(_Act):
    agent_id: UUID


class TakeBack(_Act):
    pass


class Pause(_Act):
    paused: bool


class Close(_Act):
    queues: list[UUID] | None = Field(default=None, description="left out: all but `to_queue`")
    message: dict[str, str] | None = Field(default=None, description="to customers, by language; `*` for all others")
    to_queue: UUID | None = Field(default=None, description="where the work goes; none: live work ends, text waits")


class Open(_Act):
    queues: list[UUID] | None = Field(default=None, description="left out: all")


class ChangedQueues(BaseModel):
    queues: list[UUID]
    """Those that were changed by this."""


class SetPresence(_Act):
    presence: Literal["available", "away", "offline"]
    reason: str | None = Field(default=None, max_length=40, description="why away: break, lunch, meeting, paperwork")


class Serve(_Act):
    agents: Annotated[list[UUID], Field(min_length=1, max_length=serving.MOST_AGENTS)]
    queues: Annotated[list[UUID], Field(min_length=1)]
    """These and no others, until then."""
    skills: Annotated[dict[str, Annotated[int, Field(ge=0, le=5)]], Field(max_length=100)] = {}
    """Beside their own, by name of the routing policy, with a level."""
    until: AwareDatetime
    """Within seven days."""


class ServesNow(BaseModel):
    agent: UUID
    queues: list[UUID]
    skills: dict[str, int]
    until: datetime
    why: str


class Raised(BaseModel):
    priority: int


class Assigned(BaseModel):
    segment_id: UUID


def router(database: Database, ports: Ports) -> APIRouter:
    """For supervisors and administrators."""
    routes = APIRouter(prefix="/api/v1/routing/control", tags=["routing"])
    _add_work(routes, database, ports)
    _add_rest(routes, database)
    _add_serving(routes, database)
    return routes


async def act(database: Database, who: SignedIn, does: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    """Runs what a supervisor does, in that supervisor's name."""
    return await database.run(who.tenant, does, actor=who.actor)


def _add_work(routes: APIRouter, database: Database, ports: Ports) -> None:
    @routes.post("/interactions/{interaction}/move", status_code=204)
    async def move(who: Supervisor, interaction: UUID, body: Move) -> None:
        """Puts waiting work into another queue; it keeps its age."""
        await act(database, who, lambda w: control.move(w, ports, interaction, QueueId(body.queue_id), why=body.why))

    @routes.post("/interactions/{interaction}/raise")
    async def raise_(who: Supervisor, interaction: UUID, body: Raise) -> Raised:
        """Gives waiting work more points, or fewer."""
        points = await act(database, who, lambda w: control.raise_priority(w, interaction, body.points, why=body.why))
        return Raised(priority=points)

    @routes.post("/interactions/{interaction}/assign")
    async def assign(who: Supervisor, interaction: UUID, body: Assign) -> Assigned:
        """Offers waiting work to one agent, beyond capacity if need be."""
        agent = AgentId(body.agent_id)
        segment = await act(database, who, lambda w: control.assign(w, interaction, agent, why=body.why))
        return Assigned(segment_id=segment)

    @routes.post("/interactions/{interaction}/take-back", status_code=204)
    async def take_back(who: Supervisor, interaction: UUID, body: TakeBack) -> None:
        """Takes work from its agent to the head of its queue."""
        await act(database, who, lambda w: control.take_back(w, interaction, why=body.why))


def _add_rest(routes: APIRouter, database: Database) -> None:
    @routes.post("/queues/{queue}/pause", status_code=204)
    async def pause(who: Supervisor, queue: UUID, body: Pause) -> None:
        """A paused queue takes work in and offers none of it."""
        await act(database, who, lambda w: control.pause(w, queue, body.paused, why=body.why))

    @routes.post("/close")
    async def close(who: Supervisor, body: Close) -> ChangedQueues:
        """Emergency: closes queues at once, tells those who wait, and sends their work elsewhere."""

        async def shut(work: UnitOfWork) -> list[UUID]:
            return await closing.close_queues(
                work, body.queues, why=body.why, message=body.message, to_queue=body.to_queue
            )

        return ChangedQueues(queues=await act(database, who, shut))

    @routes.post("/open")
    async def open_(who: Supervisor, body: Open) -> ChangedQueues:
        """Ends an emergency closure."""
        changed = await act(database, who, lambda w: closing.open_queues(w, body.queues, why=body.why))
        return ChangedQueues(queues=changed)

    @routes.post("/agents/{agent}/presence", status_code=204)
    async def presence(who: Supervisor, agent: UUID, body: SetPresence) -> None:
        """Sets an agent's presence; offline gives all open work back."""
        state = Presence(body.presence)
        await act(
            database,
            who,
            lambda w: control.force_presence(w, AgentId(agent), state, why=body.why, away_reason=body.reason),
        )


def _add_serving(routes: APIRouter, database: Database) -> None:
    @routes.get("/serving")
    async def now(who: Supervisor) -> list[ServesNow]:
        """Who serves other queues than the routing policy says, and until when."""
        async with database.read(who.tenant) as reader:
            rows = await served.listed(reader, who.tenant)
        return [
            ServesNow(
                agent=row.agent_id, queues=[UUID(one) for one in row.queues], skills=row.skills, until=row.until,
                why=row.why,
            )
            for row in rows
        ]  # fmt: skip

    @routes.post("/serving", status_code=204)
    async def serve(who: Supervisor, body: Serve) -> None:
        """Lets agents serve these queues for some hours; it ends by itself."""
        await act(
            database,
            who,
            lambda w: serving.set_serving(
                w, body.agents, body.queues, skills=body.skills, until=body.until, why=body.why
            ),
        )

    @routes.delete("/serving/{agent}", status_code=204)
    async def end(who: Supervisor, agent: UUID) -> None:
        """The agent serves what the routing policy says, at once."""
        await act(database, who, lambda w: serving.end_serving(w, agent))
