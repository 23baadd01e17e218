"""What agents do with work: take it, call back, wrap up, say who it is with. How they leave it: `leaving`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.compose import presence as presences
from agent_ui.compose.own_work import presence_view, read_own_work
from agent_ui.console.acting import show, show_following
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screens, answer
from contact_center.directory.access import Agent
from contact_center.directory.service import SignedIn
from contact_center.interactions.errors import NoSuchInteraction, NotYourWork
from contact_center.interactions.presence import service as presence
from contact_center.interactions.reading import at_work_queries, conversation_queries
from contact_center.interactions.work import drafts, identifying, offers, replies, wrapping_up
from contact_center.interactions.work.rights import Act
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, CustomerId, InteractionId, SegmentId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.errors import NoSuchCustomer
from routing.flow import callback


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_offers(routes, screens)
    _add_callback(routes, screens)
    _add_wrap_up(routes, screens)
    _add_customer(routes, screens)
    _add_presence(routes, screens)
    return routes


def _add_offers(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/offers/{segment}/accept")
    async def accept(request: Request, who: Agent, segment: UUID) -> Response:
        """Takes the work and opens it."""

        async def take(unit: UnitOfWork) -> InteractionId:
            return await offers.accept(unit, SegmentId(segment), who.agent_id)

        interaction = await act(screens, who, take)
        return await show(screens, request, who, interaction, _answered(screens, request, who, segment))

    @routes.post("/console/offers/{segment}/reject")
    async def reject(request: Request, who: Agent, segment: UUID) -> Response:
        async def refuse(unit: UnitOfWork) -> None:
            await offers.reject(unit, SegmentId(segment), who.agent_id)

        await act(screens, who, refuse)
        return answer(request, "/console", _answered(screens, request, who, segment))


def _answered(screens: Screens, request: Request, who: SignedIn, segment: UUID) -> str:
    return screens.open(request, who).part("frame/push/offer_answered.html", segment=segment)


def _add_callback(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/interactions/{interaction}/callback/{result}")
    async def tried(request: Request, who: Agent, interaction: UUID, result: callback.Result) -> Response:
        """How the call went: reached goes on here; no answer and busy come back later by themselves."""

        async def note(unit: UnitOfWork) -> callback.CallbackRow:
            await rights_of(screens, who).require(unit, interaction, Act.WORK)
            return await callback.attempted(unit, interaction, who.agent_id, result)

        await act(screens, who, note)
        return await show(screens, request, who, interaction)


def _add_wrap_up(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/segments/{segment}/wrap-up")
    async def wrap_up(
        request: Request,
        who: Agent,
        segment: UUID,
        disposition: Annotated[str, Form()] = "",
        note: Annotated[str, Form()] = "",
        extend: Annotated[int | None, Form()] = None,
    ) -> Response:
        """Ends the wrap-up, or takes half a minute more."""

        async def more_time(unit: UnitOfWork) -> None:
            await wrapping_up.extend_wrap_up(unit, screens.parts.ports, segment, who.agent_id)

        async def finish(unit: UnitOfWork) -> None:
            part = await at_work_queries.part(unit, unit.tenant_id, segment)
            if part is not None and part.agent_id != who.user.id:
                raise NotYourWork(segment)
            if part is not None and note.strip():
                interaction = part.interaction_id
                await replies.note(
                    unit, interaction, who.agent_id, who.user.name, note, client_key=f"wrap-up:{segment}"
                )
                await drafts.noted(unit, who.agent_id, interaction, note)
            await wrapping_up.wrap_up(unit, SegmentId(segment), who.agent_id, disposition=disposition or None)

        await act(screens, who, more_time if extend else finish)
        return answer(request, "/console", "") if extend else await show_following(screens, request, who)


def _add_customer(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/interactions/{interaction}/customer")
    async def pick(request: Request, who: Agent, interaction: UUID, customer: Annotated[str, Form()]) -> Response:
        """One of several on a shared address, or somebody else."""

        async def choose(unit: UnitOfWork) -> None:
            await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
            chosen = await _somebody_else(unit, interaction) if customer == "new" else _customer_id(customer)
            await customers.customer(unit, unit.tenant_id, chosen)
            await identifying.pick_customer(unit, interaction, chosen)

        await act(screens, who, choose)
        return await show(screens, request, who, interaction)


def _customer_id(text: str) -> CustomerId:
    try:
        return CustomerId(UUID(text))
    except ValueError as wrong:
        raise NoSuchCustomer(text, field="customer") from wrong


async def _somebody_else(unit: UnitOfWork, interaction: UUID) -> CustomerId:
    """A customer of their own, without the shared address: it says nothing about them."""
    header = await conversation_queries.header(unit, unit.tenant_id, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    return await customers.create_customer(
        unit, name=header.contact_name or header.contact_value, language=header.language
    )


def _add_presence(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/console/presence")
    async def choose(request: Request, who: Agent, key: Annotated[str, Form(alias="presence")]) -> Response:
        """At once, or after the work in hand."""
        wanted, reason = presences.chosen(key)

        async def change(unit: UnitOfWork) -> None:
            await _choose(unit, who.user.id, wanted, reason)

        await act(screens, who, change)
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view = await presence_view(reader, lens, await read_own_work(reader, lens))
        return answer(request, "/console", screen.part("frame/push/presence.html", presence=view))


async def _choose(unit: UnitOfWork, user: UUID, wanted: Presence, reason: str | None) -> None:
    agent = AgentId(user)
    row = await presence.get(unit, unit.tenant_id, agent)
    there = row is not None and row.state == Presence.AVAILABLE
    if wanted is Presence.AVAILABLE and there:
        await presence.choose_next(unit, agent, None)
    elif wanted is Presence.AVAILABLE:
        await presence.choose(unit, agent, wanted)
    else:
        await presence.leave(unit, agent, reason)
