"""Signing in, signing out, and how the reader likes the pages."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from agent_ui.compose import presence as presences
from agent_ui.compose.own_work import read_own_work, who_of
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import THEMES
from agent_ui.frame.screen import HEADERS, HOME, Screens, answer, local
from agent_ui.frame.throttle import Throttle, TooManySignIns
from agent_ui.signin import device, entering, second_step, sign_on
from agent_ui.signin.views import SignInView
from agent_ui.views import OpenWorkLine, SignOutView
from agent_ui.words.errors import error_words
from agent_ui.words.languages import LANGUAGES
from contact_center.directory import service as directory
from contact_center.directory.access import (
    COOKIE,
    SECURE_COOKIE,
    AnyUser,
    check_origin,
    is_loopback,
    public,
    session_cookie,
)
from contact_center.directory.errors import AmbiguousSignIn, OrganisationSuspended, TooBusy, WrongSignIn
from contact_center.directory.passwords import LONGEST
from contact_center.directory.second_factor import service as second_factor
from contact_center.directory.second_factor.domain import DoorStep
from contact_center.directory.service import Proved, Role, SignedIn
from contact_center.directory.single_sign_on import service as single_sign_on
from contact_center.directory.single_sign_on.errors import LocalSignInClosed
from contact_center.directory.single_sign_on.service import SignOnOffer
from contact_center.interactions.work import agent_leaving
from contact_center.kernel.ids import InteractionId, TenantId, UserId
from contact_center.platform.limits import network_address
from contact_center.platform.settings import PlatformSettings
from contact_center.platform.unit_of_work import Reader, UnitOfWork

YEAR = 365 * 24 * 3600
LONGEST_LOGIN = 200
Door = Annotated[None, Depends(public("whoever signs in is nobody yet"))]


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    throttle = screens.parts.throttle

    @routes.get("/sign-in")
    async def door(request: Request, _: Door, next: str = "", done: str = "", organisation: str = "") -> Response:
        """`organisation`: its short name, where several have a provider."""
        words = screens.open(request).words
        notices = {
            "password": words.gettext("Your password is set; sign in with it."),
            "late": words.gettext("Signing in took too long or something has changed since; please begin again."),
        }
        view = SignInView(next=local(next, ""), notice=notices.get(done))
        return await _page(screens, request, view, organisation=organisation.strip().lower()[:100])

    @routes.post("/sign-in")
    async def enter(request: Request, _: Door) -> Response:
        check_origin(request)
        return await _enter(screens, throttle, request, await request.form())

    @routes.get("/sign-out")
    async def leaving(request: Request, who: AnyUser) -> Response:
        return await _ask(screens, request, who)

    @routes.post("/sign-out")
    async def leave(request: Request, who: AnyUser) -> Response:
        return await _leave(screens, request, who)

    second_step.add_routes(routes, screens)
    sign_on.add_routes(routes, screens)
    _add_preferences(routes, screens)
    _add_home(routes)
    return routes


async def _page(
    screens: Screens, request: Request, view: SignInView, status: int = 200, *, organisation: str = ""
) -> Response:
    screen = screens.open(request)
    offer, others = await single_sign_on.offers(screens.parts.database, organisation)
    demo = demo_allowed(screens.parts.settings)
    roles = {
        "agent": screen.words.gettext("Agent"),
        "supervisor": screen.words.gettext("Supervisor"),
        "admin": screen.words.gettext("Administrator"),
    }
    people = (("mei", "agent"), ("wei", "agent"), ("sam", "supervisor"), ("admin", "admin"))
    shown = SignInView(
        view.login,
        view.error,
        view.next,
        presences.start_choices(screen.words),
        tuple((login, roles[role]) for login, role in people) if demo else (),
        view.notice,
        _way(offer, view.next) if offer else None,
        others and offer is None,
        organisation if others and offer is None else "",
    )
    return screen.html("sign_in.html", status=status, sign_in=shown)


def _way(offer: SignOnOffer, next: str) -> tuple[str, str]:
    href = f"/sign-in/with/{quote(offer.slug, safe='')}"
    return offer.name, f"{href}?next={quote(next, safe='')}" if next else href


async def _enter(screens: Screens, throttle: Throttle, request: Request, form: FormData) -> Response:
    settings, parts = screens.parts.settings, screens.parts
    login, password = _text(form, "login").strip()[:LONGEST_LOGIN], _text(form, "password")[:LONGEST]
    address = network_address(request)
    view = SignInView(login=login, next=local(_text(form, "next"), ""))
    person = directory.person_key(await directory.at_the_door(parts.database, login), login)
    try:
        counted = await throttle.admit(person, address, device.known(request, parts.vault, person))
        proved = await directory.prove(
            parts.database, login, password, demo_allowed=demo_allowed(settings), address=address
        )
    except (WrongSignIn, AmbiguousSignIn, OrganisationSuspended, TooManySignIns, TooBusy) as refused:
        words = screens.open(request).words
        told = SignInView(login=login, next=view.next, error=error_words(words, refused.code, refused.status))
        return await _page(screens, request, told, refused.status)
    await throttle.forgive(counted)
    return await _go_on(screens, request, proved, next=view.next, start_as=_text(form, "start_as"))


async def _slug(reader: Reader, tenant: TenantId) -> str:
    return (await directory.tenant(reader, tenant)).slug


async def _go_on(screens: Screens, request: Request, proved: Proved, *, next: str, start_as: str) -> Response:
    """In, or to the second factor."""
    user, database = proved.user, screens.parts.database
    tenant = TenantId(user.tenant_id)
    async with database.read(tenant) as reader:
        try:
            await single_sign_on.check_local(reader, tenant, user)
        except LocalSignInClosed as closed:
            error = error_words(screens.open(request).words, closed.code, closed.status)
            told = SignInView(login=user.login, next=next, error=error)
            return await _page(screens, request, told, closed.status, organisation=await _slug(reader, tenant))
        step = await second_factor.next_step(reader, tenant, user)
    if step is not DoorStep.NOTHING:
        return await second_step.ask(screens, request, proved, step, next=next, start_as=start_as)
    cookie = await database.run(
        tenant,
        lambda work: entering.begin(screens, request, work, UserId(user.id), "password"),
        actor=f"user:{user.id}",
    )
    return await entering.come_in(screens, request, cookie, next=next, start_as=start_as)


def demo_allowed(settings: PlatformSettings) -> bool:
    """Demo users' password is public: good only where nobody else can reach the product."""
    return settings.demo and is_loopback(settings.bind)


async def _ask(screens: Screens, request: Request, who: SignedIn) -> Response:
    """Where open work should go."""
    screen = screens.open(request, who)
    lens = lens_of(screen, who)
    async with screens.parts.database.read(lens.tenant) as reader:
        found = await read_own_work(reader, lens)
    work = tuple(
        OpenWorkLine(
            InteractionId(item.interaction_id),
            item.channel,
            who_of(lens, found, item),
            item.last_text or item.subject or "",
        )
        for item in found.items
        if item.segment_state in ("connected", "held")
    )
    adapters = screens.parts.ports.adapters
    keepable = frozenset(one.interaction for one in work if not adapters[one.channel].capabilities.session)
    return screen.fragment(screen.part("console/sign_out.html", sign_out=SignOutView(work, keepable)))


async def _leave(screens: Screens, request: Request, who: SignedIn) -> Response:
    keep = _kept(await request.form())

    async def leave(work: UnitOfWork) -> None:
        if Role(who.user.role) is not Role.ADMIN:
            await agent_leaving.sign_out(work, who.agent_id, keep)
        await directory.sign_out(work, who.session_id)
        await directory.audit(work, "signed out", who.actor)

    await act(screens, who, leave)
    response = RedirectResponse("/sign-in", 303, HEADERS)
    for name in (COOKIE, SECURE_COOKIE):
        response.delete_cookie(name, secure=name == SECURE_COOKIE, httponly=True, samesite="lax")
    return response


def _kept(form: Mapping[str, Any]) -> frozenset[UUID]:
    """The `work-<id>` fields that say `keep`; a name that is no id is none of ours."""
    found = set()
    for name, value in form.items():
        with suppress(ValueError):
            found |= {UUID(name[5:])} if name.startswith("work-") and value == "keep" else set()
    return frozenset(found)


def _add_preferences(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/preferences")
    async def prefer(
        request: Request, _: Annotated[None, Depends(public("the sign-in page has its language, too"))]
    ) -> Response:
        check_origin(request)
        form = await request.form()
        back = _referring_path(request)
        response = answer(request, back)
        theme, language = _text(form, "theme"), _text(form, "language")
        if theme in THEMES:
            response.set_cookie("theme", theme, max_age=YEAR, samesite="lax", httponly=True)
        if language in LANGUAGES:
            response.set_cookie("language", language, max_age=YEAR, samesite="lax", httponly=True)
            await _keep_language(screens, request, language)
        return response


async def _keep_language(screens: Screens, request: Request, language: str) -> None:
    if not session_cookie(request):
        return
    who = await directory.session(screens.parts.database, session_cookie(request))

    async def keep(work: UnitOfWork) -> None:
        await directory.set_locale(work, who.user.id, language)

    await act(screens, who, keep)


def _referring_path(request: Request) -> str:
    came_from = request.headers.get("referer", "")
    host = request.headers.get("host", "")
    _, found, path = came_from.partition(f"://{host}")
    return local(path, "/") if found else "/"


def _add_home(routes: APIRouter) -> None:
    @routes.get("/")
    async def home(who: AnyUser) -> Response:
        return RedirectResponse(HOME[Role(who.user.role)].value, 303)


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
