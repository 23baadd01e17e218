"""The second step at the door: a code, or setting the second factor up where the role requires one."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.compose import second_factor as drawing
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.signin import entering, pending
from agent_ui.signin.pending import Pending
from agent_ui.signin.views import CodeView
from agent_ui.views.second_factor import RecoveryCodes
from agent_ui.words.errors import error_words
from contact_center.directory import service as directory
from contact_center.directory.access import check_origin, has_tls, public
from contact_center.directory.second_factor import service
from contact_center.directory.second_factor.domain import CodeAttempt, DoorStep
from contact_center.directory.second_factor.errors import (
    NoSecondFactor,
    SecondCodeWrong,
    SecondFactorNotBegun,
    SignInTooOld,
    TooManySecondCodes,
)
from contact_center.directory.service import Proved, User
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import TenantId, UserId
from contact_center.platform.unit_of_work import UnitOfWork

CODE: Final = "/sign-in/code"
SET_UP: Final = "/sign-in/set-up"
AGAIN: Final = "/sign-in?done=late"
Shown = Annotated[None, Depends(public("whoever shows their second factor is nobody yet"))]
Typed = Annotated[str, Form(max_length=100)]


async def ask(
    screens: Screens, request: Request, proved: Proved, step: DoorStep, *, next: str, start_as: str
) -> Response:
    """On to the code, or to setting it up; nobody is signed in yet."""
    parts, user = screens.parts, proved.user
    tenant = TenantId(user.tenant_id)
    if step is DoorStep.SET_UP:
        await parts.database.run(
            tenant, lambda work: service.begin(work, parts.vault, user.id), actor=f"user:{user.id}"
        )
    response = RedirectResponse(CODE if step is DoorStep.CODE else SET_UP, 303, HEADERS)
    one = pending.of(user, proved.mark, next=next, start_as=start_as)
    secure = has_tls(request, parts.settings.public_url)
    pending.COOKIE.keep(response, parts.vault, one, parts.clock.now(), secure=secure)
    return response


def add_routes(routes: APIRouter, screens: Screens) -> None:
    _add_code(routes, screens)
    _add_set_up(routes, screens)


async def _pending(screens: Screens, request: Request) -> tuple[Pending, User]:
    parts = screens.parts
    return await pending.read(request, parts.vault, parts.database, parts.clock.now())


def _add_code(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    def page(request: Request, *, paper: bool, wrong: ContactCenterError | None = None) -> Response:
        screen = screens.open(request)
        error = error_words(screen.words, wrong.code, wrong.status) if wrong else None
        view = CodeView(paper, error)
        return screen.html("signin/code.html", status=wrong.status if wrong else 200, code=view)

    @routes.get(CODE)
    async def shown(request: Request, _: Shown, paper: bool = False) -> Response:
        try:
            await _pending(screens, request)
        except SignInTooOld:
            return RedirectResponse(AGAIN, 303, HEADERS)
        return page(request, paper=paper)

    @routes.post(CODE)
    async def enter(request: Request, _: Shown, code: Typed = "", paper: Annotated[bool, Form()] = False) -> Response:
        check_origin(request)
        try:
            one, user = await _pending(screens, request)
        except SignInTooOld:
            return RedirectResponse(AGAIN, 303, HEADERS)

        async def look(work: UnitOfWork) -> tuple[CodeAttempt, str]:
            done = await service.attempt(work, parts.vault, user.id, code)
            if done not in (CodeAttempt.FINE, CodeAttempt.RECOVERED):
                return done, ""
            way = "recovery code" if done is CodeAttempt.RECOVERED else "second factor"
            return done, await entering.begin(screens, request, work, UserId(user.id), way)

        try:
            done, cookie = await parts.database.run(TenantId(user.tenant_id), look, actor=f"user:{user.id}")
            service.check(done)
        except (SecondCodeWrong, TooManySecondCodes) as wrong:
            return page(request, paper=paper, wrong=wrong)
        except NoSecondFactor:
            # An administrator has taken it away in the meantime: the password alone is asked for again.
            return RedirectResponse(AGAIN, 303, HEADERS)
        return await entering.come_in(screens, request, cookie, next=one.next, start_as=one.start_as)


def _add_set_up(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    async def page(request: Request, user: User, wrong: ContactCenterError | None = None) -> Response:
        screen = screens.open(request)
        async with parts.database.read(TenantId(user.tenant_id)) as reader:
            name = (await directory.tenant(reader, user.tenant_id)).name
            secret, address = await service.begun(reader, parts.vault, user, name)
        error = error_words(screen.words, wrong.code, wrong.status) if wrong else None
        view = drawing.set_up(secret, address, user.login, SET_UP, error)
        return screen.html("signin/set_up.html", status=wrong.status if wrong else 200, set_up=view)

    @routes.get(SET_UP)
    async def shown(request: Request, _: Shown) -> Response:
        try:
            at_the_door = await _pending(screens, request)
            return await page(request, at_the_door[1])
        except (SignInTooOld, SecondFactorNotBegun):
            return RedirectResponse(AGAIN, 303, HEADERS)

    @routes.post(SET_UP)
    async def enter(request: Request, _: Shown, code: Typed = "") -> Response:
        """Answers with the recovery codes, which are shown this once; whoever reads them is signed in."""
        check_origin(request)
        try:
            one, user = await _pending(screens, request)
            done, codes, cookie = await _confirm(screens, request, user, code)
        except (SignInTooOld, SecondFactorNotBegun):
            return RedirectResponse(AGAIN, 303, HEADERS)
        try:
            service.check(done)
        except (SecondCodeWrong, TooManySecondCodes) as wrong:
            return await page(request, user, wrong)
        who = await directory.session(parts.database, cookie)
        await entering.start(screens, who, one.start_as)
        fresh: RecoveryCodes = drawing.recovery(codes, entering.onward(who, one.next))
        response = screens.open(request).html("signin/recovery.html", fresh=fresh)
        entering.give(screens, request, response, who, cookie)
        return response


async def _confirm(
    screens: Screens, request: Request, user: User, code: str
) -> tuple[CodeAttempt, tuple[str, ...], str]:
    async def first(work: UnitOfWork) -> tuple[CodeAttempt, tuple[str, ...], str]:
        done, codes = await service.confirm(work, screens.parts.vault, user.id, code)
        if done is not CodeAttempt.FINE:
            return done, (), ""
        return done, codes, await entering.begin(screens, request, work, UserId(user.id), "second factor")

    return await screens.parts.database.run(TenantId(user.tenant_id), first, actor=f"user:{user.id}")
