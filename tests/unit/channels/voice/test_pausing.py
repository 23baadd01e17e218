"""A recording that is paused for card data, and where in it what is not in it was."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.voice import domain as d
from channels.voice.errors import NotConnectedToEachOther, NothingRecorded
from channels.voice.model import MarkKind, PausedTooLong
from channels.voice.resync import resync_orders
from channels.voice.store import stored_call
from tests.unit.channels.voice.test_domain import MEI_LEG, NOW, WEI, WEI_LEG, Kind, Script


def recorded() -> Script:
    return Script().talking().told(Kind.RECORDING_STARTED)


def marks(script: Script) -> list[tuple[MarkKind, float, float | None]]:
    assert script.call.recorded is not None
    return [(one.kind, one.at, one.seconds) for one in script.call.recorded.marks]


def test_a_pause_keeps_nothing_until_the_agent_ends_it() -> None:
    script = recorded().does(d.PauseRecording())
    assert script.outcome == (d.PauseTape(True), d.RecordingPaused())
    assert script.does(d.PauseRecording()).outcome == ()
    script.now += timedelta(seconds=40)
    script.does(d.GoOnRecording())
    assert script.outcome == (d.PauseTape(False), d.RecordingGoesOn(40.0))
    assert script.does(d.GoOnRecording()).outcome == ()


def test_after_three_minutes_a_pause_is_told_of_once_and_goes_on() -> None:
    script = recorded().does(d.PauseRecording())
    assert d.due(script.call) == NOW + timedelta(minutes=3)
    assert script.passes(minutes=2, seconds=59).effects == ()
    assert script.passes(seconds=1).effects == (PausedTooLong(),)
    assert script.passes(minutes=30).effects == ()
    assert d.due(script.call) is None
    assert script.call.pause is not None
    assert d.PauseTape(True) in resync_orders(script.call)


def test_neither_hold_nor_a_transfer_ends_a_pause_but_the_end_of_the_call_does() -> None:
    script = recorded().does(d.PauseRecording()).does(d.Hold()).does(d.Resume())
    assert script.call.pause is not None
    script.does(d.AgentLeaves())
    with pytest.raises(NotConnectedToEachOther):
        script.does(d.GoOnRecording())
    script.does(d.AgentAccepts(WEI, WEI_LEG)).told(Kind.LEG_JOINED, WEI_LEG)
    assert script.call.pause is not None
    assert d.PauseTape(True) in resync_orders(script.call)
    assert script.does(d.HangUp(d.EndedBy.AGENT)).call.pause is None


def test_an_alarm_takes_no_deadline_from_anybody_who_is_away() -> None:
    script = Script(page="p").talking().told(Kind.RECORDING_STARTED).does(d.PauseRecording())
    script.now += timedelta(minutes=2, seconds=50)
    script.told(Kind.LEG_LOST, MEI_LEG)
    assert script.passes(seconds=30).effects == (PausedTooLong(),)
    assert isinstance(script.passes().effects[0], d.AgentLost)


def test_what_is_not_recorded_or_not_talked_in_cannot_be_paused() -> None:
    with pytest.raises(NothingRecorded):
        Script(record=False).talking().does(d.PauseRecording())
    with pytest.raises(NotConnectedToEachOther):
        Script().waiting().does(d.PauseRecording())


def test_the_marks_of_a_recording_are_where_its_listener_looks_for_them() -> None:
    script = recorded()
    script.now += timedelta(seconds=10)
    script.does(d.Hold())
    script.now += timedelta(seconds=60)
    script.does(d.Resume())
    script.now += timedelta(seconds=5)
    script.does(d.PauseRecording())
    script.now += timedelta(seconds=20)
    script.does(d.GoOnRecording())
    script.now += timedelta(seconds=7)
    script.does(d.AgentLeaves())
    assert marks(script)[-1] == (MarkKind.TRANSFER, 22.0, None)
    script.now += timedelta(seconds=30)
    script.does(d.AgentAccepts(WEI, WEI_LEG)).told(Kind.LEG_JOINED, WEI_LEG)
    assert marks(script) == [
        (MarkKind.HOLD, 10.0, 60.0),
        (MarkKind.PAUSE, 15.0, 20.0),
        (MarkKind.TRANSFER, 22.0, 30.0),
    ]
    assert stored_call({**_json(script.call)}) == script.call


def test_a_call_held_while_paused_shows_the_pause() -> None:
    script = recorded().does(d.PauseRecording()).does(d.Hold())
    script.now += timedelta(seconds=9)
    script.does(d.GoOnRecording())
    script.now += timedelta(seconds=4)
    script.does(d.Resume())
    assert marks(script) == [(MarkKind.PAUSE, 0.0, 9.0), (MarkKind.HOLD, 0.0, 4.0)]


def _json(call: d.Call) -> dict[str, object]:
    from pydantic import TypeAdapter

    dumped: dict[str, object] = TypeAdapter(d.Call).dump_python(call, mode="json")
    return dumped
