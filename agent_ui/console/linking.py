"""Who a conversation is with, said by its agent: one of our customers, or somebody new with what is known of them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from agent_ui.console.acting import show
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screens
from agent_ui.views import CustomerChoice, LinkCustomerView, UndoView
from agent_ui.words.labels import job as job_name
from contact_center.directory.access import Agent
from contact_center.directory.service import SignedIn
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import conversation_queries as reading
from contact_center.interactions.work import identifying
from contact_center.interactions.work.rights import Act
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import CustomerId, InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource
from crm_core.customers.profile.service import NewCustomer
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded

FOUND = 8


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_asking(routes, screens)
    _add_linking(routes, screens)
    return routes


def _add_asking(routes: APIRouter, screens: Screens) -> None:
    @routes.get("/console/interactions/{interaction}/link")
    async def ask(request: Request, who: Agent, interaction: UUID) -> Response:
        """The dialog: search, or new with what is known."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            await lens.rights.require(reader, interaction, Act.IDENTIFY)
            header = await reading.header(reader, lens.tenant, interaction)
            if header is None:
                raise NoSuchInteraction(interaction)
            theirs = header.customer_id
            waits = await identity.guarded(reader, who, theirs) if theirs else frozenset()
        known = {} if Guarded.ADDRESSES in waits else {header.contact_kind: header.contact_value}
        view = LinkCustomerView(
            InteractionId(interaction), header.contact_name or "", known.get(AddressKind.EMAIL, ""),
            known.get(AddressKind.PHONE, ""),
        )  # fmt: skip
        return screen.fragment(screen.part("console/link.html", link=view))

    @routes.get("/console/interactions/{interaction}/link/found")
    async def found(
        request: Request, who: Agent, interaction: UUID, q: Annotated[str, Query(max_length=200)] = ""
    ) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            await lens.rights.require(reader, interaction, Act.IDENTIFY)
            rows = await customers.search(reader, lens.tenant, q, FOUND) if q.strip() else []
        choices = tuple(
            CustomerChoice(
                CustomerId(one.id), one.name,
                one.organisation_name or (job_name(screen.words, one.job) if one.job else None),
            )
            for one in rows
        )  # fmt: skip
        part = screen.part("console/link_found.html", interaction=interaction, choices=choices, asked=bool(q.strip()))
        return screen.fragment(part)


def _add_linking(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/interactions/{interaction}/link")
    async def link(request: Request, who: Agent, interaction: UUID, customer: Annotated[UUID, Form()]) -> Response:
        """This customer; taken back for ten seconds."""

        async def choose(unit: UnitOfWork) -> str:
            await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
            chosen = await customers.customer(unit, unit.tenant_id, customer)
            await identifying.pick_customer(unit, interaction, CustomerId(customer))
            return chosen.name

        return await _linked(screens, request, who, interaction, await act(screens, who, choose))

    @routes.post("/console/interactions/{interaction}/link/new")
    async def new(
        request: Request,
        who: Agent,
        interaction: UUID,
        name: Annotated[str, Form(max_length=200)],
        email: Annotated[str, Form(max_length=200)] = "",
        phone: Annotated[str, Form(max_length=50)] = "",
    ) -> Response:
        """Somebody new, with what is known; undone, the conversation is nobody's again and the customer stays."""
        source = EditSource(EditOrigin.CONVERSATION, interaction)
        given = NewCustomer(name, emails=[email] if email.strip() else [], phones=[phone] if phone.strip() else [])

        async def make(unit: UnitOfWork) -> str:
            await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
            made = await profile.create(unit, given, source)
            await identifying.pick_customer(unit, interaction, made)
            return name

        return await _linked(screens, request, who, interaction, await act(screens, who, make))

    @routes.post("/console/interactions/{interaction}/link/undo")
    async def undo(request: Request, who: Agent, interaction: UUID) -> Response:
        async def take_back(unit: UnitOfWork) -> None:
            await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
            await identifying.unpick(unit, interaction)

        await act(screens, who, take_back)
        none = screens.open(request, who).part("console/push/undo.html", undo=None)
        return await show(screens, request, who, interaction, none)


async def _linked(screens: Screens, request: Request, who: SignedIn, interaction: UUID, name: str) -> Response:
    screen = screens.open(request, who)
    said = screen.words.gettext("This conversation is with %(name)s.", name=name)
    undo = UndoView(said, f"/console/interactions/{interaction}/link/undo")
    return await show(screens, request, who, interaction, screen.part("console/push/undo.html", undo=undo))
