"""What a call does next, decided without doing anything.

`react` takes a call, something that happened (a person's command, a media event, the passing of time)
and the instant, and returns the call as it is now with what follows: orders to the telephony provider
and effects on the work. It is the same for every provider.

    WAITING ── agent accepts ──> CONNECTING ── both there ──> ANNOUNCING ── notice heard ──> TALKING ⇄ HELD
       ^                             │                            │                             │
       └──────── agent lost ─────────┴────────────────────────────┴─────────────────────────────┘

A call of ours begins as DIALLING: the agent's page joins, the customer's telephone rings, and once it is answered the
call is CONNECTING, usually for no time at all as its agent is there; nobody reached ends it.

From TALKING and HELD also to OUTSIDE, when the customer is given to a number outside (`outside`), and back to WAITING
if that comes to nothing; and to PARKED, from where it goes on by WAITING (`parking`).

From WAITING also to MESSAGE, when nobody can answer: greeting and tone, then the caller speaks to a machine.

From every phase to ENDED: the customer leaves, somebody hangs up, the media process dies. Without
recording ANNOUNCING is skipped. Three rules shape the rest: a customer never hears silence (but while
they leave a message), a side whose media is gone keeps its phase while it may come back (`absence`), and
an event that is reported again changes nothing. Events of one call come in their order; an adapter whose
provider shuffles them sorts them first.

Longer than 400 lines: the transitions of one state machine, which are checked against each other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from channels.voice import consulting, marking, outside, pausing, supervising
from channels.voice.absence import (
    AGENT_JOINS_WITHIN,
    NOTICED_AFTER,
    agent_there_by,
    colleagues_there_by,
    customer_back_by,
    customer_there_by,
    rings_until,
)
from channels.voice.errors import CallOver, NotConnectedToEachOther
from channels.voice.model import (
    Abandoned,
    AgentAccepts,
    AgentLeaves,
    AgentLost,
    Answered,
    AsksColleague,
    Away,
    BringIn,
    BrowserPage,
    Call,
    CallsOutside,
    CloseBridge,
    ColleagueAnswers,
    ColleagueGone,
    ColleagueJoins,
    ColleagueParts,
    ColleagueStanding,
    Command,
    Conferenced,
    Connect,
    Consultation,
    CustomerRejoins,
    Dial,
    DialRefused,
    Dropped,
    Ended,
    EndedBy,
    GoOnRecording,
    HandedOver,
    HandsOver,
    HangUp,
    Hold,
    LeaveOurMessage,
    Leg,
    Listening,
    MediaBack,
    MediaCommand,
    Message,
    MessageLeft,
    MessageReady,
    MuteAgent,
    MuteColleague,
    MuteLeg,
    NotReached,
    OpenBridge,
    OurMessageLeft,
    Outcome,
    OutgoingCall,
    OutsideAnswered,
    OutsideBroughtIn,
    OutsideGone,
    OutsideParty,
    OutsideReturned,
    Parks,
    Parting,
    PausedTooLong,
    PauseRecording,
    PauseTape,
    Phase,
    PickedUp,
    PlayTo,
    Record,
    RecordingGoesOn,
    RecordingPaused,
    RecordingReady,
    RecordingStarted,
    RecordMessage,
    RemoveLeg,
    Resume,
    SayAndEnd,
    SentOutside,
    SupervisorChanges,
    SupervisorLeaves,
    SupervisorListens,
    TakeMessage,
    TimePassed,
    Unparks,
    Wish,
    WorkEffect,
)
from channels.voice.parking import domain as parking
from channels.voice.sounds import sounds
from contact_center.interactions.outbound.domain import AttemptResult
from contact_center.kernel.contracts.telephony import LegRole, MediaEvent, MediaEventKind, NotPickedUp, Play
from contact_center.kernel.ids import CallId
from contact_center.kernel.phrases import Phrase

__all__ = [
    "AGENT_JOINS_WITHIN",
    "Abandoned",
    "AgentAccepts",
    "AgentLeaves",
    "AgentLost",
    "Answered",
    "AsksColleague",
    "Away",
    "BringIn",
    "BrowserPage",
    "Call",
    "CallsOutside",
    "CloseBridge",
    "ColleagueAnswers",
    "ColleagueGone",
    "ColleagueJoins",
    "ColleagueParts",
    "ColleagueStanding",
    "Command",
    "Conferenced",
    "Connect",
    "CustomerRejoins",
    "Dial",
    "DialRefused",
    "Dropped",
    "Ended",
    "EndedBy",
    "GoOnRecording",
    "HandedOver",
    "HandsOver",
    "HangUp",
    "Hold",
    "LeaveOurMessage",
    "Leg",
    "Listening",
    "MediaBack",
    "MediaCommand",
    "Message",
    "MessageLeft",
    "MessageReady",
    "MuteAgent",
    "MuteColleague",
    "MuteLeg",
    "NotReached",
    "OpenBridge",
    "OurMessageLeft",
    "Outcome",
    "OutgoingCall",
    "OutsideAnswered",
    "OutsideBroughtIn",
    "OutsideGone",
    "OutsideParty",
    "OutsideReturned",
    "Parks",
    "Parting",
    "PauseRecording",
    "PauseTape",
    "PausedTooLong",
    "Phase",
    "PickedUp",
    "PlayTo",
    "Record",
    "RecordMessage",
    "RecordingGoesOn",
    "RecordingPaused",
    "RecordingReady",
    "RecordingStarted",
    "RemoveLeg",
    "Resume",
    "SayAndEnd",
    "SentOutside",
    "SupervisorChanges",
    "SupervisorLeaves",
    "SupervisorListens",
    "TakeMessage",
    "TimePassed",
    "Unparks",
    "WorkEffect",
    "due",
    "new_call",
    "new_call_out",
    "react",
]
"""With the words of `model` and `absence`: who decides about a call needs all of them."""

TONE_WITHIN = timedelta(seconds=60)
"""From the order for a message until its tone; a greeting takes seconds, so after that the call is given up."""
AGENT_NOT_THERE = "agent_not_there"
"""Why a call of ours did not ring, or not for long: the page of whoever calls was not there in time."""
SHORTEST_MESSAGE = 2.0
"""Seconds; a caller who hung up earlier has left no message."""


def new_call(
    call_id: CallId,
    customer: UUID,
    now: datetime,
    *,
    record: bool,
    language: str,
    page: str = "",
    tell_listening: bool = True,
) -> Outcome:
    """A customer calls; their leg may connect once the bridge is open. They hear waiting music.

    `page` is the customer's page, if it is one that can come back.
    """
    leg = Leg(customer, LegRole.CUSTOMER, page=page)
    call = Call(call_id, now, record, (leg,), language=language, tell_listening=tell_listening)
    return call, (OpenBridge(language), PlayTo(customer, Play.WAITING_MUSIC))


def new_call_out(
    call_id: CallId,
    customer: UUID,
    now: datetime,
    out: OutgoingCall,
    *,
    record: bool,
    language: str,
    tell_listening: bool = True,
) -> Outcome:
    """We call a customer; nothing rings before the agent's page is there."""
    leg = Leg(customer, LegRole.CUSTOMER)
    call = Call(
        call_id, now, record, (leg,), phase=Phase.DIALLING, language=language, tell_listening=tell_listening, out=out
    )
    return call, (OpenBridge(language),)


def due(call: Call) -> datetime | None:
    """When `TimePassed` has an effect, unless something happens before; None for never."""
    if call.phase is Phase.ENDED:
        return None
    if call.phase is Phase.MESSAGE and call.message is not None:
        return call.since + (timedelta(seconds=call.message.seconds) if call.message.began else TONE_WITHIN)
    ends = (
        customer_back_by(call), agent_there_by(call), customer_there_by(call), colleagues_there_by(call),
        rings_until(call), outside.rings_until(call), pausing.alarms_at(call),
    )  # fmt: skip
    return min((end for end in ends if end is not None), default=None)


def react(call: Call, what: Command | MediaEvent, now: datetime) -> Outcome:
    """Raises `CallOver` and `NotConnectedToEachOther` for commands that do not fit; media events never raise."""
    after, outcome = _reacted(call, what, now)
    first, last = outside.taped(call, after)
    return marking.followed(call, after, now), (*first, *outcome, *last)


def _reacted(call: Call, what: Command | MediaEvent, now: datetime) -> Outcome:
    if isinstance(what, MediaEvent):
        return _reported(call, what, now)
    if isinstance(what, TimePassed):
        return _time_passed(call, now)
    if isinstance(what, HangUp):
        return _hung_up(call, what.by, now)
    if isinstance(what, DialRefused) and what.leg is not None:
        leg = call.outsider
        return outside.refused(call, what.code, now) if leg is not None and leg.id == what.leg else (call, ())
    if isinstance(what, DialRefused):
        return _not_reached(call, AttemptResult.FAILED, now, what.code)
    if call.phase is Phase.ENDED:
        raise CallOver
    return _wanted(call, what, now)


def _hung_up(call: Call, by: EndedBy, now: datetime) -> Outcome:
    if call.phase is Phase.ENDED:
        return call, ()
    if call.phase is Phase.DIALLING:
        return _not_reached(call, AttemptResult.CANCELLED, now)
    return _message_over(call, _said(call, now), now) if call.phase is Phase.MESSAGE else _ended(call, Ended(by), now)


def _wanted(call: Call, what: Wish, now: datetime) -> Outcome:
    match what:
        case AgentAccepts():
            return _accepted(call, what, now)
        case CustomerRejoins():
            return _customer_rejoins(call, what, now)
        case Hold():
            return _held(call, now)
        case Resume():
            return _resumed(call, now)
        case MuteAgent():
            return _muted(call, what.muted)
        case PauseRecording() | GoOnRecording():
            return pausing.decided(call, what, now)
        case AgentLeaves():
            return _back_to_waiting(call, now)
        case Parks() | Unparks():
            return parking.decided(call, what, now)
        case TakeMessage():
            return _take_message(call, what, now)
        case LeaveOurMessage():
            return _leave_our_message(call, now)
        case SupervisorListens() | SupervisorChanges() | SupervisorLeaves():
            return supervising.decided(call, what)
        case _:
            return _consulted(call, what, now)


def _consulted(call: Call, what: Consultation, now: datetime) -> Outcome:
    match what:
        case AsksColleague():
            return consulting.asks(call, what, now)
        case ColleagueAnswers(colleague):
            return consulting.answers(call, colleague, now)
        case ColleagueJoins():
            return consulting.joins(call, what, now)
        case ColleagueParts():
            return consulting.parts(call, what, now)
        case MuteColleague():
            return consulting.mutes(call, what)
        case CallsOutside():
            return outside.calls(call, what, now)
        case BringIn():
            return consulting.merges(call, now)
        case HandsOver():
            return _hands_over(call, now)


def _hands_over(call: Call, now: datetime, *, lost: bool = False) -> Outcome:
    """To a colleague, else to the number outside that is there."""
    heir = consulting.first_there(call)
    if call.agent is not None and heir is not None and heir.outside is not None:
        call, dropped = consulting.dismissed(call, but=heir)
        call, more = outside.given(call, now, lost=lost)
        return call, (*dropped, *more)
    return consulting.hands_over(call, now, lost=lost)


def _accepted(call: Call, what: AgentAccepts, now: datetime) -> Outcome:
    if call.agent is not None and call.agent.id == what.leg:
        return call, ()
    if call.phase is Phase.MESSAGE:
        raise NotConnectedToEachOther(Phrase("customer_leaving_message"))
    if call.agent is not None and call.agent.agent != what.agent:
        raise NotConnectedToEachOther(Phrase("other_agent_on_call"))
    if call.agent is not None:
        return _agent_rejoins(call, call.agent, what, now)
    agent = Leg(what.leg, LegRole.AGENT, what.agent, what.page, what.session, joined=what.leg in call.early)
    if call.phase is Phase.DIALLING:
        call = replace(call.with_leg(agent), early=call.early - {what.leg})
        return _ring(call, now) if agent.joined else (call, sounds(call))
    call, dropped = outside.taken_back(call)
    call = replace(call.with_leg(agent), early=call.early - {what.leg}, phase=Phase.CONNECTING, since=now)
    ringing = (PlayTo(call.customer.id, Play.RINGBACK), PlayTo(what.leg, Play.SILENCE))
    call, more = _begin_if_both_there(call, now)
    return call, (*dropped, *ringing, *more)


def _agent_rejoins(call: Call, before: Leg, what: AgentAccepts, now: datetime) -> Outcome:
    """The place is kept and its clock runs on until media flows; nothing else about the call changes."""
    away = before.away
    if call.phase is not Phase.CONNECTING and away is None and (call.phase is not Phase.DIALLING or before.joined):
        away = Away(now, left=True)
    agent = replace(before, id=what.leg, page=what.page, session=what.session, joined=False, away=away)
    call, there = call.with_leg(agent, instead_of=before), what.leg in call.early
    mute = (MuteLeg(what.leg, True),) if agent.muted else ()
    orders = (RemoveLeg(before.id), *mute, *sounds(call))
    if not there:
        return call, orders
    call, more = _there(replace(call, early=call.early - {what.leg}), what.leg, now)
    return call, (*orders, *more)


def _customer_rejoins(call: Call, what: CustomerRejoins, now: datetime) -> Outcome:
    before = call.customer
    if before.id == what.leg:
        return call, ()
    if call.phase is Phase.MESSAGE:
        raise NotConnectedToEachOther(Phrase("you_leaving_message"))
    leg = replace(before, id=what.leg, page=what.page, joined=False, away=before.away or Away(now, left=True))
    call = call.with_leg(leg, instead_of=before)
    return call, (RemoveLeg(before.id), *sounds(call))


def _held(call: Call, now: datetime) -> Outcome:
    if call.phase is Phase.HELD:
        return call, ()
    _talking_agent(call)
    call = replace(call, phase=Phase.HELD, since=now)
    return call, sounds(call)


def _resumed(call: Call, now: datetime) -> Outcome:
    if call.phase is Phase.TALKING:
        return call, ()
    _talking_agent(call)
    call = replace(call, phase=Phase.TALKING, since=now)
    return call, sounds(call)


def _muted(call: Call, muted: bool) -> Outcome:
    agent = call.agent if call.phase is Phase.DIALLING and call.agent else _talking_agent(call)
    return call.with_leg(replace(agent, muted=muted)), (MuteLeg(agent.id, muted),)


def _talking_agent(call: Call) -> Leg:
    if call.agent is None or call.phase not in (Phase.TALKING, Phase.HELD):
        raise NotConnectedToEachOther
    return call.agent


def _take_message(call: Call, what: TakeMessage, now: datetime) -> Outcome:
    if call.phase is Phase.MESSAGE:
        return call, ()
    call, orders = _back_to_waiting(call, now)
    call = replace(call, phase=Phase.MESSAGE, since=now, message=Message(what.seconds, what.queue))
    return call, (*orders, *sounds(call), RecordMessage(call.customer.id))


def _leave_our_message(call: Call, now: datetime) -> Outcome:
    """Only where we have called: what is said then goes to a machine, and nobody of ours stays."""
    _talking_agent(call)
    if call.out is None or not call.out.message or not call.customer.flows:
        raise NotConnectedToEachOther
    call, orders = _ended(replace(call, out=replace(call.out, message_left=True)), OurMessageLeft(), now)
    return call, (*our_message(call), *orders)


def our_message(call: Call) -> tuple[MediaCommand, ...]:
    """What a machine is told in a call of ours that is over; nothing in any other."""
    out = call.out
    return (SayAndEnd(call.customer.id, out.message, call.language),) if out is not None and out.message_left else ()


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
    if call.phase is Phase.DIALLING:
        return _rang_long_enough(call, now)
    alarm = pausing.alarms_at(call)
    if alarm is not None and alarm <= now:
        return pausing.alarmed(call)  # what else is due comes with the next look
    customer, agent = customer_back_by(call), agent_there_by(call)
    if customer is not None and customer <= now:
        return _customer_over(call, now)
    rings = outside.rings_until(call)
    if rings is not None and rings <= now:
        return outside.rang_long_enough(call, now)
    if agent is not None and agent <= now:
        return _agent_lost(call, now)
    colleagues = colleagues_there_by(call)
    if colleagues is not None and colleagues <= now:
        return consulting.overdue(call, now)
    return _customer_over(call, now)


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
            return _there(call, event.leg_id, now)
        case MediaEventKind.LEG_LEFT | MediaEventKind.LEG_LOST:
            return _leg_gone(call, event, now)
        case MediaEventKind.NOTICE_PLAYED:
            return _notice_heard(call, now)
        case MediaEventKind.RECORDING_STARTED:
            return marking.begun(call, now), (RecordingStarted(),)
        case MediaEventKind.BRIDGE_ENDED if call.phase is Phase.DIALLING:
            return _not_reached(call, AttemptResult.FAILED, now, event.detail)
        case MediaEventKind.BRIDGE_ENDED:
            return _ended(call, Dropped(event.detail or "bridge ended"), now)
    return call, ()


def _reported_of_message(call: Call, event: MediaEvent, now: datetime) -> Outcome:
    assert call.message is not None
    began = call.message.began
    seconds = (event.at - began).total_seconds() if began else 0.0
    if event.kind is MediaEventKind.BRIDGE_ENDED and seconds < SHORTEST_MESSAGE:
        return _ended(call, Dropped(event.detail or "bridge ended"), now)
    gone = event.kind in (MediaEventKind.LEG_LEFT, MediaEventKind.LEG_LOST) and event.leg_id == call.customer.id
    if gone or event.kind is MediaEventKind.BRIDGE_ENDED:
        return _message_over(call, seconds, now)
    if event.kind is MediaEventKind.RECORDING_STARTED and began is None:
        return replace(call, since=now, message=replace(call.message, began=event.at)), ()
    leg = call.leg(event.leg_id)
    if event.kind is MediaEventKind.LEG_JOINED and leg is not None:
        return call.with_leg(replace(leg, joined=True)), ()
    return call, ()


def _there(call: Call, id: UUID, now: datetime) -> Outcome:
    """Media of a leg flows: for the first time, or again."""
    leg = call.leg(id)
    if leg is None:
        return replace(call, early=call.early | {id}), ()
    if leg.role is LegRole.SUPERVISOR:
        return call.with_leg(replace(leg, joined=True)), ()  # who is heard was said before
    if leg.outside is not None:
        return outside.there(call, leg, now)
    if leg.role is LegRole.CONSULTED:
        return consulting.there(call, leg)
    was_away, back = call.interrupted, _back(leg, now)
    call = call.with_leg(replace(leg, joined=True, away=None))
    if call.phase is Phase.DIALLING:
        return _picked_up(call, now) if leg.role is LegRole.CUSTOMER else _ring(call, now)
    if call.phase is Phase.CONNECTING:
        call, begun = _begin_if_both_there(call, now)
        return call, (*begun, *back)
    if not was_away:
        return call, ()
    together = call.record and call.agent is not None and not call.interrupted
    record = (Record(call.customer.id, call.agent.id),) if together and call.agent else ()
    return call, (*record, *sounds(call), *back)


def _ring(call: Call, now: datetime) -> Outcome:
    """The agent is there and hears that it rings; once only, however often their page comes back."""
    out = call.out
    if out is None or out.rung_at is not None:
        return call, sounds(call)
    call = replace(call, out=replace(out, rung_at=now))
    return call, (*sounds(call), Dial(call.customer.id, out.number, out.caller_id))


def _picked_up(call: Call, now: datetime) -> Outcome:
    """An agent whose page is just being reloaded has the usual time to come back; the customer hears music."""
    assert call.out is not None
    call = replace(call, phase=Phase.CONNECTING, since=now, out=replace(call.out, answered_at=now))
    call, begun = _begin_if_both_there(call, now)
    return call, (PickedUp(), *(begun or sounds(call)))


def _rang_long_enough(call: Call, now: datetime) -> Outcome:
    end = rings_until(call)
    rang = call.out is not None and call.out.rung_at is not None
    if rang and end is not None and end <= now:
        return _not_reached(call, AttemptResult.NO_ANSWER, now)
    return _not_reached(call, AttemptResult.CANCELLED, now, AGENT_NOT_THERE)


def _not_reached(call: Call, result: AttemptResult, now: datetime, code: str | None = None) -> Outcome:
    """Nothing for a call that was answered meanwhile: what the network reports last is what counts."""
    if call.phase is not Phase.DIALLING:
        return call, ()
    return _ended(call, NotReached(result, code), now)


def _why(detail: str | None) -> tuple[AttemptResult, str | None]:
    """What the provider says of a telephone that did not join."""
    if detail in (NotPickedUp.BUSY, NotPickedUp.NO_ANSWER, NotPickedUp.MACHINE):
        return AttemptResult(detail), None
    return AttemptResult.FAILED, None if detail == NotPickedUp.FAILED else detail


def _back(leg: Leg, now: datetime) -> tuple[MediaBack, ...]:
    """That a leg is there again, if its absence was long enough to be noticed: going to another page is none."""
    if leg.away is None or now - leg.away.since < NOTICED_AFTER:
        return ()
    return (MediaBack(leg.role, (now - leg.away.since).total_seconds()),)


def _begin_if_both_there(call: Call, now: datetime) -> Outcome:
    agent = call.agent
    if call.phase is not Phase.CONNECTING or agent is None:
        return call, ()
    if not (call.customer.joined and agent.joined):
        return call, ()
    call = replace(call, answered=True, since=now)
    assert agent.agent is not None
    answered = Answered(agent.agent)
    if not call.record:
        call = replace(call, phase=Phase.TALKING)
        return call, (*sounds(call), answered)
    record = Record(call.customer.id, agent.id)
    if call.announced:
        call = replace(call, phase=Phase.TALKING)
        return call, (*sounds(call), record, answered)
    return replace(call, phase=Phase.ANNOUNCING), (record, answered)


def _notice_heard(call: Call, now: datetime) -> Outcome:
    call = replace(call, announced=True)
    if call.phase is not Phase.ANNOUNCING:
        return call, ()
    call = replace(call, phase=Phase.TALKING, since=now)
    return call, sounds(call)


def _leg_gone(call: Call, event: MediaEvent, now: datetime) -> Outcome:
    leg = call.leg(event.leg_id)
    if leg is None:
        return replace(call, early=call.early - {event.leg_id}), ()
    if leg.role is LegRole.SUPERVISOR:
        return supervising.gone(call, leg)
    if outside.hung_up(call, leg, event):
        return _ended(call, Ended(EndedBy.OUTSIDE), now)
    if leg.outside is not None:
        return outside.gone(call, leg, event, now)
    if leg.role is LegRole.CONSULTED:
        return consulting.away(call, leg, now, left=event.kind is MediaEventKind.LEG_LEFT)
    left, was_there = event.kind is MediaEventKind.LEG_LEFT, leg.joined
    if call.phase is Phase.DIALLING and leg.role is LegRole.CUSTOMER:
        result, code = _why(event.detail)
        return _not_reached(call, result, now, code)
    call = call.with_leg(replace(leg, joined=False))
    if leg.role is LegRole.CUSTOMER:
        return _customer_gone(call, left, now)
    if leg.away is not None or (call.phase in (Phase.CONNECTING, Phase.DIALLING) and not was_there):
        return call, ()  # the time to join runs on: the page may try again
    call = call.with_leg(replace(leg, joined=False, away=Away(now, left)))
    return call, sounds(call)


def _customer_gone(call: Call, left: bool, now: datetime) -> Outcome:
    customer = call.customer
    if left and not customer.page:
        return _customer_over(call, now)  # such a line has hung up
    if customer.away is not None:
        return call, ()
    call = call.with_leg(replace(customer, away=Away(now, left)))
    return call, () if call.phase is Phase.WAITING else sounds(call)


def _customer_over(call: Call, now: datetime) -> Outcome:
    if call.unattended:
        return _ended(call, Abandoned(answered_before=call.answered), now)
    return _ended(call, Ended(EndedBy.CUSTOMER_LOST if call.customer.away else EndedBy.CUSTOMER), now)


def _agent_lost(call: Call, now: datetime) -> Outcome:
    """The customer goes on with a colleague who is there, else to the queue."""
    assert call.agent is not None
    assert call.agent.agent is not None
    if consulting.heir(call) is not None:
        return _hands_over(call, now, lost=True)
    lost = AgentLost(call.agent.agent, was_connected=call.phase is not Phase.CONNECTING)
    call, orders = _back_to_waiting(call, now)
    return call, (*orders, lost)


def _back_to_waiting(call: Call, now: datetime) -> Outcome:
    if call.phase is Phase.DIALLING:
        return _not_reached(call, AttemptResult.CANCELLED, now)
    if call.phase is Phase.OUTSIDE:
        call, gone = outside.taken_back(call)
        call = replace(call, phase=Phase.WAITING, since=now)
        return call, (*sounds(call), *gone)
    if call.phase is Phase.PARKED:
        return parking.unparked(call, now)
    if call.agent is None:
        return call, ()
    agent = call.agent
    call, dismissed = supervising.dismissed(call)
    call, asked = consulting.dismissed(call)
    call = replace(call.without(agent), phase=Phase.WAITING, since=now)
    return call, (*sounds(call), RemoveLeg(agent.id), *dismissed, *asked)


def _ended(
    call: Call, effect: Ended | Abandoned | Dropped | MessageLeft | NotReached | OurMessageLeft, now: datetime
) -> Outcome:
    call, outsider = outside.over(call)
    legs = tuple(replace(leg, joined=False, away=None) for leg in call.legs)
    call = replace(call, phase=Phase.ENDED, since=now, legs=legs, early=frozenset(), pause=None)
    return call, (*outsider, effect) if isinstance(effect, Dropped) else (CloseBridge(), *outsider, effect)
