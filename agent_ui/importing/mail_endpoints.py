"""Old mail from mbox files: choose them, say who is who, see what would happen, import, undo."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import FormData, UploadFile
from starlette.responses import RedirectResponse, Response

from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.importing import mail_compose as compose
from contact_center.directory.access import Supervisor
from contact_center.interactions.importing import service as history
from contact_center.interactions.importing.errors import NoMailbox, NoSuchMailImport, NotAMailFile

LIST = "/customers/import-mail"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_pages(routes, screens)
    _add_files(routes, screens)
    _add_acts(routes, screens)
    return routes


def _add_pages(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(LIST)
    async def begin(request: Request, who: Supervisor) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.imports(reader, lens_of(screen, who), parts.accounts, parts.ports)
        return await serving.page(parts, screen, "importing/mail_begin.html", Place.CUSTOMERS, imports=view)

    @routes.get(f"{LIST}/{{id}}")
    async def one(request: Request, who: Supervisor, id: UUID) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.view(reader, lens_of(screen, who), parts.accounts, id)
        return await serving.page(parts, screen, "importing/mail_import.html", Place.CUSTOMERS, view=view)

    @routes.get(f"{LIST}/{{id}}/mails/{{n}}.eml")
    async def original(who: Supervisor, id: UUID, n: str) -> Response:
        if not (n.isascii() and n.isdigit() and len(n) < 8):
            raise NoSuchMailImport(id)
        async with parts.database.read(who.tenant) as reader:
            raw = await history.original(reader, who.tenant, id, int(n))
        name = {"Content-Disposition": f'attachment; filename="mail-{n}.eml"'}
        return Response(raw, media_type="application/octet-stream", headers=HEADERS | name)


@asynccontextmanager
async def _sent(request: Request) -> AsyncIterator[tuple[FormData, list[UploadFile]]]:
    """The form and its files, which are there until it is closed. Raises `NotAMailFile` if there is none."""
    async with request.form() as form:
        files = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
        if not files:
            raise NotAMailFile(field="file")
        yield form, files


def _add_files(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.post(LIST)
    async def upload(request: Request, who: Supervisor) -> Response:
        async with _sent(request) as (form, files):
            try:
                mailbox = UUID(str(form.get("mailbox", "")))
            except ValueError:
                raise NoMailbox(field="mailbox") from None
            id = await act(
                screens,
                who,
                lambda unit: history.keep(
                    unit, parts.accounts, parts.ports, mailbox, [(one.filename or "", one.file) for one in files],
                    who.user.id,
                ),
            )  # fmt: skip
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)

    @routes.post(f"{LIST}/{{id}}/files")
    async def more(request: Request, who: Supervisor, id: UUID) -> Response:
        async with _sent(request) as (_, files):
            given = [(one.filename or "", one.file) for one in files]
            await act(screens, who, lambda unit: history.add(unit, id, given))
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)


def _add_acts(routes: APIRouter, screens: Screens) -> None:
    @routes.post(f"{LIST}/{{id}}/try")
    async def check(request: Request, who: Supervisor, id: UUID) -> Response:
        async with request.form() as form:
            columns = [[str(one) for one in form.getlist(name)] for name in ("address", "role", "means")]
        chosen = list(zip(*columns, strict=False))
        await act(screens, who, lambda unit: history.sort_addresses(unit, id, chosen))
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)

    @routes.post(f"{LIST}/{{id}}/run")
    async def run(who: Supervisor, id: UUID) -> Response:
        await act(screens, who, lambda unit: history.run(unit, id))
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)

    @routes.post(f"{LIST}/{{id}}/again")
    async def again(who: Supervisor, id: UUID) -> Response:
        await act(screens, who, lambda unit: history.again(unit, id))
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)

    @routes.post(f"{LIST}/{{id}}/undo")
    async def undo(who: Supervisor, id: UUID) -> Response:
        await act(screens, who, lambda unit: history.undo(unit, id))
        return RedirectResponse(f"{LIST}/{id}", HTTPStatus.SEE_OTHER)
