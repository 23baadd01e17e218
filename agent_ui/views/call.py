"""A call: who hears whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from channels.voice.flow.domain import ClaimKind
from contact_center.kernel.ids import AgentId, CallId, InteractionId


class CallState(StrEnum):
    OPENING = "opening"
    """We call, and this page is not connected yet; nothing rings before it is."""
    RINGING = "ringing"
    """The telephone of who is called rings."""
    CONNECTING = "connecting"
    CONNECTED = "connected"
    HELD = "held"
    RECONNECTING = "reconnecting"
    """The agent's own media is gone and may come back."""
    INTERRUPTED = "interrupted"
    """The customer's media is gone and may come back."""
    OUTSIDE = "outside"
    """The customer was given to a number outside, and nobody of ours is on the call."""
    PARKED = "parked"
    """Nobody of ours is on the call until somebody picks it up."""
    ENDED = "ended"


class CallEnd(StrEnum):
    """How it ended."""

    CUSTOMER = "customer"
    CUSTOMER_LOST = "customer_lost"
    AGENT = "agent"
    OUTSIDE = "outside"
    """The number outside that had the customer hung up."""
    SYSTEM = "system"
    ABANDONED = "abandoned"
    MESSAGE = "message"
    BUSY = "busy"
    """Of a call of ours, like the next four."""
    NO_ANSWER = "no_answer"
    MACHINE = "machine"
    OUR_MESSAGE = "our_message_left"
    CANCELLED = "cancelled"
    FAILED = "failed"
    DROPPED = "dropped"


class LegState(StrEnum):
    TALKING = "talking"
    MUSIC = "music"
    """Held; hears music."""
    NOTICE = "notice"
    """Hears the recording announcement."""
    JOINING = "joining"
    WAITS = "waits"
    """Hears music while the agent's connection is gone."""
    LOST = "lost"
    RINGING = "ringing"
    """A colleague who is asked and has not answered."""
    RINGBACK = "ringback"
    """The customer, to whom it rings where they were given to."""
    AWAY = "away"
    """A colleague whose connection is gone, or not there yet."""


class Recording(StrEnum):
    OFF = "off"
    SOON = "soon"
    """Begins when the notice has been heard."""
    ON = "on"
    KEPT = "kept"
    """The call is over, and what was recorded is kept."""
    PAUSED = "paused"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class LegView:
    name: str
    state: LegState
    since: datetime | None = None
    detail: str | None = None
    agent: AgentId | None = None
    """Who of ours it is."""
    muted: bool = False
    """By the agent, or by themselves."""
    key: UUID | None = None
    """By what the server knows a colleague or a number outside on the call."""
    outside: bool = False
    """A number outside."""


class Participation(StrEnum):
    """How a supervisor takes part."""

    MONITOR = "monitor"
    WHISPER = "whisper"
    BARGE = "barge"


@dataclass(frozen=True, slots=True)
class ListenerView:
    name: str
    listening: Participation


@dataclass(frozen=True, slots=True)
class TalkedCallView:
    """A call in which an agent talks with a customer, as a supervisor sees it who may listen to it."""

    call: CallId
    interaction: InteractionId
    agent: AgentId
    held: bool
    listening: Participation | None = None
    """How the reader listens to it; None if they do not."""
    device: bool = False
    """The sound comes over the provider's own script."""


@dataclass(frozen=True, slots=True)
class ParkedCallView:
    """A call that somebody has parked, as who may pick it up sees it."""

    call: CallId
    interaction: InteractionId
    who: str
    """The customer."""
    by: str
    """Who parked it; empty for somebody who works here no more."""
    yours: bool
    """The reader has parked it."""
    since: datetime
    until: datetime | None
    """Then it comes back by itself."""


@dataclass(frozen=True, slots=True)
class PauseView:
    """A recording that is paused for card data."""

    since: datetime
    long: bool = False
    """Perhaps it was forgotten."""


@dataclass(frozen=True, slots=True)
class CallerWayView:
    """What the caller chose and typed before anybody answered."""

    chosen: tuple[Mapping[str, str], ...] = ()
    """By language."""
    claim: ClaimKind | None = None
    """What kind of number was typed; None for none."""
    digits: str = ""
    found: str = ""
    """The number as it is written; empty where it is nobody's."""
    whose: str = ""
    """Name of the customer it belongs to by our books."""


@dataclass(frozen=True, slots=True)
class CallView:
    call: CallId
    interaction: InteractionId
    state: CallState
    since: datetime
    """When the customer's call was answered."""
    customer: LegView
    others: tuple[LegView, ...] = ()
    """Of ours: for the call's agent the colleagues they have asked, for one of these its agent and the others."""
    asked: bool = False
    """The reader is a colleague who was asked, so the call is not theirs to hold or to end."""
    can_merge: bool = False
    """Some colleague who is there does not speak with the customer."""
    can_hand_over: bool = False
    """Some colleague is there."""
    listeners: tuple[ListenerView, ...] = ()
    """Supervisors of whom the agent is told."""
    muted: bool = False
    held: bool = False
    """Put on hold by the agent, whoever's connection is gone meanwhile."""
    recording: Recording = Recording.OFF
    pause: PauseView | None = None
    """Set while card data is kept out of the recording."""
    can_pause: bool = False
    recording_reason: str | None = None
    ended: CallEnd | None = None
    page: str = ""
    """Which window of the agent carries the sound; empty before one does."""
    device: bool = False
    """The sound comes over the provider's own script, which reaches this page itself."""
    way: CallerWayView | None = None
    free: bool = False
    """That window's media is gone: another one may carry it on."""
    number: str | None = None
    """Whom we call, as it is shown."""
    has_keys: bool = False
    """The tones of a keypad can be sent."""
    can_call_outside: bool = False
    """A number outside can be rung for this call."""
    can_park: bool = False
    """The agent may leave the customer to whoever picks the call up."""
    parked: ParkedCallView | None = None
    """Set while it is parked."""
    can_pick_up: bool = False
    can_leave_message: bool = False
    """An answering machine that has taken our call can be told the line's message."""
    again: str | None = None
    """Where it is called once more, for a call of ours that reached nobody."""
    instead: str | None = None
    """Where they are written to instead."""

    @property
    def dialling(self) -> bool:
        return self.state in (CallState.OPENING, CallState.RINGING)

    @property
    def live(self) -> bool:
        return self.state is not CallState.ENDED
