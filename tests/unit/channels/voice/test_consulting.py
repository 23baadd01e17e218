"""Colleagues on a call: asked, swapped with, brought in, given the customer; and what becomes of each leg that dies."""

from __future__ import annotations

from uuid import UUID

import pytest

from channels.voice import domain as d
from channels.voice.absence import COLLEAGUE_THERE_WITHIN
from channels.voice.consulting import MOST_COLLEAGUES
from channels.voice.errors import (
    ColleagueOnCall,
    ColleagueRings,
    NobodyToBringIn,
    NotConnectedToEachOther,
    NotWithYou,
    TooManyColleagues,
)
from channels.voice.resync import resync_orders
from channels.voice.sounds import hears
from channels.voice.store import _CALL, stored_call
from contact_center.kernel.contracts.telephony import LegRole, Play
from contact_center.kernel.ids import AgentId
from tests.unit.channels.voice.test_domain import CUSTOMER, MEI, MEI_LEG, WEI, WEI_LEG, Kind, Script
from tools.scenes import Scene, scenes

RINGS = UUID(int=30)
LEE, LEE_LEG = AgentId(UUID(int=31)), UUID(int=32)
GRACE = COLLEAGUE_THERE_WITHIN.total_seconds()
TO_EACH_OTHER = {MEI_LEG: frozenset({WEI_LEG}), WEI_LEG: frozenset({MEI_LEG}), CUSTOMER: Play.HOLD_MUSIC}
ALL = {leg: frozenset({CUSTOMER, MEI_LEG, WEI_LEG} - {leg}) for leg in (CUSTOMER, MEI_LEG, WEI_LEG)}


def asked() -> Script:
    return Script(page="c").talking().does(d.AsksColleague(WEI, RINGS))


def consulted(page: str = "w") -> Script:
    script = asked().does(d.ColleagueAnswers(WEI)).does(d.ColleagueJoins(WEI, WEI_LEG, page))
    return script.told(Kind.LEG_JOINED, WEI_LEG)


def test_while_a_colleague_is_rung_the_customer_hears_music_and_the_agent_the_ringing() -> None:
    script = asked()
    assert hears(script.call) == {CUSTOMER: Play.HOLD_MUSIC, MEI_LEG: Play.RINGBACK}
    back = script.does(d.Resume())
    assert hears(back.call) == {CUSTOMER: frozenset({MEI_LEG}), MEI_LEG: frozenset({CUSTOMER})}
    back.does(d.ColleagueAnswers(WEI)).does(d.ColleagueJoins(WEI, WEI_LEG, "w")).told(Kind.LEG_JOINED, WEI_LEG)
    assert hears(back.call)[WEI_LEG] is Play.HOLD_MUSIC, "who answers meanwhile waits with music"
    assert hears(back.does(d.Hold()).call) == TO_EACH_OTHER


def test_consult_swap_and_conference_and_the_same_again_after_an_accident() -> None:
    script = consulted()
    assert hears(script.call) == TO_EACH_OTHER
    swapped = script.does(d.Resume())
    assert hears(swapped.call)[CUSTOMER] == frozenset({MEI_LEG})
    assert hears(swapped.call)[WEI_LEG] is Play.HOLD_MUSIC
    merged = swapped.does(d.BringIn())
    assert (hears(merged.call), merged.effects) == (ALL, (d.Conferenced((WEI,)),))
    assert d.MuteLeg(WEI_LEG, False) in resync_orders(merged.call)
    held = merged.does(d.Hold())
    assert hears(held.call) == TO_EACH_OTHER
    assert hears(held.does(d.BringIn()).call) == ALL
    assert stored_call(_CALL.dump_python(held.call, mode="json")) == held.call


def test_only_who_may_be_asked_is() -> None:
    with pytest.raises(NotConnectedToEachOther):
        Script().waiting().does(d.AsksColleague(WEI, RINGS))
    with pytest.raises(ColleagueOnCall):
        Script().talking().does(d.AsksColleague(MEI, RINGS))
    with pytest.raises(ColleagueRings):
        asked().does(d.AsksColleague(LEE, LEE_LEG))
    with pytest.raises(ColleagueOnCall):
        consulted().does(d.AsksColleague(WEI, LEE_LEG))
    with pytest.raises(NobodyToBringIn):
        asked().does(d.BringIn())
    with pytest.raises(NobodyToBringIn):
        asked().does(d.HandsOver())
    for what in (d.ColleagueJoins(LEE, LEE_LEG), d.MuteColleague(LEE, True)):
        with pytest.raises(NotWithYou):
            asked().does(what)
    script = Script().talking()
    for n in range(MOST_COLLEAGUES):
        who = AgentId(UUID(int=100 + n))
        script.does(d.AsksColleague(who, UUID(int=200 + n))).does(d.ColleagueAnswers(who))
    with pytest.raises(TooManyColleagues):
        script.does(d.AsksColleague(WEI, RINGS))


@pytest.mark.parametrize("how", d.Parting)
@pytest.mark.parametrize("begun", [asked, consulted])
def test_when_the_last_colleague_is_gone_the_customer_is_with_the_agent_again(begun: object, how: d.Parting) -> None:
    script = begun().does(d.ColleagueParts(WEI, how))  # type: ignore[operator]
    assert script.effects == (d.ColleagueGone(WEI, how, back=True),)
    assert hears(script.call) == {CUSTOMER: frozenset({MEI_LEG}), MEI_LEG: frozenset({CUSTOMER})}
    assert script.does(d.ColleagueParts(WEI, how)).outcome == ()


def test_a_colleague_whose_connection_is_gone_may_come_back_and_is_lost_after_a_while() -> None:
    script = consulted().told(Kind.LEG_LOST, WEI_LEG)
    assert hears(script.call)[MEI_LEG] is Play.WAITING_MUSIC
    assert hears(script.call)[CUSTOMER] is Play.HOLD_MUSIC
    script.does(d.ColleagueJoins(WEI, LEE_LEG, "w2")).told(Kind.LEG_JOINED, LEE_LEG)
    assert hears(script.call)[MEI_LEG] == frozenset({LEE_LEG})
    assert script.passes(seconds=60).outcome == ()
    script.told(Kind.LEG_LOST, LEE_LEG)
    assert script.passes(seconds=GRACE - 1).outcome == ()
    gone = script.passes(seconds=1)
    assert gone.effects == (d.ColleagueGone(WEI, d.Parting.LOST, back=True),)
    assert gone.call.phase is d.Phase.TALKING


def test_a_colleague_who_answers_and_whose_sound_never_comes_is_lost() -> None:
    script = asked().does(d.ColleagueAnswers(WEI))
    assert script.passes(seconds=GRACE).effects == (d.ColleagueGone(WEI, d.Parting.LOST, back=True),)


def test_a_line_without_a_page_has_hung_up() -> None:
    gone = consulted(page="").told(Kind.LEG_LEFT, WEI_LEG)
    assert gone.effects == (d.ColleagueGone(WEI, d.Parting.LEFT, back=True),)


def test_sound_that_comes_before_its_page_is_known_counts() -> None:
    script = asked().told(Kind.LEG_JOINED, WEI_LEG).does(d.ColleagueJoins(WEI, WEI_LEG, "w"))
    assert hears(script.call) == TO_EACH_OTHER
    assert script.does(d.ColleagueJoins(WEI, WEI_LEG, "w")).outcome == ()
    assert script.does(d.ColleagueAnswers(WEI)).outcome == (), "the log tells it late"


def test_an_agent_whose_connection_is_gone_leaves_all_with_music_and_may_come_back() -> None:
    script = consulted().told(Kind.LEG_LOST, MEI_LEG)
    heard = hears(script.call)
    assert (heard[CUSTOMER], heard[WEI_LEG]) == (Play.HOLD_MUSIC, Play.WAITING_MUSIC)
    script.does(d.AgentAccepts(MEI, LEE_LEG, "m")).told(Kind.LEG_JOINED, LEE_LEG)
    assert hears(script.call)[LEE_LEG] == frozenset({WEI_LEG})


def test_an_agent_who_does_not_come_back_leaves_the_customer_with_the_colleague_who_is_there() -> None:
    lost = consulted().told(Kind.LEG_LOST, MEI_LEG).passes(seconds=20)
    assert lost.effects == (d.HandedOver(MEI, WEI, lost=True),)
    assert hears(lost.call) == {CUSTOMER: frozenset({WEI_LEG}), WEI_LEG: frozenset({CUSTOMER})}
    alone = asked().told(Kind.LEG_LOST, MEI_LEG).passes(seconds=20)
    withdrawn = d.ColleagueGone(WEI, d.Parting.WITHDRAWN, back=False)
    assert set(alone.effects) == {d.AgentLost(MEI, was_connected=True), withdrawn}
    assert hears(alone.call) == {CUSTOMER: Play.WAITING_MUSIC}


def test_in_a_conference_who_is_left_goes_on_talking() -> None:
    script = consulted().does(d.BringIn()).told(Kind.LEG_LOST, MEI_LEG)
    assert hears(script.call)[CUSTOMER] == frozenset({WEI_LEG})
    other = consulted().does(d.BringIn()).told(Kind.LEG_LOST, WEI_LEG)
    assert hears(other.call)[CUSTOMER] == frozenset({MEI_LEG})


def test_handing_over_leaves_customer_and_colleague() -> None:
    script = consulted().does(d.HandsOver())
    assert script.effects == (d.HandedOver(MEI, WEI, lost=False),)
    assert d.RemoveLeg(MEI_LEG) in script.orders
    assert d.Record(CUSTOMER, WEI_LEG) in script.orders
    assert script.call.agent is not None
    assert (script.call.agent.role, script.call.agent.agent) == (LegRole.AGENT, WEI)
    assert hears(script.call) == {CUSTOMER: frozenset({WEI_LEG}), WEI_LEG: frozenset({CUSTOMER})}
    assert script.told(Kind.LEG_LEFT, MEI_LEG).effects == ()


def test_of_several_the_one_in_the_talk_gets_the_customer_and_who_is_rung_is_needed_no_more() -> None:
    script = consulted().does(d.BringIn()).does(d.AsksColleague(LEE, RINGS))
    assert hears(script.call)[MEI_LEG] == frozenset({WEI_LEG})
    script.does(d.HandsOver())
    assert set(script.effects) == {
        d.HandedOver(MEI, WEI, lost=False), d.ColleagueGone(LEE, d.Parting.WITHDRAWN, back=False),
    }  # fmt: skip


@pytest.mark.parametrize("begun", [asked, consulted])
def test_a_customer_who_hangs_up_ends_it_for_all(begun: object) -> None:
    script = begun().does(d.HangUp(d.EndedBy.CUSTOMER))  # type: ignore[operator]
    assert script.outcome == (d.CloseBridge(), d.Ended(d.EndedBy.CUSTOMER))
    gone = begun().told(Kind.LEG_LOST, CUSTOMER)  # type: ignore[operator]
    assert gone.call.phase is d.Phase.HELD
    assert gone.passes(seconds=20).effects == (d.Ended(d.EndedBy.CUSTOMER_LOST),)


def test_work_that_goes_elsewhere_takes_no_colleague_along() -> None:
    script = consulted().does(d.AgentLeaves())
    assert d.ColleagueGone(WEI, d.Parting.WITHDRAWN, back=False) in script.effects
    assert script.call.colleagues == ()


def test_a_colleague_is_muted_by_the_agent_or_by_themselves_and_stays_so_under_a_new_leg() -> None:
    script = consulted().does(d.MuteColleague(WEI, True))
    assert script.orders == (d.MuteLeg(WEI_LEG, True),)
    assert d.MuteLeg(LEE_LEG, True) in script.does(d.ColleagueJoins(WEI, LEE_LEG, "w")).orders


@pytest.mark.parametrize("scene", [pytest.param(one, id=one.name) for one in scenes()])
def test_in_every_state_nobody_is_left_in_silence_or_hears_what_is_not_theirs(scene: Scene) -> None:
    call, heard = scene.call, hears(scene.call)
    if call.phase in (d.Phase.ANNOUNCING, d.Phase.MESSAGE):
        return
    assert call.phase is d.Phase.DIALLING or heard[call.customer.id] not in (Play.SILENCE, frozenset())
    for leg in call.colleagues:
        assert not leg.flows or heard[leg.id] is not Play.SILENCE
    for listener, what in heard.items():
        if isinstance(what, Play):
            continue
        for speaker in what:
            speaks = call.leg(speaker)
            assert speaks is not None
            assert speaks.flows, "nobody listens to somebody who is not there"
            if LegRole.SUPERVISOR not in (speaks.role, call.leg(listener).role):  # type: ignore[union-attr]
                assert listener in heard[speaker], "who talks is heard both ways"  # type: ignore[operator]
    held = call.phase is d.Phase.HELD
    assert not (held and isinstance(heard[call.customer.id], frozenset)), "on hold the customer hears nobody"
