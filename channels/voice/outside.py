"""A number outside on the call of a customer: rung for advice, or to take the customer over.

It stands as a colleague does (`consulting`), but nobody of ours is behind it: there is one at most, it cannot come
back once its line is gone, and what it says is in no recording, as it has not heard the notice. Given the customer
(`Phase.OUTSIDE`), it talks with them alone. If it does not answer or its line breaks, the customer hears music on the
way to an agent, the one before first; if it hangs up, the talk is over.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from channels.voice import consulting, supervising
from channels.voice.errors import NotConnectedToEachOther, OutsideOnCall
from channels.voice.model import (
    Call,
    CallsOutside,
    ColleagueStanding,
    Dial,
    Leg,
    MediaCommand,
    Outcome,
    OutsideAnswered,
    OutsideReturned,
    Parting,
    PauseTape,
    Phase,
    RemoveLeg,
    SentOutside,
    WorkEffect,
)
from channels.voice.sounds import sounds
from contact_center.interactions.outbound.domain import AttemptResult
from contact_center.kernel.contracts.telephony import LegRole, MediaEvent, MediaEventKind, NotPickedUp

_REASONS = {
    NotPickedUp.BUSY: AttemptResult.BUSY,
    NotPickedUp.NO_ANSWER: AttemptResult.NO_ANSWER,
    NotPickedUp.MACHINE: AttemptResult.MACHINE,
}


def calls(call: Call, what: CallsOutside, now: datetime) -> Outcome:
    """Raises `NotConnectedToEachOther`, `OutsideOnCall`, and what `consulting.check_room` raises."""
    if call.agent is None or call.phase not in (Phase.TALKING, Phase.HELD):
        raise NotConnectedToEachOther
    if call.outsider is not None:
        raise OutsideOnCall(field="number")
    if not what.blind:
        consulting.check_room(call)
    leg = Leg(what.leg, LegRole.CONSULTED, standing=ColleagueStanding.RINGING, outside=what.party)
    if what.blind:
        call, asked = consulting.dismissed(call)
        call, more = _given(call.with_leg(leg), now, blind=True)
        return call, (*asked, *more, dial(leg))
    call = replace(call.with_leg(leg), phase=Phase.HELD, since=call.since if call.phase is Phase.HELD else now)
    return call, (*sounds(call), dial(leg))


def dial(leg: Leg) -> Dial:
    """The order to ring it; given again, it rings nobody twice."""
    assert leg.outside is not None
    return Dial(leg.id, leg.outside.number, leg.outside.caller_id, LegRole.CONSULTED)


def rings_until(call: Call) -> datetime | None:
    """None while nothing outside rings."""
    leg = call.outsider
    if leg is None or leg.outside is None or leg.standing is not ColleagueStanding.RINGING:
        return None
    return leg.outside.rung_at + timedelta(seconds=leg.outside.seconds)


def rang_long_enough(call: Call, now: datetime) -> Outcome:
    leg = call.outsider
    return (call, ()) if leg is None else _not_there(call, leg, Parting.NOT_TAKEN, AttemptResult.NO_ANSWER, None, now)


def there(call: Call, leg: Leg, now: datetime) -> Outcome:
    """It was picked up."""
    assert leg.outside is not None
    if leg.outside.answered_at is not None:
        return call, ()
    standing = ColleagueStanding.IN if call.phase is Phase.OUTSIDE else ColleagueStanding.ASIDE
    party = replace(leg.outside, answered_at=now)
    call = call.with_leg(replace(leg, joined=True, standing=standing, outside=party))
    return call, (*sounds(call), OutsideAnswered(party.attempt))


def gone(call: Call, leg: Leg, event: MediaEvent, now: datetime) -> Outcome:
    """Its line is no more: never picked up, hung up, or broken."""
    assert leg.outside is not None
    picked_up = leg.outside.answered_at is not None
    broken = _broken(event)
    result, code = _why(event.detail)
    how = Parting.LOST if picked_up and broken else Parting.LEFT if picked_up else Parting.NOT_TAKEN
    return _not_there(call, leg, how, result, code, now)


def refused(call: Call, code: str, now: datetime) -> Outcome:
    """The provider would not ring it."""
    leg = call.outsider
    if leg is None:
        return call, ()
    return _not_there(call, leg, Parting.NOT_TAKEN, AttemptResult.FAILED, code, now)


def hung_up(call: Call, leg: Leg, event: MediaEvent) -> bool:
    """It had the customer, and has ended the talk."""
    there = leg.outside is not None and leg.outside.answered_at is not None
    return there and call.phase is Phase.OUTSIDE and not _broken(event)


def _broken(event: MediaEvent) -> bool:
    return event.kind is MediaEventKind.LEG_LOST or event.detail == NotPickedUp.FAILED


def given(call: Call, now: datetime, *, lost: bool = False) -> Outcome:
    """The customer goes on with the number outside, which is there, and the agent leaves."""
    leg = call.outsider
    assert leg is not None
    return _given(call.with_leg(replace(leg, standing=ColleagueStanding.IN)), now, blind=False, lost=lost)


def taken_back(call: Call) -> tuple[Call, tuple[MediaCommand | WorkEffect, ...]]:
    """An agent has the customer again: the number is needed no more."""
    return consulting.dismissed(call) if call.phase is Phase.OUTSIDE else (call, ())


def over(call: Call) -> tuple[Call, tuple[WorkEffect, ...]]:
    """The call ends: what the number came to is written with it."""
    leg = call.outsider
    if leg is None:
        return call, ()
    return call.without(leg), (consulting.outside_gone(leg, Parting.LEFT),)


def taped(before: Call, call: Call) -> tuple[tuple[MediaCommand, ...], tuple[MediaCommand, ...]]:
    """Nothing that somebody outside hears is kept: the orders to pause come before all others, to go on after them."""
    if not call.record or call.phase is Phase.ENDED or _heard(before) is _heard(call):
        return (), ()
    order = (PauseTape(_heard(call) or call.pause is not None),)
    return (order, ()) if _heard(call) else ((), order)


def kept_out(call: Call) -> bool:
    """Nothing of the talk is to be kept now: somebody pays with a card, or somebody outside takes part."""
    return call.pause is not None or _heard(call)


def _heard(call: Call) -> bool:
    leg = call.outsider
    return call.phase is Phase.OUTSIDE or (leg is not None and leg.standing is ColleagueStanding.IN)


def _given(call: Call, now: datetime, *, blind: bool, lost: bool = False) -> Outcome:
    agent, leg = call.agent, call.outsider
    assert agent is not None
    assert agent.agent is not None
    assert leg is not None
    assert leg.outside is not None
    call, dismissed = supervising.dismissed(call.without(agent))
    call = replace(call, phase=Phase.OUTSIDE, since=now)
    sent = SentOutside(agent.agent, leg.outside.attempt, blind, lost)
    return call, (RemoveLeg(agent.id), *dismissed, *sounds(call), sent)


def _not_there(call: Call, leg: Leg, how: Parting, result: AttemptResult, code: str | None, now: datetime) -> Outcome:
    """With an agent there, they have the customer back; else the customer is on the way to one."""
    assert leg.outside is not None
    call = call.without(leg)
    if call.phase is Phase.OUTSIDE:
        call = replace(call, phase=Phase.WAITING, since=now)
        left = consulting.outside_gone(leg, how, result, code)
        return call, (*sounds(call), RemoveLeg(leg.id), left, OutsideReturned(leg.outside, left.result))
    back = not call.colleagues and call.phase is Phase.HELD
    if back:
        call = replace(call, phase=Phase.TALKING, since=now)
    return call, (RemoveLeg(leg.id), *sounds(call), consulting.outside_gone(leg, how, result, code, back=back))


def _why(detail: str | None) -> tuple[AttemptResult, str | None]:
    try:
        return _REASONS[NotPickedUp(detail or "")], None
    except (ValueError, KeyError):
        return AttemptResult.FAILED, None if detail == NotPickedUp.FAILED else detail
