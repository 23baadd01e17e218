"""The figures as JSON, the same as on the wallboard: `/api/v1/measures`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from contact_center.directory.access import Supervisor
from contact_center.kernel.ids import QueueId
from contact_center.measures import service
from contact_center.measures.figures import Interval, Wallboard
from contact_center.platform.unit_of_work import Database


def router(database: Database) -> APIRouter:
    """For supervisors and administrators."""
    routes = APIRouter(prefix="/api/v1/measures", tags=["measures"])

    @routes.get("/wallboard")
    async def wallboard(who: Supervisor) -> Wallboard:
        """Queues, agents and what needs a person, now. Service levels state their formula."""
        tenant = who.tenant
        async with database.read(tenant) as reader:
            return await service.wallboard(reader, tenant, reader.now, who.time_zone)

    @routes.get("/intervals")
    async def intervals(
        who: Supervisor,
        start: Annotated[datetime, Query(alias="from", description="with UTC offset; the first interval begins here")],
        end: Annotated[datetime, Query(alias="to", description="with UTC offset")],
        queue: Annotated[UUID | None, Query(description="all queues if left out")] = None,
        minutes: Annotated[int, Query(ge=1, le=1440)] = 15,
        channel: Annotated[str | None, Query(description="such as voice or email; all channels if left out")] = None,
        next_replies: Annotated[bool, Query(description="answers to customers who wrote again")] = False,
    ) -> list[Interval]:
        """Contacts, handled pieces, answered, abandoned, service level and average wait by interval of entry.

        Intervals of 1440 minutes are days of the tenant's time zone, 23 or 25 hours where clocks change.
        """
        tenant = who.tenant
        async with database.read(tenant) as reader:
            return await service.intervals(
                reader,
                tenant,
                QueueId(queue) if queue else None,
                start,
                end,
                now=reader.now,
                minutes=minutes,
                channel=channel,
                next_replies=next_replies,
                time_zone=who.time_zone,
            )

    return routes
