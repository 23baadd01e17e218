"""What every page may ask for: its frame anew, and the list of keys."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from agent_ui.console.lens import lens_of
from agent_ui.frame.compose import framed
from agent_ui.page import FRAME_REFRESH
from agent_ui.screen import Screens
from contact_center.directory.access import AnyUser


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get(FRAME_REFRESH)
    async def refresh(request: Request, who: AnyUser) -> Response:
        """All of the frame at once, after a gap; `X-Cursor` says up to where."""
        screen = screens.open(request, who)
        around = await framed(screens.parts, lens_of(screen, who), who)
        part = screen.part("frame/refresh.html", frame=around.frame) if around.frame else ""
        return screen.fragment(part, headers={"X-Cursor": str(around.cursor)})

    return routes
