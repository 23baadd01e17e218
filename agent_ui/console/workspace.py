"""Reads an agent's page in one snapshot, and asks the ERP when the snapshot is closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from agent_ui.compose import customer, own_work, parked
from agent_ui.compose.lens import Lens
from agent_ui.compose.opened import Opened, open_interaction
from agent_ui.compose.own_work import read_own_work
from agent_ui.compose.thread import thread
from agent_ui.frame import compose as frames
from agent_ui.frame.parts import Parts
from agent_ui.frame.views import FrameView
from agent_ui.views import ConsoleView, CustomerView, ThreadView, WrapUpView
from contact_center.directory import trail
from contact_center.interactions.errors import NoSuchInteraction, NotForYou
from contact_center.interactions.mentions import service as mentions
from contact_center.interactions.reading import at_work_queries
from contact_center.kernel.contracts.interactions import SegmentState
from contact_center.platform.eventlog import head
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class Shown:
    """What the console shows, and the log position at which it was read."""

    console: ConsoleView
    frame: FrameView
    cursor: int


async def console(parts: Parts, lens: Lens, open_: UUID | None) -> Shown:
    """The whole page. An interaction that is not there (any more), or not for this reader, leaves it empty."""
    async with parts.database.read(lens.tenant) as reader:
        cursor = await head(reader, lens.tenant)
        found = await read_own_work(reader, lens)
        opened = await _opened(reader, lens, open_)
        past = await customer.past_beside(reader, lens, opened.header) if opened else None
        adapters = parts.ports.adapters
        view = ConsoleView(
            work=await parked.work_list(reader, lens, found, parts.calls),
            thread=await thread(reader, lens, adapters, found, opened, parts.calls, past) if opened else None,
            customer=await customer.beside(reader, lens, opened.header, opened.who, past) if opened else None,
            wrap_ups=await own_work.wrap_ups(reader, lens, found, but=open_),
        )
        frame = await frames.frame_of(parts, reader, lens, found)
        called = opened is not None and await _called(reader, lens, opened)
    if opened is not None:
        await _note_reading(parts, lens, opened, called=called)
    frame = await frames.with_alert(parts, lens, frame)
    if view.customer is not None:
        known = await customer.with_erp(view.customer, parts.erp, lens)
        view = replace(view, customer=known, erp=customer.source(known))
    return Shown(view, frame, cursor)


async def _opened(reader: Reader, lens: Lens, interaction: UUID | None) -> Opened | None:
    if interaction is None:
        return None
    try:
        return await open_interaction(reader, lens, interaction)
    except (NoSuchInteraction, NotForYou):
        return None


async def wraps_up(parts: Parts, lens: Lens, interaction: UUID) -> bool:
    """True if the reader's part in it still has to be wrapped up."""
    async with parts.database.read(lens.tenant, by_key=True) as reader:
        at_work = await at_work_queries.at_work(reader, lens.tenant, interaction)
    return any(one.agent_id == lens.agent and one.state == SegmentState.WRAPPING for one in at_work)


@dataclass(frozen=True, slots=True)
class OpenedInteraction:
    """One interaction opened, with the customer beside it."""

    thread: ThreadView
    customer: CustomerView
    wrap_ups: tuple[WrapUpView, ...]
    """Of other work of the reader's."""


async def open_with_customer(parts: Parts, lens: Lens, interaction: UUID) -> OpenedInteraction:
    """Raises `NoSuchInteraction`."""
    async with parts.database.read(lens.tenant, by_key=True) as reader:
        cursor = await head(reader, lens.tenant)
        found = await read_own_work(reader, lens)
        opened = await open_interaction(reader, lens, interaction)
        past = await customer.past_beside(reader, lens, opened.header)
        shown = await thread(reader, lens, parts.ports.adapters, found, opened, parts.calls, past)
        beside = await customer.beside(reader, lens, opened.header, opened.who, past)
        wrap_ups = await own_work.wrap_ups(reader, lens, found, but=interaction)
        called = await _called(reader, lens, opened)
    await _note_reading(parts, lens, opened, called=called)
    shown = replace(shown, read=cursor)
    return OpenedInteraction(shown, await customer.with_erp(beside, parts.erp, lens), wrap_ups)


async def _called(reader: Reader, lens: Lens, opened: Opened) -> bool:
    """A colleague called the reader here, and they have not seen it."""
    return await mentions.has_unseen(reader, lens.tenant, lens.agent, opened.header.conversation_id)


async def _note_reading(parts: Parts, lens: Lens, opened: Opened, *, called: bool) -> None:
    """Whoever reads what is not their own work is written down; that they had work is known from the work itself.
    Who was called here (`called`) has seen it by now."""
    header = opened.header
    is_own = opened.part_of(lens.agent) is not None or header.owner_agent_id == lens.agent
    if is_own and not called:
        return

    async def note(unit: UnitOfWork) -> None:
        if called:
            await mentions.see(unit, lens.agent, header.conversation_id)
        if is_own:
            return
        customer_id = str(header.customer_id) if header.customer_id else None
        await trail.read(unit, "conversation read", f"interaction:{header.interaction_id}", customer=customer_id)

    await parts.database.run(lens.tenant, note, actor=f"user:{lens.agent}")
