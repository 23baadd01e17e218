"""What a call does next, decided without doing anything.

`react` takes a call, something that happened (a person's command, a media event, the passing of time)
and the instant, and returns the call as it is now with what follows: orders to the telephony provider
and effects on the work. It is the same for every provider.

    WAITING ── agent accepts ──> CONNECTING ── both there ──> ANNOUNCING ── notice heard ──> TALKING ⇄ HELD
       ^                             │                            │                             │
       └──────── agent lost ─────────┴────────────────────────────┴─────────────────────────────┘

From every phase to ENDED: the customer leaves, somebody hangs up, the media process dies. Without
recording ANNOUNCING is skipped. Two rules shape the rest: a customer never hears silence, and an event
that is reported again changes nothing. Events of one call come in their order; an adapter whose
provider shuffles them sorts them first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from channels.voice.errors import CallOver, NotTalking
from contact_center.kernel.contracts.telephony import MediaEvent, MediaEventKind, Play
from contact_center.kernel.ids import AgentId, CallId

CUSTOMER_JOINS_WITHIN = timedelta(seconds=30)
"""From the call's beginning until the customer's voice arrives; after that it is given up."""
AGENT_JOINS_WITHIN = timedelta(seconds=15)
"""From accepting until the agent's voice arrives; after that the agent counts as lost."""


class Phase(StrEnum):
    WAITING = "waiting"
    CONNECTING = "connecting"
    """An agent has accepted; not both browsers are there yet."""
    ANNOUNCING = "announcing"
    """Both hear that the call is recorded."""
    TALKING = "talking"
    HELD = "held"
    ENDED = "ended"


class EndedBy(StrEnum):
    CUSTOMER = "customer"
    CUSTOMER_LOST = "customer_lost"
    """The customer's connection broke without a good-bye."""
    AGENT = "agent"
    SYSTEM = "system"
    """A supervisor, an administrator or a shutdown."""


@dataclass(frozen=True, slots=True)
class AgentOnCall:
    agent: AgentId
    leg: UUID
    muted: bool = False


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


# What people want


@dataclass(frozen=True, slots=True)
class AgentAccepts:
    agent: AgentId
    leg: UUID
    muted: bool = False
    """An agent who had muted the microphone before their page was reloaded stays muted."""


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
class HangUp:
    by: EndedBy


@dataclass(frozen=True, slots=True)
class TimePassed:
    """Nothing happened; see `due`."""


Command = AgentAccepts | Hold | Resume | MuteAgent | AgentLeaves | HangUp | TimePassed

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
class RemoveLeg:
    leg: UUID


@dataclass(frozen=True, slots=True)
class CloseBridge:
    """Hangs up on everybody; a running recording is finished."""


MediaCommand = OpenBridge | Connect | PlayTo | MuteLeg | Record | RemoveLeg | CloseBridge

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


WorkEffect = Answered | Abandoned | Ended | AgentLost | Dropped | RecordingStarted | RecordingReady
Outcome = tuple[Call, tuple[MediaCommand | WorkEffect, ...]]


def new_call(call_id: CallId, customer: UUID, now: datetime, *, record: bool, language: str) -> Outcome:
    """A customer calls; their leg may connect once the bridge is open. They hear waiting music."""
    call = Call(call_id, customer, now, record)
    return call, (OpenBridge(language), PlayTo(customer, Play.WAITING_MUSIC))


def due(call: Call) -> datetime | None:
    """When `TimePassed` has an effect, unless something happens before; None for never."""
    if call.phase is Phase.CONNECTING:
        return call.since + AGENT_JOINS_WITHIN
    if call.phase is Phase.WAITING and call.customer not in call.joined:
        return call.since + CUSTOMER_JOINS_WITHIN
    return None


def react(call: Call, what: Command | MediaEvent, now: datetime) -> Outcome:
    """Raises `CallOver` and `NotTalking` for commands that do not fit; media events never raise."""
    if isinstance(what, MediaEvent):
        return _reported(call, what, now)
    if isinstance(what, TimePassed):
        return _time_passed(call, now)
    if isinstance(what, HangUp):
        return _ended(call, Ended(what.by), now) if call.phase is not Phase.ENDED else (call, ())
    if call.phase is Phase.ENDED:
        raise CallOver(call.id)
    return _wanted(call, what, now)


def _wanted(call: Call, what: AgentAccepts | Hold | Resume | MuteAgent | AgentLeaves, now: datetime) -> Outcome:
    match what:
        case AgentAccepts():
            return _accepted(call, what, now)
        case Hold():
            return _held(call, now)
        case Resume():
            return _resumed(call, now)
        case MuteAgent():
            return _muted(call, what.muted)
        case AgentLeaves():
            return _back_to_waiting(call, now)


def _accepted(call: Call, what: AgentAccepts, now: datetime) -> Outcome:
    if call.agent is not None and call.agent.leg == what.leg:
        return call, ()
    if call.agent is not None:
        raise NotTalking(f"call {call.id} is with another agent")
    call = replace(call, agent=AgentOnCall(what.agent, what.leg, what.muted), phase=Phase.CONNECTING, since=now)
    ringing = (PlayTo(call.customer, Play.RINGBACK), PlayTo(what.leg, Play.SILENCE))
    mute = (MuteLeg(what.leg, True),) if what.muted else ()
    call, more = _begin_if_both_there(call, now)
    return call, (*ringing, *mute, *more)


def _held(call: Call, now: datetime) -> Outcome:
    if call.phase is Phase.HELD:
        return call, ()
    agent = _talking_agent(call)
    music = (PlayTo(call.customer, Play.HOLD_MUSIC), PlayTo(agent.leg, Play.SILENCE), Connect())
    return replace(call, phase=Phase.HELD, since=now), music


def _resumed(call: Call, now: datetime) -> Outcome:
    if call.phase is Phase.TALKING:
        return call, ()
    _talking_agent(call)
    return replace(call, phase=Phase.TALKING, since=now), (_each_other(call),)


def _muted(call: Call, muted: bool) -> Outcome:
    agent = _talking_agent(call)
    return replace(call, agent=replace(agent, muted=muted)), (MuteLeg(agent.leg, muted),)


def _talking_agent(call: Call) -> AgentOnCall:
    if call.agent is None or call.phase not in (Phase.TALKING, Phase.HELD):
        raise NotTalking(call.id)
    return call.agent


def _time_passed(call: Call, now: datetime) -> Outcome:
    at = due(call)
    if at is None or now < at:
        return call, ()
    if call.agent is not None and call.agent.leg not in call.joined:
        return _agent_lost(call, now)
    return _customer_gone(call, True, now)


def _reported(call: Call, event: MediaEvent, now: datetime) -> Outcome:
    if event.sequence <= call.last_sequence:
        return call, ()
    call = replace(call, last_sequence=event.sequence)
    if event.kind is MediaEventKind.RECORDING_READY and event.detail:
        return call, (RecordingReady(event.detail),)
    if call.phase is Phase.ENDED:
        return call, ()
    match event.kind:
        case MediaEventKind.LEG_JOINED if event.leg_id is not None:
            call = replace(call, joined=call.joined | {event.leg_id})
            return _begin_if_both_there(call, now)
        case MediaEventKind.LEG_LEFT | MediaEventKind.LEG_LOST:
            return _leg_gone(call, event, now)
        case MediaEventKind.NOTICE_PLAYED:
            return _notice_heard(call, now)
        case MediaEventKind.RECORDING_STARTED:
            return call, (RecordingStarted(),)
        case MediaEventKind.BRIDGE_ENDED:
            return _ended(call, Dropped(event.detail or "bridge ended"), now)
    return call, ()


def _begin_if_both_there(call: Call, now: datetime) -> Outcome:
    agent = call.agent
    if call.phase is not Phase.CONNECTING or agent is None:
        return call, ()
    if not {call.customer, agent.leg} <= call.joined:
        return call, ()
    call = replace(call, answered=True, since=now)
    answered = Answered(agent.agent)
    if not call.record:
        return replace(call, phase=Phase.TALKING), (_each_other(call), answered)
    record = Record(call.customer, agent.leg)
    if call.announced:
        return replace(call, phase=Phase.TALKING), (_each_other(call), record, answered)
    return replace(call, phase=Phase.ANNOUNCING), (record, answered)


def _notice_heard(call: Call, now: datetime) -> Outcome:
    call = replace(call, announced=True)
    if call.phase is not Phase.ANNOUNCING:
        return call, ()
    return replace(call, phase=Phase.TALKING, since=now), (_each_other(call),)


def _leg_gone(call: Call, event: MediaEvent, now: datetime) -> Outcome:
    call = replace(call, joined=call.joined - {event.leg_id})
    if event.leg_id == call.customer:
        return _customer_gone(call, event.kind is MediaEventKind.LEG_LOST, now)
    if call.agent is not None and event.leg_id == call.agent.leg:
        return _agent_lost(call, now)
    return call, ()


def _customer_gone(call: Call, lost: bool, now: datetime) -> Outcome:
    if call.phase in (Phase.WAITING, Phase.CONNECTING):
        return _ended(call, Abandoned(answered_before=call.answered), now)
    return _ended(call, Ended(EndedBy.CUSTOMER_LOST if lost else EndedBy.CUSTOMER), now)


def _agent_lost(call: Call, now: datetime) -> Outcome:
    assert call.agent is not None
    lost = AgentLost(call.agent.agent, was_connected=call.phase is not Phase.CONNECTING)
    call, orders = _back_to_waiting(call, now)
    return call, (*orders, lost)


def _back_to_waiting(call: Call, now: datetime) -> Outcome:
    if call.agent is None:
        return call, ()
    leg = call.agent.leg
    call = replace(call, agent=None, phase=Phase.WAITING, since=now, joined=call.joined - {leg})
    return call, (PlayTo(call.customer, Play.WAITING_MUSIC), Connect(), RemoveLeg(leg))


def _ended(call: Call, effect: Ended | Abandoned | Dropped, now: datetime) -> Outcome:
    call = replace(call, phase=Phase.ENDED, since=now, joined=frozenset())
    return call, (effect,) if isinstance(effect, Dropped) else (CloseBridge(), effect)


def _each_other(call: Call) -> Connect:
    assert call.agent is not None
    customer, agent = call.customer, call.agent.leg
    return Connect(((customer, frozenset({agent})), (agent, frozenset({customer}))))
