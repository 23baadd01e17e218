"""One reader's screen: language, time zone, theme, and everything a page has around its content."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, RedirectResponse, Response

from agent_ui.frame.page import THEMES, Live, Page, Place, Theme
from agent_ui.frame.parts import Parts
from agent_ui.frame.render import AssetAddresses, Renderer
from agent_ui.frame.views import FrameView
from agent_ui.words.languages import LANGUAGES, Words, negotiate
from channels.vendors.twilio.section import TwilioSection
from contact_center.directory.access import csrf_token
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.ports import Signatures
from contact_center.interactions.work.rights import Serving
from contact_center.platform.settings import PlatformSettings, section

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PUBLIC_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""Of pages that nobody signs in to: no script runs there."""
CONNECTS = "connect-src 'self'"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}
PLACES = {
    Role.AGENT: (Place.HOME, Place.WORK, Place.CONVERSATIONS, Place.CUSTOMERS, Place.CASES, Place.KNOWLEDGE),
    Role.SUPERVISOR: (
        Place.HOME,
        Place.WORK,
        Place.CONVERSATIONS,
        Place.CUSTOMERS,
        Place.CASES,
        Place.KNOWLEDGE,
        Place.BOARD,
    ),
    Role.ADMIN: (Place.CONVERSATIONS, Place.CUSTOMERS, Place.CASES, Place.KNOWLEDGE, Place.BOARD, Place.ADMIN),
}
HOME = {Role.AGENT: Place.WORK, Role.SUPERVISOR: Place.BOARD, Role.ADMIN: Place.ADMIN}


def page_headers(settings: PlatformSettings) -> Mapping[str, str]:
    """Of whole pages: their scripts may also reach the one place where calls over Twilio are signalled."""
    origin = section(settings, TwilioSection).voice_signal_origin
    return {**HEADERS, "Content-Security-Policy": POLICY.replace(CONNECTS, f"{CONNECTS} {origin}")}


def is_scripted(connection: HTTPConnection) -> bool:
    """Asked by our pages' scripts, which want a part, not a page."""
    return "hx-request" in connection.headers or "x-csrf-token" in connection.headers


def wants_page(connection: HTTPConnection) -> bool:
    return "text/html" in connection.headers.get("accept", "") and not is_scripted(connection)


def _theme(connection: HTTPConnection) -> Theme:
    chosen = connection.cookies.get("theme")
    return next((theme for theme in THEMES if theme == chosen), "auto")


def _language(connection: HTTPConnection, who: SignedIn | None) -> str:
    if who is not None and who.user.locale in LANGUAGES:
        return who.user.locale
    return negotiate(connection.headers.get("accept-language"), connection.cookies.get("language"))


@dataclass(frozen=True, slots=True)
class Screen:
    """Renders for one reader at one moment."""

    renderer: Renderer
    language: str
    theme: Theme
    csrf: str
    now: datetime
    who: SignedIn | None
    is_demo: bool
    serving: Serving
    """Whose queue it is, for what this reader may see."""
    signatures: Signatures
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    """Of whole pages."""

    @property
    def words(self) -> Words:
        return self.renderer.words(self.language, self.now)

    def at(self, now: datetime) -> Screen:
        """The same reader, later."""
        return replace(self, now=now)

    def html(
        self,
        template: str,
        here: Place | None = None,
        *,
        status: int = 200,
        framed: FrameView | None = None,
        cursor: int | None = None,
        live: Live | None = None,
        refresh: str | None = None,
        **views: Any,
    ) -> HTMLResponse:
        """A whole page. One of somebody signed in has a frame: `frame.serving.page` reads it, or the page itself."""
        who = self.who
        page = Page(
            tenant=who.tenant_name if who else "Contact Center",
            csrf=self.csrf,
            user=who.user.name if who else None,
            places=PLACES[Role(who.user.role)] if who else (),
            here=here,
            theme=self.theme,
            cursor=cursor,
            live=live,
            frame=framed,
            refresh=refresh,
            demo=self._demo(),
        )
        text = self.renderer.page(template, page, language=self.language, now=self.now, **views)
        return HTMLResponse(text, status, self.headers)

    def part(self, template: str, **views: Any) -> str:
        """A fragment of an open page."""
        return self.renderer.part(template, language=self.language, now=self.now, csrf=self.csrf, **views)

    def fragment(self, *parts: str, headers: dict[str, str] | None = None) -> HTMLResponse:
        return HTMLResponse("".join(parts), headers=HEADERS | (headers or {}))

    def _demo(self) -> str | None:
        if not self.is_demo:
            return None
        return self.words.gettext("Customers, carrier and mailboxes are simulated; the contact centre is real.")


class Screens:
    """Makes screens; one per process."""

    def __init__(self, parts: Parts, assets: AssetAddresses, names: Mapping[str, object]) -> None:
        """`names`: what templates may call, see `Renderer`."""
        self.parts = parts
        self._headers = page_headers(parts.settings)
        self._assets = assets
        self._names = names
        self._renderers: dict[str, Renderer] = {}

    def open(self, connection: HTTPConnection, who: SignedIn | None = None, zone: str = "UTC") -> Screen:
        """`zone`: of a reader who is nobody of ours."""
        return Screen(
            renderer=self._renderer(who.time_zone if who else zone),
            language=_language(connection, who),
            theme=_theme(connection),
            csrf=csrf_token(self.parts.vault, who) if who else "",
            now=self.parts.clock.now(),
            who=who,
            is_demo=self.parts.settings.demo,
            serving=self.parts.ports.planner,
            signatures=self.parts.ports.signatures,
            headers=self._headers,
        )

    def _renderer(self, zone: str) -> Renderer:
        found = self._renderers.get(zone)
        if found is None:
            channels = {code: adapter.capabilities for code, adapter in self.parts.ports.adapters.items()}
            try:
                found = Renderer(self._assets, self._names, ZoneInfo(zone), channels)
            except (ZoneInfoNotFoundError, ValueError):
                found = Renderer(self._assets, self._names, ZoneInfo("UTC"), channels)
            self._renderers[zone] = found
        return found


def answer(connection: HTTPConnection, back: str, content: str = "") -> Response:
    """What a form gets: its parts for a script, the way back to a page for a browser without scripts."""
    if not is_scripted(connection):
        return RedirectResponse(back, 303, HEADERS)
    return HTMLResponse(content, headers=HEADERS) if content else Response(status_code=204, headers=HEADERS)


def local(path: str | None, otherwise: str) -> str:
    """Only a path of our own site: nobody is led elsewhere by a link to us."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or any(c in path for c in "\r\n\t\\"):
        return otherwise
    return path


def sign_in_address(connection: HTTPConnection) -> str:
    path = connection.url.path + (f"?{connection.url.query}" if connection.url.query else "")
    return "/sign-in" if path == "/" else f"/sign-in?next={quote(path, safe='')}"
