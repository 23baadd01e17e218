"""The page about signing in: of whom a second step is required."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.sign_in import compose
from agent_ui.admin.sign_in.compose import HERE
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from contact_center.directory.access import Admin
from contact_center.directory.second_factor import service as second_factor
from contact_center.directory.service import Role

Roles = Annotated[list[Role], Form(max_length=len(Role))]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=HERE)
    _add_page(routes, screens)
    return routes


def _add_page(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("")
    async def page(request: Request, who: Admin, done: Annotated[str, Query(max_length=20)] = "") -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.settings(reader, screen.words, who.tenant)
        notices = {"required": screen.words.gettext("Saved. It holds from each person's next sign-in on.")}
        view = replace(view, notice=notices.get(done))
        return await serving.page(parts, screen, "admin/sign_in.html", Place.ADMIN, settings=view)

    @routes.post("/second-factor")
    async def require(who: Admin, role: Roles = []) -> Response:  # noqa: B006 - FastAPI copies it
        await act(screens, who, lambda work: second_factor.require(work, role))
        return RedirectResponse(f"{HERE}?done=required", 303, HEADERS)
