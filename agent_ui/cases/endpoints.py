"""Pages of cases, and the dialogs about them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.cases import board as boards
from agent_ui.cases import compose, dialogs
from agent_ui.cases.views import CaseBoard, CaseView
from agent_ui.compose.lens import Lens
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens
from contact_center.directory import trail
from contact_center.directory.access import Agent, AnyUser
from contact_center.directory.service import Role
from contact_center.kernel.errors import NotFound
from contact_center.platform.unit_of_work import Reader
from crm_core.cases.errors import BadCursor

DIALOGS: dict[str, Callable[[Reader, Lens, UUID], Awaitable[Any]]] = {
    "owner": dialogs.owner,
    "wait": dialogs.wait,
    "state": dialogs.state,
    "resolve": dialogs.resolve,
    "merge": dialogs.merge,
    "split": dialogs.split,
    "link": dialogs.link,
    "refund": dialogs.refund,
    "incident": dialogs.incident,
    "update": dialogs.update,
}


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/cases")
    async def board(
        request: Request,
        who: AnyUser,
        view: Annotated[str, Query(max_length=60)] = "",
        q: Annotated[str, Query(max_length=200)] = "",
        shown: Annotated[Literal["board", "list"], Query(alias="as")] = "board",
        after: Annotated[str, Query(max_length=100)] = "",
        customer: UUID | None = None,
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        chosen = view or ("mine" if who.user.role == Role.AGENT else "all")
        async with parts.database.read(lens.tenant) as reader:
            found = await boards.numbered(reader, lens, q) if q else None
            if found is not None:
                return RedirectResponse(f"/cases/{found}", HTTPStatus.SEE_OTHER)
            made = await boards.board(
                reader, lens, chosen, q, as_list=shown == "list", after=_after(after), customer_id=customer
            )
        return await serving.page(parts, screen, "cases/board.html", Place.CASES, board=made)

    @routes.get("/cases/new")
    async def new(
        request: Request, who: Agent, interaction: UUID | None = None, customer: UUID | None = None,
        type: Annotated[str, Query(max_length=60)] = "",
    ) -> Response:  # fmt: skip
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            dialog = await dialogs.new(reader, lens, interaction, customer, type)
        return screen.fragment(screen.part("cases/new.html", dialog=dialog))

    @routes.get("/cases/{id}")
    async def one(
        request: Request, who: AnyUser, id: UUID, view: Annotated[str, Query(max_length=60)] = ""
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            made, page = await _case(reader, lens, id, view)
        await act(screens, who, lambda unit: trail.read(unit, "case read", f"case:{id}"))
        return await serving.page(parts, screen, "cases/page.html", Place.CASES, board=made, case=page)

    @routes.get("/cases/{id}/ask/{what}")
    async def ask(
        request: Request,
        who: Agent,
        id: UUID,
        what: str,
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        if what not in DIALOGS:
            raise NotFound(what)
        async with parts.database.read(lens.tenant) as reader:
            dialog = await DIALOGS[what](reader, lens, id)
        return screen.fragment(screen.part(f"cases/{what}.html", dialog=dialog))

    return routes


async def _case(reader: Reader, lens: Lens, id: UUID, view: str) -> tuple[CaseBoard, CaseView]:
    case, page = await compose.case_page(reader, lens, id)
    return await boards.board(reader, lens, view or _view_of(lens, page), "", current=case), page


def _view_of(lens: Lens, page: CaseView) -> str:
    return "mine" if page.is_mine and lens.rights.who.user.role == Role.AGENT else "all"


def _after(text: str) -> tuple[datetime | None, UUID] | None:
    if not text:
        return None
    at, _, id = text.rpartition(",")
    try:
        return (datetime.fromisoformat(at) if at else None), UUID(id)
    except ValueError as wrong:
        raise BadCursor(field="after") from wrong
