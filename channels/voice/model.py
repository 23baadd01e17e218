"""The vocabulary of decisions about a call: its state, requests, effects.

Longer than 400 lines: one vocabulary, whose words name each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.interactions.outbound.domain import AttemptResult
from contact_center.kernel.contracts.telephony import LegRole, Play
from contact_center.kernel.ids import AgentId, CallId


class Phase(StrEnum):
    DIALLING = "dialling"
    """We call: first the agent's page joins, then the customer's telephone rings, until it is answered."""
    WAITING = "waiting"
    CONNECTING = "connecting"
    """An agent has accepted; not both browsers are there yet."""
    ANNOUNCING = "announcing"
    """Both hear that the call is recorded."""
    TALKING = "talking"
    HELD = "held"
    MESSAGE = "message"
    """The customer hears greeting and tone, and leaves a message."""
    OUTSIDE = "outside"
    """The customer was given to a number outside, which rings or talks with them; nobody of ours is on the call."""
    PARKED = "parked"
    """The customer hears music until somebody of ours picks the call up, or its time is over."""
    ENDED = "ended"


class EndedBy(StrEnum):
    CUSTOMER = "customer"
    CUSTOMER_LOST = "customer_lost"
    """The customer's connection was gone without their hanging up, and did not come back."""
    AGENT = "agent"
    OUTSIDE = "outside"
    """Whoever was called outside, and had the customer."""
    SYSTEM = "system"
    """A supervisor, an administrator or a shutdown."""


@dataclass(frozen=True, slots=True)
class Away:
    """A side of the call whose media is gone and may come back."""

    since: datetime
    left: bool
    """Its page was closed, left or reloaded; else its media stopped without a good-bye."""


@dataclass(frozen=True, slots=True)
class BrowserPage:
    """The browser page that wants to carry one side of a call."""

    id: str = ""
    """Made by the page when it is loaded; empty for who has none, such as a simulated agent."""
    before: tuple[str, ...] = ()
    """What this tab called itself before it was reloaded or went to another page."""
    session: UUID | None = None
    """The sign-in session of an agent; None for a customer."""
    take: bool = False
    """The person has asked for the call on this page, wherever it is now."""


class Listening(StrEnum):
    """How a supervisor takes part in a call."""

    MONITOR = "monitor"
    """Hears everybody, is heard by nobody."""
    WHISPER = "whisper"
    """Is heard by the agent alone; nothing of it is recorded."""
    BARGE = "barge"
    """Is heard by the customer too, as one of the talk."""


class ColleagueStanding(StrEnum):
    """Where a colleague stands who is asked on a call."""

    RINGING = "ringing"
    """Has not answered yet; no media is expected."""
    ASIDE = "aside"
    """Speaks with the agent while the customer hears music, and hears music while the agent speaks with them."""
    IN = "in"
    """Takes part in the talk with the customer."""


class Parting(StrEnum):
    """How a colleague came to be no longer on a call."""

    LEFT = "left"
    """By their own doing."""
    DROPPED = "dropped"
    """The agent has said good-bye to them."""
    NOT_TAKEN = "not_taken"
    """They refused the offer, or did not answer it."""
    WITHDRAWN = "withdrawn"
    """The call has no need of them any more."""
    LOST = "lost"
    """Their media is gone, or never came."""


@dataclass(frozen=True, slots=True)
class OutsideParty:
    """A number outside that an agent has called to the call of a customer."""

    number: str
    """E.164."""
    caller_id: str
    """E.164, one of ours; whoever is called sees it."""
    seconds: int
    """How long it rings at most."""
    attempt: UUID
    """By which it stands in the books."""
    asked_by: AgentId
    rung_at: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a call, and what carries it. A person who comes back under a new page gets a new leg."""

    id: UUID
    role: LegRole
    agent: AgentId | None = None
    """Who of ours it is; None for a customer."""
    page: str = ""
    """Which page carries it; empty for a line that cannot come back once it has hung up."""
    session: UUID | None = None
    """The sign-in session of an agent; None for a customer."""
    joined: bool = False
    """Its media flows."""
    muted: bool = False
    away: Away | None = None
    listening: Listening | None = None
    """Set for a supervisor."""
    standing: ColleagueStanding | None = None
    """Set for a colleague."""
    outside: OutsideParty | None = None
    """Set for a number outside, which stands as a colleague does and is none of ours."""

    @property
    def who(self) -> UUID:
        """By what a colleague is named: the agent, or this leg for a number outside."""
        return self.agent or self.id

    @property
    def flows(self) -> bool:
        """Its media is there now."""
        return self.joined and self.away is None


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
class RecordingPause:
    """The agent keeps card data out of the recording."""

    since: datetime
    alarmed: bool = False
    """It has gone on for so long that somebody was told."""


class MarkKind(StrEnum):
    """Why nothing was kept for a while, or what changed at a moment of the recording."""

    HOLD = "hold"
    PAUSE = "pause"
    TRANSFER = "transfer"
    """Another agent has the call from here on."""
    INTERRUPTED = "interrupted"
    OUTSIDE = "outside"
    """Somebody outside took part, who has not heard the notice."""
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class RecordingMark:
    """A place in a recording, which has nothing of what happened there."""

    kind: MarkKind
    at: float
    """Seconds into the recording, if it has nothing of the time in which nothing was kept."""
    began: datetime
    seconds: float | None = None
    """How long nothing was kept; None while that goes on."""


@dataclass(frozen=True, slots=True)
class RecordedSoFar:
    """How much of a call is kept, counted by our own clock."""

    began: datetime
    seconds: float = 0.0
    """Until `since`."""
    since: datetime | None = None
    """From when on it is kept; None while it is not."""
    marks: tuple[RecordingMark, ...] = ()


@dataclass(frozen=True, slots=True)
class OutgoingCall:
    """A call that we make: whom it rings, and how far that is."""

    number: str
    """E.164."""
    caller_id: str
    """E.164, one of ours; the customer sees it."""
    seconds: int
    """How long it rings at most."""
    agent: AgentId
    """Who calls."""
    rung_at: datetime | None = None
    """When the number was dialled; None while the agent's page is not there yet."""
    answered_at: datetime | None = None
    message: str = ""
    """What an answering machine may be told, in the customer's language; empty for nothing."""
    message_left: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """Legs in a bridge: the customer's, in turn those of the agents who speak with them, colleagues whom these ask, and
    supervisors who listen."""

    id: CallId
    since: datetime
    """Begin of the present phase."""
    record: bool
    legs: tuple[Leg, ...]
    """Who takes part now, the customer first."""
    early: frozenset[UUID] = frozenset()
    """Legs whose media flows though nobody has said yet whose they are."""
    phase: Phase = Phase.WAITING
    answered: bool = False
    """An agent and the customer were connected at least once."""
    announced: bool = False
    last_sequence: int = 0
    message: Message | None = None
    """Set in phase MESSAGE, and kept after it."""
    language: str = "en"
    """The customer's."""
    tell_listening: bool = True
    """The agent is told of a supervisor who only monitors; who whispers or barges in is heard anyway."""
    out: OutgoingCall | None = None
    """Set for a call that we make."""
    pause: RecordingPause | None = None
    """Set while card data is kept out of the recording."""
    recorded: RecordedSoFar | None = None
    """Set from the end of the notice on, for a call that is recorded."""

    @property
    def customer(self) -> Leg:
        return next(leg for leg in self.legs if leg.role is LegRole.CUSTOMER)

    @property
    def agent(self) -> Leg | None:
        """The agent who has the call in hand; None while it waits for one."""
        return next((leg for leg in self.legs if leg.role is LegRole.AGENT), None)

    @property
    def colleagues(self) -> tuple[Leg, ...]:
        """Whom the agent has asked, those who have not answered yet and the number outside included."""
        return tuple(leg for leg in self.legs if leg.role is LegRole.CONSULTED)

    def colleague(self, who: UUID) -> Leg | None:
        return next((leg for leg in self.colleagues if leg.who == who), None)

    @property
    def outsider(self) -> Leg | None:
        """The number outside that is on the call, or rings for it; there is one at most."""
        return next((leg for leg in self.colleagues if leg.outside is not None), None)

    @property
    def supervisors(self) -> tuple[Leg, ...]:
        return tuple(leg for leg in self.legs if leg.role is LegRole.SUPERVISOR)

    def supervisor(self, who: AgentId) -> Leg | None:
        return next((leg for leg in self.supervisors if leg.agent == who), None)

    def leg(self, id: UUID | None) -> Leg | None:
        """None for one that takes no part, or no longer."""
        return next((leg for leg in self.legs if leg.id == id), None)

    def with_leg(self, leg: Leg, *, instead_of: Leg | None = None) -> Call:
        """Takes the place of `instead_of`, or of the leg with its id; a leg that is new comes last."""
        place = (instead_of or leg).id
        if self.leg(place) is None:
            return replace(self, legs=(*self.legs, leg))
        return replace(self, legs=tuple(leg if one.id == place else one for one in self.legs))

    def without(self, leg: Leg) -> Call:
        return replace(self, legs=tuple(one for one in self.legs if one.id != leg.id))

    @property
    def unattended(self) -> bool:
        """The customer waits for somebody of ours, who has not spoken with them since."""
        waits = self.phase in (Phase.WAITING, Phase.PARKED)
        return waits or (self.phase is Phase.CONNECTING and self.out is None)

    @property
    def interrupted(self) -> bool:
        """The media of the customer or of the agent is gone and may come back."""
        return any(leg.away is not None for leg in (self.customer, self.agent) if leg is not None)


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
class PauseRecording:
    """Card data is about to be said or typed: nothing is kept, whatever else happens to the call."""


@dataclass(frozen=True, slots=True)
class GoOnRecording:
    """Ends a pause of the recording; nothing but this and the end of the call does."""


@dataclass(frozen=True, slots=True)
class AgentLeaves:
    """The agent gives the customer back to the queue (transfer); the call goes on."""


@dataclass(frozen=True, slots=True)
class Parks:
    """The agent leaves the customer to whoever picks the call up."""


@dataclass(frozen=True, slots=True)
class Unparks:
    """Somebody has picked the call up, or it waits in its queue again."""


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Nobody will answer: the customer may say what it is about, so many seconds at most."""

    seconds: int
    queue: UUID | None = None


@dataclass(frozen=True, slots=True)
class LeaveOurMessage:
    """An answering machine has taken the call: it is told our message, and the agent is done with it."""


@dataclass(frozen=True, slots=True)
class SupervisorListens:
    """A supervisor joins while an agent talks with the customer; again under a new leg, or in another way."""

    supervisor: AgentId
    leg: UUID
    listening: Listening
    page: str = ""
    session: UUID | None = None


@dataclass(frozen=True, slots=True)
class SupervisorChanges:
    supervisor: AgentId
    listening: Listening


@dataclass(frozen=True, slots=True)
class SupervisorLeaves:
    supervisor: AgentId


@dataclass(frozen=True, slots=True)
class AsksColleague:
    """The customer is held and a colleague's offer rings; `leg` stands for them until their page has one."""

    colleague: AgentId
    leg: UUID


@dataclass(frozen=True, slots=True)
class ColleagueAnswers:
    """They have accepted the offer; their page is to join."""

    colleague: AgentId


@dataclass(frozen=True, slots=True)
class ColleagueJoins:
    """Their page connects: for the first time, or again under a new leg."""

    colleague: AgentId
    leg: UUID
    page: str = ""
    session: UUID | None = None


@dataclass(frozen=True, slots=True)
class ColleagueParts:
    colleague: UUID
    """As `Leg.who` has it."""
    how: Parting


@dataclass(frozen=True, slots=True)
class MuteColleague:
    colleague: UUID
    muted: bool


@dataclass(frozen=True, slots=True)
class CallsOutside:
    """A number outside is rung for the call: as a colleague is asked, or (`blind`) given the customer at once."""

    leg: UUID
    party: OutsideParty
    blind: bool = False


@dataclass(frozen=True, slots=True)
class BringIn:
    """All who have answered speak with the customer and the agent."""


@dataclass(frozen=True, slots=True)
class HandsOver:
    """The customer goes on with the colleague who answered first, and the agent leaves."""


@dataclass(frozen=True, slots=True)
class HangUp:
    by: EndedBy


@dataclass(frozen=True, slots=True)
class DialRefused:
    """The provider did not take the order to dial; `code` says why."""

    code: str
    leg: UUID | None = None
    """A number outside; None: whom the call was made for."""


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing happened; see `due`."""


Consultation = (
    AsksColleague
    | ColleagueAnswers
    | ColleagueJoins
    | ColleagueParts
    | MuteColleague
    | CallsOutside
    | BringIn
    | HandsOver
)
"""What has to do with colleagues on the call."""
Wish = (
    AgentAccepts
    | CustomerRejoins
    | Hold
    | Resume
    | MuteAgent
    | PauseRecording
    | GoOnRecording
    | AgentLeaves
    | Parks
    | Unparks
    | TakeMessage
    | LeaveOurMessage
    | SupervisorListens
    | SupervisorChanges
    | SupervisorLeaves
    | Consultation
)
"""What fits only a call that goes on."""
Command = Wish | HangUp | DialRefused | TimePassed

# What the telephony provider is to do; see `Telephony` for the meaning of each


@dataclass(frozen=True, slots=True)
class OpenBridge:
    language: str


@dataclass(frozen=True, slots=True)
class Dial:
    """Rings a telephone; both numbers are E.164."""

    leg: UUID
    number: str
    caller_id: str
    role: LegRole = LegRole.CUSTOMER


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
class PauseTape:
    """From now on nothing is kept, or things are again."""

    paused: bool


@dataclass(frozen=True, slots=True)
class RecordMessage:
    """Greeting and tone, then what the customer says."""

    customer: UUID


@dataclass(frozen=True, slots=True)
class SayAndEnd:
    """The leg alone hears this and is hung up then, whatever becomes of the bridge."""

    leg: UUID
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class RemoveLeg:
    leg: UUID


@dataclass(frozen=True, slots=True)
class CloseBridge:
    """Hangs up on everybody; a running recording is finished."""


MediaCommand = (
    OpenBridge
    | Dial
    | Connect
    | PlayTo
    | MuteLeg
    | Record
    | PauseTape
    | RecordMessage
    | SayAndEnd
    | RemoveLeg
    | CloseBridge
)

# What it means for the work


@dataclass(frozen=True, slots=True)
class Answered:
    agent: AgentId


@dataclass(frozen=True, slots=True)
class PickedUp:
    """The customer has answered a call of ours."""


@dataclass(frozen=True, slots=True)
class NotReached:
    """A call of ours is over before anybody answered it."""

    result: AttemptResult
    code: str | None = None
    """What exactly went wrong, where the provider or we know it."""


@dataclass(frozen=True, slots=True)
class OurMessageLeft:
    """A machine had taken our call, and was told our message."""


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
class ColleagueGone:
    colleague: AgentId
    how: Parting
    back: bool
    """It was the last one, so the customer is with the agent again."""


@dataclass(frozen=True, slots=True)
class Conferenced:
    """These colleagues speak with the customer from now on."""

    colleagues: tuple[AgentId, ...]


@dataclass(frozen=True, slots=True)
class OutsideAnswered:
    """The number outside has picked up."""

    attempt: UUID


@dataclass(frozen=True, slots=True)
class OutsideGone:
    """The number outside is on the call no more."""

    party: OutsideParty
    how: Parting
    result: AttemptResult
    """What it came to, where nobody had picked up."""
    code: str | None = None
    back: bool = False
    """It was the last one, so the customer is with the agent again."""


@dataclass(frozen=True, slots=True)
class OutsideBroughtIn:
    """The number outside speaks with the customer and the agent from now on."""

    attempt: UUID


@dataclass(frozen=True, slots=True)
class SentOutside:
    """The customer is the number's, and their agent is off the call."""

    agent: AgentId
    attempt: UUID
    blind: bool
    lost: bool = False
    """The agent's media did not come back, so it went on with who was there."""


@dataclass(frozen=True, slots=True)
class OutsideReturned:
    """The customer hears music and is to be answered by us again, first of all by whoever had called the number."""

    party: OutsideParty
    result: AttemptResult


@dataclass(frozen=True, slots=True)
class HandedOver:
    agent: AgentId
    to: AgentId
    lost: bool
    """The agent's media did not come back, so it went to the colleague who was there."""


@dataclass(frozen=True, slots=True)
class MediaBack:
    """The media of one side was gone for so long, and flows again; the other heard music meanwhile."""

    side: LegRole
    seconds: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """The media is gone for both sides; nobody hung up."""

    reason: str


@dataclass(frozen=True, slots=True)
class RecordingStarted:
    """The notice has been heard; from here on the conversation is kept."""


@dataclass(frozen=True, slots=True)
class RecordingPaused:
    """What is noted meanwhile is masked."""


@dataclass(frozen=True, slots=True)
class RecordingGoesOn:
    seconds: float
    """Since it was paused."""


@dataclass(frozen=True, slots=True)
class PausedTooLong:
    """A pause that was perhaps forgotten."""


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
    Answered
    | PickedUp
    | NotReached
    | OurMessageLeft
    | Abandoned
    | Ended
    | AgentLost
    | ColleagueGone
    | Conferenced
    | OutsideAnswered
    | OutsideGone
    | OutsideBroughtIn
    | SentOutside
    | OutsideReturned
    | HandedOver
    | MediaBack
    | Dropped
    | RecordingStarted
    | RecordingPaused
    | RecordingGoesOn
    | PausedTooLong
    | RecordingReady
    | MessageLeft
    | MessageReady
)
Outcome = tuple[Call, tuple[MediaCommand | WorkEffect, ...]]
