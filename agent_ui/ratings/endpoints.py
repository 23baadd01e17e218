"""`/rate/<token>`, where a customer answers without signing in, and `/supervisor/ratings`, what they answered."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from agent_ui.frame import serving
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Page, Place
from agent_ui.frame.screen import PUBLIC_POLICY, Screen, Screens
from agent_ui.ratings import compose
from agent_ui.ratings.compose import RatingFilters
from agent_ui.ratings.views import RateView
from agent_ui.words import care as said
from agent_ui.words.errors import error_words
from agent_ui.words.languages import LANGUAGES
from contact_center.directory import service as directory
from contact_center.directory.access import Supervisor, public
from contact_center.directory.service import Role
from contact_center.kernel.errors import Invalid, TooManyRequests
from contact_center.kernel.ids import TenantId
from contact_center.kernel.rates import Rate
from contact_center.platform.limits import network_address
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.care import service as care
from crm_core.care.domain import Rating
from crm_core.care.errors import CommentTooLong, NoSuchRating, NotARatingsPage, NotOnThisScale, RatingExpired
from crm_core.places import dated_place

HEADERS: Final = {
    "Content-Security-Policy": PUBLIC_POLICY, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex",
}  # fmt: skip
ASKS: Final = Rate(burst=30, per_second=1.0, name="ratings of an address")
"""From one network address: nobody guesses 128 bits, and nobody may try."""
Open = Annotated[None, Depends(public("customers answer by a link that only they have"))]
Token = Annotated[str, Path(max_length=100)]
Language = Annotated[str, Query(max_length=20)]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_public(routes, _Desk(screens))
    _add_list(routes, screens)
    return routes


class _Desk:
    """Where customers answer."""

    def __init__(self, screens: Screens) -> None:
        self.screens = screens
        self.parts = screens.parts

    async def take(self, request: Request) -> None:
        there = network_address(request)
        if await self.parts.limits.take(self.parts.clock.now(), (ASKS, there)):
            raise TooManyRequests

    async def behind(self, token: str) -> tuple[TenantId, str, Rating | None]:
        """The organisation, its name, and what was asked; None where nothing is to be answered any more."""
        try:
            tenant, id = await care.behind(self.parts.database, token)
        except NoSuchRating:
            return TenantId(UUID(int=0)), "", None
        async with self.parts.database.read(TenantId(tenant)) as reader:
            rating = await care.rating(reader, tenant, id)
        names = {one.tenant_id: one.name for one in await directory.tenants(self.parts.database)}
        return TenantId(tenant), names.get(tenant, ""), rating if rating.is_open(self.parts.clock.now()) else None

    def screen(self, request: Request, language: str, rating: Rating | None) -> Screen:
        """In the language that was chosen, else in that of the question, else of the browser."""
        screen = self.screens.open(request)
        asked = (rating.language or "") if rating is not None else ""
        wanted = language or ("zh-Hant" if asked.startswith("zh") else "en" if asked.startswith("en") else "")
        return replace(screen, language=wanted if wanted in LANGUAGES else screen.language)

    def answer(self, screen: Screen, view: RateView, status: int = HTTPStatus.OK) -> Response:
        page = Page(tenant=view.tenant, csrf="", theme="auto")
        text = screen.renderer.page("ratings/rate.html", page, language=screen.language, now=screen.now, rate=view)
        return HTMLResponse(text, HTTPStatus.NOT_FOUND if view.over else status, HEADERS)


def _add_public(routes: APIRouter, desk: _Desk) -> None:
    @routes.get("/rate/{token}")
    async def question(
        request: Request, token: Token, _: Open, language: Language = "", thanks: Literal["", "yes"] = ""
    ) -> Response:
        await desk.take(request)
        _tenant, name, rating = await desk.behind(token)
        screen = desk.screen(request, language, rating)
        thanked = bool(thanks) and rating is not None and rating.score is not None
        return desk.answer(screen, compose.rate(screen.words, name, f"/rate/{token}", rating, thanked=thanked))

    @routes.post("/rate/{token}")
    async def give(
        request: Request,
        token: Token,
        _: Open,
        language: Language = "",
        score: Annotated[int | None, Form()] = None,
        comment: Annotated[str, Form(max_length=10_000)] = "",
    ) -> Response:
        await desk.take(request)
        tenant, name, rating = await desk.behind(token)
        screen = desk.screen(request, language, rating)
        if rating is None:
            return desk.answer(screen, compose.rate(screen.words, name, f"/rate/{token}", None))
        asked = rating

        async def write(work: UnitOfWork) -> None:
            await care.give(
                work, desk.parts.ports, asked.id, -1 if score is None else score, comment, subject=said.follow_up
            )  # fmt: skip

        try:
            await desk.parts.database.run(tenant, write, actor="customer")
        except (NotOnThisScale, CommentTooLong) as refused:
            return desk.answer(screen, _again(screen, name, token, asked, score, comment, refused), refused.status)
        except (NoSuchRating, RatingExpired):
            return desk.answer(screen, compose.rate(screen.words, name, f"/rate/{token}", None))
        return RedirectResponse(
            f"/rate/{token}?language={screen.language}&thanks=yes", HTTPStatus.SEE_OTHER, HEADERS
        )  # fmt: skip


def _again(
    screen: Screen, name: str, token: str, asked: Rating, score: int | None, comment: str, refused: Invalid
) -> RateView:
    problem = error_words(screen.words, refused.code, refused.status)
    return compose.rate(
        screen.words, name, f"/rate/{token}", asked, score=score, comment=comment, problem=problem
    )  # fmt: skip


def _add_list(routes: APIRouter, screens: Screens) -> None:
    @routes.get(compose.PAGE)
    async def listed(
        request: Request,
        who: Supervisor,
        channel: Annotated[str, Query(max_length=40)] = "",
        queue: UUID | Literal[""] = "",
        agent: UUID | Literal[""] = "",
        days: Annotated[int, Query(ge=1, le=365)] = compose.DEFAULT_SPAN,
        bad: Literal["", "yes"] = "",
        after: Annotated[str, Query(max_length=120)] = "",
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = RatingFilters(channel or None, queue or None, agent or None, days, bool(bad))
        begin = dated_place(after or None, NotARatingsPage)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await compose.listed(reader, lens, asked, begin, admin=who.user.role == Role.ADMIN)
        return await serving.page(screens.parts, screen, "ratings/list.html", Place.BOARD, ratings=view)
