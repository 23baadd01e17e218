"""`/help/<organisation>/<language>/own`: the customer's own door. In by a code to an address on file; what an address
is not on file for is told to nobody: every address gets the same answer after the same work.

The sign-in is a cookie of its own, for these pages alone, and no staff page knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.compose.help_frame import door, frame, site
from agent_ui.door import compose
from agent_ui.door.views import DoorCode, DoorKnock
from agent_ui.frame.public import NEVER, PublicDesk
from agent_ui.frame.screen import Screen, Screens
from agent_ui.words.errors import error_words
from contact_center.directory import service as directory
from contact_center.directory.access import check_form_token, check_origin, form_token, has_tls, public
from contact_center.directory.domain import Tenant
from contact_center.kernel.contracts.channels import Address
from contact_center.kernel.errors import TooManyRequests
from contact_center.kernel.ids import TenantId, new_id
from contact_center.kernel.rates import Rate
from contact_center.platform.limits import network_address
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.consent import service as consent
from crm_core.door import matters, service
from crm_core.door.domain import (
    DEVICE_KEPT,
    DEVICES_KEPT,
    DEVICES_KEY,
    KNOWN_DEVICE,
    LONGEST_STAY,
    address_of,
    device_tag,
    is_known_device,
    origin_of,
)
from crm_core.door.errors import (
    DoorShut,
    NotInside,
    NotSuchAnAddress,
    ReplyMissing,
    TooManyDoorCodes,
    WrongDoorCode,
)
from crm_core.door.service import Guest
from crm_core.identity.codes import KEY, IdentityCodes

COOKIE: Final = "cc_own"
SECURE_COOKIE: Final = "__Secure-cc_own"
DEVICE: Final = "cc_device"
SECURE_DEVICE: Final = "__Secure-cc_device"
CSRF: Final = "csrf of own pages"
KNOCKS: Final = Rate(burst=10, per_second=1 / 60, name="codes asked for at the customers' door")
TRIES: Final = Rate(burst=20, per_second=1 / 30, name="codes tried at the customers' door")
"""Both from one network address."""
ANSWERS: Final = Rate(burst=10, per_second=1 / 30, name="answers of a customer who is signed in")
Open = Annotated[None, Depends(public("customers sign in by themselves, with a cookie of these pages"))]
Slug = Annotated[str, Path(max_length=100)]
Number = Annotated[str, Path(max_length=40)]
Typed = Annotated[str, Form(max_length=300)]
Token = Annotated[str, Form(max_length=200)]
Done = Literal["", "sent", "saved", "left", "over"]


class TooFastHere(TooManyRequests):
    """Too many attempts from your network; wait a minute and try again."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/help/{slug}/{language}/own")
    desk = _Desk(screens)
    _outside(routes, desk)
    _inside(routes, desk)
    _choices(routes, desk)
    return routes


@dataclass(frozen=True, slots=True)
class _Inside:
    """Who asks, and what they are answered with."""

    tenant: Tenant
    screen: Screen
    who: Guest
    csrf: str


class _Desk(PublicDesk):
    def __init__(self, screens: Screens) -> None:
        super().__init__(screens)
        self.codes = IdentityCodes(self.parts.vault.key(KEY))
        self._devices = self.parts.vault.key(DEVICES_KEY)

    async def shut_or(self, slug: str) -> Tenant:
        """Raises `DoorShut`: whether there is such an organisation is not told either."""
        tenant = await self.tenant(slug)
        async with self.parts.database.read(TenantId(tenant.tenant_id)) as reader:
            if not await service.is_open(reader, tenant.tenant_id):
                raise DoorShut
        return tenant

    async def inside(self, request: Request, slug: str, language: str, token: str | None = None) -> _Inside:
        """`token`: of a form. Raises `DoorShut`, `NotInside` and `WrongOrigin`."""
        tenant = await self.shut_or(slug)
        own = TenantId(tenant.tenant_id)
        cookie = request.cookies.get(SECURE_COOKIE if self.is_secure(request) else COOKIE)
        if not cookie:
            raise NotInside
        async with self.parts.database.read(own) as reader:
            who = await service.guest(reader, own, cookie)
            zone = who.customer.time_zone or await directory.time_zone(reader, own)
            late = service.is_to_be_seen(who.stay, reader)
        if token is not None:
            check_origin(request)
            check_form_token(self.parts.vault, CSRF, who.stay.id, token)
        if late:

            async def seen(work: UnitOfWork) -> None:
                await service.note_seen(work, who.stay)

            await self.parts.database.run(own, seen, actor="customer")
        csrf = form_token(self.parts.vault, CSRF, who.stay.id)
        return _Inside(tenant, self.screen(request, language, zone), who, csrf)

    def is_secure(self, request: Request) -> bool:
        return has_tls(request, self.parts.settings.public_url)

    def cookie(self, request: Request, tenant: Tenant, response: Response, token: str) -> None:
        """An empty token takes it back."""
        secure = self.is_secure(request)
        response.set_cookie(
            SECURE_COOKIE if secure else COOKIE, token, path=site(tenant), httponly=True, secure=secure,
            samesite="lax", max_age=int(LONGEST_STAY.total_seconds()) if token else 0,
        )  # fmt: skip

    def origin(self, request: Request, tenant: TenantId, to: Address) -> str:
        """From where a code to this address is asked for."""
        if is_known_device(self._devices, tenant, to, self._tags(request)):
            return KNOWN_DEVICE
        return origin_of(self._devices, network_address(request))

    def remember(self, request: Request, tenant: Tenant, response: Response, address: Address) -> None:
        """This device: the customer of this address has signed in on it. It opens nothing; it asks for codes."""
        own = device_tag(self._devices, tenant.tenant_id, address.kind.value, address.value)
        tags = [own, *(one for one in self._tags(request) if one != own)][:DEVICES_KEPT]
        secure = self.is_secure(request)
        response.set_cookie(
            SECURE_DEVICE if secure else DEVICE, ".".join(tags), path=site(tenant), httponly=True, secure=secure,
            samesite="lax", max_age=int(DEVICE_KEPT.total_seconds()),
        )  # fmt: skip

    def _tags(self, request: Request) -> list[str]:
        kept = request.cookies.get(SECURE_DEVICE if self.is_secure(request) else DEVICE, "")
        return [one for one in kept.split(".") if one.isalnum() and one.isascii()][:DEVICES_KEPT]

    async def slow(self, request: Request, rate: Rate) -> None:
        """Raises `TooFastHere`."""
        there = network_address(request)
        if await self.parts.limits.take(self.parts.clock.now(), (rate, there)):
            raise TooFastHere

    def to(self, tenant: Tenant, language: str, path: str = "") -> RedirectResponse:
        headers = {"Cache-Control": NEVER}
        return RedirectResponse(f"{door(tenant, language)}{path}", HTTPStatus.SEE_OTHER, headers)


def _outside(routes: APIRouter, desk: _Desk) -> None:
    @routes.get("/sign-in")
    async def question(request: Request, slug: Slug, language: str, _: Open, done: Done = "") -> Response:
        tenant = await desk.shut_or(slug)
        return _knock_page(desk, request, tenant, desk.screen(request, language), done=done)

    @routes.post("/sign-in")
    async def knock(request: Request, slug: Slug, language: str, _: Open, address: Typed = "") -> Response:
        """The same is done and answered for every address."""
        check_origin(request)
        tenant = await desk.shut_or(slug)
        screen, own = desk.screen(request, language), TenantId(tenant.tenant_id)
        try:
            await desk.slow(request, KNOCKS)
            async with desk.parts.database.read(own) as reader:
                to = address_of(address, await directory.phone_region(reader, own))
            origin = desk.origin(request, own, to)
            id = await desk.parts.database.run(
                own, lambda work: service.knock(work, to, language, origin), actor="customer"
            )
        except (NotSuchAnAddress, TooManyDoorCodes, TooFastHere) as refused:
            problem = error_words(screen.words, refused.code, refused.status)
            return _knock_page(desk, request, tenant, screen, address, problem, refused.status)
        return desk.to(tenant, language, f"/code?knock={id}")

    @routes.get("/code")
    async def asked(request: Request, slug: Slug, language: str, _: Open, knock: UUID) -> Response:
        tenant = await desk.shut_or(slug)
        return _code_page(desk, request, tenant, desk.screen(request, language), knock)

    @routes.post("/code")
    async def enter(
        request: Request,
        slug: Slug,
        language: str,
        _: Open,
        knock: Annotated[UUID, Form()],
        code: Annotated[str, Form(max_length=40)] = "",
    ) -> Response:
        check_origin(request)
        tenant = await desk.shut_or(slug)
        screen, own = desk.screen(request, language), TenantId(tenant.tenant_id)
        try:
            await desk.slow(request, TRIES)
            entered = await desk.parts.database.run(
                own, lambda work: service.enter(work, desk.codes, knock, code), actor="customer"
            )
            if entered is None:
                raise WrongDoorCode(field="code")
        except (WrongDoorCode, TooFastHere) as refused:
            problem = error_words(screen.words, refused.code, refused.status)
            return _code_page(desk, request, tenant, screen, knock, problem, refused.status)
        response = desk.to(tenant, language)
        desk.cookie(request, tenant, response, entered.token)
        desk.remember(request, tenant, response, entered.address)
        return response

    @routes.post("/leave")
    async def leave(
        request: Request, slug: Slug, language: str, _: Open, csrf_token: Token = "",
        everywhere: Annotated[Literal["", "yes"], Query()] = "",
    ) -> Response:  # fmt: skip
        try:
            at = await desk.inside(request, slug, language, csrf_token)
        except NotInside:
            return desk.to(await desk.shut_or(slug), language, "/sign-in?done=left")

        async def end(work: UnitOfWork) -> None:
            await service.leave(work, at.who, everywhere=bool(everywhere))

        await desk.parts.database.run(TenantId(at.tenant.tenant_id), end, actor="customer")
        response = desk.to(at.tenant, language, "/sign-in?done=left")
        desk.cookie(request, at.tenant, response, "")
        return response


def _knock_page(
    desk: _Desk, request: Request, tenant: Tenant, screen: Screen, typed: str = "", problem: str = "",
    status: int = HTTPStatus.OK, done: Done = "",
) -> Response:  # fmt: skip
    notices = {
        "left": screen.words.gettext("You are signed out."),
        "over": screen.words.gettext("Your sign-in is over. Sign in again to go on."),
    }
    view = DoorKnock(
        frame(tenant, screen.language, "/own/sign-in", has_door=True),
        f"{door(tenant, screen.language)}/sign-in", typed, problem, notices.get(done, ""),
    )  # fmt: skip
    return desk.answer(request, screen, "door/sign_in.html", tenant, NEVER, status, knock=view)


def _code_page(
    desk: _Desk, request: Request, tenant: Tenant, screen: Screen, knock: UUID, problem: str = "",
    status: int = HTTPStatus.OK,
) -> Response:  # fmt: skip
    root = door(tenant, screen.language)
    around = frame(tenant, screen.language, f"/own/code?knock={knock}", has_door=True)
    view = DoorCode(around, f"{root}/code", f"{root}/sign-in", str(knock), problem)
    return desk.answer(request, screen, "door/code.html", tenant, NEVER, status, asked=view)


def _inside(routes: APIRouter, desk: _Desk) -> None:
    parts = desk.parts

    @routes.get("")
    async def home(request: Request, slug: Slug, language: str, _: Open) -> Response:
        try:
            at = await desk.inside(request, slug, language)
        except NotInside:
            return desk.to(await desk.shut_or(slug), language, _again(request))
        own = TenantId(at.tenant.tenant_id)
        known = await compose.facts(parts, own, at.who)
        async with parts.database.read(own) as reader:
            view = await compose.home(reader, at.screen.words, at.tenant, at.who, known, at.csrf, "")
        return desk.answer(request, at.screen, "door/home.html", at.tenant, NEVER, home=view)

    @routes.get("/cases/{number}")
    async def case(request: Request, slug: Slug, language: str, number: Number, _: Open, done: Done = "") -> Response:
        try:
            at = await desk.inside(request, slug, language)
        except NotInside:
            return desk.to(await desk.shut_or(slug), language, _again(request))
        notice = at.screen.words.gettext("Your answer is with us.") if done == "sent" else ""
        return await _case_page(desk, request, at, number, notice=notice)

    @routes.post("/cases/{number}/answers")
    async def answer(
        request: Request, slug: Slug, language: str, number: Number, _: Open, csrf_token: Token = "",
        key: Annotated[UUID | None, Form()] = None, text: Annotated[str, Form(max_length=40_000)] = "",
    ) -> Response:  # fmt: skip
        at = await desk.inside(request, slug, language, csrf_token)
        own = TenantId(at.tenant.tenant_id)
        if await parts.limits.take(parts.clock.now(), (ANSWERS, str(at.who.stay.id))):
            raise TooFastHere
        accounts = await service.reaching(parts.accounts, parts.ports, own)

        def subject(quoted: str) -> str:
            return at.screen.words.gettext("Case %(number)s", number=quoted)

        try:
            await matters.answer(
                parts.database, parts.intake, parts.accounts, parts.ports, at.who, number, text, tenant=own,
                key=str(key or new_id()), subject=subject, own=accounts.get(at.who.stay.kind),
            )  # fmt: skip
        except ReplyMissing as refused:
            problem = error_words(at.screen.words, refused.code, refused.status)
            return await _case_page(
                desk, request, at, number, typed=text, problem=problem, status=refused.status
            )  # fmt: skip
        return desk.to(at.tenant, language, f"/cases/{number}?done=sent")

    @routes.get("/data")
    async def data(request: Request, slug: Slug, language: str, _: Open) -> Response:
        try:
            at = await desk.inside(request, slug, language)
        except NotInside:
            return desk.to(await desk.shut_or(slug), language, _again(request))
        async with parts.database.read(TenantId(at.tenant.tenant_id)) as reader:
            view = await compose.data(reader, at.screen.words, at.tenant, at.who, parts.ports, at.csrf)
        return desk.answer(request, at.screen, "door/data.html", at.tenant, NEVER, data=view)


async def _case_page(
    desk: _Desk, request: Request, at: _Inside, number: str, *, notice: str = "", typed: str = "", problem: str = "",
    status: int = HTTPStatus.OK,
) -> Response:  # fmt: skip
    tenant = TenantId(at.tenant.tenant_id)
    async with desk.parts.database.read(tenant) as reader:
        found = await matters.matter(reader, tenant, at.who, number, desk.parts.ports)
    view = compose.matter(
        at.screen.words, at.tenant, at.who, found, at.csrf, str(new_id()), notice=notice, typed=typed, problem=problem
    )  # fmt: skip
    return desk.answer(request, at.screen, "door/case.html", at.tenant, NEVER, status, matter=view)


def _choices(routes: APIRouter, desk: _Desk) -> None:
    parts = desk.parts

    @routes.get("/choices")
    async def shown(request: Request, slug: Slug, language: str, _: Open, done: Done = "") -> Response:
        try:
            at = await desk.inside(request, slug, language)
        except NotInside:
            return desk.to(await desk.shut_or(slug), language, _again(request))
        notice = at.screen.words.gettext("Saved. It counts from now on.") if done == "saved" else ""
        async with parts.database.read(TenantId(at.tenant.tenant_id)) as reader:
            view = await compose.consents(
                reader, at.screen.words, at.tenant, at.who, parts.ports, at.csrf, notice
            )  # fmt: skip
        return desk.answer(request, at.screen, "door/choices.html", at.tenant, NEVER, choices=view)

    @routes.post("/choices")
    async def decide(
        request: Request, slug: Slug, language: str, _: Open, change: Typed = "", csrf_token: Token = ""
    ) -> Response:
        at = await desk.inside(request, slug, language, csrf_token)
        address, channel, purpose, state = compose.decided(at.who, parts.ports, change)
        text = compose.proof(at.screen.words, address, channel, purpose, state)

        async def write(work: UnitOfWork) -> None:
            await consent.own_word(work, address, channel, purpose, state, signed_in=at.who.stay.id, text=text)

        await parts.database.run(TenantId(at.tenant.tenant_id), write, actor="customer")
        return desk.to(at.tenant, language, "/choices?done=saved")


def _again(request: Request) -> str:
    """To the beginning; who was signed in is told that it is over."""
    was_in = any(name in request.cookies for name in (COOKIE, SECURE_COOKIE))
    return "/sign-in?done=over" if was_in else "/sign-in"
