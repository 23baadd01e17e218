"""Errors at the edge of our pages: a page in words, a problem in words for scripts, the door for strangers."""

from __future__ import annotations

from contextlib import suppress

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame import serving
from agent_ui.frame.page import ErrorView
from agent_ui.frame.screen import HEADERS, HOME, Screen, Screens, is_scripted, sign_in_address, wants_page
from agent_ui.words.errors import error_detail, error_words
from contact_center.directory import service as directory
from contact_center.directory.access import session_cookie
from contact_center.directory.service import Role, SignedIn
from contact_center.kernel.errors import ContactCenterError, ErrorText
from contact_center.kernel.ids import new_id
from contact_center.platform.problems import problem

log = structlog.get_logger()

NOT_OURS = ("/widget", "/api/", "/webhooks", "/healthz", "/readyz", "/metrics")
"""Asked by other sites, programs and probes, which read problem documents."""


class ErrorPages:
    """The `page` of `platform.problems.install`."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens

    async def __call__(self, request: Request, status: int, code: str, told: ErrorText) -> Response | None:
        if request.url.path.startswith(NOT_OURS):
            return None
        screen = self._screens.open(request, await self._who(request))
        error: ContactCenterError | None = getattr(request.state, "error", None)
        title = error_words(screen.words, code, status)
        detail = error_detail(screen.words, error) if error is not None else None
        if is_scripted(request):
            return problem(status, code, ErrorText(title, detail))
        if not wants_page(request):
            return None
        if status == 401 and request.method == "GET":
            return RedirectResponse(sign_in_address(request), 303, HEADERS)
        view = ErrorView(status, code, title, detail, str(new_id()), (), self._back(screen.who, status))
        return await self._page(screen, status, view)

    async def _page(self, screen: Screen, status: int, view: ErrorView) -> Response:
        """In its frame, unless what failed keeps that from being read, too."""
        if screen.who is not None:
            try:
                return await serving.page(self._screens.parts, screen, "error.html", status=status, error=view)
            except Exception:
                log.exception("an error page goes without its frame")
        return screen.html("error.html", status=status, error=view)

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
