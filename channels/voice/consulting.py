"""Colleagues on a call: asked aside while the customer hears music, brought into the talk, or given the customer.

Who speaks with whom follows from two things: whether the customer is held (`Phase`), and where each colleague stands
(`ColleagueStanding`). So swapping is holding and resuming. When the last colleague is gone the customer is with the
agent again; when the agent is gone for good the customer goes on with a colleague who is there, and to the queue only
if nobody is.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from channels.voice import supervising
from channels.voice.absence import COLLEAGUE_THERE_WITHIN
from channels.voice.errors import (
    ColleagueOnCall,
    ColleagueRings,
    NobodyToBringIn,
    NotConnectedToEachOther,
    NotWithYou,
    TooManyColleagues,
)
from channels.voice.model import (
    AsksColleague,
    Away,
    Call,
    ColleagueGone,
    ColleagueJoins,
    ColleagueParts,
    ColleagueStanding,
    Conferenced,
    HandedOver,
    Leg,
    MediaCommand,
    MuteColleague,
    MuteLeg,
    Outcome,
    OutsideBroughtIn,
    OutsideGone,
    Parting,
    Phase,
    PlayTo,
    Record,
    RemoveLeg,
    WorkEffect,
)
from channels.voice.sounds import sounds
from contact_center.interactions.outbound.domain import AttemptResult
from contact_center.kernel.contracts.telephony import LegRole, Play
from contact_center.kernel.ids import AgentId

MOST_COLLEAGUES = 3
"""Beside customer and agent: a conference of five. Each costs as much sound as another caller."""


def asks(call: Call, what: AsksColleague, now: datetime) -> Outcome:
    """Raises `NotConnectedToEachOther`, `ColleagueOnCall`, `ColleagueRings` and `TooManyColleagues`."""
    if call.agent is None or call.phase not in (Phase.TALKING, Phase.HELD):
        raise NotConnectedToEachOther
    if what.colleague == call.agent.agent or call.colleague(what.colleague) is not None:
        raise ColleagueOnCall(field="to")
    check_room(call)
    leg = Leg(what.leg, LegRole.CONSULTED, what.colleague, standing=ColleagueStanding.RINGING)
    call = replace(call.with_leg(leg), phase=Phase.HELD, since=call.since if call.phase is Phase.HELD else now)
    return call, sounds(call)


def check_room(call: Call) -> None:
    """Raises `ColleagueRings` and `TooManyColleagues`."""
    if any(leg.standing is ColleagueStanding.RINGING for leg in call.colleagues):
        raise ColleagueRings
    if len(call.colleagues) >= MOST_COLLEAGUES:
        raise TooManyColleagues(MOST_COLLEAGUES)


def answers(call: Call, colleague: AgentId, now: datetime) -> Outcome:
    """Their page has some seconds to join. Idempotent."""
    leg = call.colleague(colleague)
    if leg is None or leg.standing is not ColleagueStanding.RINGING:
        return call, ()
    call = call.with_leg(replace(leg, standing=ColleagueStanding.ASIDE, away=Away(now, left=True)))
    return call, sounds(call)


def joins(call: Call, what: ColleagueJoins, now: datetime) -> Outcome:
    """Raises `NotWithYou` for somebody who was not asked, or no longer."""
    before = call.colleague(what.colleague)
    if before is None:
        raise NotWithYou
    if before.id == what.leg:
        return call, ()
    standing = ColleagueStanding.ASIDE if before.standing is ColleagueStanding.RINGING else before.standing
    leg = replace(
        before, id=what.leg, page=what.page, session=what.session, joined=False, standing=standing,
        away=before.away or Away(now, left=True),
    )  # fmt: skip
    call = call.with_leg(leg, instead_of=before)
    mute = (MuteLeg(leg.id, True),) if leg.muted else ()
    orders = (RemoveLeg(before.id), *mute, PlayTo(leg.id, Play.SILENCE))
    if leg.id not in call.early:
        return call, (*orders, *sounds(call))
    call, more = there(replace(call, early=call.early - {leg.id}), leg)
    return call, (*orders, *more)


def there(call: Call, leg: Leg) -> Outcome:
    """Media of a colleague flows: for the first time, or again."""
    call = call.with_leg(replace(leg, joined=True, away=None))
    return call, sounds(call)


def away(call: Call, leg: Leg, now: datetime, *, left: bool) -> Outcome:
    """Their media is gone. A page may come back; a line without one has hung up."""
    if left and not leg.page:
        assert leg.agent is not None
        return parts(call, ColleagueParts(leg.agent, Parting.LEFT), now)
    call = call.with_leg(replace(leg, joined=False, away=leg.away or Away(now, left)))
    return call, sounds(call)


def overdue(call: Call, now: datetime) -> Outcome:
    """Those who have been away for too long are lost."""
    outcome: tuple[MediaCommand | WorkEffect, ...] = ()
    for leg in call.colleagues:
        if leg.away is not None and leg.agent is not None and leg.away.since + COLLEAGUE_THERE_WITHIN <= now:
            call, more = parts(call, ColleagueParts(leg.agent, Parting.LOST), now)
            outcome += more
    return call, outcome


def parts(call: Call, what: ColleagueParts, now: datetime) -> Outcome:
    """Idempotent. The last one leaves the customer with the agent."""
    leg = call.colleague(what.colleague)
    if leg is None:
        return call, ()
    call = call.without(leg)
    back = not call.colleagues and call.phase is Phase.HELD
    if back:
        call = replace(call, phase=Phase.TALKING, since=now)
    return call, (RemoveLeg(leg.id), *sounds(call), _gone(leg, what.how, back=back))


def _gone(leg: Leg, how: Parting, *, back: bool) -> ColleagueGone | OutsideGone:
    if leg.outside is not None:
        return outside_gone(leg, how, back=back)
    assert leg.agent is not None
    return ColleagueGone(leg.agent, how, back)


def outside_gone(
    leg: Leg,
    how: Parting,
    result: AttemptResult = AttemptResult.CANCELLED,
    code: str | None = None,
    *,
    back: bool = False,
) -> OutsideGone:
    """`result` counts where nobody had picked up."""
    assert leg.outside is not None
    if leg.outside.answered_at is not None:
        result, code = AttemptResult.ANSWERED, None
    return OutsideGone(leg.outside, how, result, code, back)


def mutes(call: Call, what: MuteColleague) -> Outcome:
    """By the colleague or by the agent. Raises `NotWithYou`."""
    leg = call.colleague(what.colleague)
    if leg is None:
        raise NotWithYou
    return call.with_leg(replace(leg, muted=what.muted)), (MuteLeg(leg.id, what.muted),)


def merges(call: Call, now: datetime) -> Outcome:
    """Raises `NobodyToBringIn` while no colleague has answered."""
    aside = tuple(leg for leg in call.colleagues if leg.standing is ColleagueStanding.ASIDE and leg.flows)
    if not aside and (call.phase is Phase.TALKING or not _present(call)):
        raise NobodyToBringIn
    for leg in aside:
        call = call.with_leg(replace(leg, standing=ColleagueStanding.IN))
    if call.phase is not Phase.TALKING:
        call = replace(call, phase=Phase.TALKING, since=now)
    joined = Conferenced(tuple(leg.agent for leg in aside if leg.agent is not None))
    more = tuple(OutsideBroughtIn(leg.outside.attempt) for leg in aside if leg.outside is not None)
    return call, (*sounds(call), *((joined,) if joined.colleagues or not more else ()), *more)


def hands_over(call: Call, now: datetime, *, lost: bool = False) -> Outcome:
    """To a colleague of ours. Raises `NobodyToBringIn` while none is there."""
    present, agent = _present(call), call.agent
    if not present or present[0].outside is not None or agent is None:
        raise NobodyToBringIn
    heir = present[0]
    assert agent.agent is not None
    assert heir.agent is not None
    dropped: tuple[MediaCommand | WorkEffect, ...] = ()
    for leg in call.colleagues:
        if leg not in present:
            call = call.without(leg)
            dropped += (RemoveLeg(leg.id), _gone(leg, Parting.WITHDRAWN, back=False))
    call, dismissed = supervising.dismissed(call.without(agent))
    call = call.with_leg(replace(heir, role=LegRole.AGENT, standing=None))
    for leg in present[1:]:
        call = call.with_leg(replace(leg, standing=ColleagueStanding.IN))
    call = replace(call, phase=Phase.TALKING, since=now)
    record = (Record(call.customer.id, heir.id),) if call.record and call.customer.away is None else ()
    orders = (RemoveLeg(agent.id), *dismissed, *record, *sounds(call))
    aside = (leg.agent for leg in present[1:] if leg.standing is ColleagueStanding.ASIDE)
    joined = Conferenced(tuple(one for one in aside if one is not None))
    more = (joined,) if joined.colleagues else ()
    return call, (*orders, *dropped, HandedOver(agent.agent, heir.agent, lost), *more)


def dismissed(call: Call, *, but: Leg | None = None) -> tuple[Call, tuple[MediaCommand | WorkEffect, ...]]:
    """The call goes to somebody else, or ends: nobody whom its agent asked is on it any more, but for one perhaps."""
    gone: tuple[MediaCommand | WorkEffect, ...] = ()
    for leg in call.colleagues:
        if leg == but:
            continue
        call = call.without(leg)
        gone += (RemoveLeg(leg.id), _gone(leg, Parting.WITHDRAWN, back=False))
    return call, gone


def first_there(call: Call) -> Leg | None:
    """Whom the customer goes on with when the agent hands over."""
    return next(iter(_present(call)), None)


def heir(call: Call) -> Leg | None:
    """Whom the customer goes on with, should the agent be lost: whoever was only asked outside does not know them."""
    present = _present(call)
    if not present or (present[0].outside is not None and present[0].standing is not ColleagueStanding.IN):
        return None
    return present[0]


def _present(call: Call) -> tuple[Leg, ...]:
    """Ours come before a number outside, and who speaks with the customer already before who was only asked."""
    there = [leg for leg in call.colleagues if leg.flows]
    return tuple(sorted(there, key=lambda leg: (leg.outside is not None, leg.standing is not ColleagueStanding.IN)))
