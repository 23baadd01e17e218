"""Supervisors on a call: whom they hear, who hears them, and that the call is the same without them."""

from __future__ import annotations

from uuid import UUID

import pytest

from channels.voice import domain as d
from channels.voice.errors import NobodyToListenTo, NotListening, TooManyListening
from channels.voice.resync import resync_orders
from channels.voice.supervising import MOST_LISTENING, listening_to
from contact_center.kernel.contracts.telephony import Play
from contact_center.kernel.ids import AgentId
from tests.unit.channels.voice.test_domain import CUSTOMER, EACH_OTHER, MEI_LEG, WEI, WEI_LEG, Kind, Script

SAM, SAM_LEG = AgentId(UUID(int=20)), UUID(int=21)
HEARS = {
    d.Listening.MONITOR: {CUSTOMER: {MEI_LEG}, MEI_LEG: {CUSTOMER}, SAM_LEG: {CUSTOMER, MEI_LEG}},
    d.Listening.WHISPER: {CUSTOMER: {MEI_LEG}, MEI_LEG: {CUSTOMER, SAM_LEG}, SAM_LEG: {CUSTOMER, MEI_LEG}},
    d.Listening.BARGE: {CUSTOMER: {MEI_LEG, SAM_LEG}, MEI_LEG: {CUSTOMER, SAM_LEG}, SAM_LEG: {CUSTOMER, MEI_LEG}},
}
HEARS_ON_HOLD = {
    d.Listening.MONITOR: {SAM_LEG: {MEI_LEG}},
    d.Listening.WHISPER: {MEI_LEG: {SAM_LEG}, SAM_LEG: {MEI_LEG}},
    d.Listening.BARGE: {MEI_LEG: {SAM_LEG}, SAM_LEG: {MEI_LEG}},
}


def hears(orders: tuple[d.MediaCommand, ...]) -> dict[UUID, set[UUID]]:
    [connect] = [order for order in orders if isinstance(order, d.Connect)]
    return {listener: set(speakers) for listener, speakers in connect.matrix}


def listened(listening: d.Listening = d.Listening.MONITOR) -> Script:
    script = Script().talking().does(d.SupervisorListens(SAM, SAM_LEG, listening))
    assert hears(script.orders) == HEARS[listening]
    return script.told(Kind.LEG_JOINED, SAM_LEG)


@pytest.mark.parametrize("listening", d.Listening)
def test_who_hears_whom_while_they_talk_and_while_the_customer_is_held(listening: d.Listening) -> None:
    script = listened(listening)
    assert script.outcome == (), "who is heard was settled before the supervisor's sound came"
    assert listening_to(script.call) == {SAM: listening}
    held = script.does(d.Hold())
    assert hears(held.orders) == HEARS_ON_HOLD[listening]
    assert d.PlayTo(CUSTOMER, Play.HOLD_MUSIC) in held.orders, "nobody is heard by a customer who is held"
    assert hears(held.does(d.Resume()).orders) == HEARS[listening]


def test_another_way_of_taking_part_changes_who_hears_them() -> None:
    script = listened()
    for listening in (d.Listening.WHISPER, d.Listening.BARGE, d.Listening.MONITOR):
        assert hears(script.does(d.SupervisorChanges(SAM, listening)).orders) == HEARS[listening]
        assert hears(resync_orders(script.call)) == HEARS[listening], "and so it is made again after an accident"
    assert script.does(d.SupervisorChanges(SAM, d.Listening.MONITOR)).outcome == ()


def test_a_supervisor_who_stops_or_whose_page_is_gone_leaves_the_talk_as_it_was() -> None:
    stopped = listened(d.Listening.BARGE).does(d.SupervisorLeaves(SAM))
    assert stopped.orders == (d.RemoveLeg(SAM_LEG), EACH_OTHER)
    assert stopped.does(d.SupervisorLeaves(SAM)).outcome == ()
    for gone in (Kind.LEG_LEFT, Kind.LEG_LOST):
        script = listened(d.Listening.BARGE).told(gone, SAM_LEG)
        assert (script.outcome, script.call.phase) == ((EACH_OTHER,), d.Phase.TALKING)
        assert script.passes(minutes=5).outcome == ()


def test_a_page_that_was_reloaded_is_the_same_supervisor() -> None:
    script = listened(d.Listening.WHISPER).does(d.SupervisorListens(SAM, WEI_LEG, d.Listening.WHISPER))
    assert script.orders[:2] == (d.RemoveLeg(SAM_LEG), d.PlayTo(WEI_LEG, Play.SILENCE))
    assert [leg.id for leg in script.call.supervisors] == [WEI_LEG]
    assert script.told(Kind.LEG_LEFT, SAM_LEG).outcome == (), "the old leg says good-bye late"


def test_supervisors_leave_with_the_agent_they_listened_to() -> None:
    script = listened(d.Listening.BARGE).does(d.AgentLeaves())
    assert d.RemoveLeg(SAM_LEG) in script.orders
    assert d.PlayTo(CUSTOMER, Play.WAITING_MUSIC) in script.orders
    assert script.call.supervisors == ()
    lost = listened().told(Kind.LEG_LOST, MEI_LEG)
    assert lost.call.supervisors, "an agent may come back"
    assert lost.passes(seconds=21).call.supervisors == ()


def test_there_must_be_an_agent_to_listen_to() -> None:
    for script in (Script().waiting(), Script().accepted()):
        with pytest.raises(NobodyToListenTo):
            script.does(d.SupervisorListens(SAM, SAM_LEG, d.Listening.MONITOR))
    with pytest.raises(NotListening):
        Script().talking().does(d.SupervisorChanges(SAM, d.Listening.BARGE))


def test_not_more_than_so_many_listen() -> None:
    script = Script().talking()
    for n in range(MOST_LISTENING):
        script.does(d.SupervisorListens(AgentId(UUID(int=100 + n)), UUID(int=200 + n), d.Listening.MONITOR))
    with pytest.raises(TooManyListening):
        script.does(d.SupervisorListens(WEI, WEI_LEG, d.Listening.MONITOR))


def test_the_notice_of_recording_goes_on_while_a_supervisor_joins() -> None:
    script = Script().accepted().told(Kind.LEG_JOINED, MEI_LEG)
    assert script.does(d.SupervisorListens(SAM, SAM_LEG, d.Listening.BARGE)).orders == (
        d.PlayTo(SAM_LEG, Play.SILENCE),
    )
    assert hears(script.told(Kind.NOTICE_PLAYED, CUSTOMER).orders) == HEARS[d.Listening.BARGE]
