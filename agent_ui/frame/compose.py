"""Reads the frame of a page: presence, offer, call, and what presses in the queues."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agent_ui.compose import floor, own_work
from agent_ui.compose.lens import Lens
from agent_ui.compose.own_work import OwnWork, read_own_work
from agent_ui.frame.parts import Parts
from agent_ui.frame.views import FrameView
from agent_ui.views import CallView
from contact_center.directory.notifications import service as notifications
from contact_center.directory.notifications.service import NotificationChoices
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.mentions import service as mentions
from contact_center.platform.eventlog import head
from contact_center.platform.unit_of_work import Reader
from crm_core.cases import listing as cases

TAKE_WORK = frozenset({Role.AGENT, Role.SUPERVISOR})
"""Who has a presence and is offered work, on whatever page."""


def takes_work(who: SignedIn) -> bool:
    return Role(who.user.role) in TAKE_WORK


@dataclass(frozen=True, slots=True)
class Framed:
    """A frame and the position of the log it was read at; None for who takes no work."""

    frame: FrameView | None
    cursor: int


async def framed(parts: Parts, lens: Lens, who: SignedIn) -> Framed:
    """The frame of a page that shows no work itself, in a snapshot of its own."""
    async with parts.database.read(lens.tenant) as reader:
        cursor = await head(reader, lens.tenant)
        if not takes_work(who):
            return Framed(None, cursor)
        view = await frame_of(parts, reader, lens, await read_own_work(reader, lens))
    return Framed(await with_alert(parts, lens, view), cursor)


async def frame_of(parts: Parts, reader: Reader, lens: Lens, found: OwnWork) -> FrameView:
    """In the reader's snapshot, and without the alert, which is read for all pages of a process together."""
    return FrameView(
        presence=await own_work.presence_view(reader, lens, found),
        offer=await own_work.offer_view(reader, lens, found, parts.calls),
        call=await own_call(parts, reader, lens, found),
        cases=await cases.mine(reader, lens.tenant, lens.agent),
        waits=own_work.waits(lens, found),
        notify=told(await notifications.of(reader, lens.tenant, lens.agent)),
        mentions=await mentions.count_unseen(reader, lens.tenant, lens.agent),
        floor=await floor.floor(reader, lens),
    )


def told(choices: NotificationChoices) -> dict[str, object]:
    """What a person has chosen, as the page reads it."""
    return {"sound": sorted(choices.sound), "browser": sorted(choices.browser), "volume": choices.volume}


async def with_alert(parts: Parts, lens: Lens, view: FrameView) -> FrameView:
    return replace(view, alert=await parts.pressing.alert(parts.database, lens.tenant, lens.agent, lens.words))


async def own_call(parts: Parts, reader: Reader, lens: Lens, found: OwnWork) -> CallView | None:
    """The call in this agent's hands; one that a colleague has by now is none."""
    for item in found.items:
        if parts.calls is not None and item.segment_state in own_work.IN_HAND and lens.words.is_call(item.channel):
            who = own_work.who_of(lens, found, item)
            call = await parts.calls.of(reader, lens.tenant, item.interaction_id, who, lens.agent)
            if call is not None and call.live:
                return call
    return None
