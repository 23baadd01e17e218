"""Pages of the ERP's records, each of which is a panel in the console, too; and the way from a number to them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens, is_scripted
from agent_ui.records import compose
from contact_center.directory import trail
from contact_center.directory.access import AnyUser
from contact_center.kernel.contracts.erp import Entity
from contact_center.platform.unit_of_work import UnitOfWork

RecordId = Annotated[str, Path(max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/erp")
    async def by_text(who: AnyUser, q: Annotated[str, Query(max_length=200)] = "") -> Response:
        """The one record with this number or serial; else the list of customers with whatever it finds."""
        found = await parts.erp.found(who.tenant, q) if parts.erp is not None else ()
        exact = [one for one in found if one.number.casefold() == q.strip().casefold()]
        if len(exact) == 1:
            return RedirectResponse(compose.address(exact[0].entity, exact[0].external_id), HTTPStatus.SEE_OTHER)
        return RedirectResponse(f"/customers?q={quote(q)}", HTTPStatus.SEE_OTHER)

    @routes.get("/erp/{entity}")
    async def by_number(who: AnyUser, entity: Entity, number: Annotated[str, Query(max_length=200)]) -> Response:
        found = await parts.erp.numbered(who.tenant, entity, number) if parts.erp is not None else None
        if found is not None:
            return RedirectResponse(compose.address(entity, found.external_id), HTTPStatus.SEE_OTHER)
        return RedirectResponse(f"/customers?q={quote(number)}", HTTPStatus.SEE_OTHER)

    @routes.get("/erp/{entity}/{id}")
    async def record(
        request: Request,
        who: AnyUser,
        entity: Entity,
        id: RecordId,
        beside: UUID | None = None,
        account: Annotated[str, Query(max_length=100)] = "",
    ) -> Response:
        """`beside`: the interaction beside which it opens as a panel; `account`: whose price of a product is meant."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        found = await compose.read(parts.erp, lens, entity, id, account)

        async def note(unit: UnitOfWork) -> None:
            for customer in found.customers[:1]:
                await trail.read(unit, "customer read", f"customer:{customer}")

        await act(screens, who, note)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.page(reader, lens, found, id, beside)
        if is_scripted(request):
            return screen.fragment(screen.part("records/panel.html", record=view))
        status = HTTPStatus.OK if view.there or view.notice else HTTPStatus.NOT_FOUND
        return await serving.page(parts, screen, "records/page.html", Place.CUSTOMERS, status=status, record=view)

    return routes
