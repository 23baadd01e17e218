"""Calls follow the work: what is decided about an interaction elsewhere is carried over to its call.

An agent who hands the work on (or signs out) leaves the call and the customer hears music; a call whose
interaction somebody closed is hung up; the caller whose work went to voicemail is asked for a message.
Only the state counts, so events may come late or again.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from channels.voice import store
from channels.voice.domain import (
    AgentLeaves,
    Call,
    ColleagueAnswers,
    ColleagueParts,
    ColleagueStanding,
    EndedBy,
    HangUp,
    Parting,
    Phase,
    Unparks,
)
from channels.voice.effects import at_work
from channels.voice.locking import LockedCall, MediaOrders, lock_call
from channels.voice.service import CallService
from channels.voice.voicemail_request import message_wanted
from contact_center.interactions import store as interactions
from contact_center.interactions.domain import Segment
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import consulting
from contact_center.kernel.actors import user_of
from contact_center.kernel.contracts.interactions import (
    InteractionClosed,
    InteractionQueued,
    SegmentConnected,
    SegmentDone,
    SegmentState,
    State,
    VoicemailBegan,
)
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import UnitOfWork


class CallsFollowWork:
    """A `Consumer` of the log."""

    name = "voice"
    hurries = True
    wants = (InteractionQueued, InteractionClosed, VoicemailBegan, SegmentConnected, SegmentDone)

    def __init__(self, calls: CallService, ports: Ports) -> None:
        self._calls = calls
        self._ports = ports

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        moved = _moved(events)
        if not moved:
            return
        decided: list[MediaOrders] = []
        for call_id in await store.live_among(work, work.tenant_id, list(moved)):
            hand = await lock_call(work, self._ports, call_id)
            await self._follow(work, hand, moved[InteractionId(hand.row.interaction_id)])
            if hand.decided.orders:
                decided.append(hand.decided)
        if decided:
            work.after_commit(partial(self._calls.settle_all, work.tenant_id, decided))

    async def _follow(self, work: UnitOfWork, hand: LockedCall, actor: str) -> None:
        row = await interactions.interaction(work, work.tenant_id, hand.row.interaction_id)
        if row.state == State.CLOSED:
            await hand.react(HangUp(EndedBy.AGENT if user_of(actor) else EndedBy.SYSTEM))
            return
        wanted = message_wanted(row)
        if wanted is not None:
            await hand.react(wanted)
            return
        agent = hand.call.agent
        segment = await at_work(work, work.tenant_id, row.id)
        if hand.call.phase is Phase.OUTSIDE:
            if row.state == State.QUEUED:  # somebody of ours wants the customer back
                await hand.react(AgentLeaves())
            return
        if hand.call.phase is Phase.PARKED:
            if row.state != State.WAITING:  # picked up, or its turn in the queue again
                await hand.react(Unparks())
            return
        if hand.call.phase is Phase.DIALLING and (segment is None or not _calls(hand.call, segment)):
            await hand.react(AgentLeaves())
            return
        if agent is not None and (segment is None or segment.agent_id != agent.agent):
            await hand.react(AgentLeaves())
            return
        await _follow_consults(work, hand)


def _calls(call: Call, segment: Segment) -> bool:
    """Whether this is the part of whoever calls."""
    return call.out is not None and call.out.agent == segment.agent_id


async def _follow_consults(work: UnitOfWork, hand: LockedCall) -> None:
    """Who was asked has answered, or is not asked any more: by refusing, by time, or by having left their desk."""
    open_ = {one.agent_id: one for one in await consulting.consults(work, work.tenant_id, hand.row.interaction_id)}
    for leg in hand.call.colleagues:
        if leg.agent is None:  # a number outside has no part in the books but its attempt
            continue
        segment = open_.get(leg.agent)
        if segment is None:
            how = Parting.NOT_TAKEN if leg.standing is ColleagueStanding.RINGING else Parting.LEFT
            await hand.react(ColleagueParts(leg.agent, how))
        elif segment.phase is SegmentState.CONNECTED:
            await hand.react(ColleagueAnswers(leg.agent))


def _moved(events: Sequence[Recorded]) -> dict[InteractionId, str]:
    """Who moved what last."""
    moved: dict[InteractionId, str] = {}
    for record in events:
        if isinstance(record.event, InteractionQueued | InteractionClosed | VoicemailBegan):
            moved[record.event.interaction_id] = record.actor
        elif isinstance(record.event, SegmentConnected | SegmentDone):
            moved.setdefault(record.event.interaction_id, record.actor)
    return moved
