"""A call locked in a unit of work, in which what happens to it is decided and written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from channels.voice import store
from channels.voice.domain import Call, CloseBridge, Command, Leg, MediaCommand, Phase, react
from channels.voice.effects import apply, at_work
from channels.voice.errors import NotWithYou
from channels.voice.orders import parted
from channels.voice.registry import MediaPlace
from channels.voice.store import CallRow
from channels.voice.supervising import told_of
from contact_center.interactions import store as interactions
from contact_center.interactions.domain import Segment
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import consulting
from contact_center.interactions.work.messages import lock_conversation
from contact_center.kernel.contracts.interactions import CallChanged, SegmentState
from contact_center.kernel.contracts.telephony import MediaEvent, MediaEventKind
from contact_center.kernel.ids import AgentId, CallId, InteractionId
from contact_center.platform.unit_of_work import UnitOfWork

UNPARKED = "unparked"
"""In `CallChanged`: nobody else can pick it up any more, whatever else became of the call."""


@dataclass(frozen=True, slots=True)
class MediaOrders:
    """What the media has to do once the decision is committed."""

    call_id: CallId
    orders: tuple[MediaCommand, ...]
    version: int
    place: MediaPlace


class LockedCall:
    """Use it inside one unit of work; `decided` goes to `CallService.settle` after the commit."""

    def __init__(self, work: UnitOfWork, ports: Ports, row: CallRow) -> None:
        self.work = work
        self._ports = ports
        self._orders: tuple[MediaCommand, ...] = ()
        self.row = row
        self.call: Call = row.call

    @property
    def decided(self) -> MediaOrders:
        return MediaOrders(self.call.id, self._orders, self.row.version, self.row.place)

    async def react(self, what: Command | MediaEvent) -> None:
        """Raises `CallOver` and `NotTalking` for commands that do not fit."""
        before = self.call
        call, outcome = react(before, what, self.work.now)
        if call == before and not outcome:
            return
        orders, effects = parted(outcome)
        columns: dict[str, Any] = {}
        for effect in effects:
            columns |= await apply(self.work, self._ports, self.row.interaction_id, before, effect)
        await self._save(call, orders, columns)
        changed = _what(before, call, columns)
        if changed:
            self._say(changed)
        if before.phase is Phase.PARKED and call.phase is not Phase.PARKED:
            self._say(UNPARKED)

    async def drop(self, reason: str) -> None:
        """The media is gone, or never came: over for both, through nobody's will."""
        if self.call.phase is Phase.ENDED:
            return
        sequence = self.call.last_sequence + 1
        at = self.work.now
        await self.react(MediaEvent(self.call.id, None, MediaEventKind.BRIDGE_ENDED, sequence, at, reason))
        await self._save(self.call, (CloseBridge(),), {})

    async def segment_of(self, agent: AgentId) -> Segment:
        """The agent's piece of this work. Raises `NotWithYou`."""
        segment = await at_work(self.work, self.work.tenant_id, self.row.interaction_id)
        if segment is None or segment.agent_id != agent:
            raise NotWithYou
        return segment

    async def is_asked(self, agent: AgentId) -> bool:
        """They have accepted to be asked about this call, and are not done with it."""
        consult = await consulting.of(self.work, self.work.tenant_id, self.row.interaction_id, agent)
        return consult is not None and consult.phase is SegmentState.CONNECTED

    async def _save(self, call: Call, orders: tuple[MediaCommand, ...], columns: dict[str, Any]) -> None:
        self.row = await store.save(self.work, call, ordered=bool(orders), **columns)
        self.call = call
        self._orders += orders

    def _say(self, what: str) -> None:
        interaction = InteractionId(self.row.interaction_id)
        self.work.record(CallChanged(call_id=self.call.id, interaction_id=interaction, what=what))


async def lock_call(work: UnitOfWork, ports: Ports, call_id: UUID) -> LockedCall:
    """Locks conversation, interaction and call, in this order. Raises `NoSuchCall`."""
    found = await store.call(work, work.tenant_id, call_id)
    await lock_conversation(work, found.conversation_id)
    await interactions.lock_interaction(work, found.interaction_id)
    return LockedCall(work, ports, await store.lock(work, call_id))


def _what(before: Call, after: Call, columns: dict[str, Any]) -> str | None:
    """The word of `CallChanged`; None for what nobody sees."""
    if before.phase is not after.phase:
        return after.phase.value
    if "recording_started_at" in columns:
        return "recording"
    if "recording_key" in columns:
        return "recorded"
    if before.pause != after.pause:
        return "pause"
    if _but_for_media(before.agent) != _but_for_media(after.agent):
        return "agent"
    if _but_for_media(before.customer) != _but_for_media(after.customer):
        return "customer"
    if before.colleagues != after.colleagues:
        return "colleagues"
    if told_of(before) != told_of(after):
        return "listening"
    if before.message != after.message:
        return "message"
    return "legs" if before.legs != after.legs else None


def _but_for_media(leg: Leg | None) -> Leg | None:
    """The same for a side whose media flows and for one whose media does not yet."""
    return replace(leg, joined=False) if leg is not None else None
