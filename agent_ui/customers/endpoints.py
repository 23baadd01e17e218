"""Customers: finding one, and everything about one."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.compose import customer
from agent_ui.compose.customer import past_address
from agent_ui.customers.consent import BY_ID, NotAChoice, parse_change, visitor_mark
from agent_ui.customers.consent import of_customer as consents_of
from agent_ui.customers.details import Known, known_of
from agent_ui.customers.page import Recordings, customer_page, gathered, words_of
from agent_ui.customers.profile_views import ConsentTable
from agent_ui.customers.trail import KINDS, Asked
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Live, Place
from agent_ui.frame.screen import Screens, answer
from agent_ui.views import Tab, UndoView
from agent_ui.words import consent as said_of_consent
from contact_center.directory import service as directory
from contact_center.directory import trail
from contact_center.directory.access import AnyUser
from contact_center.directory.service import SignedIn
from contact_center.interactions.reading import message_queries, site_queries
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import CustomerId, UserId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.consent import service as consent
from crm_core.consent.domain import Consent, ConsentProof, ToldHow
from crm_core.customers import service as customers
from crm_core.customers.timeline import mark_of
from crm_core.identity.domain import masked

MOST = 1000


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_one(routes, screens)
    _add_timeline(routes, screens)
    _add_consent(routes, screens)
    return routes


def _add_one(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/customers/{id}")
    async def one(
        request: Request,
        who: AnyUser,
        id: UUID,
        tab: Tab = Tab.NOW,
        entry: UUID | None = None,
        show: Annotated[str, Query(max_length=20)] = "all",
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            known_as = (await customers.canonical(reader, lens.tenant, [id]))[id]
        if known_as != id:
            query = f"?{request.url.query}" if request.url.query else ""
            return RedirectResponse(f"/customers/{known_as}{query}", HTTPStatus.SEE_OTHER)
        asked = Asked(show if show in KINDS else "all", entry=entry)
        async with parts.database.read(lens.tenant) as reader:
            found = await gathered(
                reader, lens, CustomerId(id), asked, tab=tab, recordings=_heard(screens, reader, who)
            )
        await act(screens, who, lambda unit: trail.read(unit, "customer read", f"customer:{id}"))
        card = await customer.with_erp(found.card, parts.erp, lens)
        view = customer_page(lens.words, found, card, found.asked)
        return await serving.page(
            parts, screen, "customers/page.html", Place.CUSTOMERS, live=Live.CUSTOMER, customer_page=view
        )


def _add_timeline(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/customers/{id}/timeline")
    async def older(
        request: Request,
        who: AnyUser,
        id: UUID,
        kind: Annotated[str, Query(max_length=20)] = "all",
        before: Annotated[str, Query(max_length=100)] = "",
    ) -> Response:
        """What came before."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        asked = Asked(kind if kind in KINDS else "all", mark_of(before))
        async with parts.database.read(lens.tenant) as reader:
            found = await gathered(reader, lens, CustomerId(id), asked)
        card = await customer.with_erp(found.card, parts.erp, lens)
        view = customer_page(lens.words, found, card, asked)
        return screen.fragment(screen.part("customers/older.html", trail=view.trail))

    @routes.get("/customers/{id}/timeline/{interaction}")
    async def said(request: Request, who: AnyUser, id: UUID, interaction: UUID) -> Response:
        """All that was said in one contact, where it is opened."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            known = await known_of(reader, lens, CustomerId(id))
            found = await words_of(reader, lens, known, interaction, _heard(screens, reader, who))
        await act(screens, who, lambda unit: trail.read(unit, "customer read", f"customer:{id}"))
        part = screen.part("customers/said.html", items=found.items, recording=found.recording, withheld=found.withheld)
        return screen.fragment(part)


def _heard(screens: Screens, reader: Reader, who: SignedIn) -> Recordings | None:
    calls = screens.parts.calls
    return partial(calls.recordings, reader, who) if calls is not None else None


def _add_consent(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/customers/{id}/consent")
    async def consents(request: Request, who: AnyUser, id: UUID, beside: UUID | None = None) -> Response:
        """What may be sent, in a dialog beside a conversation."""
        screen = screens.open(request, who)
        known, table = await _consents(screens, request, who, CustomerId(id), beside)
        name = known.customer.name
        part = screen.part("customers/consent.html", consent_table=table, consent_of=id, customer_name=name)
        return screen.fragment(part)

    @routes.post("/customers/{id}/consent")
    async def consented(
        request: Request,
        who: AnyUser,
        id: UUID,
        change: Annotated[str, Form(max_length=600)],
        how: Annotated[ToldHow, Form()],
        note: Annotated[str, Form(max_length=2000)] = "",
        message: Annotated[UUID | None, Form()] = None,
        beside: Annotated[UUID | None, Form()] = None,
    ) -> Response:
        """A customer has told this colleague what may be sent to them."""
        words = screens.open(request, who).words
        state, purpose, address, channel = parse_change(words, change)

        async def write(unit: UnitOfWork) -> Consent:
            told = consent.NewConsent(
                address=await _in_full(unit, id, address), channel=channel, purpose=purpose, state=state, how=how,
                proof=ConsentProof(message, note),
            )  # fmt: skip
            done = await consent.record(unit, CustomerId(id), told, by=UserId(who.user.id))
            await directory.audit(
                unit, "consent recorded", f"customer:{id}", channel=channel, purpose=purpose.value, state=state.value
            )
            return done

        made = await act(screens, who, write)
        shown = masked(made.value) if address.value.startswith(BY_ID) else made.value
        if made.kind == AddressKind.WEB:
            shown = words.gettext("Visitor on the web site")
        said = words.gettext(
            "%(purpose)s, %(address)s: %(state)s.", purpose=said_of_consent.purpose(words, purpose),
            address=words.phone(shown), state=said_of_consent.state(words, purpose, state),
        )  # fmt: skip
        where = f"?beside={beside}" if beside else ""
        undo = UndoView(said, f"/customers/{id}/consent/{made.change_id}/undo{where}")
        return await _told(screens, request, who, CustomerId(id), beside, undo)

    @routes.post("/customers/{id}/consent/{change}/undo")
    async def undo(request: Request, who: AnyUser, id: UUID, change: UUID, beside: UUID | None = None) -> Response:
        async def take_back(unit: UnitOfWork) -> None:
            done = await consent.undo(unit, CustomerId(id), change, by=UserId(who.user.id))
            await directory.audit(
                unit, "consent recording undone", f"customer:{id}", channel=done.channel, purpose=done.purpose
            )

        await act(screens, who, take_back)
        return await _told(screens, request, who, CustomerId(id), beside, None)

    @routes.get("/customers/{id}/consent/proof/{message}")
    async def proof(who: AnyUser, id: UUID, message: UUID) -> Response:
        """The message in which the customer said it, where it stands in their history."""
        async with parts.database.read(who.tenant) as reader:
            await customers.customer(reader, who.tenant, id)
            found = await message_queries.messages_by_id(reader, who.tenant, [message])
        work = found[0].interaction_id if found else None
        return RedirectResponse(past_address(id, work) if work else f"/customers/{id}", HTTPStatus.SEE_OTHER)


async def _in_full(unit: UnitOfWork, customer: UUID, address: Address) -> Address:
    """The address that was shown in part, by its id, and a visitor by the mark."""
    if not address.value.startswith(BY_ID):
        return address
    if address.kind == AddressKind.WEB:
        visitors = await site_queries.visitors_of(unit, unit.tenant_id, customer)
        value = next((one for one in visitors if visitor_mark(one) == address.value.removeprefix(BY_ID)), None)
        if value is None:
            raise NotAChoice(field="change")
        return Address(address.kind, value)
    theirs = await customers.addresses(unit, unit.tenant_id, customer)
    found = next((one for one in theirs if str(one.id) == address.value.removeprefix(BY_ID)), None)
    if found is None:
        raise NotAChoice(field="change")
    return Address(address.kind, found.value)


async def _consents(
    screens: Screens, request: Request, who: SignedIn, id: CustomerId, beside: UUID | None
) -> tuple[Known, ConsentTable]:
    lens = lens_of(screens.open(request, who), who)
    async with screens.parts.database.read(lens.tenant) as reader:
        known = await known_of(reader, lens, id)
        return known, await consents_of(reader, lens, known, beside=beside)


async def _told(
    screens: Screens, request: Request, who: SignedIn, id: CustomerId, beside: UUID | None, undo: UndoView | None
) -> Response:
    _, table = await _consents(screens, request, who, id, beside)
    part = screens.open(request, who).part("customers/consented.html", consent_table=table, undo=undo)
    return answer(request, f"/customers/{id}#consent", part)
