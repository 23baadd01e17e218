"""Channel accounts: listed with how they fare, connected, set, tested, switched off and on. All of it is audited."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.channels import compose
from agent_ui.admin.channels.compose import HERE, FormChoices
from agent_ui.admin.routing.form import Values
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.forms import typed as typed_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words import connections as said
from channels.channel import Channel
from channels.connecting import service
from channels.declaring import ConnectionFinding
from contact_center.directory.access import Admin
from contact_center.directory.service import SignedIn
from contact_center.interactions.accounts import NoSuchChannelAccount
from contact_center.interactions.domain import AccountRow
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import ContactCenterError, NotFound
from contact_center.platform.unit_of_work import UnitOfWork

Code = Annotated[str, Query(max_length=40)]
Done = Annotated[str, Query(max_length=20)]
LONGEST_TYPED = 10_000


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix=HERE)
    parts = screens.parts

    @routes.get("")
    async def page(request: Request, who: Admin) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            view = await compose.accounts(reader, lens_of(screen, who), parts.connecting, simulated=parts.settings.demo)
        return await serving.page(parts, screen, "admin/channels.html", Place.ADMIN, channels=view)

    _add_new(routes, screens)
    _add_account(routes, screens)
    return routes


def _to(href: str) -> Response:
    return RedirectResponse(href, 303, HEADERS)


def _add_new(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts
    at = parts.connecting

    async def show(
        request: Request, who: SignedIn, kind: Channel, typed: Values, wrong: ContactCenterError | None = None
    ) -> Response:
        screen = screens.open(request, who)
        async with parts.database.read(who.tenant) as reader:
            near = await compose.around(reader, who.tenant, at)
        view = compose.form(screen.words, kind, typed, near, wrong=wrong)
        status = wrong.status if wrong else 200
        return await serving.page(parts, screen, "admin/channel_account.html", Place.ADMIN, status=status, account=view)

    @routes.get("/new")
    async def shown(request: Request, who: Admin, channel: Code) -> Response:
        kind = at.channel(channel)
        return await show(request, who, kind, compose.fresh(kind))

    @routes.post("/new")
    async def connect(request: Request, who: Admin, channel: Code) -> Response:
        kind, typed = at.channel(channel), await typed_in(request, most=200, longest=LONGEST_TYPED)

        async def make(work: UnitOfWork) -> ChannelAccount:
            return await service.connect(work, at, channel, typed.get("address", ""), compose.form_of(kind, typed))

        try:
            made = await act(screens, who, make)
        except NotFound:
            raise
        except ContactCenterError as wrong:
            return await show(request, who, kind, typed, wrong)
        return _to(f"{HERE}/{made.id}?done=connected")


def _add_account(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts
    at = parts.connecting

    async def loaded(who: SignedIn, id: UUID) -> tuple[Channel, AccountRow, ChannelAccount, FormChoices]:
        async with parts.database.read(who.tenant) as reader:
            near = await compose.around(reader, who.tenant, at)
            row = next((one for one in near.others if one.id == id), None)
            if row is None:
                raise NoSuchChannelAccount(id)
            account = await at.accounts.load(reader, who.tenant, id)
        return at.channel(row.channel), row, account, near

    async def show(
        request: Request, who: SignedIn, id: UUID, *, typed: Values | None = None, done: str = "",
        wrong: ContactCenterError | None = None, found: list[ConnectionFinding] | None = None,
    ) -> Response:  # fmt: skip
        screen = screens.open(request, who)
        kind, row, account, near = await loaded(who, id)
        async with parts.database.read(who.tenant) as reader:
            listed = await compose.accounts(reader, lens_of(screen, who), at, simulated=parts.settings.demo)
        notices = {
            "connected": screen.words.gettext("%(name)s is connected.", name=row.name),
            "saved": screen.words.gettext("%(name)s was saved.", name=row.name),
            "on": screen.words.gettext("%(name)s is switched on.", name=row.name),
            "off": screen.words.gettext("%(name)s is switched off.", name=row.name),
        }
        public_url = parts.settings.public_url
        view = replace(
            compose.form(screen.words, kind, typed or compose.typed_of(kind, row), near, row=row, wrong=wrong),
            findings=compose.findings(screen.words, found or []),
            next_step=said.next_step(screen.words, kind.account_words, kind.next_step(account, public_url)),
            to_copy=kind.to_copy(account, public_url),
            notice=notices.get(done, ""),
            line=next((one for one in listed.lines if one.href == f"{HERE}/{id}"), None),
        )
        status = wrong.status if wrong else 200
        return await serving.page(parts, screen, "admin/channel_account.html", Place.ADMIN, status=status, account=view)

    @routes.get("/{id}")
    async def shown(request: Request, who: Admin, id: UUID, done: Done = "") -> Response:
        return await show(request, who, id, done=done)

    @routes.post("/{id}")
    async def save(request: Request, who: Admin, id: UUID) -> Response:
        typed = await typed_in(request, most=200, longest=LONGEST_TYPED)
        kind, *_ = await loaded(who, id)
        try:
            await act(screens, who, lambda work: service.edit(work, at, id, compose.form_of(kind, typed)))
        except NotFound:
            raise
        except ContactCenterError as wrong:
            return await show(request, who, id, typed=typed, wrong=wrong)
        return _to(f"{HERE}/{id}?done=saved")

    @routes.post("/{id}/test")
    async def test(request: Request, who: Admin, id: UUID) -> Response:
        """Asks the other side; nothing is sent or changed."""
        _, _, account, _ = await loaded(who, id)
        return await show(request, who, id, found=await service.test(at, account))

    @routes.post("/{id}/active")
    async def switch(who: Admin, id: UUID, active: Annotated[bool, Form()] = False) -> Response:
        await act(screens, who, lambda work: service.switch(work, at, id, active))
        return _to(f"{HERE}/{id}?done={'on' if active else 'off'}")
