"""A page that is reloaded, a computer that sleeps, a network that changes, a second tab: silence is not leaving."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.voice import domain as d
from channels.voice.absence import COMES_BACK_WITHIN, may_carry
from channels.voice.errors import CallOver, NotConnectedToEachOther
from channels.voice.model import LegRole
from channels.voice.resync import resync_orders
from contact_center.kernel.contracts.telephony import MediaEventKind as Kind
from contact_center.kernel.contracts.telephony import Play
from tests.unit.channels.voice.test_domain import CUSTOMER, EACH_OTHER, MEI, MEI_LEG, WEI, WEI_LEG, Script

MEI_AGAIN, CUSTOMER_AGAIN = UUID(int=13), UUID(int=12)
APART = (d.PlayTo(CUSTOMER, Play.WAITING_MUSIC), d.PlayTo(MEI_LEG, Play.SILENCE), d.Connect())
GONE = pytest.mark.parametrize("how", [Kind.LEG_LEFT, Kind.LEG_LOST])


@GONE
@pytest.mark.parametrize("held", [False, True])
def test_an_agent_whose_media_is_gone_keeps_the_call_for_twenty_seconds(how: Kind, held: bool) -> None:
    script = Script().talking()
    if held:
        script.does(d.Hold())
    script.told(how, MEI_LEG)
    music = Play.HOLD_MUSIC if held else Play.WAITING_MUSIC
    assert script.orders == (d.PlayTo(CUSTOMER, music), d.PlayTo(MEI_LEG, Play.SILENCE), d.Connect()), "music at once"
    assert script.effects == ()
    assert script.passes(seconds=19).outcome == ()
    script.passes(seconds=1)
    assert script.orders == (d.PlayTo(CUSTOMER, Play.WAITING_MUSIC), d.Connect(), d.RemoveLeg(MEI_LEG))
    assert script.effects == (d.AgentLost(MEI, was_connected=True),)
    assert script.call.phase is d.Phase.WAITING


@GONE
def test_a_page_that_is_back_in_time_talks_on(how: Kind) -> None:
    script = Script().talking().told(how, MEI_LEG).passes(seconds=12).does(d.AgentAccepts(MEI, MEI_AGAIN))
    assert d.RemoveLeg(MEI_LEG) in script.orders
    assert d.PlayTo(CUSTOMER, Play.WAITING_MUSIC) in script.orders, "music until the new leg is there"
    script.told(Kind.LEG_JOINED, MEI_AGAIN)
    both = d.Connect(((CUSTOMER, frozenset({MEI_AGAIN})), (MEI_AGAIN, frozenset({CUSTOMER}))))
    assert script.outcome == (d.Record(CUSTOMER, MEI_AGAIN), both, d.MediaBack(LegRole.AGENT, 12.0))
    assert script.call.phase is d.Phase.TALKING
    assert d.due(script.call) is None


@GONE
@pytest.mark.parametrize(("seconds", "told"), [(2, ()), (3, (d.MediaBack(LegRole.CUSTOMER, 3.0),))])
def test_an_interruption_that_was_noticed_is_told_and_a_change_of_page_is_none(
    how: Kind, seconds: int, told: tuple[d.MediaBack, ...]
) -> None:
    script = Script(page="one").talking().told(how, CUSTOMER).passes(seconds=seconds)
    script.does(d.CustomerRejoins(CUSTOMER_AGAIN, "one")).told(Kind.LEG_JOINED, CUSTOMER_AGAIN)
    assert script.effects == told


def test_a_reload_is_no_loss_though_the_new_page_is_quicker_than_the_news_of_the_old_one() -> None:
    script = Script().talking().does(d.AgentAccepts(MEI, MEI_AGAIN)).told(Kind.LEG_LEFT, MEI_LEG, "removed")
    assert script.outcome == ()
    script.told(Kind.LEG_JOINED, MEI_AGAIN)
    assert script.call.phase is d.Phase.TALKING


def test_a_held_call_is_still_held_after_a_reload() -> None:
    script = Script().talking().does(d.Hold()).told(Kind.LEG_LEFT, MEI_LEG).does(d.AgentAccepts(MEI, MEI_AGAIN))
    script.told(Kind.LEG_JOINED, MEI_AGAIN)
    assert d.PlayTo(CUSTOMER, Play.HOLD_MUSIC) in script.orders
    assert script.call.phase is d.Phase.HELD
    assert EACH_OTHER not in script.orders


def test_a_page_that_only_tries_does_not_keep_the_customer_waiting_for_ever() -> None:
    script = Script().talking().told(Kind.LEG_LOST, MEI_LEG)
    for number in range(3):
        script.passes(seconds=6).does(d.AgentAccepts(MEI, UUID(int=20 + number)))
    assert script.passes(seconds=2).effects == (d.AgentLost(MEI, was_connected=True),)
    script = Script().accepted()
    for number in range(2):
        script.passes(seconds=7).does(d.AgentAccepts(MEI, UUID(int=20 + number)))
    assert script.passes(seconds=1).effects == (d.AgentLost(MEI, was_connected=False),)


def test_a_page_that_is_reloaded_between_accepting_and_talking_is_not_lost() -> None:
    script = Script().accepted().told(Kind.LEG_LEFT, MEI_LEG)
    assert script.outcome == ()
    script.does(d.AgentAccepts(MEI, MEI_AGAIN)).told(Kind.LEG_JOINED, MEI_AGAIN)
    assert d.Answered(MEI) in script.effects


def test_the_notice_goes_on_where_the_reload_interrupted_it() -> None:
    script = Script().accepted().told(Kind.LEG_JOINED, MEI_LEG).told(Kind.LEG_LEFT, MEI_LEG)
    script.told(Kind.NOTICE_PLAYED, CUSTOMER)
    assert script.orders == APART, "nobody is there to talk with yet"
    script.does(d.AgentAccepts(MEI, MEI_AGAIN)).told(Kind.LEG_JOINED, MEI_AGAIN)
    assert script.call.phase is d.Phase.TALKING


def test_a_customer_in_a_browser_comes_back_after_a_reload() -> None:
    script = Script(page="one").talking().told(Kind.LEG_LEFT, CUSTOMER)
    assert script.orders == APART, "nobody hears anything of the other, and nothing is recorded"
    script.passes(seconds=5).does(d.CustomerRejoins(CUSTOMER_AGAIN, "two"))
    assert d.RemoveLeg(CUSTOMER) in script.orders
    script.told(Kind.LEG_JOINED, CUSTOMER_AGAIN)
    both = d.Connect(((CUSTOMER_AGAIN, frozenset({MEI_LEG})), (MEI_LEG, frozenset({CUSTOMER_AGAIN}))))
    back = d.MediaBack(LegRole.CUSTOMER, 5.0)
    assert script.outcome == (d.Record(CUSTOMER_AGAIN, MEI_LEG), both, back)
    assert (script.call.customer.id, script.call.customer.page) == (CUSTOMER_AGAIN, "two")


@GONE
def test_a_customer_whose_media_stays_away_has_been_lost(how: Kind) -> None:
    script = Script(page="one").talking().told(how, CUSTOMER)
    assert script.effects == ()
    assert script.passes(seconds=19).outcome == ()
    assert script.passes(seconds=1).outcome == (d.CloseBridge(), d.Ended(d.EndedBy.CUSTOMER_LOST))


def test_a_waiting_customer_keeps_the_place_through_a_reload() -> None:
    script = Script(page="one").waiting().told(Kind.LEG_LEFT, CUSTOMER).passes(seconds=8)
    script.does(d.CustomerRejoins(CUSTOMER_AGAIN, "one")).told(Kind.LEG_JOINED, CUSTOMER_AGAIN)
    assert d.PlayTo(CUSTOMER_AGAIN, Play.WAITING_MUSIC) in script.orders
    assert d.due(script.call) is None


@pytest.mark.parametrize(("how", "seconds"), [(Kind.LEG_LEFT, 10), (Kind.LEG_LOST, 20)])
def test_a_waiting_customer_who_stays_away_has_abandoned(how: Kind, seconds: int) -> None:
    script = Script(page="one").waiting().told(how, CUSTOMER)
    assert script.passes(seconds=seconds - 1).outcome == ()
    assert script.passes(seconds=1).effects == (d.Abandoned(answered_before=False),)


def test_an_agent_may_accept_while_the_customers_page_is_loading_anew() -> None:
    script = Script(page="one").waiting().told(Kind.LEG_LEFT, CUSTOMER).does(d.AgentAccepts(MEI, MEI_LEG))
    script.told(Kind.LEG_JOINED, MEI_LEG).does(d.CustomerRejoins(CUSTOMER_AGAIN, "one"))
    assert d.PlayTo(CUSTOMER_AGAIN, Play.RINGBACK) in script.orders
    assert d.Answered(MEI) in script.told(Kind.LEG_JOINED, CUSTOMER_AGAIN).effects


def test_when_both_are_away_one_that_returns_waits_for_the_other() -> None:
    script = Script(page="one").talking().told(Kind.LEG_LOST, CUSTOMER).passes(seconds=3).told(Kind.LEG_LOST, MEI_LEG)
    script.does(d.CustomerRejoins(CUSTOMER_AGAIN, "one")).told(Kind.LEG_JOINED, CUSTOMER_AGAIN)
    assert d.PlayTo(CUSTOMER_AGAIN, Play.WAITING_MUSIC) in script.orders
    assert script.passes(seconds=20).effects == (d.AgentLost(MEI, was_connected=True),)


def test_an_agent_may_hold_and_hang_up_while_the_customer_is_away() -> None:
    script = Script().talking().told(Kind.LEG_LOST, CUSTOMER).does(d.Hold())
    assert script.call.phase is d.Phase.HELD
    assert script.does(d.HangUp(d.EndedBy.AGENT)).outcome == (d.CloseBridge(), d.Ended(d.EndedBy.AGENT))


def test_nobody_rejoins_what_is_over_or_a_message_that_is_being_left() -> None:
    with pytest.raises(CallOver):
        Script().talking().does(d.HangUp(d.EndedBy.AGENT)).does(d.CustomerRejoins(CUSTOMER_AGAIN))
    with pytest.raises(NotConnectedToEachOther):
        Script().waiting().does(d.TakeMessage(120)).does(d.CustomerRejoins(CUSTOMER_AGAIN))
    with pytest.raises(NotConnectedToEachOther):
        Script().talking().told(Kind.LEG_LOST, MEI_LEG).does(d.AgentAccepts(WEI, WEI_LEG))


def test_two_windows_never_take_the_call_from_each_other() -> None:
    reloaded, other = d.BrowserPage("new", before=("old", "older")), d.BrowserPage("other")
    assert may_carry(reloaded, "old", free=False)
    assert may_carry(reloaded, "new", free=False)
    assert not may_carry(other, "old", free=False)
    assert may_carry(other, "old", free=True), "its window is gone"
    assert may_carry(d.BrowserPage("other", take=True), "old", free=False), "its person says so"


MOVES = st.lists(
    st.sampled_from(["mei goes", "mei falls silent", "mei asks", "mei is there", "ann goes", "ann falls silent",
                     "ann asks", "ann is there", "hold", "resume", "3 s", "20 s"]),
    max_size=20,
)  # fmt: skip


@given(MOVES, st.booleans())
def test_whatever_happens_the_customer_hears_something_and_no_absence_lasts(moves: list[str], record: bool) -> None:
    script = Script(record=record, page="one").talking()
    for number, move in enumerate(moves, 100):
        _move(script, move, UUID(int=number))
        _never_silent(script.call)
    script.passes(seconds=COMES_BACK_WITHIN.total_seconds())
    script.passes(seconds=1)
    assert not script.call.interrupted or script.call.phase is d.Phase.ENDED


def _move(script: Script, move: str, leg: UUID) -> None:
    call = script.call
    who, _, does = move.partition(" ")
    mei = call.agent.id if call.agent else MEI_LEG
    if move in ("3 s", "20 s"):
        script.passes(seconds=float(who))
    elif does in ("goes", "falls silent", "is there"):
        kinds = {"goes": Kind.LEG_LEFT, "falls silent": Kind.LEG_LOST, "is there": Kind.LEG_JOINED}
        script.told(kinds[does], mei if who == "mei" else call.customer.id)
    elif call.phase is d.Phase.ENDED:
        return
    elif move == "mei asks":
        script.does(d.AgentAccepts(MEI, leg))
    elif move == "ann asks":
        script.does(d.CustomerRejoins(leg, "one"))
    elif call.phase in (d.Phase.TALKING, d.Phase.HELD):
        script.does(d.Hold() if move == "hold" else d.Resume())


def _never_silent(call: d.Call) -> None:
    if call.phase is d.Phase.ENDED:
        return
    orders = resync_orders(call)
    hears = {leg for order in orders if isinstance(order, d.Connect) for leg, _ in order.matrix}
    plays = {order.leg: order.what for order in orders if isinstance(order, d.PlayTo)}
    assert call.customer.id in hears or plays.get(call.customer.id, Play.SILENCE) is not Play.SILENCE or _is_told(call)
    if call.customer.id in hears:
        assert call.agent is not None
        assert (call.customer.joined, call.agent.joined) == (True, True), "nobody listens to who is not there"


def _is_told(call: d.Call) -> bool:
    """Hears that the call is recorded."""
    return call.phase is d.Phase.ANNOUNCING and not call.interrupted


def test_the_time_to_come_back_is_that_of_the_rule() -> None:
    assert timedelta(seconds=20) == COMES_BACK_WITHIN
