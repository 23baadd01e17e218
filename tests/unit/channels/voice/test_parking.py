"""A parked call: what its customer hears, who may park it, and what becomes of it."""

from __future__ import annotations

from uuid import UUID

import pytest

from channels.voice import domain as d
from channels.voice.errors import ColleaguesOnCall, NotConnectedToEachOther
from channels.voice.model import Listening, MarkKind
from channels.voice.parking.service import may_pick_up
from channels.voice.resync import resync_orders
from channels.voice.sounds import hears
from channels.voice.store import _CALL, stored_call
from contact_center.kernel.contracts.telephony import Play
from contact_center.kernel.ids import AgentId, QueueId
from tests.unit.channels.voice.test_consulting import consulted
from tests.unit.channels.voice.test_domain import CUSTOMER, MEI, MEI_LEG, WEI, WEI_LEG, Kind, Script


def parked(page: str = "") -> Script:
    script = Script(page=page).talking()
    return script.told(Kind.RECORDING_STARTED).does(d.Parks())


def test_the_customer_hears_hold_music_and_the_agent_is_off_the_call() -> None:
    script = parked()
    assert script.orders == (d.PlayTo(CUSTOMER, Play.HOLD_MUSIC), d.Connect(), d.RemoveLeg(MEI_LEG))
    assert (script.effects, script.call.agent, d.due(script.call)) == ((), None, None)
    assert resync_orders(script.call) == (d.PlayTo(CUSTOMER, Play.HOLD_MUSIC), d.Connect()), (
        "lost orders are given again"
    )
    assert stored_call(_CALL.dump_python(script.call, mode="json")) == script.call
    assert script.does(d.Parks()).outcome == ()


def test_also_from_hold_but_not_before_the_talk_nor_over_the_heads_of_others() -> None:
    assert Script().talking().does(d.Hold()).does(d.Parks()).call.phase is d.Phase.PARKED
    for too_early in (Script().waiting(), Script().accepted()):
        with pytest.raises(NotConnectedToEachOther):
            too_early.does(d.Parks())
    with pytest.raises(ColleaguesOnCall):
        consulted().does(d.Parks())


def test_a_supervisor_who_listened_is_dismissed() -> None:
    supervisor = UUID(int=70)
    script = Script().talking().does(d.SupervisorListens(AgentId(UUID(int=71)), supervisor, Listening.MONITOR))
    assert d.RemoveLeg(supervisor) in script.does(d.Parks()).orders


def test_whoever_picks_it_up_talks_without_a_second_notice_and_the_recording_says_what_is_missing() -> None:
    script = parked().passes(seconds=80).does(d.Unparks())
    assert hears(script.call) == {CUSTOMER: Play.WAITING_MUSIC}
    assert script.does(d.Unparks()).outcome == ()
    script.does(d.AgentAccepts(WEI, WEI_LEG)).told(Kind.LEG_JOINED, WEI_LEG)
    assert hears(script.call)[CUSTOMER] == frozenset({WEI_LEG})
    assert d.Record(CUSTOMER, WEI_LEG) in script.orders
    assert script.call.recorded is not None
    assert [(one.kind, one.seconds) for one in script.call.recorded.marks] == [
        (MarkKind.PARKED, 80), (MarkKind.TRANSFER, 0),
    ]  # fmt: skip


def test_one_whose_page_joins_before_the_call_knows_has_it() -> None:
    script = parked().does(d.AgentAccepts(MEI, WEI_LEG)).told(Kind.LEG_JOINED, WEI_LEG)
    assert hears(script.call)[CUSTOMER] == frozenset({WEI_LEG})


@pytest.mark.parametrize("page", ["", "c"])
def test_a_customer_who_hangs_up_or_stays_away_has_left_a_call_that_was_answered(page: str) -> None:
    script = parked(page).told(Kind.LEG_LEFT, CUSTOMER)
    if page:
        assert script.effects == (), "a page may come back"
        script.passes(seconds=20)
    assert script.effects == (d.Abandoned(answered_before=True),)
    assert script.orders == (d.CloseBridge(),)


def test_dead_media_ends_it_as_dropped_and_a_pause_for_card_data_outlives_it() -> None:
    assert parked().told(Kind.BRIDGE_ENDED).effects == (d.Dropped("bridge ended"),)
    script = Script().talking().told(Kind.RECORDING_STARTED).does(d.PauseRecording()).does(d.Parks())
    assert script.does(d.Unparks()).call.pause is not None


def test_it_is_picked_up_by_whoever_parked_it_or_serves_its_queue() -> None:
    queue = QueueId(UUID(int=80))
    assert may_pick_up(MEI, MEI, None, ())
    assert may_pick_up(WEI, MEI, queue, {queue})
    assert not may_pick_up(WEI, MEI, queue, {QueueId(UUID(int=81))})
    assert not may_pick_up(WEI, MEI, None, {queue})
