"""Customers: finding one, and everything about one."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from agent_ui.console import customer
from agent_ui.console.acting import act
from agent_ui.console.lens import lens_of
from agent_ui.customers.compose import TIMELINE, customer_list, customer_page
from agent_ui.frame import serving
from agent_ui.page import Place
from agent_ui.screen import Screens
from contact_center.directory import trail
from contact_center.directory.access import AnyUser
from contact_center.kernel.ids import CustomerId

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
        async with parts.database.read(lens.tenant) as reader:
            view = await customer_list(reader, lens, q, page)
        return await serving.page(parts, screen, "customers/list.html", Place.CUSTOMERS, list=view)

    @routes.get("/customers/{id}")
    async def one(
        request: Request, who: AnyUser, id: UUID, upto: Annotated[int, Query(ge=1, le=MOST)] = TIMELINE
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            known, view = await customer_page(reader, lens, CustomerId(id), upto)
        await act(screens, who, lambda unit: trail.read(unit, "customer read", f"customer:{id}"))
        view = replace(view, customer=await customer.with_erp(known, parts.erp, lens))
        return await serving.page(parts, screen, "customers/page.html", Place.CUSTOMERS, customer_page=view)

    return routes
