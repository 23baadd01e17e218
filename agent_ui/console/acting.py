"""What an agent sees after something was done with an interaction."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from agent_ui.compose.lens import Lens
from agent_ui.compose.own_work import next_to_answer, read_own_work
from agent_ui.console import endpoints
from agent_ui.console.workspace import open_with_customer, wraps_up
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens, answer, is_scripted
from contact_center.directory import service as directory
from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import InteractionId


def from_console(request: Request) -> bool:
    """Asked from the console, where work can be opened in place."""
    page = urlsplit(request.headers.get("hx-current-url", "")).path
    return page in ("", Place.WORK)


async def show(screens: Screens, request: Request, who: SignedIn, interaction: UUID, *more: str) -> Response:
    """Opens an interaction after something was done with it; from another page by going to the console."""
    if is_scripted(request) and not from_console(request):
        return Response(status_code=204, headers=HEADERS | {"HX-Redirect": f"/console?c={interaction}"})
    screen = screens.open(request, who)
    return answer(
        request,
        f"/console?c={interaction}",
        "".join(more) + await endpoints.opened(screens, screen, interaction),
    )


async def show_rest(screens: Screens, request: Request, who: SignedIn, interaction: UUID, *more: str) -> Response:
    """After the agent has left an interaction: its wrap-up if there is one, else what `show_following` shows."""
    screen = screens.open(request, who)
    lens = lens_of(screen, who)
    if await wraps_up(screens.parts, lens, interaction):
        parts = endpoints.open_parts(screen, await open_with_customer(screens.parts, lens, interaction))
        return answer(request, f"/console?c={interaction}", "".join(more) + parts)
    return await show_following(screens, request, who, *more)


async def show_following(screens: Screens, request: Request, who: SignedIn, *more: str) -> Response:
    """The piece that waits for this agent's answer first, if they want it opened; else an empty workspace."""
    screen = screens.open(request, who)
    following = await _next(screens, request, lens_of(screen, who))
    if following is None:
        return answer(request, "/console", "".join(more) + screen.part("console/closed.html"))
    parts = await endpoints.opened(screens, screen, following)
    return answer(request, f"/console?c={following}", "".join(more) + parts)


async def next_after_sending(
    screens: Screens, request: Request, who: SignedIn, interaction: UUID
) -> InteractionId | None:
    """As `show_following`, for a page that sent an answer which closed the work, and opens what follows itself."""
    lens = lens_of(screens.open(request, who), who)
    if await wraps_up(screens.parts, lens, interaction):
        return None
    return await _next(screens, request, lens)


async def _next(screens: Screens, request: Request, lens: Lens) -> InteractionId | None:
    """What opens by itself; None elsewhere than in the console, where there is none, or where nobody wants it."""
    if not (is_scripted(request) and from_console(request)):
        return None
    async with screens.parts.database.read(lens.tenant) as reader:
        if not await directory.opens_next(reader, lens.tenant, lens.agent):
            return None
        return next_to_answer(lens, await read_own_work(reader, lens))
