"""Customers: finding one, and everything about one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.compose import customer
from agent_ui.compose.ports import DocumentSearch
from agent_ui.customers.compose import TIMELINE, customer_list, customer_page
from agent_ui.customers.consent import CHANNELS, NotAChoice, parse_change
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens
from agent_ui.views import Tab
from contact_center.directory import service as directory
from contact_center.directory import trail
from contact_center.directory.access import AnyUser
from contact_center.kernel.ids import CustomerId, UserId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.consent import service as consent
from crm_core.consent.domain import ToldHow
from crm_core.customers import service as customers

MOST = 1000


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/customers")
    async def found(
        request: Request,
        who: AnyUser,
        q: Annotated[str, Query(max_length=200)] = "",
        page: Annotated[int, Query(ge=1, le=MOST)] = 1,
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        numbers = await parts.erp.holders(lens.tenant, q) if parts.erp is not None else DocumentSearch()
        async with parts.database.read(lens.tenant) as reader:
            view = await customer_list(reader, lens, q, page, numbers)
        if len(view.rows) == 1 and view.rows[0].document:
            return RedirectResponse(view.rows[0].href, HTTPStatus.SEE_OTHER)
        return await serving.page(parts, screen, "customers/list.html", Place.CUSTOMERS, list=view)

    @routes.get("/customers/{id}")
    async def one(
        request: Request,
        who: AnyUser,
        id: UUID,
        upto: Annotated[int, Query(ge=1, le=MOST)] = TIMELINE,
        tab: Tab = Tab.NOW,
        entry: UUID | None = None,
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            known_as = (await customers.canonical(reader, lens.tenant, [id]))[id]
        if known_as != id:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/customers/{known_as}{query}", HTTPStatus.SEE_OTHER)
        async with parts.database.read(lens.tenant) as reader:
            heard = partial(parts.calls.recordings, reader, who) if parts.calls is not None else None
            known, view = await customer_page(
                reader, lens, CustomerId(id), upto=upto, tab=tab, entry=entry, recordings=heard
            )
        await act(screens, who, lambda unit: trail.read(unit, "customer read", f"customer:{id}"))
        view = replace(view, customer=await customer.with_erp(known, parts.erp, lens))
        return await serving.page(parts, screen, "customers/page.html", Place.CUSTOMERS, customer_page=view)

    @routes.post("/customers/{id}/consent")
    async def consented(
        request: Request,
        who: AnyUser,
        id: UUID,
        change: Annotated[str, Form(max_length=600)],
        how: Annotated[ToldHow, Form()],
    ) -> Response:
        """A customer has told this colleague what may be sent to them."""
        state, purpose, address = parse_change(change)

        async def write(unit: UnitOfWork) -> None:
            channel = CHANNELS.get(address.kind)
            if channel is None:
                raise NotAChoice(field="change")
            by = UserId(who.user.id)
            await consent.record(unit, CustomerId(id), address, channel, purpose, state, by=by, how=how)
            await directory.audit(
                unit, "consent recorded", f"customer:{id}", channel=channel, purpose=purpose.value, state=state.value
            )

        await act(screens, who, write)
        return RedirectResponse(f"/customers/{id}#consent", 303)

    return routes
