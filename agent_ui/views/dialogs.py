"""What is asked in a dialog, and routing explained."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from agent_ui.views.customer import Fact
from agent_ui.views.presence import PresenceState
from contact_center.kernel.ids import InteractionId


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several things that can be chosen: an agent, a queue, an act."""

    key: str
    """Its kind and what it is about, as in `agent:<id>` or `queue:<id>`."""
    name: str
    detail: str
    state: PresenceState | None = None
    """Of an agent."""
    refusal: str | None = None
    """Why it cannot be chosen now."""


@dataclass(frozen=True, slots=True)
class TransferView:
    interaction: InteractionId
    who: str
    agents: tuple[Choice, ...]
    queues: tuple[Choice, ...]
    can_ask: bool = False
    """On a call: a colleague can be asked before it goes to them."""
    shown: tuple[str, ...] = ()
    """On a call that can ring numbers outside: which of ours such a number may see, the usual one first."""


@dataclass(frozen=True, slots=True)
class QuestionView:
    """One question by which a customer proves who they are."""

    code: str
    name: str
    answered: bool = False
    compared: bool = False
    """The server compares what is typed; else the agent judges."""
    input: str = "text"
    refusal: str | None = None
    """Why it cannot be asked now."""


@dataclass(frozen=True, slots=True)
class CodeAddressView:
    address: str
    """Its id."""
    name: str
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class VerifyView:
    """Asks what proves who a customer is."""

    interaction: InteractionId
    who: str
    questions: tuple[QuestionView, ...]
    progress: str
    locked: str | None = None
    """Too many wrong answers: until when nothing is asked."""
    result: str | None = None
    """Of the question that was just asked."""
    good: bool = False
    addresses: tuple[CodeAddressView, ...] = ()
    """Where a code could go."""
    code_sent: str | None = None


@dataclass(frozen=True, slots=True)
class ParkChoice:
    label: str
    until: datetime | None
    """None: until the customer writes."""


@dataclass(frozen=True, slots=True)
class ParkView:
    """Until when a piece of work is put by."""

    interaction: InteractionId
    who: str
    choices: tuple[ParkChoice, ...]
    answered: bool
    """Nobody waits for us: it may wait for the customer without a time."""
    earliest: str
    """Now as a field for date and time wants it, in the reader's time zone."""


@dataclass(frozen=True, slots=True)
class ClosingView:
    """What speaks against closing now."""

    interaction: InteractionId
    who: str
    unanswered: int = 0
    draft: str = ""
    """The beginning of an answer that was not sent."""


@dataclass(frozen=True, slots=True)
class LinkCustomerView:
    """Asks who a conversation is with; what is known of them already stands in the form for somebody new."""

    interaction: InteractionId
    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SendLaterView:
    """When a message is to go out."""

    choices: tuple[ParkChoice, ...]
    earliest: str
    """For a time of one's own, in local time as a browser's field wants it."""


@dataclass(frozen=True, slots=True)
class UndoView:
    """What was just done, and how it is taken back within a few seconds."""

    said: str
    action: str | None
    """None: it cannot be taken back, only done anew."""
    seconds: int = 10
    """So long it is offered."""
    goes_at: datetime | None = None
    """It leaves by then: the bar counts down to that instead of saying what was done."""


@dataclass(frozen=True, slots=True)
class ReturnedTransferView:
    """A transfer that came back, told to whoever sent it."""

    interaction: InteractionId
    text: str


@dataclass(frozen=True, slots=True)
class OpenWorkLine:
    interaction: InteractionId
    channel: str
    who: str
    preview: str


@dataclass(frozen=True, slots=True)
class SignOutView:
    """Open work at sign-out; each piece is kept (text only) or goes back to its queue."""

    work: tuple[OpenWorkLine, ...]
    keepable: frozenset[InteractionId]


@dataclass(frozen=True, slots=True)
class Candidate:
    name: str
    presence: PresenceState
    skills: str
    load: str
    idle: timedelta | None
    """Without new work for so long, at the moment of the decision."""
    result: str
    chosen: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class ExplanationView:
    title: str
    sentences: tuple[str, ...]
    decided_at: datetime
    candidates: tuple[Candidate, ...]
    known: tuple[Fact, ...] = ()
    place: str | None = None
    rules: str | None = None
