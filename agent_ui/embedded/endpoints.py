"""`/timeline/<link>`: a customer's history inside the ERP's own pages, without signing in and without scripts."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import AwareDatetime
from starlette.responses import HTMLResponse, Response

from agent_ui.embedded import compose
from agent_ui.embedded.views import TimelineView
from agent_ui.frame.page import Page
from agent_ui.frame.screen import PUBLIC_POLICY, Screen, Screens
from agent_ui.words.languages import LANGUAGES
from contact_center.directory.access import public
from contact_center.kernel.errors import TooManyRequests
from contact_center.kernel.rates import Rate
from contact_center.platform.limits import network_address
from erp_link.back_office.domain import PATH, Embedding
from erp_link.back_office.errors import TimelineLinkOver

SHOWN: Final = 30
"""Contacts on a page."""
LOOKS: Final = Rate(burst=120, per_second=2.0, name="timelines of an address")
"""From one network address, behind which a whole office may sit. Nobody guesses a link."""
NO_FRAME: Final = "frame-ancestors 'none'"
Open = Annotated[None, Depends(public("the ERP shows it by a signed link that ends"))]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get(PATH + "{token}")
    async def timeline(
        request: Request,
        token: Annotated[str, Path(max_length=800)],
        _: Open,
        language: Annotated[str, Query(max_length=20)] = "",
        before: AwareDatetime | None = None,
    ) -> Response:
        parts, address = screens.parts, PATH + token
        there = network_address(request)
        if await parts.limits.take(parts.clock.now(), (LOOKS, there)):
            raise TooManyRequests
        screen = _screen(screens, request, language)
        if parts.back_office is None:
            return _answer(screen, compose.over(screen.words, address), Embedding())
        try:
            found = await parts.back_office.behind(token, before, SHOWN)
        except TimelineLinkOver:
            return _answer(screen, compose.over(screen.words, address), Embedding())
        screen = _screen(screens, request, language, found.who.time_zone)
        view = compose.page(
            screen.words, found.who.tenant_name, address, found.history, is_older=before is not None
        )  # fmt: skip
        return _answer(screen, view, found.embedding)

    return routes


def _screen(screens: Screens, request: Request, language: str, zone: str = "UTC") -> Screen:
    """In the language that was chosen, else in the browser's."""
    screen = screens.open(request, zone=zone)
    return replace(screen, language=language) if language in LANGUAGES else screen


def _answer(screen: Screen, view: TimelineView, embedding: Embedding) -> Response:
    """Inside pages of the sites that an administrator has named, and of no others."""
    text = screen.renderer.page(
        "embedded/timeline.html", Page(tenant=view.tenant, csrf="", theme="auto"), language=screen.language,
        now=screen.now, timeline=view,
    )  # fmt: skip
    headers = {
        "Content-Security-Policy": PUBLIC_POLICY.replace(NO_FRAME, f"frame-ancestors {embedding.ancestors}"),
        "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }  # fmt: skip
    return HTMLResponse(text, HTTPStatus.NOT_FOUND if view.over else HTTPStatus.OK, headers)
