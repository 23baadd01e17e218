"""What-if over the API: `/api/v1/routing/simulate`, `/replay`, `/studies`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response

from contact_center.directory.access import Supervisor
from contact_center.kernel.ids import TenantId
from contact_center.platform.paging import Limit
from contact_center.platform.unit_of_work import Database
from routing.rehearsal.replay.model import ReplayRequest
from routing.rehearsal.simulation.scenario import Scenario
from routing.rehearsal.studies import history, service
from routing.rehearsal.studies.model import SimulationRequest
from routing.rehearsal.studies.ports import Sentences
from routing.rehearsal.studies.service import Study
from routing.router.translate import ChannelTraits

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": Study, "description": "Not done within a second: ask `/studies/{id}` for it."}
}


def router(database: Database, sentences: Sentences, media: ChannelTraits) -> APIRouter:
    """For supervisors and administrators."""
    routes = APIRouter(prefix="/api/v1/routing", tags=["routing"])

    @routes.post("/simulate", responses=ACCEPTED)
    async def simulate(request: SimulationRequest, response: Response, who: Supervisor) -> Study:
        """Simulates a queue or a day on the routing engine itself, or finds how many agents a goal takes."""
        study = await database.run(who.tenant, lambda work: service.simulate(work, request, media), actor=who.actor)
        return await _answer(who.tenant, study, response)

    @routes.post("/replay", responses=ACCEPTED)
    async def replay(request: ReplayRequest, response: Response, who: Supervisor) -> Study:
        """Runs a recorded day under another policy, or with people more, beside what was recorded."""
        study = await database.run(who.tenant, lambda work: service.replay(work, request), actor=who.actor)
        return await _answer(who.tenant, study, response)

    @routes.get("/scenario")
    async def scenario(
        who: Supervisor,
        day: date,
        weeks: Annotated[int, Query(ge=1, le=12, description="same weekdays to look back")] = history.WEEKS,
        policy: Annotated[
            Literal["current", "draft"], Query(description="by which the day is to be routed")
        ] = "current",
    ) -> Scenario:
        """A day forecast from the last four same weekdays: a form to change and to simulate."""
        tenant = who.tenant
        async with database.read(tenant) as reader:
            return await history.expected_day(reader, tenant, day, media, weeks, policy)

    @routes.get("/studies")
    async def studies(who: Supervisor, limit: Limit = 20) -> list[Study]:
        """The latest simulations and replays, without their results."""
        tenant = who.tenant
        async with database.read(tenant) as reader:
            return [_told(one) for one in await service.latest(reader, tenant, limit)]

    @routes.get("/studies/{study}")
    async def one(study: UUID, who: Supervisor) -> Study:
        """State, progress, and once it is done the result."""
        tenant = who.tenant
        async with database.read(tenant) as reader:
            return _told(await service.get(reader, tenant, study))

    async def _answer(tenant: TenantId, study: UUID, response: Response) -> Study:
        found = await service.wait(database, tenant, study)
        if not found.over:
            response.status_code = 202
            response.headers["Location"] = f"/api/v1/routing/studies/{study}"
        return _told(found)

    def _told(study: Study) -> Study:
        """Its refusal as a sentence, too, and what its result states as text."""
        if study.refused is not None:
            return replace(study, problem=sentences.refusal(study.refused))
        return study if study.result is None else study.with_result(sentences.result(study.result))

    return routes
