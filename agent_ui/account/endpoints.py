"""One's own account: the password, the sessions; and the page behind an invitation or a reset."""

from __future__ import annotations

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.account.compose import account
from agent_ui.account.views import KeyView
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.frame.throttle import Throttle, TooManySignIns
from agent_ui.words.errors import error_words
from agent_ui.words.languages import Words
from contact_center.directory import cards, keys, sessions
from contact_center.directory import service as directory
from contact_center.directory.access import AnyUser, check_origin, public
from contact_center.directory.domain import OpenedLink
from contact_center.directory.errors import CommonPassword, PasswordSaysName, PasswordTooLong, TooBusy, WeakPassword
from contact_center.directory.errors import WrongPassword as Wrong
from contact_center.directory.service import SignedIn
from contact_center.platform.limits import network_address
from contact_center.platform.unit_of_work import UnitOfWork

PAGE = "/me"
REFUSALS = (WeakPassword, PasswordTooLong, CommonPassword, PasswordSaysName, Wrong, TooManySignIns, TooBusy)
"""Said beside the field."""
Text = Annotated[str, Form(max_length=1000)]
Key = Annotated[None, Depends(public("whoever has the link has no password yet"))]


def notices(words: Words) -> dict[str, str]:
    return {
        "password": words.gettext("Your password was changed; you are signed out everywhere else."),
        "ended": words.gettext("The session was ended."),
        "card": words.gettext("Your signature was changed."),
        "next": words.gettext("Saved. It goes with you to every computer you sign in on."),
        "others": words.gettext("You are signed out everywhere else."),
    }


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    throttle = screens.parts.throttle
    _add_page(routes, screens)
    _add_card(routes, screens)
    _add_next(routes, screens)
    _add_password(routes, screens, throttle)
    _add_sessions(routes, screens)
    _add_keys(routes, screens, throttle)
    return routes


async def _shown(
    screens: Screens,
    request: Request,
    who: SignedIn,
    *,
    error: str | None = None,
    notice: str | None = None,
    status: int = 200,
) -> Response:
    screen = screens.open(request, who)
    async with screens.parts.database.read(who.tenant) as reader:
        view = await account(reader, screen.words, who, error=error, notice=notice)
    return await serving.page(screens.parts, screen, "account/page.html", status=status, account=view)


def _add_page(routes: APIRouter, screens: Screens) -> None:
    @routes.get(PAGE)
    async def page(request: Request, who: AnyUser, done: str = "") -> Response:
        words = screens.open(request, who).words
        return await _shown(screens, request, who, notice=notices(words).get(done))


def _add_card(routes: APIRouter, screens: Screens) -> None:
    @routes.post(f"{PAGE}/card")
    async def change(who: AnyUser, title: Text = "", team: Text = "", phone: Text = "") -> Response:
        """What customers read of this person below letters."""

        async def keep(unit: UnitOfWork) -> None:
            await cards.set_card(unit, who.user.id, title=title, team=team, phone=phone)

        await act(screens, who, keep)
        return RedirectResponse(f"{PAGE}?done=card#card", 303, HEADERS)


def _add_next(routes: APIRouter, screens: Screens) -> None:
    @routes.post(f"{PAGE}/next")
    async def change(who: AnyUser, opens: Annotated[bool, Form()] = False) -> Response:
        """Whether the next piece of work opens when one is done."""

        async def keep(unit: UnitOfWork) -> None:
            await directory.set_opens_next(unit, who.user.id, opens)

        await act(screens, who, keep)
        return RedirectResponse(f"{PAGE}?done=next#next", 303, HEADERS)


def _add_password(routes: APIRouter, screens: Screens, throttle: Throttle) -> None:
    @routes.post(f"{PAGE}/password")
    async def change(request: Request, who: AnyUser, current: Text = "", password: Text = "") -> Response:
        """Guessing the present one here is counted as at the door."""
        try:
            counted = await throttle.admit(who.actor, network_address(request), str(who.session_id))
            await directory.change_password(screens.parts.database, who, current, password)
            await throttle.forgive(counted)
        except REFUSALS as refused:
            words = screens.open(request, who).words
            said = error_words(words, refused.code, refused.status)
            return await _shown(screens, request, who, error=said, status=refused.status)
        return RedirectResponse(f"{PAGE}?done=password", 303, HEADERS)


def _add_sessions(routes: APIRouter, screens: Screens) -> None:
    @routes.post(f"{PAGE}/sessions/{{session}}/end")
    async def end(who: AnyUser, session: UUID) -> Response:
        async def one(unit: UnitOfWork) -> None:
            await sessions.end(unit, who.user.id, session)
            await directory.audit(unit, "session ended", who.actor)

        await act(screens, who, one)
        return RedirectResponse(f"{PAGE}?done=ended#sessions", 303, HEADERS)

    @routes.post(f"{PAGE}/sessions/end-others")
    async def end_others(who: AnyUser) -> Response:
        async def others(unit: UnitOfWork) -> None:
            await sessions.end_all(unit, who.user.id, but=who.session_id)
            await directory.audit(unit, "other sessions ended", who.actor)

        await act(screens, who, others)
        return RedirectResponse(f"{PAGE}?done=others#sessions", 303, HEADERS)


def _add_keys(routes: APIRouter, screens: Screens, throttle: Throttle) -> None:
    database = screens.parts.database

    def shown(request: Request, key: str, opened: OpenedLink, error: str | None = None, status: int = 200) -> Response:
        screen = screens.open(request)
        view = KeyView(
            key, opened.name, opened.login, opened.tenant_name, opened.purpose == keys.KeyPurpose.INVITATION, error
        )
        return screen.html("account/key.html", status=status, key=view)

    @routes.get("/key/{key}")
    async def door(request: Request, _: Key, key: str) -> Response:
        return shown(request, key, await keys.look(database, key))

    @routes.post("/key/{key}")
    async def use(request: Request, _: Key, key: str, password: Text = "") -> Response:
        check_origin(request)
        opened = await keys.look(database, key)
        try:
            await throttle.admit(f"key:{hashlib.sha256(key.encode()).hexdigest()}", network_address(request))
            await keys.use(database, key, password)
        except REFUSALS as refused:
            words = screens.open(request).words
            return shown(request, key, opened, error_words(words, refused.code, refused.status), refused.status)
        return RedirectResponse("/sign-in?done=password", 303, HEADERS)
