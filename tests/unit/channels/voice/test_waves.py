"""What a recording looks like."""

from __future__ import annotations

import io
import wave
from datetime import timedelta

import numpy as np

from channels.voice import domain as d
from channels.voice.model import MarkKind
from channels.voice.waves import PARTS, shape_of, shown
from tests.unit.channels.voice.test_domain import Script
from tests.unit.channels.voice.test_pausing import recorded
from tests.voice_tools import tone


def sound(*sides: np.ndarray[tuple[int], np.dtype[np.int16]], rate: int = 8000) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as into:
        into.setnchannels(len(sides))
        into.setsampwidth(2)
        into.setframerate(rate)
        into.writeframes(np.stack(sides, axis=1).astype(np.int16).tobytes())
    return file.getvalue()


def test_each_side_of_a_call_is_seen_apart_where_it_speaks() -> None:
    silence = np.zeros(8000, np.int16)
    speech = tone(400, 1, 8000)
    shape = shape_of(sound(np.concatenate([speech, silence]), np.concatenate([silence, speech])))
    assert shape.seconds == 2.0
    assert len(shape.customer) == len(shape.agent) == PARTS
    half = PARTS // 2
    assert min(shape.customer[:half]) > 30
    assert max(shape.customer[half:]) == 0
    assert max(shape.agent[:half]) == 0
    assert min(shape.agent[half:]) > 30


def test_a_recording_of_a_moment_or_of_one_channel_is_drawn_too() -> None:
    assert len(shape_of(sound(tone(400, 0.01, 8000))).customer) == 80
    assert shape_of(sound(tone(400, 1, 8000))).agent == ()
    assert shape_of(sound(np.zeros(0, np.int16))).customer == ()


def test_marks_stand_where_the_providers_recording_has_them() -> None:
    script = recorded()
    script.now += timedelta(seconds=10)
    script.does(d.Hold())
    script.now += timedelta(seconds=60)
    script.does(d.Resume())
    script.now += timedelta(seconds=5)
    script.does(d.PauseRecording())
    script.now += timedelta(seconds=20)
    script.does(d.GoOnRecording())
    ours = [(one.what, one.at, one.seconds) for one in shown(script.call, 30, silent=False)]
    assert ours == [(MarkKind.HOLD, 10.0, 60.0), (MarkKind.PAUSE, 15.0, 20.0)]
    theirs = [(one.what, one.at) for one in shown(script.call, 120, silent=True)]
    assert theirs == [(MarkKind.HOLD, 10.0), (MarkKind.PAUSE, 75.0)]
    assert [one.what for one in shown(script.call, 12, silent=False)] == [MarkKind.HOLD], "none behind the end"
    assert shown(Script(record=False).talking().call, 12, silent=False) == ()
