"""The figures as JSON, the same as on the wallboard: `/api/v1/measures`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from contact_center.directory.access import Supervisor
from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import QueueId
from contact_center.measures import reporting, service
from contact_center.measures.agent_day import WorkedDay
from contact_center.measures.agent_day_reading import agent_day
from contact_center.measures.figures import Interval, Wallboard
from contact_center.measures.menus import MenuCounts
from contact_center.measures.past import PastIntervals, PastSpan, intervals_as_of, offset_given
from contact_center.measures.report import AgentReport, ReasonReport, Report, Split
from contact_center.measures.reporting import ReportSpan
from contact_center.platform.unit_of_work import Database
from contact_center.warehouse.reading import FactReading

Start = Annotated[datetime, Query(alias="from", description="with UTC offset")]
End = Annotated[datetime, Query(alias="to", description="with UTC offset")]
Queue = Annotated[UUID | None, Query(description="all queues if left out")]
Channel = Annotated[str | None, Query(description="such as voice or email; all if left out")]


def router(database: Database, warehouse: FactReading) -> APIRouter:
    """For supervisors and administrators."""
    routes = APIRouter(prefix="/api/v1/measures", tags=["measures"])

    @routes.get("/wallboard")
    async def wallboard(who: Supervisor) -> Wallboard:
        """Queues, agents and what needs a person, now. Service levels state their formula."""
        tenant = who.tenant
        async with database.read(tenant) as reader:
            return await service.wallboard(reader, tenant, reader.now, who.time_zone)

    @routes.get("/menus")
    async def menus(
        who: Supervisor,
        start: Annotated[datetime, Query(alias="from", description="with UTC offset")],
        end: Annotated[datetime, Query(alias="to", description="with UTC offset")],
    ) -> MenuCounts:
        """What became of calls that entered by a menu; those that went on to agents are counted there as offered."""
        async with database.read(who.tenant) as reader:
            return await service.menus(reader, who.tenant, start, end)

    @routes.get("/intervals")
    async def intervals(
        who: Supervisor,
        start: Annotated[datetime, Query(alias="from", description="with UTC offset; the first interval begins here")],
        end: Annotated[datetime, Query(alias="to", description="with UTC offset")],
        queue: Annotated[UUID | None, Query(description="all queues if left out")] = None,
        minutes: Annotated[int, Query(ge=1, le=10_080, description="1 to 1440, or 10080 for weeks")] = 15,
        channel: Annotated[str | None, Query(description="such as voice or email; all but tasks if left out")] = None,
        next_replies: Annotated[bool, Query(description="answers to customers who wrote again")] = False,
    ) -> list[Interval]:
        """Contacts, handled pieces, answered, abandoned, service level and average wait by interval of entry.

        Intervals of 1440 minutes are days of the tenant's time zone, 23 or 25 hours where clocks change; those of
        10080 minutes are seven such days.
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

    @routes.get("/as-of")
    async def as_of(
        who: Supervisor,
        start: Start,
        end: End,
        at: Annotated[
            datetime | None,
            Query(alias="as_of", description="with UTC offset; the newest that is complete if left out"),
        ] = None,
        queue: Queue = None,
        minutes: Annotated[int, Query(ge=1, le=10_080, description="1 to 1440, or 10080 for weeks")] = 1440,
        channel: Channel = None,
        next_replies: Annotated[bool, Query(description="answers to customers who wrote again")] = False,
    ) -> PastIntervals:
        """The same intervals from the warehouse, as it knew them at an instant: the same again whenever it is asked.

        The answer says what it is as of: the instant asked for, or the newest up to which the warehouse is complete.
        """
        span = PastSpan(
            start, end, minutes, who.time_zone, QueueId(queue) if queue else None, channel, next_replies
        )  # fmt: skip
        return await intervals_as_of(warehouse, who.tenant, span, offset_given(at))

    _add_reports(routes, database)
    return routes


def _add_reports(routes: APIRouter, database: Database) -> None:
    @routes.get("/report")
    async def report(
        who: Supervisor,
        start: Start,
        end: End,
        by: Annotated[Split, Query(description="what the lines are told apart by")] = Split.TIME,
        minutes: Annotated[int, Query(ge=1, le=10_080, description="1 to 1440, or 10080 for weeks")] = 60,
        queue: Queue = None,
        channel: Channel = None,
    ) -> Report:
        """What came in, by time, queue or channel, with its levels, waits and handling, as on the page of reports.

        Without a channel, lines by time and queue and the total leave tasks out, which begin with us.
        """
        async with database.read(who.tenant) as reader:
            return await reporting.report(
                reader, who.tenant, _span(who, start, end, queue, channel), by, minutes=minutes
            )

    @routes.get("/agents")
    async def agents(
        who: Supervisor, start: Start, end: End, queue: Queue = None, channel: Channel = None
    ) -> AgentReport:
        """What each agent answered, finished, missed and rejected, and how their time passed.

        Times are those of the whole span, whatever queue or channel was chosen.
        """
        async with database.read(who.tenant) as reader:
            return await reporting.agents(reader, who.tenant, _span(who, start, end, queue, channel))

    @routes.get("/agents/{agent}/day")
    async def day(
        who: Supervisor,
        agent: UUID,
        day: Annotated[date | None, Query(description="of the organisation's time zone; today if left out")] = None,
    ) -> WorkedDay:
        """One agent's day: their states, which add up to the time signed in, and each piece of work.

        Figures of the day stand beside the middle 80 % of their own last 20 days with work.
        """
        async with database.read(who.tenant) as reader:
            today = reader.now.astimezone(ZoneInfo(who.time_zone)).date()
            return await agent_day(reader, who.tenant, agent, day or today, who.time_zone)

    @routes.get("/reasons")
    async def reasons(
        who: Supervisor, start: Start, end: End, queue: Queue = None, channel: Channel = None,
        branches: Annotated[bool, Query(description="Add up by branch of the codes.")] = False,
        under: Annotated[str | None, Query(max_length=60, description="The branch to look into; adds up too.")] = None,
    ) -> ReasonReport:  # fmt: skip
        """What was closed, by the reason it was closed with, the most frequent first."""
        async with database.read(who.tenant) as reader:
            span = _span(who, start, end, queue, channel)
            if branches or under is not None:
                return await reporting.branches(reader, who.tenant, span, under)
            return await reporting.reasons(reader, who.tenant, span)


def _span(who: SignedIn, start: datetime, end: datetime, queue: UUID | None, channel: str | None) -> ReportSpan:
    return ReportSpan(start, end, who.time_zone, QueueId(queue) if queue else None, channel)
