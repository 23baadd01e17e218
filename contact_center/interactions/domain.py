"""The life cycles of interaction and segment as pure transitions (design §4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.interactions.errors import IllegalTransition
from contact_center.interactions.participants import Participants
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.interactions import Reason, SegmentState, State, WrapMode, WrapRule
from contact_center.kernel.ids import ChannelAccountId

INTERACTION_STEPS: dict[State, frozenset[State]] = {
    State.SCHEDULED: frozenset({State.QUEUED, State.WORKING, State.CLOSED}),
    State.QUEUED: frozenset({State.WORKING, State.QUEUED, State.WAITING, State.CLOSED}),
    State.WORKING: frozenset({State.WAITING, State.QUEUED, State.CLOSED}),
    State.WAITING: frozenset({State.WORKING, State.QUEUED, State.CLOSED}),
    State.CLOSED: frozenset({State.WORKING, State.WAITING}),
}

SEGMENT_STEPS: dict[SegmentState, frozenset[SegmentState]] = {
    SegmentState.ALERTING: frozenset({SegmentState.CONNECTED, SegmentState.DONE}),
    SegmentState.CONNECTED: frozenset({SegmentState.HELD, SegmentState.WRAPPING, SegmentState.DONE}),
    SegmentState.HELD: frozenset({SegmentState.CONNECTED, SegmentState.WRAPPING, SegmentState.DONE}),
    SegmentState.WRAPPING: frozenset({SegmentState.DONE}),
    SegmentState.DONE: frozenset(),
}

LEAVING_AFTER = {
    SegmentState.ALERTING: frozenset({Reason.REJECTED, Reason.TIMED_OUT, Reason.RESCINDED, Reason.LOST}),
    SegmentState.CONNECTED: frozenset({Reason.COMPLETED, Reason.TRANSFERRED, Reason.PARKED, Reason.LOST}),
    SegmentState.HELD: frozenset({Reason.COMPLETED, Reason.TRANSFERRED, Reason.PARKED, Reason.LOST}),
    SegmentState.WRAPPING: frozenset({Reason.COMPLETED, Reason.TRANSFERRED, Reason.LOST}),
}


def interaction_step(old: State, new: State) -> State:
    if new not in INTERACTION_STEPS[old]:
        raise IllegalTransition(f"interaction {old} → {new}")
    return new


def segment_step(old: SegmentState, new: SegmentState, reason: Reason | None = None) -> SegmentState:
    if new not in SEGMENT_STEPS[old]:
        raise IllegalTransition(f"segment {old} → {new}")
    if new is SegmentState.DONE and reason not in LEAVING_AFTER[old]:
        raise IllegalTransition(f"segment {old} → done, reason {reason}")
    return new


@dataclass(frozen=True, slots=True)
class Interaction:
    """One unit of work on one channel, as stored."""

    tenant_id: UUID
    id: UUID
    conversation_id: UUID
    channel: str
    channel_account_id: UUID
    tier: str
    direction: str
    state: str
    outcome: str | None
    customer_id: UUID | None
    subject: str | None
    language: str | None
    queue_id: UUID | None
    priority: int
    skills: dict[str, int]
    weight: int
    created_at: datetime
    entered_at: datetime | None
    ranked_at: datetime | None
    queued_at: datetime | None
    at_head: bool
    requeues: int
    preferred_agent_id: UUID | None
    preferred_until: datetime | None
    owner_agent_id: UUID | None
    handed_by_agent_id: UUID | None
    """Who transferred it last, to a queue or a colleague, until somebody takes it."""
    handed_to_agent_id: UUID | None
    """The colleague it is handed to, until they take it or the time for it is over."""
    handed_until: datetime | None
    sl_started_at: datetime | None
    sl_seconds: int | None
    sl_percent: int | None
    sl_due_at: datetime | None
    """End of the service-level target, in open hours."""
    shut: list[int]
    """When its queue is shut from its entry on; see `kernel.opening`."""
    waited_seconds: float | None
    """Open time from first entry to the first answer; None before that."""
    answered_at: datetime | None
    first_reply_due_at: datetime | None
    first_replied_at: datetime | None
    next_reply_due_at: datetime | None
    resolution_due_at: datetime | None
    waiting_since: datetime | None
    parked_until: datetime | None
    """When it comes back by itself; None: when the customer writes."""
    parked_why: str | None
    """`PutBy`; None where an agent left it to the customer."""
    due_at: datetime | None
    closed_at: datetime | None
    disposition: str | None
    facts: dict[str, Any]
    correlation_id: UUID
    history_number: int

    @property
    def began_in_hand(self) -> bool:
        """We wrote first: it was in no queue before somebody had it."""
        return self.direction == "outbound" and self.first_replied_at == self.created_at


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation under lock."""

    id: UUID
    channel: str
    channel_account_id: UUID
    contact_kind: str
    contact_value: str
    contact_name: str | None
    last_position: int
    last_out: int
    state: str

    @property
    def participants(self) -> Participants:
        """Those that an answer is chosen from; who else took part is in the messages."""
        contact = Address(AddressKind(self.contact_kind), self.contact_value, self.contact_name)
        return Participants.of(contact, ChannelAccountId(self.channel_account_id))


@dataclass(frozen=True, slots=True)
class Segment:
    """What one agent does in an interaction, as stored."""

    tenant_id: UUID
    id: UUID
    interaction_id: UUID
    agent_id: UUID
    purpose: str
    state: str
    reason: str | None
    channel: str
    tier: str
    queue_id: UUID | None
    weight: int
    offered_at: datetime
    expires_at: datetime | None
    connected_at: datetime | None
    held_at: datetime | None
    hold_seconds: float
    parked_at: datetime | None
    parked_seconds: float
    """Of earlier times; the present one runs from `parked_at`."""
    wrapping_at: datetime | None
    wrap_until: datetime | None
    wrap_mode: str | None
    leaving: str | None
    done_at: datetime | None
    disposition: str | None
    explanation: dict[str, Any] | None
    came_to: str | None = None
    """Of a consult: `consulted`, `conferenced` or `transferred`."""

    @property
    def phase(self) -> SegmentState:
        return SegmentState(self.state)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a segment leaves the conversation: at once, or through after-contact work."""

    state: SegmentState
    wrap_until: datetime | None = None


def ending(rule: WrapRule, *, answered: bool, now: datetime) -> Ending:
    """After-contact work per segment (D31): only after contact, and only where the queue wants it."""
    if not answered or rule.mode is WrapMode.NONE:
        return Ending(SegmentState.DONE)
    until = now + timedelta(seconds=rule.seconds) if rule.mode is WrapMode.TIMED and rule.seconds else None
    return Ending(SegmentState.WRAPPING, until)


def held_seconds(segment: Segment, now: datetime) -> float:
    """On hold in all, the present hold included."""
    return segment.hold_seconds + ((now - segment.held_at).total_seconds() if segment.held_at else 0.0)


def talk_seconds(segment: Segment, now: datetime) -> float:
    """Seconds in contact; neither holds count nor the time it was parked."""
    if segment.connected_at is None:
        return 0.0
    end = segment.wrapping_at or segment.done_at or now
    apart = segment.hold_seconds + segment.parked_seconds
    return max(0.0, (end - segment.connected_at).total_seconds() - apart)


def wrap_seconds(segment: Segment, now: datetime) -> float:
    if segment.wrapping_at is None:
        return 0.0
    return max(0.0, ((segment.done_at or now) - segment.wrapping_at).total_seconds())


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A channel account as it is stored, its secrets sealed."""

    tenant_id: UUID
    id: UUID
    channel: str
    name: str
    address: str
    settings: dict[str, Any]
    secrets: bytes | None
    queue_id: UUID | None
    active: bool
