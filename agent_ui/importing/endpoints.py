"""Customers from a file: choose it, say what the columns are, see what would happen, import, undo."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response, StreamingResponse

from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.importing import compose
from contact_center.directory.access import Supervisor
from crm_core.customers.importing import service as importing
from crm_core.customers.importing.errors import NotAnImportFile

LIST = "/customers/import"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_pages(routes, screens)
    _add_acts(routes, screens)
    return routes


def _add_pages(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(LIST)
    async def begin(request: Request, who: Supervisor) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.imports(reader, lens_of(screen, who))
        return await serving.page(parts, screen, "importing/begin.html", Place.CUSTOMERS, imports=view)

    @routes.get(f"{LIST}/{{id}}")
    async def one(request: Request, who: Supervisor, id: UUID) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.view(reader, lens_of(screen, who), id)
        return await serving.page(parts, screen, "importing/import.html", Place.CUSTOMERS, view=view)

    @routes.get(f"{LIST}/{{id}}/left-out.csv")
    async def left_out(request: Request, who: Supervisor, id: UUID) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            await importing.get(reader, who.tenant, id)
        lines = compose.left_out(parts.database, who.tenant, screen.words, id)
        name = {"Content-Disposition": 'attachment; filename="left-out.csv"'}
        return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=HEADERS | name)


def _add_acts(routes: APIRouter, screens: Screens) -> None:
    @routes.post(LIST)
    async def upload(request: Request, who: Supervisor) -> Response:
        """Read beside the event loop: a large file takes seconds."""
        async with request.form() as form:
            file = form.get("file")
            if not isinstance(file, UploadFile) or not file.filename:
                raise NotAnImportFile(field="file")
            name = file.filename
            found = await asyncio.to_thread(importing.read_file, await file.read())
        id = await act(screens, who, lambda unit: importing.keep(unit, name, found, who.user.id))
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)

    @routes.post(f"{LIST}/{{id}}/try")
    async def check(request: Request, who: Supervisor, id: UUID) -> Response:
        async with request.form() as form:
            mapping = [str(one) for one in form.getlist("mapping")]
        await act(screens, who, lambda unit: importing.map_to(unit, id, mapping))
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)

    @routes.post(f"{LIST}/{{id}}/run")
    async def run(who: Supervisor, id: UUID) -> Response:
        await act(screens, who, lambda unit: importing.run(unit, id))
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)

    @routes.post(f"{LIST}/{{id}}/undo")
    async def undo(who: Supervisor, id: UUID) -> Response:
        await act(screens, who, lambda unit: importing.undo(unit, id))
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)
