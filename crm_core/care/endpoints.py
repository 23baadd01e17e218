"""Care as JSON: `/api/v1/care/policy`, `/api/v1/ratings`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from contact_center.directory.access import Admin, AnyUser, Supervisor
from contact_center.directory.domain import Role
from contact_center.interactions.ports import Ports
from contact_center.platform.paging import ROWS, Limit
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.care import service
from crm_core.care.domain import FIGURES_OF, RatedBy, whose
from crm_core.care.errors import NotARatingsPage
from crm_core.care.schemas import (
    CarePolicyBody,
    CareSettingBody,
    RatedList,
    RatedOut,
    RatingFiguresOut,
    RatingList,
    RatingOut,
)
from crm_core.care.service import RatingsWanted
from crm_core.customers import service as customers
from crm_core.places import dated_place, place_text


def router(database: Database, ports: Ports) -> APIRouter:
    routes = APIRouter(prefix="/api/v1", tags=["care"])
    channels = {name: adapter.capabilities for name, adapter in ports.adapters.items()}

    @routes.get("/care/policy")
    async def read_care_policy(who: AnyUser) -> CarePolicyBody:
        """How customers are asked to rate what we did, by channel."""
        async with database.read(who.tenant) as reader:
            found = await service.settings(reader, who.tenant, channels)
        return CarePolicyBody(channels=[CareSettingBody.of(one) for one in found])

    @routes.put("/care/policy")
    async def change_care_policy(who: Admin, body: CarePolicyBody) -> CarePolicyBody:
        """Counts for work that is closed from now on."""
        wanted = [one.setting() for one in body.channels]

        async def change(work: UnitOfWork) -> None:
            await service.set_settings(work, channels, wanted)

        await database.run(who.tenant, change, actor=who.actor)
        return await read_care_policy(who)

    @routes.get("/ratings/figures")
    async def list_rating_figures(
        who: Supervisor,
        by: Annotated[RatedBy, Query(description="beside what the figures stand")],
        channel: Annotated[str | None, Query(max_length=40)] = None,
        since: AwareDatetime | None = None,
    ) -> RatedList:
        """Beside each queue or agent, as on the wallboard: of what was asked in the last 30 days, or `since`."""
        async with database.read(who.tenant) as reader:
            begin = since or reader.now - FIGURES_OF
            found = await service.figures_by(reader, who.tenant, RatingsWanted(channel=channel, since=begin), by)
        rows = [
            RatedOut(id=id, figures=[RatingFiguresOut.of(one) for one in each]) for id, each in sorted(found.items())
        ]
        return RatedList(by=by, since=begin, rows=rows)

    @routes.get("/ratings")
    async def list_ratings(
        who: AnyUser,
        channel: Annotated[str | None, Query(max_length=40)] = None,
        queue_id: UUID | None = None,
        agent_id: UUID | None = None,
        customer_id: UUID | None = None,
        since: AwareDatetime | None = None,
        bad: bool = False,
        after: Annotated[str | None, Query(max_length=120)] = None,
        limit: Limit = ROWS,
    ) -> RatingList:
        """What customers answered, the latest first. Agents see ratings of their own work."""
        place = dated_place(after or None, NotARatingsPage)
        async with database.read(who.tenant) as reader:
            ids = await customers.aliases(reader, who.tenant, customer_id) if customer_id else None
            wanted = RatingsWanted(
                channel, queue_id, whose(Role(who.user.role), who.user.id, agent_id), ids, bad, since
            )  # fmt: skip
            found = await service.listed(reader, who.tenant, wanted, limit + 1, place)
            figures = await service.figures(reader, who.tenant, wanted)
        last = found[limit - 1] if len(found) > limit else None
        return RatingList(
            ratings=[RatingOut.of(one) for one in found[:limit]],
            figures=[RatingFiguresOut.of(one) for one in figures],
            next=place_text(last.answered_at, last.id) if last is not None else None,
        )

    return routes
