"""Card data is kept out of a recording: the agent pauses it, and nobody but the agent or the end of the call ends that.

A pause that ended by itself would keep the number it was for, so time only tells that it has gone on for long. It
outlives a hold, a transfer and an agent who is lost: whoever has the call then sees it and ends it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from channels.voice import outside
from channels.voice.errors import NotConnectedToEachOther, NothingRecorded
from channels.voice.model import (
    Call,
    GoOnRecording,
    Outcome,
    PausedTooLong,
    PauseRecording,
    PauseTape,
    Phase,
    RecordingGoesOn,
    RecordingPause,
    RecordingPaused,
)

ALARMS_AFTER = timedelta(minutes=3)
WITH_CUSTOMER = (Phase.TALKING, Phase.HELD)


def decided(call: Call, what: PauseRecording | GoOnRecording, now: datetime) -> Outcome:
    """Raises `NothingRecorded` and `NotConnectedToEachOther`."""
    return _pauses(call, now) if isinstance(what, PauseRecording) else _goes_on(call, now)


def _pauses(call: Call, now: datetime) -> Outcome:
    if call.pause is not None:
        return call, ()
    if call.agent is None or call.phase not in WITH_CUSTOMER:
        raise NotConnectedToEachOther
    if not call.record:
        raise NothingRecorded
    return replace(call, pause=RecordingPause(now)), (PauseTape(True), RecordingPaused())


def _goes_on(call: Call, now: datetime) -> Outcome:
    if call.pause is None:
        return call, ()
    if call.agent is None or call.phase not in WITH_CUSTOMER:
        raise NotConnectedToEachOther
    seconds = (now - call.pause.since).total_seconds()
    call = replace(call, pause=None)
    return call, (PauseTape(outside.kept_out(call)), RecordingGoesOn(seconds))


def alarms_at(call: Call) -> datetime | None:
    """None where nothing is paused, or somebody was told already."""
    if call.pause is None or call.pause.alarmed:
        return None
    return call.pause.since + ALARMS_AFTER


def alarmed(call: Call) -> Outcome:
    assert call.pause is not None
    return replace(call, pause=replace(call.pause, alarmed=True)), (PausedTooLong(),)
