"""The words in which the decisions of a call are said: how it stands, what people want, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.kernel.contracts.telephony import Play
from contact_center.kernel.ids import AgentId, CallId


class Phase(StrEnum):
    WAITING = "waiting"
    CONNECTING = "connecting"
    """An agent has accepted; not both browsers are there yet."""
    ANNOUNCING = "announcing"
    """Both hear that the call is recorded."""
    TALKING = "talking"
    HELD = "held"
    MESSAGE = "message"
    """The customer hears greeting and tone, and leaves a message."""
    ENDED = "ended"


class EndedBy(StrEnum):
    CUSTOMER = "customer"
    CUSTOMER_LOST = "customer_lost"
    """The customer's connection was gone without their hanging up, and did not come back."""
    AGENT = "agent"
    SYSTEM = "system"
    """A supervisor, an administrator or a shutdown."""


@dataclass(frozen=True, slots=True)
class Away:
    """A side of the call whose media is gone and may come back."""

    since: datetime
    left: bool
    """Its page was closed, left or reloaded; else its media stopped without a good-bye."""


@dataclass(frozen=True, slots=True)
class Page:
    """The browser page that wants to carry one side of a call."""

    id: str = ""
    """Made by the page when it is loaded; empty for who has none, such as a simulated agent."""
    before: tuple[str, ...] = ()
    """What this tab called itself before it was reloaded or went to another page."""
    session: UUID | None = None
    """The sign-in session of an agent; None for a customer."""
    take: bool = False
    """The person has asked for the call on this page, wherever it is now."""


@dataclass(frozen=True, slots=True)
class AgentOnCall:
    agent: AgentId
    leg: UUID
    muted: bool = False
    page: str = ""
    """Which page carries the call."""
    session: UUID | None = None
    away: Away | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """What the customer says after the tone."""

    seconds: int
    """How long it may be."""
    queue: UUID | None
    """Whose work it becomes; None for the call's own queue."""
    began: datetime | None = None
    """When the tone was over, by the clock of the media."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call between one customer and, in turn, its agents."""

    id: CallId
    customer: UUID
    """The customer's leg."""
    since: datetime
    """Begin of the present phase."""
    record: bool
    phase: Phase = Phase.WAITING
    agent: AgentOnCall | None = None
    joined: frozenset[UUID] = frozenset()
    """Legs whose media flows."""
    answered: bool = False
    """An agent and the customer were connected at least once."""
    announced: bool = False
    last_sequence: int = 0
    message: Message | None = None
    """Set in phase MESSAGE, and kept after it."""
    language: str = "en"
    """The customer's."""
    customer_page: str = ""
    """Which page of the customer carries the call; empty for a line that cannot come back once it has hung up."""
    customer_away: Away | None = None

    @property
    def interrupted(self) -> bool:
        """One side's media is gone and may come back."""
        return self.customer_away is not None or (self.agent is not None and self.agent.away is not None)


# What people want


@dataclass(frozen=True, slots=True)
class AgentAccepts:
    """The agent's page connects: for the first time, or again under a new leg. Muted and held stay as they were."""

    agent: AgentId
    leg: UUID
    page: str = ""
    session: UUID | None = None


@dataclass(frozen=True, slots=True)
class CustomerRejoins:
    """A page of the customer carries the call on, under a new leg."""

    leg: UUID
    page: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """The customer hears music, the agent nothing, and nothing of it is recorded."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Ends a hold."""


@dataclass(frozen=True, slots=True)
class MuteAgent:
    muted: bool


@dataclass(frozen=True, slots=True)
class AgentLeaves:
    """The agent gives the customer back to the queue (transfer); the call goes on."""


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Nobody will answer: the customer may say what it is about, so many seconds at most."""

    seconds: int
    queue: UUID | None = None


@dataclass(frozen=True, slots=True)
class HangUp:
    by: EndedBy


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing happened; see `due`."""


Command = AgentAccepts | CustomerRejoins | Hold | Resume | MuteAgent | AgentLeaves | TakeMessage | HangUp | TimePassed

# What the telephony provider is to do; see `Telephony` for the meaning of each


@dataclass(frozen=True, slots=True)
class OpenBridge:
    language: str


@dataclass(frozen=True, slots=True)
class Connect:
    """Who hears whom from now on; empty for nobody."""

    matrix: tuple[tuple[UUID, frozenset[UUID]], ...] = ()


@dataclass(frozen=True, slots=True)
class PlayTo:
    leg: UUID
    what: Play


@dataclass(frozen=True, slots=True)
class MuteLeg:
    leg: UUID
    muted: bool


@dataclass(frozen=True, slots=True)
class Record:
    customer: UUID
    agent: UUID


@dataclass(frozen=True, slots=True)
class RecordMessage:
    """Greeting and tone, then what the customer says."""

    customer: UUID


@dataclass(frozen=True, slots=True)
class RemoveLeg:
    leg: UUID


@dataclass(frozen=True, slots=True)
class CloseBridge:
    """Hangs up on everybody; a running recording is finished."""


MediaCommand = OpenBridge | Connect | PlayTo | MuteLeg | Record | RecordMessage | RemoveLeg | CloseBridge

# What it means for the work


@dataclass(frozen=True, slots=True)
class Answered:
    agent: AgentId


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The customer left while no agent was connected with them."""

    answered_before: bool
    """An agent was, but got lost or gave the customer back to the queue."""


@dataclass(frozen=True, slots=True)
class Ended:
    by: EndedBy


@dataclass(frozen=True, slots=True)
class AgentLost:
    """Back to the head of the queue; the customer hears music already."""

    agent: AgentId
    was_connected: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """The media is gone for both sides through nobody's will."""

    reason: str


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """The notice has been heard; from here on the conversation is kept."""


@dataclass(frozen=True, slots=True)
class RecordingReady:
    """A recording is complete; may come after the end of the call."""

    key: str


@dataclass(frozen=True, slots=True)
class MessageLeft:
    """The customer has said what it is about; somebody has to hear it."""

    seconds: int
    queue: UUID | None


@dataclass(frozen=True, slots=True)
class MessageReady:
    """What was said after the tone is kept, be it enough for a message or not."""

    key: str


WorkEffect = (
    Answered | Abandoned | Ended | AgentLost | Dropped | RecordingStarted | RecordingReady | MessageLeft | MessageReady
)
Outcome = tuple[Call, tuple[MediaCommand | WorkEffect, ...]]
