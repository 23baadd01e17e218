"""Reads an agent's page in one snapshot, and asks the ERP when the snapshot is closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from agent_ui.console import compose, customer
from agent_ui.console.compose import Desk, look
from agent_ui.console.lens import Lens
from agent_ui.console.thread import Opened, open_interaction, thread
from agent_ui.console.views import CallView, ConsoleView, CustomerView, ThreadView
from agent_ui.parts import Parts
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.platform.eventlog import head
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on the desk, and the log position at which it was read."""

    console: ConsoleView
    cursor: int


async def console(parts: Parts, lens: Lens, open_: UUID | None) -> Shown:
    """The whole page. An interaction that is not there (any more) leaves the desk empty."""
    async with parts.database.read(lens.tenant) as reader:
        cursor = await head(reader, lens.tenant)
        found = await look(reader, lens)
        opened = await _opened(reader, lens, open_)
        view = ConsoleView(
            work=compose.work_list(lens, found),
            presence=compose.presence_view(lens, found),
            thread=await thread(reader, lens, parts.ports.adapters, found, opened, parts.calls) if opened else None,
            customer=await customer.beside(reader, lens, opened.header, opened.who) if opened else None,
            offer=await compose.offer_view(reader, lens, found),
            wrap_ups=await compose.wrap_ups(reader, lens, found, but=open_),
        )
        view = replace(view, call=await _own_call(parts, reader, lens, found))
    alert = await parts.pressing.alert(parts.database, lens.tenant, lens.agent, lens.words)
    view = replace(view, alert=alert)
    if view.customer is not None:
        known = await customer.with_erp(view.customer, parts.erp, lens)
        view = replace(view, customer=known, erp=customer.source(known))
    return Shown(view, cursor)


async def _opened(reader: Reader, lens: Lens, interaction: UUID | None) -> Opened | None:
    if interaction is None:
        return None
    try:
        return await open_interaction(reader, lens, interaction)
    except NoSuchInteraction:
        return None


async def _own_call(parts: Parts, reader: Reader, lens: Lens, found: Desk) -> CallView | None:
    """The call this agent is in, whichever conversation is open."""
    for item in found.items:
        if parts.calls is not None and item.segment_state in compose.IN_HAND and item.channel == "voice":
            call = await parts.calls.of(reader, lens.tenant, item.interaction_id)
            if call is not None and call.live:
                return call
    return None


@dataclass(frozen=True, slots=True)
class OpenedDesk:
    """One interaction opened: the desk and the customer beside it."""

    thread: ThreadView
    customer: CustomerView
    desk: Desk
    opened: Opened


async def open_desk(parts: Parts, lens: Lens, interaction: UUID) -> OpenedDesk:
    """Raises `NoSuchInteraction`."""
    async with parts.database.read(lens.tenant) as reader:
        found = await look(reader, lens)
        opened = await open_interaction(reader, lens, interaction)
        shown = await thread(reader, lens, parts.ports.adapters, found, opened, parts.calls)
        beside = await customer.beside(reader, lens, opened.header, opened.who)
    return OpenedDesk(shown, await customer.with_erp(beside, parts.erp, lens), found, opened)
