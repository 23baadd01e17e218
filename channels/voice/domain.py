"""What a call does next, decided without doing anything.

`react` takes a call, something that happened (a person's command, a media event, the passing of time)
and the instant, and returns the call as it is now with what follows: orders to the telephony provider
and effects on the work. It is the same for every provider.

    WAITING ── agent accepts ──> CONNECTING ── both there ──> ANNOUNCING ── notice heard ──> TALKING ⇄ HELD
       ^                             │                            │                             │
       └──────── agent lost ─────────┴────────────────────────────┴─────────────────────────────┘

From WAITING also to MESSAGE, when nobody can answer: greeting and tone, then the caller speaks to a machine.

From every phase to ENDED: the customer leaves, somebody hangs up, the media process dies. Without
recording ANNOUNCING is skipped. Two rules shape the rest: a customer never hears silence (but while
they leave a message), and an event that is reported again changes nothing. Events of one call come in
their order; an adapter whose provider shuffles them sorts them first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from channels.voice.errors import CallOver, NotTalking
from channels.voice.model import (
    Abandoned,
    AgentAccepts,
    AgentLeaves,
    AgentLost,
    AgentOnCall,
    Answered,
    Call,
    CloseBridge,
    Command,
    Connect,
    Dropped,
    Ended,
    EndedBy,
    HangUp,
    Hold,
    MediaCommand,
    Message,
    MessageLeft,
    MessageReady,
    MuteAgent,
    MuteLeg,
    OpenBridge,
    Outcome,
    Phase,
    PlayTo,
    Record,
    RecordingReady,
    RecordingStarted,
    RecordMessage,
    RemoveLeg,
    Resume,
    TakeMessage,
    TimePassed,
    WorkEffect,
)
from contact_center.kernel.contracts.telephony import MediaEvent, MediaEventKind, Play
from contact_center.kernel.ids import CallId

__all__ = [
    "Abandoned",
    "AgentAccepts",
    "AgentLeaves",
    "AgentLost",
    "AgentOnCall",
    "Answered",
    "Call",
    "CloseBridge",
    "Command",
    "Connect",
    "Dropped",
    "Ended",
    "EndedBy",
    "HangUp",
    "Hold",
    "MediaCommand",
    "Message",
    "MessageLeft",
    "MessageReady",
    "MuteAgent",
    "MuteLeg",
    "OpenBridge",
    "Outcome",
    "Phase",
    "PlayTo",
    "Record",
    "RecordMessage",
    "RecordingReady",
    "RecordingStarted",
    "RemoveLeg",
    "Resume",
    "TakeMessage",
    "TimePassed",
    "WorkEffect",
    "due",
    "new_call",
    "react",
]
"""With the words of `model`: who decides about a call needs both."""

CUSTOMER_JOINS_WITHIN = timedelta(seconds=30)
"""From the call's beginning until the customer's voice arrives; after that it is given up."""
AGENT_JOINS_WITHIN = timedelta(seconds=15)
"""From accepting until the agent's voice arrives; after that the agent counts as lost."""

TONE_WITHIN = timedelta(seconds=60)
"""From the order for a message until its tone; a greeting takes seconds, so after that the call is given up."""
SHORTEST_MESSAGE = 2.0
"""Seconds; who hung up before has said nothing."""


def new_call(call_id: CallId, customer: UUID, now: datetime, *, record: bool, language: str) -> Outcome:
    """A customer calls; their leg may connect once the bridge is open. They hear waiting music."""
    call = Call(call_id, customer, now, record, language=language)
    return call, (OpenBridge(language), PlayTo(customer, Play.WAITING_MUSIC))


def due(call: Call) -> datetime | None:
    """When `TimePassed` has an effect, unless something happens before; None for never."""
    if call.phase is Phase.CONNECTING:
        return call.since + AGENT_JOINS_WITHIN
    if call.phase is Phase.MESSAGE and call.message is not None:
        return call.since + (timedelta(seconds=call.message.seconds) if call.message.began else TONE_WITHIN)
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
        return _hung_up(call, what.by, now)
    if call.phase is Phase.ENDED:
        raise CallOver(call.id)
    return _wanted(call, what, now)


def _hung_up(call: Call, by: EndedBy, now: datetime) -> Outcome:
    if call.phase is Phase.ENDED:
        return call, ()
    return _message_over(call, _said(call, now), now) if call.phase is Phase.MESSAGE else _ended(call, Ended(by), now)


def _wanted(
    call: Call, what: AgentAccepts | Hold | Resume | MuteAgent | AgentLeaves | TakeMessage, now: datetime
) -> Outcome:
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
        case TakeMessage():
            return _take_message(call, what, now)


def _accepted(call: Call, what: AgentAccepts, now: datetime) -> Outcome:
    if call.agent is not None and call.agent.leg == what.leg:
        return call, ()
    if call.agent is not None:
        raise NotTalking(f"call {call.id} is with another agent")
    if call.phase is Phase.MESSAGE:
        raise NotTalking(f"the customer of call {call.id} is leaving a message")
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


def _take_message(call: Call, what: TakeMessage, now: datetime) -> Outcome:
    if call.phase is Phase.MESSAGE:
        return call, ()
    call, orders = _back_to_waiting(call, now)
    call = replace(call, phase=Phase.MESSAGE, since=now, message=Message(what.seconds, what.queue))
    return call, (*orders, PlayTo(call.customer, Play.SILENCE), Connect(), RecordMessage(call.customer))


def _said(call: Call, now: datetime) -> float:
    """Seconds since the tone, by our own clock."""
    return (now - call.since).total_seconds() if call.message is not None and call.message.began else 0.0


def _message_over(call: Call, seconds: float, now: datetime) -> Outcome:
    """A message becomes work; who said nothing has left before anybody answered."""
    assert call.message is not None
    if seconds < SHORTEST_MESSAGE:
        return _ended(call, Abandoned(answered_before=call.answered), now)
    return _ended(call, MessageLeft(min(round(seconds), call.message.seconds), call.message.queue), now)


def _time_passed(call: Call, now: datetime) -> Outcome:
    at = due(call)
    if at is None or now < at:
        return call, ()
    if call.phase is Phase.MESSAGE:
        return _message_over(call, _said(call, now), now)
    if call.agent is not None and call.agent.leg not in call.joined:
        return _agent_lost(call, now)
    return _customer_gone(call, True, now)


def _reported(call: Call, event: MediaEvent, now: datetime) -> Outcome:
    if event.sequence <= call.last_sequence:
        return call, ()
    call = replace(call, last_sequence=event.sequence)
    if event.kind is MediaEventKind.RECORDING_READY and event.detail:
        return call, (RecordingReady(event.detail),)
    if event.kind is MediaEventKind.MESSAGE_READY and event.detail:
        return call, (MessageReady(event.detail),)
    if call.phase is Phase.ENDED:
        return call, ()
    if call.phase is Phase.MESSAGE:
        return _reported_of_message(call, event, now)
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


def _reported_of_message(call: Call, event: MediaEvent, now: datetime) -> Outcome:
    assert call.message is not None
    began = call.message.began
    seconds = (event.at - began).total_seconds() if began else 0.0
    if event.kind is MediaEventKind.BRIDGE_ENDED and seconds < SHORTEST_MESSAGE:
        return _ended(call, Dropped(event.detail or "bridge ended"), now)
    gone = event.kind in (MediaEventKind.LEG_LEFT, MediaEventKind.LEG_LOST) and event.leg_id == call.customer
    if gone or event.kind is MediaEventKind.BRIDGE_ENDED:
        return _message_over(call, seconds, now)
    if event.kind is MediaEventKind.RECORDING_STARTED and began is None:
        return replace(call, since=now, message=replace(call.message, began=event.at)), ()
    if event.kind is MediaEventKind.LEG_JOINED and event.leg_id is not None:
        return replace(call, joined=call.joined | {event.leg_id}), ()
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


def _ended(call: Call, effect: Ended | Abandoned | Dropped | MessageLeft, now: datetime) -> Outcome:
    call = replace(call, phase=Phase.ENDED, since=now, joined=frozenset())
    return call, (effect,) if isinstance(effect, Dropped) else (CloseBridge(), effect)


def _each_other(call: Call) -> Connect:
    assert call.agent is not None
    customer, agent = call.customer, call.agent.leg
    return Connect(((customer, frozenset({agent})), (agent, frozenset({customer}))))
