"""Sites that may show the chat, quarantine, erasing. All that is done here is audited."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.compose import admin, origin_of
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words.languages import Words
from channels.webchat.domain import origin as normalised
from contact_center.directory import service as directory
from contact_center.directory.access import Admin
from contact_center.interactions.accounts import NoSuchChannelAccount
from contact_center.interactions.domain import AccountRow
from contact_center.interactions.intake.service import discard_quarantined, retry_quarantined
from contact_center.interactions.mentions import service as mentions
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.work import breaks, call_parking, waiting_rules
from contact_center.kernel.errors import Conflict, Invalid, NotFound
from contact_center.kernel.ids import CustomerId
from contact_center.kernel.names import seen
from contact_center.platform.unit_of_work import UnitOfWork
from routing.control import pulling


class NotAnOrigin(Invalid):
    """`origin` is a site's scheme and host alone, like https://shop.example."""


class NoSuchOrigin(NotFound):
    """This site is not in the list any more."""


class NoWebChat(Conflict):
    """There is no web chat account yet; make one with `contact-center` first."""


class NoReasonToDiscard(Invalid):
    """What is discarded is gone from everybody's sight: the audit keeps why (`reason`)."""


class NotConfirmed(Invalid):
    """Erasing cannot be undone: tick the box that says so (`confirm`)."""


def notices(words: Words) -> dict[str, str]:
    return {
        "taking": words.gettext("Saved; home pages follow within a moment."),
        "sending": words.gettext("This applies to every message written from now on."),
        "mentions": words.gettext("This applies from now on, also to earlier mentions."),
        "waiting": words.gettext("This applies to every answer written from now on, and to open chats."),
        "parking": words.gettext("This applies to calls that are parked from now on."),
        "breaks": words.gettext("This applies to every break that begins from now on."),
        "origin": words.gettext("The list of web sites was changed."),
        "understood": words.gettext("It could be read this time and is now in its conversation."),
        "quarantined": words.gettext("It still cannot be read; the reason is shown beside it."),
        "discarded": words.gettext("It was discarded; the raw delivery is kept until its retention period ends."),
        "erased": words.gettext("The customer was erased."),
    }


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get("/admin")
    async def page(
        request: Request, who: Admin, erase: Annotated[str, Query(max_length=200)] = "", done: str = ""
    ) -> Response:
        screen = screens.open(request, who)
        notice = notices(screen.words).get(done)
        view = await admin(screens.parts, lens_of(screen, who), erase=erase, notice=notice)
        return await serving.page(screens.parts, screen, "admin/page.html", Place.ADMIN, admin=view)

    _add_breaks(routes, screens)
    _add_waiting(routes, screens)
    _add_parking(routes, screens)
    _add_taking(routes, screens)
    _add_sending(routes, screens)
    _add_mentions(routes, screens)
    _add_origins(routes, screens)
    _add_quarantine(routes, screens)
    _add_erasing(routes, screens)
    return routes


def _done(what: str, where: str) -> Response:
    return RedirectResponse(f"/admin?done={what}#{where}", 303, HEADERS)


def _add_breaks(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/admin/breaks")
    async def change(
        who: Admin, on_break: Annotated[str, Form(max_length=20)], minutes: Annotated[int, Form()] = 60
    ) -> Response:
        """What happens to open mails and messages when a break begins."""

        async def choose(work: UnitOfWork) -> None:
            await breaks.set_rule(work, on_break, minutes)

        await act(screens, who, choose)
        return _done("breaks", "breaks")


def _add_waiting(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/admin/waiting")
    async def change(who: Admin, most: Annotated[int, Form()], silent_minutes: Annotated[int, Form()]) -> Response:
        """How much may wait for customers with an agent, and when a silent chat does."""

        async def choose(work: UnitOfWork) -> None:
            await waiting_rules.set_rule(work, most, silent_minutes)

        await act(screens, who, choose)
        return _done("waiting", "waiting")


def _add_parking(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/admin/parking")
    async def change(who: Admin, seconds: Annotated[int, Form()]) -> Response:
        """For how long a call stays parked before it comes back."""

        async def choose(work: UnitOfWork) -> None:
            await call_parking.set_seconds(work, seconds)

        await act(screens, who, choose)
        return _done("parking", "parking")


def _add_taking(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/admin/taking")
    async def change(who: Admin, allowed: Annotated[bool, Form()] = False) -> Response:
        """Whether agents may take written work from their queues themselves."""

        async def choose(work: UnitOfWork) -> None:
            await pulling.allow(work, allowed)

        await act(screens, who, choose)
        return _done("taking", "taking")


def _add_sending(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/admin/sending")
    async def change(who: Admin, seconds: Annotated[int, Form()]) -> Response:
        """For how long an e-mail or SMS can be taken back before it goes out."""

        async def choose(work: UnitOfWork) -> None:
            await scheduled.set_undo_seconds(work, seconds)

        await act(screens, who, choose)
        return _done("sending", "sending")


def _add_mentions(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/admin/mentions")
    async def change(who: Admin, days: Annotated[int, Form()]) -> Response:
        """For how long after a conversation was closed whom a note mentions may read it."""

        async def choose(work: UnitOfWork) -> None:
            await mentions.set_days(work, days)

        await act(screens, who, choose)
        return _done("mentions", "mentions")


def _add_origins(routes: APIRouter, screens: Screens) -> None:
    accounts = screens.parts.accounts

    async def chats(work: UnitOfWork) -> list[AccountRow]:
        adapters = screens.parts.ports.adapters
        all_accounts = await accounts.all_of(work, work.tenant_id)
        return [one for one in all_accounts if adapters[one.channel].capabilities.on_sites]

    async def write(work: UnitOfWork, account: AccountRow, origins: list[str]) -> None:
        settings = {**account.settings, "allowed_origins": origins}
        await accounts.change(work, account.id, settings=settings, active=account.active)
        await directory.audit(work, "sites changed", f"channel_account:{account.id}", allowed_origins=origins)

    @routes.post("/admin/origins")
    async def allow(
        who: Admin, origin: Annotated[str, Form(max_length=300)], account: Annotated[UUID | None, Form()] = None
    ) -> Response:
        site = _site(origin)

        async def add(work: UnitOfWork) -> None:
            chat = _chosen(await chats(work), account)
            known = [one for one in chat.settings.get("allowed_origins") or () if one != site]
            await write(work, chat, [*known, site])

        await act(screens, who, add)
        return _done("origin", "origins")

    @routes.post("/admin/origins/{id}/remove")
    async def forbid(who: Admin, id: UUID) -> Response:
        async def remove(work: UnitOfWork) -> None:
            found = origin_of(await chats(work), id)
            if found is None:
                raise NoSuchOrigin
            account, site = found
            await write(work, account, [one for one in account.settings["allowed_origins"] if one != site])

        await act(screens, who, remove)
        return _done("origin", "origins")


def _site(text: str) -> str:
    try:
        return normalised(text)
    except ValueError as wrong:
        raise NotAnOrigin(text, field="origin") from wrong


def _chosen(chats: list[AccountRow], account: UUID | None) -> AccountRow:
    if not chats:
        raise NoWebChat
    if account is None:
        return chats[0]
    found = next((one for one in chats if one.id == account), None)
    if found is None:
        raise NoSuchChannelAccount(account)
    return found


def _add_quarantine(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.post("/admin/quarantine/{envelope}/retry")
    async def retry(who: Admin, envelope: UUID) -> Response:
        tenant = who.tenant
        receipt = await retry_quarantined(parts.intake, parts.database, parts.accounts, tenant, envelope)

        async def note(work: UnitOfWork) -> None:
            await directory.audit(
                work,
                "quarantine retried",
                f"envelope:{envelope}",
                still=receipt.quarantined and receipt.quarantined.code,
            )

        await act(screens, who, note)
        return _done("quarantined" if receipt.quarantined else "understood", "quarantine")

    @routes.post("/admin/quarantine/{envelope}/discard")
    async def discard(who: Admin, envelope: UUID, reason: Annotated[str, Form(max_length=200)] = "") -> Response:
        why = " ".join(reason.split())
        if not seen(why):
            raise NoReasonToDiscard(field="reason")

        async def drop(work: UnitOfWork) -> None:
            await discard_quarantined(work, envelope)
            await directory.audit(work, "quarantine discarded", f"envelope:{envelope}", why=why)

        await act(screens, who, drop)
        return _done("discarded", "quarantine")


def _add_erasing(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/admin/customers/{customer}/erase")
    async def erase(who: Admin, customer: UUID, confirm: Annotated[str, Form()] = "") -> Response:
        """Audited where it is carried out, together with what was removed."""
        if confirm != "yes":
            raise NotConfirmed(field="confirm")
        await screens.parts.erase(who.tenant, CustomerId(customer), who.actor)
        return _done("erased", "erase")
