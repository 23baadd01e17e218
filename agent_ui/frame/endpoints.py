"""What every page may ask for: its frame anew, and the list of keys."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from agent_ui.frame import keys
from agent_ui.frame.compose import framed, takes_work
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import FRAME_REFRESH
from agent_ui.frame.screen import PLACES, Screens
from contact_center.directory.access import AnyUser
from contact_center.directory.service import Role


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get(FRAME_REFRESH)
    async def refresh(request: Request, who: AnyUser) -> Response:
        """All of the frame at once, after a gap; `X-Cursor` says up to where."""
        screen = screens.open(request, who)
        around = await framed(screens.parts, lens_of(screen, who), who)
        part = screen.part("frame/refresh.html", frame=around.frame) if around.frame else ""
        return screen.fragment(part, headers={"X-Cursor": str(around.cursor)})

    @routes.get("/keys")
    async def list_of_keys(
        request: Request, who: AnyUser, on: Literal["console", "home", "cases", "case", "list", "other"] = "other"
    ) -> Response:
        """Those that do something for this reader on such a page."""
        screen = screens.open(request, who)
        view = keys.keys(
            screen.words,
            takes_work=takes_work(who),
            on_console=on == "console",
            on_home=on == "home",
            on_cases=on in ("cases", "case"),
            on_case=on == "case",
            on_list=on == "list",
            places=PLACES[Role(who.user.role)],
        )
        return screen.fragment(screen.part("frame/keys.html", keys=view))

    return routes
