"""The orders of a call as it stands lead to the same bridge as the orders that led there."""

from __future__ import annotations

from uuid import UUID

import pytest

from channels.voice import domain as d
from channels.voice.resync import resync_orders
from contact_center.kernel.contracts.telephony import MediaEventKind, Play
from tests.unit.channels.voice.test_domain import CUSTOMER, MEI, MEI_LEG, Script

Bridge = dict[str, object]
MEI_AGAIN = UUID(int=13)


def _after(orders: list[d.MediaCommand]) -> Bridge:
    """What a bridge is like after these orders; what nobody hears any more does not count."""
    bridge: Bridge = {"matrix": (), "playing": {}, "muted": set(), "recording": None, "closed": False}
    playing: dict[object, object] = {}
    muted: set[object] = set()
    for order in orders:
        match order:
            case d.Connect(matrix):
                bridge["matrix"] = frozenset(matrix)
            case d.PlayTo(leg, what):
                playing[leg] = what
            case d.MuteLeg(leg, quiet):
                (muted.add if quiet else muted.discard)(leg)
            case d.Record():
                bridge["recording"] = order
            case d.CloseBridge():
                bridge["closed"] = True
            case _:
                pass
    heard = {leg for leg, _ in bridge["matrix"]}  # type: ignore[attr-defined]
    bridge["playing"] = {leg: what for leg, what in playing.items() if leg not in heard}
    bridge["muted"] = muted
    return bridge


def _play(*steps: d.Command) -> tuple[d.Call, list[d.MediaCommand]]:
    script = Script()
    given = list(script.orders)
    for act in (script.waiting, script.accepted):
        act()
        given += script.orders
    script.told(MediaEventKind.LEG_JOINED, MEI_LEG)
    given += script.orders
    script.told(MediaEventKind.NOTICE_PLAYED, script.call.customer.id)
    given += script.orders
    for step in steps:
        script.does(step)
        given += script.orders
    return script.call, given


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (d.Hold(),),
        (d.Hold(), d.Resume()),
        (d.MuteAgent(True),),
        (d.MuteAgent(True), d.Hold()),
        (d.MuteAgent(True), d.MuteAgent(False)),
    ],
)
def test_a_talk_whose_orders_were_lost_is_put_right(steps: tuple[d.Command, ...]) -> None:
    call, given = _play(*steps)
    again = [*given, *resync_orders(call)]
    assert _after(again) == _after(given)
    assert _after(list(resync_orders(call)))["matrix"] == _after(given)["matrix"]


def test_a_waiting_customer_gets_music_and_an_ended_call_is_closed() -> None:
    call, _ = _play(d.AgentLeaves())
    assert _after(list(resync_orders(call)))["playing"] == {call.customer.id: Play.WAITING_MUSIC}
    ended, _ = _play(d.HangUp(d.EndedBy.AGENT))
    assert resync_orders(ended) == (d.CloseBridge(),)


def test_a_caller_who_leaves_a_message_is_asked_again_whatever_was_lost() -> None:
    script = Script().waiting().does(d.TakeMessage(120))
    assert resync_orders(script.call) == script.orders


def test_an_agent_who_was_muted_before_the_reload_joins_muted() -> None:
    script = Script().talking().does(d.MuteAgent(True)).told(MediaEventKind.LEG_LEFT, MEI_LEG)
    script.does(d.AgentAccepts(MEI, MEI_AGAIN))
    assert d.MuteLeg(MEI_AGAIN, True) in script.orders
    assert d.MuteLeg(MEI_AGAIN, True) in resync_orders(script.call)


@pytest.mark.parametrize("gone", [MEI_LEG, CUSTOMER])
def test_a_call_one_side_of_which_is_away_is_put_right_as_such(gone: UUID) -> None:
    script = Script().talking().told(MediaEventKind.LEG_LOST, gone)
    heard = _after(list(resync_orders(script.call)))
    assert heard["matrix"] == frozenset()
    assert heard["playing"] == {CUSTOMER: Play.WAITING_MUSIC, MEI_LEG: Play.SILENCE}
