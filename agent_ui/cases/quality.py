"""`/cases/quality`: figures of resolved cases, the cases behind each, and the same as a file."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from agent_ui.cases import quality_compose as compose
from agent_ui.cases.quality_compose import QualityAsked
from agent_ui.frame import serving
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from contact_center.directory.access import Supervisor
from crm_core.cases.errors import BadCursor, WrongSpan
from crm_core.cases.quality import Dimension, Only
from crm_core.places import place_in


def _filters(
    begin: Annotated[date | Literal[""], Query(alias="from")] = "",
    end: Annotated[date | Literal[""], Query(alias="to")] = "",
    type: Annotated[str, Query(max_length=40)] = "",
    product: Annotated[str, Query(max_length=120)] = "",
    queue: UUID | Literal[""] = "",
) -> tuple[date | None, date | None, str, str, UUID | None]:
    return begin or None, end or None, type, product, queue or None


Filters = Annotated[tuple[date | None, date | None, str, str, UUID | None], Depends(_filters)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/cases/quality")
    async def figures(request: Request, who: Supervisor, filters: Filters) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = _asked(screen.words.today, filters)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.page(reader, lens, asked)
        return await serving.page(parts, screen, "cases/quality.html", Place.CASES, quality=view)

    @routes.get("/cases/quality.csv")
    async def as_file(request: Request, who: Supervisor, filters: Filters) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = _asked(screen.words.today, filters)
        async with parts.database.read(lens.tenant) as reader:
            text = await compose.exported(reader, lens, asked)
        name = f"quality-{asked.begin}-{asked.end}.csv"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text, media_type="text/csv; charset=utf-8", headers=HEADERS | disposition)

    @routes.get("/cases/quality/cases")
    async def behind(
        request: Request,
        who: Supervisor,
        filters: Filters,
        by: Dimension | Literal[""] = "",
        key: Annotated[str, Query(max_length=170)] = "",
        only: Only | Literal[""] = "",
        after: Annotated[str, Query(max_length=120)] = "",
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = _asked(screen.words.today, filters)
        try:
            place = place_in(after)
        except ValueError:
            raise BadCursor(field="after") from None
        begin = (place[0], place[1]) if place is not None and place[0] is not None else None
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.behind(reader, lens, asked, by or None, key, only or None, begin)
        return await serving.page(parts, screen, "cases/quality_cases.html", Place.CASES, quality=view)

    return routes


def _asked(today: date, filters: tuple[date | None, date | None, str, str, UUID | None]) -> QualityAsked:
    """The last thirty days where nothing is asked for. Raises `WrongSpan`."""
    begin, end, type, product, queue = filters
    end = end or today
    begin = begin or end - timedelta(days=29) if end > date(1, 2, 1) else end
    if begin > end or (end - begin).days > compose.LONGEST or begin.year < 1970 or end.year > 9000:
        raise WrongSpan(field="from")
    return QualityAsked(begin, end, type, product, queue)
