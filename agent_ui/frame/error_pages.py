"""Errors at the edge of our pages: a page in words, a problem in words for scripts, the door for strangers."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame import serving
from agent_ui.frame.page import ErrorView
from agent_ui.frame.screen import HEADERS, HOME, Screen, Screens, is_scripted, sign_in_address, wants_page
from agent_ui.words.invalid import invalid_words
from agent_ui.words.languages import ENGLISH
from agent_ui.words.problems import problem_words
from contact_center.directory import service as directory
from contact_center.directory.access import session_cookie
from contact_center.directory.service import Role, SignedIn
from contact_center.kernel.ids import new_id
from contact_center.platform.problems import problem

log = structlog.get_logger()

NOT_OURS = ("/widget", "/api/", "/webhooks", "/healthz", "/readyz", "/metrics")
"""Asked by other sites, programs and probes, which read problem documents."""
_HTTP = {
    401: "not_signed_in",
    403: "forbidden",
    404: "not_found",
    422: "invalid",
    409: "conflict",
    429: "too_many_requests",
    500: "internal",
    503: "unavailable",
}


def _readable(detail: str | None) -> str | None:
    """Ids tell people nothing, and names of fields belong into the answers to programs."""
    if detail is None or "`" in detail:
        return None
    with suppress(ValueError):
        UUID(detail)
        return None
    return detail


class ErrorPages:
    """The `page` of `platform.problems.install`."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens

    async def __call__(
        self, request: Request, status: int, code: str, title: str, detail: str | None
    ) -> Response | None:
        if request.url.path.startswith(NOT_OURS):
            return None
        screen = self._screens.open(request, await self._who(request))
        words = problem_words(screen.words, code, self._general(screen, status, title))
        wrong = getattr(request.state, "invalid", None)
        detail = invalid_words(screen.words, wrong) if wrong else _readable(detail)
        if is_scripted(request):
            return problem(status, code, words, detail)
        if not wants_page(request):
            return None
        if status == 401 and request.method == "GET":
            return RedirectResponse(sign_in_address(request), 303, HEADERS)
        view = ErrorView(status, code, words, detail, str(new_id()), (), self._back(screen.who, status))
        return await self._page(screen, status, view)

    async def _page(self, screen: Screen, status: int, view: ErrorView) -> Response:
        """In its frame, unless what failed keeps that from being read, too."""
        if screen.who is not None:
            try:
                return await serving.page(self._screens.parts, screen, "error.html", status=status, error=view)
            except Exception:
                log.exception("an error page goes without its frame")
        return screen.html("error.html", status=status, error=view)

    def _general(self, screen: Screen, status: int, title: str) -> str:
        """An error's own English sentence, or what its status says in the reader's language."""
        if screen.language == ENGLISH and title and status != 404:
            return title
        return problem_words(screen.words, _HTTP.get(status, ""), title)

    async def _who(self, request: Request) -> SignedIn | None:
        """Whoever the route's own check found. An address that leads nowhere has no check, but its reader a frame."""
        found: SignedIn | None = getattr(request.state, "who", None)
        if found is None and wants_page(request) and session_cookie(request):
            with suppress(Exception):
                return await directory.session(self._screens.parts.database, session_cookie(request))
        return found

    def _back(self, who: SignedIn | None, status: int) -> str:
        if status == 401 or who is None:
            return "/sign-in"
        return HOME[Role(who.user.role)].value
