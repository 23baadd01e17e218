"""What Twilio has to be told of a call, so that it is there as it is to be here. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from channels.vendors.twilio.voice.hearing import ConferencePart, restricts
from channels.vendors.twilio.voice.line import (
    NOTICE_WITHIN,
    LineCall,
    MessageStage,
    NoticeStage,
    Taping,
    wanted_parts,
    wanted_taping,
)
from contact_center.kernel.contracts.telephony import LegRole


@dataclass(frozen=True, slots=True)
class EndLeg:
    leg: UUID
    sid: str


@dataclass(frozen=True, slots=True)
class ChangePart:
    leg: UUID
    sid: str
    room: str
    before: ConferencePart
    part: ConferencePart
    coaches: str | None = None
    """Twilio's id of the call that alone hears it."""


@dataclass(frozen=True, slots=True)
class PlayNotice:
    room: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Something about the customer's call."""

    what: Taping | MessageStage
    sid: str


@dataclass(frozen=True, slots=True)
class SayFarewell:
    """The customer's line hears these words, and is over then."""

    sid: str
    text: str
    language: str


Act = EndLeg | ChangePart | PlayNotice | SayFarewell | Tell


def acts(call: LineCall) -> tuple[Act, ...]:
    """What Twilio has to be told so that it is as it is to be; none once it is. Who is to hear less comes first."""
    ends = [
        EndLeg(leg.id, leg.sid)
        for leg in call.legs.values()
        if leg.sid
        and (leg.removed or call.ended)
        and not (leg.hung_up or leg.progress.over)
        and not (call.farewell is not None and leg.role is LegRole.CUSTOMER)
    ]
    customer, room = call.customer, call.room_sid
    more: list[Act] = []
    said = call.farewell
    if said is not None and not said.asked and customer is not None and customer.sid and not customer.progress.over:
        return (SayFarewell(customer.sid, said.text, said.language), *ends)
    if not call.ended and customer is not None and customer.sid and not customer.progress.over:
        if call.message is MessageStage.WANTED and customer.id in call.inside():
            more.append(Tell(MessageStage.ASKED, customer.sid))
        if wanted_taping(call) is not call.taping:
            more.append(Tell(wanted_taping(call), customer.sid))
    if room is None or call.ended:
        return (*ends, *more)
    changes = _changes(call, room)
    if call.notice is NoticeStage.WANTED and not changes and customer is not None and customer.id in call.inside():
        more.append(PlayNotice(room))
    return (*ends, *changes, *more)


def _changes(call: LineCall, room: str) -> list[ChangePart]:
    inside = call.inside()
    found = []
    for leg, part in wanted_parts(call).items():
        before = call.given.get(leg, ConferencePart())
        coached = call.legs.get(part.coaches) if part.coaches else None
        if part != before and not (part.coaches and (coached is None or coached.sid is None)):
            found.append(ChangePart(leg, inside[leg], room, before, part, coached.sid if coached else None))
    return sorted(found, key=lambda one: not restricts(one.before, one.part))


def done(call: LineCall, act: Act, now: datetime) -> LineCall:
    """Twilio was told."""
    match act:
        case EndLeg(leg):
            return call.with_leg(replace(call.legs[leg], hung_up=True))
        case ChangePart():
            return replace(call, given={**call.given, act.leg: act.part})
        case PlayNotice():
            return replace(call, notice=NoticeStage.ASKED, notice_since=now)
        case SayFarewell() if call.farewell is not None:
            return replace(call, farewell=replace(call.farewell, asked=True))
        case Tell(MessageStage() as message):
            return replace(call, message=message)
        case Tell(Taping() as taping):
            return replace(call, taping=taping)
    return call


LOOKED_AT_EVERY: Final = timedelta(seconds=30)
"""How often Twilio is asked about a call of which it should have told by itself."""
AGAIN_AFTER: Final = timedelta(seconds=5)
LOOKED_AFTER_END: Final = timedelta(hours=2)
"""What Twilio has not done or told by then is given up."""


def look_again(call: LineCall, now: datetime) -> datetime | None:
    """When the call is to be looked at without a report; None for never."""
    if call.ended_at is not None and now - call.ended_at > LOOKED_AFTER_END:
        return None
    if call.announcing and call.notice is NoticeStage.FAILED:
        return now
    if acts(call):
        return now + AGAIN_AFTER
    if call.keys_until is not None:
        return call.keys_until
    if call.notice is NoticeStage.ASKED and call.notice_since is not None:
        return call.notice_since + NOTICE_WITHIN
    return now + LOOKED_AT_EVERY if is_open(call) else None


def is_open(call: LineCall) -> bool:
    """Something of it is still to come: the end of a leg, or of a recording."""
    legs = any(leg.sid and not leg.progress.over and not leg.hung_up for leg in call.legs.values())
    over = {tape.message for tape in call.tapes.values() if tape.over}
    taped = (call.taping is not Taping.NONE and False not in over) or (call.message_began and True not in over)
    return not call.ended or legs or taped
