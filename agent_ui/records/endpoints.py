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
from agent_ui.frame.screen import HEADERS, Screens, is_scripted
from agent_ui.records import compose
from agent_ui.words.records import erp_reason
from contact_center.directory import trail
from contact_center.directory.access import AnyUser
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.erp import Entity
from contact_center.kernel.errors import GiveUp, NotFound
from contact_center.platform.unit_of_work import UnitOfWork


class NoSuchErpFile(NotFound):
    """There is no such file beside this record, or none that you may see now."""


class ErpFileNotGiven(GiveUp):
    """The ERP did not give the file."""


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

    async def shown(
        request: Request,
        who: SignedIn,
        entity: Entity,
        id: str,
        beside: UUID | None,
        account: str,
        *,
        anew: bool = False,
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        trouble = await parts.erp.renew(who.tenant, entity, id) if anew and parts.erp is not None else None
        found = await compose.read(parts.erp, lens, entity, id, account)

        async def note(unit: UnitOfWork) -> None:
            for customer in found.customers[:1]:
                await trail.read(unit, "customer read", f"customer:{customer}")

        await act(screens, who, note)
        async with parts.database.read(lens.tenant) as reader:
            view = await compose.page(reader, lens, found, id, beside, unasked=trouble)
        if is_scripted(request):
            return screen.fragment(screen.part("records/panel.html", record=view))
        status = HTTPStatus.OK if view.there or view.notice else HTTPStatus.NOT_FOUND
        return await serving.page(parts, screen, "records/page.html", Place.CUSTOMERS, status=status, record=view)

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
        return await shown(request, who, entity, id, beside, account)

    @routes.post("/erp/{entity}/{id}/ask")
    async def ask(
        request: Request,
        who: AnyUser,
        entity: Entity,
        id: RecordId,
        beside: UUID | None = None,
        account: Annotated[str, Query(max_length=100)] = "",
    ) -> Response:
        """Asks the ERP now, and says so where it could not."""
        return await shown(request, who, entity, id, beside, account, anew=True)

    @routes.get("/erp/{entity}/{id}/file")
    async def file(
        request: Request, who: AnyUser, entity: Entity, id: RecordId, paper: Annotated[str, Query(max_length=100)] = ""
    ) -> Response:
        """The print of a record, or a paper that lies beside it; nothing of what this person may not see."""
        lens = lens_of(screens.open(request, who), who)
        found = await compose.read(parts.erp, lens, entity, id)
        async with parts.database.read(lens.tenant) as reader:
            shown = await compose.may_open(reader, lens, found, paper)
        if not shown or parts.erp is None:
            raise NoSuchErpFile
        got = await parts.erp.file(who.tenant, entity, id, paper or None)
        if isinstance(got, str):
            raise ErpFileNotGiven(erp_reason(lens.words, found.block.source, got))

        async def note(unit: UnitOfWork) -> None:
            await trail.read(unit, "file read", f"erp:{entity.value}:{id}", name=got.name)

        await act(screens, who, note)
        named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(got.name, safe='')}"}
        return Response(got.content, media_type="application/octet-stream", headers={**HEADERS, **named})

    return routes
