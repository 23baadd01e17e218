"""One's own second factor: set up, its recovery codes made anew, taken away."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.account.views import OwnFactorView
from agent_ui.compose import second_factor as drawing
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.frame.throttle import TooManySignIns
from agent_ui.views.second_factor import FactorSetUp, RecoveryCodes
from agent_ui.words.errors import error_words
from contact_center.directory import service as directory
from contact_center.directory.access import AnyUser
from contact_center.directory.errors import TooBusy, WrongPassword
from contact_center.directory.second_factor import service
from contact_center.directory.second_factor.domain import CodeAttempt
from contact_center.directory.second_factor.errors import (
    NoSecondFactor,
    SecondCodeWrong,
    SecondFactorNotBegun,
    SecondFactorRequired,
    SecondFactorThere,
    TooManySecondCodes,
)
from contact_center.directory.service import SignedIn
from contact_center.kernel.errors import ContactCenterError
from contact_center.platform.limits import network_address
from contact_center.platform.unit_of_work import UnitOfWork

PAGE: Final = "/me/second-factor"
REFUSALS: Final = (
    SecondCodeWrong, TooManySecondCodes, SecondFactorThere, SecondFactorRequired, SecondFactorNotBegun, NoSecondFactor,
    WrongPassword, TooManySignIns, TooBusy,
)  # fmt: skip
"""Said on the page."""
Code = Annotated[str, Form(max_length=100)]
Renew = Callable[[UnitOfWork], Awaitable[tuple[CodeAttempt, tuple[str, ...]]]]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=PAGE)
    _add_page(routes, screens)
    _add_codes(routes, screens)
    return routes


async def _shown(
    screens: Screens, request: Request, who: SignedIn, *, wrong: ContactCenterError | None = None,
    fresh: RecoveryCodes | None = None, done: str = "",
) -> Response:  # fmt: skip
    parts, screen = screens.parts, screens.open(request, who)
    error = error_words(screen.words, wrong.code, wrong.status) if wrong else None
    setting_up: FactorSetUp | None = None
    async with parts.database.read(who.tenant) as reader:
        mine = await service.own(reader, who.tenant, who.user)
        if mine.since is None and done == "begun":
            try:
                secret, address = await service.begun(reader, parts.vault, who.user, who.tenant_name)
                setting_up = drawing.set_up(secret, address, who.user.login, f"{PAGE}/confirm", error)
            except SecondFactorNotBegun:
                done = ""
    notice = screen.words.gettext("Your second step is off.") if done == "off" else None
    view = OwnFactorView(mine.since, mine.codes_left, mine.required, setting_up, fresh, error, notice)
    return await serving.page(
        parts, screen, "account/second_factor.html", status=wrong.status if wrong else 200, factor_view=view
    )


def _add_page(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("")
    async def page(request: Request, who: AnyUser, done: str = "") -> Response:
        return await _shown(screens, request, who, done=done)

    @routes.post("/begin")
    async def begin(request: Request, who: AnyUser, current: Annotated[str, Form(max_length=1000)] = "") -> Response:
        """A session alone is not enough: whoever finds an open page must not set up a telephone of their own."""
        try:
            counted = await parts.throttle.admit(who.actor, network_address(request), str(who.session_id))
            async with parts.database.read(who.tenant) as reader:
                await directory.check_password(reader, who.user, current)
            await parts.throttle.forgive(counted)
            await act(screens, who, lambda work: service.begin(work, parts.vault, who.user.id))
        except REFUSALS as wrong:
            return await _shown(screens, request, who, wrong=wrong)
        return RedirectResponse(f"{PAGE}?done=begun", 303, HEADERS)

    @routes.post("/remove")
    async def remove(request: Request, who: AnyUser, code: Code = "") -> Response:
        try:
            service.check(await act(screens, who, lambda work: service.remove(work, parts.vault, who.user, code)))
        except REFUSALS as wrong:
            return await _shown(screens, request, who, wrong=wrong)
        return RedirectResponse(f"{PAGE}?done=off", 303, HEADERS)


def _add_codes(routes: APIRouter, screens: Screens) -> None:
    vault = screens.parts.vault

    async def made(request: Request, who: SignedIn, renew: Renew, *, done: str = "") -> Response:
        """Answers with the codes, which are shown this once."""
        try:
            outcome, codes = await act(screens, who, renew)
            service.check(outcome)
        except REFUSALS as wrong:
            return await _shown(screens, request, who, wrong=wrong, done=done)
        return await _shown(screens, request, who, fresh=drawing.recovery(codes, PAGE))

    @routes.post("/confirm")
    async def confirm(request: Request, who: AnyUser, code: Code = "") -> Response:
        return await made(
            request, who, lambda work: service.confirm(work, vault, who.user.id, code), done="begun"
        )  # fmt: skip

    @routes.post("/codes")
    async def codes(request: Request, who: AnyUser, code: Code = "") -> Response:
        return await made(request, who, lambda work: service.renew_codes(work, vault, who.user.id, code))
