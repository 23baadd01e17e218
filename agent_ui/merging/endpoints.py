"""Pages on which two customers become one, or stay two."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens, is_scripted
from agent_ui.merging import compose
from agent_ui.views import UndoView
from contact_center.directory.access import AnyUser
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers.duplicates import service as duplicates
from crm_core.customers.merging import service as merging
from crm_core.identity import service as identity

LIST = "/customers/duplicates"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_pages(routes, screens)
    _add_acts(routes, screens)
    return routes


def _add_pages(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get(LIST)
    async def listed(
        request: Request, who: AnyUser, after: Annotated[str, Query(pattern=r"^([0-9a-f-]{36}\.[0-9a-f-]{36})?$")] = ""
    ) -> Response:
        """Customers who may be one, the most likely first."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            place = None
            if after:
                one, _, other = after.partition(".")
                place = await duplicates.place_of(reader, lens.tenant, UUID(one), UUID(other))
            view = await compose.pairs(reader, lens, place)
        return await serving.page(parts, screen, "merging/pairs.html", Place.CUSTOMERS, pairs=view)

    @routes.get("/customers/{id}/perhaps")
    async def perhaps(request: Request, who: AnyUser, id: UUID) -> Response:
        """What stands above a customer's page: who they may be, and with whom they were merged."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.perhaps(reader, lens, id)
        return screen.fragment(screen.part("merging/perhaps.html", perhaps=view))

    @routes.get("/customers/{id}/compare/{other}")
    async def compare(request: Request, who: AnyUser, id: UUID, other: UUID) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.comparison(reader, lens, id, other)
        return await serving.page(parts, screen, "merging/compare.html", Place.CUSTOMERS, compare=view)


def _add_acts(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/customers/{id}/merge/{other}")
    async def merge(request: Request, who: AnyUser, id: UUID, other: UUID) -> Response:
        """Each field of the form is called after a field of the customer and says whose value stays."""
        form = await request.form()
        take = [name for name, side in form.items() if side == "other"]

        async def join(unit: UnitOfWork) -> None:
            await identity.require_change(unit, who, id, other)
            await merging.merge(unit, CustomerId(id), CustomerId(other), take)

        await act(screens, who, join)
        return RedirectResponse(f"/customers/{id}", HTTPStatus.SEE_OTHER)

    @routes.post("/customers/merges/{merge}/end")
    async def end(request: Request, who: AnyUser, merge: UUID) -> Response:
        found = await act(screens, who, lambda unit: merging.unmerge(unit, merge))
        address = f"/customers/{found.survivor_id}"
        if is_scripted(request):
            return Response(headers={"HX-Redirect": address})
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    @routes.post("/customers/{id}/two/{other}")
    async def two(request: Request, who: AnyUser, id: UUID, other: UUID) -> Response:
        """They are two people, and are not suggested again."""
        await act(screens, who, lambda unit: duplicates.two_people(unit, id, other))
        if not is_scripted(request):
            return RedirectResponse(f"/customers/{id}", HTTPStatus.SEE_OTHER)
        screen = screens.open(request, who)
        undo = UndoView(screen.words.gettext("Kept as two customers."), f"/customers/{id}/one/{other}")
        return screen.fragment(screen.part("merging/decided.html", undo=undo, one=id, other=other))

    @routes.post("/customers/{id}/one/{other}")
    async def one(request: Request, who: AnyUser, id: UUID, other: UUID) -> Response:
        """Takes back that they are two."""
        await act(screens, who, lambda unit: duplicates.two_people(unit, id, other, are=False))
        if not is_scripted(request):
            return RedirectResponse(f"/customers/{id}", HTTPStatus.SEE_OTHER)
        screen = screens.open(request, who)
        return screen.fragment(screen.part("merging/decided.html", undo=None, one=id, other=other))
