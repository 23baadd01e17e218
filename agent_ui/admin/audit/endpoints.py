"""The audit page: who signed in, read, verified, reassigned, erased and changed settings."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from agent_ui.admin.audit.compose import HERE, AuditQuery, audit_view
from agent_ui.frame import serving
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import Screens
from contact_center.directory.access import Admin

Text = Annotated[str, Query(max_length=200)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get(HERE)
    async def page(
        request: Request,
        who: Admin,
        person: Text = "",
        act: Text = "",
        customer: Text = "",
        customer_id: Text = "",
        since: Text = "",
        until: Text = "",
        before: Text = "",
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = AuditQuery(person, act, customer, customer_id, since, until, before)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await audit_view(reader, lens, asked, ZoneInfo(screen.words.zone_name))
        return await serving.page(screens.parts, screen, "admin/audit.html", Place.ADMIN, audit=view)

    return routes
