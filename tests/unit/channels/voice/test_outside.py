"""A number outside on a call: asked, brought in, given the customer; and what becomes of each when a line is gone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from channels.voice import domain as d
from channels.voice.errors import ColleagueRings, NotConnectedToEachOther, OutsideOnCall
from channels.voice.model import MarkKind, Parting
from channels.voice.outside import kept_out
from channels.voice.resync import resync_orders
from channels.voice.sounds import hears
from channels.voice.store import _CALL, stored_call
from contact_center.interactions.outbound.domain import AttemptResult
from contact_center.kernel.contracts.telephony import LegRole, Play
from tests.unit.channels.voice.test_consulting import RINGS, consulted
from tests.unit.channels.voice.test_domain import CUSTOMER, MEI, MEI_LEG, NOW, WEI, WEI_LEG, Kind, Script

OUT, ATTEMPT = UUID(int=40), UUID(int=41)
PARTY = d.OutsideParty("+886223456789", "+886227110480", 30, ATTEMPT, MEI, NOW)
DIAL = d.Dial(OUT, "+886223456789", "+886227110480", LegRole.CONSULTED)
BOTH = {CUSTOMER: frozenset({OUT}), OUT: frozenset({CUSTOMER})}


def rung(*, blind: bool = False) -> Script:
    script = Script(page="c").talking()
    script.told(Kind.RECORDING_STARTED)
    return script.does(d.CallsOutside(OUT, PARTY, blind))


def asked() -> Script:
    return rung().told(Kind.LEG_JOINED, OUT)


def sent() -> Script:
    return asked().does(d.HandsOver())


def test_it_is_rung_while_the_customer_hears_music_and_stands_as_a_colleague() -> None:
    script = rung()
    assert script.orders[-1] == DIAL
    assert hears(script.call) == {CUSTOMER: Play.HOLD_MUSIC, MEI_LEG: Play.RINGBACK}
    assert DIAL in resync_orders(script.call), "an order that was lost is given again"
    with pytest.raises(OutsideOnCall):
        script.does(d.CallsOutside(UUID(int=42), PARTY))
    with pytest.raises(ColleagueRings):
        script.does(d.AsksColleague(WEI, RINGS))
    assert script.told(Kind.LEG_JOINED, OUT).effects == (d.OutsideAnswered(ATTEMPT),)
    assert hears(script.call) == {
        MEI_LEG: frozenset({OUT}), OUT: frozenset({MEI_LEG}), CUSTOMER: Play.HOLD_MUSIC,
    }  # fmt: skip
    assert DIAL not in resync_orders(script.call)
    assert stored_call(_CALL.dump_python(script.call, mode="json")) == script.call
    with pytest.raises(NotConnectedToEachOther):
        Script().waiting().does(d.CallsOutside(OUT, PARTY))


def test_in_a_conference_with_it_nothing_is_recorded_until_it_is_gone() -> None:
    script = asked().does(d.BringIn())
    assert (script.orders[0], script.effects) == (d.PauseTape(True), (d.OutsideBroughtIn(ATTEMPT),))
    assert hears(script.call)[CUSTOMER] == frozenset({MEI_LEG, OUT})
    assert kept_out(script.call)
    script.does(d.PauseRecording()).does(d.GoOnRecording())
    assert script.orders == (d.PauseTape(True),), "a pause for card data that ends does not let it go on"
    script.does(d.ColleagueParts(OUT, Parting.DROPPED))
    assert script.orders[-1] == d.PauseTape(False)
    [gone] = script.effects
    assert isinstance(gone, d.OutsideGone)
    assert (gone.result, gone.how, gone.back) == (AttemptResult.ANSWERED, Parting.DROPPED, False)


@pytest.mark.parametrize(
    ("detail", "result", "code"),
    [
        ("busy", AttemptResult.BUSY, None),
        ("no_answer", AttemptResult.NO_ANSWER, None),
        ("machine", AttemptResult.MACHINE, None),
        ("failed", AttemptResult.FAILED, None),
        ("no route", AttemptResult.FAILED, "no route"),
    ],
)
def test_one_that_does_not_answer_leaves_the_customer_with_the_agent_or_on_the_way_to_one(
    detail: str, result: AttemptResult, code: str | None
) -> None:
    script = rung().told(Kind.LEG_LEFT, OUT, detail)
    party = d.OutsideGone(PARTY, Parting.NOT_TAKEN, result, code, back=True)
    assert (script.effects, hears(script.call)[CUSTOMER]) == ((party,), frozenset({MEI_LEG}))
    blind = rung(blind=True).told(Kind.LEG_LEFT, OUT, detail)
    gone = d.OutsideGone(PARTY, Parting.NOT_TAKEN, result, code)
    assert blind.effects == (gone, d.OutsideReturned(PARTY, result))
    assert hears(blind.call) == {CUSTOMER: Play.WAITING_MUSIC}
    assert blind.call.phase is d.Phase.WAITING


def test_it_rings_so_long_as_the_line_lets_it_and_a_network_that_refuses_is_an_answer() -> None:
    for script in (rung(), rung(blind=True)):
        assert d.due(script.call) == NOW + timedelta(seconds=30)
        script.passes(seconds=30)
        gone = script.effects[0]
        assert isinstance(gone, d.OutsideGone)
        assert gone.result is AttemptResult.NO_ANSWER
        assert d.RemoveLeg(OUT) in script.orders
    script = rung().does(d.DialRefused("no_route", OUT))
    assert script.effects == (d.OutsideGone(PARTY, Parting.NOT_TAKEN, AttemptResult.FAILED, "no_route", back=True),)
    assert script.does(d.DialRefused("no_route", OUT)).outcome == ()


def test_given_at_once_the_customer_hears_it_ring_and_then_talks_with_it_alone() -> None:
    script = rung(blind=True)
    assert script.effects == (d.SentOutside(MEI, ATTEMPT, blind=True),)
    assert (script.orders[0], script.orders[-1]) == (d.PauseTape(True), DIAL)
    assert d.RemoveLeg(MEI_LEG) in script.orders
    assert hears(script.call) == {CUSTOMER: Play.RINGBACK}
    assert hears(script.told(Kind.LEG_JOINED, OUT).call) == BOTH
    assert resync_orders(script.call)[0] == d.PauseTape(True)


def test_handed_over_after_a_talk_the_agent_is_off_and_either_ends_it() -> None:
    script = sent()
    assert (script.effects, hears(script.call)) == ((d.SentOutside(MEI, ATTEMPT, blind=False),), BOTH)
    script.passes(seconds=90).told(Kind.LEG_LEFT, OUT, "completed")
    assert script.call.recorded is not None
    assert [(one.kind, one.seconds) for one in script.call.recorded.marks][-1] == (MarkKind.OUTSIDE, 90)
    gone, ended = script.effects
    assert isinstance(gone, d.OutsideGone)
    assert (gone.result, ended) == (AttemptResult.ANSWERED, d.Ended(d.EndedBy.OUTSIDE))
    script = sent().told(Kind.LEG_LEFT, CUSTOMER)
    assert hears(script.call)[OUT] is Play.WAITING_MUSIC, "a page may come back"
    assert script.passes(seconds=20).effects[1] == d.Ended(d.EndedBy.CUSTOMER_LOST)


def test_a_line_that_breaks_sends_the_customer_to_an_agent_and_one_who_takes_them_back_has_them() -> None:
    script = sent().told(Kind.LEG_LOST, OUT)
    assert [type(one) for one in script.effects] == [d.OutsideGone, d.OutsideReturned]
    assert hears(script.call) == {CUSTOMER: Play.WAITING_MUSIC}
    script.does(d.AgentAccepts(WEI, WEI_LEG)).told(Kind.LEG_JOINED, WEI_LEG)
    assert hears(script.call)[CUSTOMER] == frozenset({WEI_LEG})
    back = sent().does(d.AgentAccepts(MEI, MEI_LEG))
    assert d.RemoveLeg(OUT) in back.orders
    assert back.orders[-1] == d.PauseTape(False)
    queued = sent().does(d.AgentLeaves())
    assert hears(queued.call) == {CUSTOMER: Play.WAITING_MUSIC}


def test_an_agent_who_is_lost_leaves_the_customer_with_whom_they_speak_but_not_with_a_stranger() -> None:
    conference = asked().does(d.BringIn()).told(Kind.LEG_LOST, MEI_LEG).passes(seconds=20)
    assert conference.effects == (d.SentOutside(MEI, ATTEMPT, blind=False, lost=True),)
    assert hears(conference.call) == BOTH
    aside = asked().told(Kind.LEG_LOST, MEI_LEG).passes(seconds=20)
    assert [type(one) for one in aside.effects] == [d.OutsideGone, d.AgentLost]
    assert hears(aside.call) == {CUSTOMER: Play.WAITING_MUSIC}


def test_a_colleague_comes_before_a_number_outside() -> None:
    script = consulted().does(d.CallsOutside(OUT, PARTY)).told(Kind.LEG_JOINED, OUT).does(d.HandsOver())
    assert any(isinstance(one, d.HandedOver) for one in script.effects)
    assert hears(script.call)[WEI_LEG] == frozenset({CUSTOMER, OUT})
    assert script.does(d.HandsOver()).effects == (d.SentOutside(WEI, ATTEMPT, blind=False),)


@pytest.mark.parametrize("how", ["hang up", "dead media"])
def test_the_end_of_the_call_says_what_it_came_to(how: str) -> None:
    script = rung()
    if how == "hang up":
        script.does(d.HangUp(d.EndedBy.AGENT))
    else:
        script.told(Kind.BRIDGE_ENDED)
    gone = script.effects[0]
    assert isinstance(gone, d.OutsideGone)
    assert gone.result is AttemptResult.CANCELLED
    assert script.call.outsider is None
