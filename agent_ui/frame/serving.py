"""Answers with a whole page in its frame. Every page of somebody who is signed in goes through here, so that
presence, offers, calls and the live connection are on all of them (decision 0011)."""

from __future__ import annotations

from typing import Any

from starlette.responses import HTMLResponse

from agent_ui.frame.compose import framed
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import FRAME_REFRESH, Live, Place
from agent_ui.frame.parts import Parts
from agent_ui.frame.screen import Screen


async def page(
    parts: Parts,
    screen: Screen,
    template: str,
    here: Place | None = None,
    *,
    status: int = 200,
    live: Live = Live.FRAME,
    **views: Any,
) -> HTMLResponse:
    """A page that shows nothing live but its frame, unless `live` says so. `screen` is of somebody signed in."""
    who = screen.who
    assert who is not None
    around = await framed(parts, lens_of(screen, who), who)
    return screen.html(
        template,
        here,
        status=status,
        framed=around.frame,
        cursor=around.cursor,
        live=live,
        refresh=FRAME_REFRESH,
        **views,
    )
