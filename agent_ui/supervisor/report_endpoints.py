"""`/supervisor/reports`: figures of any days as a page, the work behind each, and the same as a file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from agent_ui.frame import serving
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.saved_views import add_saved_views
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.supervisor import report_compose as compose
from agent_ui.supervisor import report_file
from agent_ui.supervisor.report_asked import DAY, LONGEST, PAGE, By, ReportAsked
from contact_center.directory.access import Supervisor, allow
from contact_center.directory.service import Role
from contact_center.directory.views.service import ViewSubject
from contact_center.measures.errors import WrongReportDays
from contact_center.measures.queries import Pieces


def _filters(
    begin: Annotated[date | Literal[""], Query(alias="from")] = "",
    end: Annotated[date | Literal[""], Query(alias="to")] = "",
    by: By = By.TIME,
    minutes: Annotated[int | Literal[""], Query()] = "",
    queue: UUID | Literal[""] = "",
    channel: Annotated[str, Query(max_length=40)] = "",
    compare: Literal["", "yes", "no"] = "",
    days: Annotated[str, Query(max_length=20)] = "",
    under: Annotated[str, Query(max_length=60)] = "",
) -> ReportAsked:
    """Days that were left out are filled in by `_asked`."""
    return ReportAsked(
        begin or date.min, end or date.min, by, minutes or 0, queue or None, channel, compare != "no", days, under
    )  # fmt: skip


Filters = Annotated[ReportAsked, Depends(_filters)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get(PAGE)
    async def figures(request: Request, who: Supervisor, filters: Filters) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = _asked(screen.words.today, filters)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.page(reader, lens, asked, who.time_zone)
        return await serving.page(parts, screen, "supervisor/report.html", Place.BOARD, report=view)

    add_saved_views(routes, screens, PAGE, ViewSubject.REPORTS, allow(Role.SUPERVISOR, Role.ADMIN))

    @routes.get(f"{PAGE}.csv")
    async def as_file(request: Request, who: Supervisor, filters: Filters) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = _asked(screen.words.today, filters)
        async with parts.database.read(lens.tenant) as reader:
            text = await report_file.exported(reader, lens, asked, who.time_zone)
        name = f"report-{asked.by}-{asked.begin}-{asked.end}.csv"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text, media_type="text/csv; charset=utf-8", headers=HEADERS | disposition)

    @routes.get(f"{PAGE}/work")
    async def behind(
        request: Request,
        who: Supervisor,
        filters: Filters,
        what: Pieces = Pieces.OFFERED,
        agent: UUID | Literal[""] = "",
        at: datetime | Literal[""] = "",
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = _asked(screen.words.today, filters)
        begin = at or None
        if begin is not None and begin.tzinfo is None:
            raise WrongReportDays(field="at")
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.behind(reader, lens, asked, who.time_zone, what, agent or None, begin)
        return await serving.page(parts, screen, "supervisor/made_of.html", Place.BOARD, made_of=view)

    return routes


def _asked(today: date, asked: ReportAsked) -> ReportAsked:
    """The last seven days where nothing is asked for. Raises `WrongReportDays`.

    A named span moves on with the calendar, until other days are chosen beside it.
    """
    named = dict(asked.presets(today)).get(asked.preset)
    if named is not None and asked.begin in (date.min, named.begin) and asked.end in (date.min, named.end):
        return replace(named, minutes=asked.minutes or named.minutes)
    end = today if asked.end == date.min else asked.end
    begin = asked.begin
    if begin == date.min:
        begin = end - timedelta(days=6) if end > date(1971, 1, 1) else end
    if begin > end or (end - begin).days >= LONGEST or begin.year < 1970 or end.year > 9000:
        raise WrongReportDays(field="from")
    return replace(asked.of_days(begin, end), minutes=asked.minutes or DAY)
