"""Errors at the edge of our pages: a page in words, a problem in words for scripts, the door for strangers."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from agent_ui.languages import ENGLISH
from agent_ui.page import ErrorView
from agent_ui.problems import problem_words
from agent_ui.screen import HEADERS, HOME, Screen, Screens, is_scripted, sign_in_address, wants_page
from contact_center.directory.service import Role, SignedIn
from contact_center.kernel.ids import new_id
from contact_center.platform.problems import problem

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
}


class ErrorPages:
    """The `page` of `platform.problems.install`."""

    def __init__(self, screens: Screens) -> None:
        self._screens = screens

    async def __call__(
        self, request: Request, status: int, code: str, title: str, detail: str | None
    ) -> Response | None:
        if request.url.path.startswith(NOT_OURS):
            return None
        screen = self._screens.open(request, self._who(request))
        words = problem_words(screen.words, code, self._general(screen, status, title))
        if is_scripted(request):
            return problem(status, code, words, detail)
        if not wants_page(request):
            return None
        if status == 401 and request.method == "GET":
            return RedirectResponse(sign_in_address(request), 303, HEADERS)
        view = ErrorView(status, code, words, detail, str(new_id()), (), self._back(request, status))
        return screen.html("error.html", status=status, error=view)

    def _general(self, screen: Screen, status: int, title: str) -> str:
        """An error's own English sentence, or what its status says in the reader's language."""
        if screen.language == ENGLISH and title and status != 404:
            return title
        return problem_words(screen.words, _HTTP.get(status, ""), title)

    def _who(self, request: Request) -> SignedIn | None:
        """Whoever the route's own check found; an error before it is a stranger's."""
        return getattr(request.state, "who", None)

    def _back(self, request: Request, status: int) -> str:
        who = self._who(request)
        if status == 401 or who is None:
            return "/sign-in"
        return HOME[Role(who.user.role)].value
