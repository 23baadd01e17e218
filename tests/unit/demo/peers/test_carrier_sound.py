"""The sound of the simulated network: what it is made of, without a call."""

from __future__ import annotations

import io
import wave
from datetime import timedelta

import av
import httpx
import numpy as np
import pytest

from channels.vendors.twilio.voice.domain import VoiceKey
from channels.vendors.twilio.voice.tokens import voice_token
from contact_center.demo.peers.carrier.config import Account
from contact_center.demo.peers.carrier.voice.passes import NotAllowed, read_pass
from contact_center.demo.peers.carrier.voice.scripts import Step
from contact_center.demo.peers.carrier.voice.sound.lines import Handset, Inlet
from contact_center.demo.peers.carrier.voice.sound.samples import (
    RATE,
    TICK,
    keys,
    level,
    loudness,
    mix,
    mulaw,
    tone,
    wav,
)
from contact_center.demo.peers.carrier.voice.sound.sounds import Sounds, Unplayable, decoded, is_file, music, syllables
from contact_center.demo.peers.carrier.voice.sound.studio import Playing
from contact_center.kernel.clock import SystemClock

KEY = VoiceKey("AC" + "1" * 32, "SK" + "2" * 32, "a secret that is long enough for it")
ACCOUNTS = {KEY.account_sid: Account(KEY.account_sid, "token", {KEY.key_sid: KEY.secret})}


def test_bytes_on_the_line_are_what_g711_decoders_understand() -> None:
    sent = np.concatenate([tone((1000.0,), 0.1, 20_000.0), np.array([-32768, 32767, 0, -1], np.int16)])
    decoder = av.CodecContext.create("pcm_mulaw", "r")
    decoder.format, decoder.layout, decoder.sample_rate = "s16", "mono", RATE
    [frame] = decoder.decode(av.Packet(mulaw(sent)))
    got = frame.to_ndarray().reshape(-1).astype(float)
    assert np.abs(got - sent).max() <= 1_024
    assert np.abs(got - sent).mean() < 200


def test_keys_are_two_tones_and_voices_are_mixed_without_turning_over() -> None:
    pressed = keys("5")
    assert level(pressed[:900], 770.0) > 3_000
    assert level(pressed[:900], 1336.0) > 3_000
    assert loudness(keys("w")) == 0
    loud = np.full(TICK, 30_000, np.int16)
    assert mix([loud, loud]).max() == 32_767
    assert mix([]).max() == 0


def test_words_that_cannot_be_spoken_have_their_length_and_are_always_the_same() -> None:
    short, long = syllables("Please hold."), syllables("Please hold the line, somebody will be with you in a moment.")
    assert len(short) < len(long) < 10 * RATE
    assert np.array_equal(short, syllables("Please hold."))
    assert not np.array_equal(syllables("你好")[:800], syllables("請稍候")[:800])
    assert loudness(short) > 500
    assert level(long, 3_100.0) < 100
    assert len(syllables("…")) > 0


def test_music_has_nothing_where_tests_hum() -> None:
    assert loudness(music()) > 300
    assert all(level(music()[at : at + 4_000], 2_700.0) < 100 for at in range(0, len(music()) - 4_000, 4_000))


async def test_a_file_is_fetched_and_what_is_none_is_said() -> None:
    content = wav(tone((700.0,), 0.5).tobytes(), 1)

    def answer(request: httpx.Request) -> httpx.Response:
        found = {"/a.wav": content, "/b.wav": b"no sound"}.get(request.url.path)
        return httpx.Response(404) if found is None else httpx.Response(200, content=found)

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        sounds = Sounds(http, speech=False)
        assert not sounds.speaks
        assert level(await sounds.of(Step("Play", {}, "http://desk.test/a.wav")), 700.0) > 5_000
        for name in ("b.wav", "c.wav"):
            with pytest.raises(Unplayable, match=name if name == "c.wav" else "not a sound"):
                await sounds.of(Step("Play", {}, f"http://desk.test/{name}"))
        assert len(await sounds.of(Step("Pause", {"length": "2"}))) == 2 * RATE
        assert len(await sounds.of(Step("Play", {"digits": "12"}))) == len(keys("12"))


def test_a_file_of_another_rate_comes_out_as_telephones_have_it() -> None:
    into = io.BytesIO()
    with wave.open(into, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(44_100)
        t = np.arange(44_100) / 44_100
        one = (8_000 * np.sin(2 * np.pi * 900 * t)).astype(np.int16)
        file.writeframes(np.stack([one, one], axis=1).tobytes())
    got = decoded(into.getvalue())
    assert abs(len(got) - RATE) < 50
    assert level(got, 900.0) > 7_000
    assert is_file("https://desk.test/music.mp3?v=2")
    assert not is_file("https://desk.test/music")


def test_a_sound_ends_after_its_times_and_an_endless_one_does_not() -> None:
    once = Playing(tone((500.0,), 0.05))
    assert [len(once.next()) for _ in range(3)] == [TICK] * 3
    assert once.done.is_set()
    assert once.next().max() == 0
    endless = Playing(tone((500.0,), 0.02), 0)
    assert all(endless.next().max() > 0 for _ in range(20))
    assert not endless.done.is_set()


def test_a_handset_hums_says_words_and_remembers_half_a_second() -> None:
    handset = Handset(1_000.0)
    assert level(np.concatenate([_given(handset) for _ in range(25)]), 1_000.0) > 5_500
    handset.say(np.full(200, 9_000, np.int16))
    assert _given(handset).max() == 9_000
    for _ in range(30):
        handset.give(tone((2_700.0,), 0.02))
    assert handset.full
    assert handset.loudness() > 4_000
    handset.forget()
    assert not handset.full


def _given(handset: Handset) -> np.ndarray:
    said = handset.take()
    assert said is not None
    handset.ticks += 1
    return said


def test_a_voice_in_bursts_is_evened_out_and_one_that_piles_up_is_cut() -> None:
    inlet = Inlet()
    inlet.put(np.ones(TICK, np.int16))
    assert inlet.take() is None
    inlet.put(np.ones(3 * TICK, np.int16))
    assert [inlet.take() is not None for _ in range(5)] == [True, True, True, True, False]
    inlet.put(np.ones(50 * TICK, np.int16))
    assert sum(inlet.take() is not None for _ in range(20)) == 3


def _now() -> float:
    return SystemClock().now().timestamp()


def test_a_token_lets_in_as_far_as_it_goes() -> None:
    allowed = read_pass(voice_token(KEY, "mei", timedelta(hours=1), application="AP1"), ACCOUNTS, _now())
    assert (allowed.identity, allowed.incoming, allowed.application) == ("mei", True, "AP1")
    assert 3_500 < allowed.ttl(_now()) <= 3_600


@pytest.mark.parametrize(
    ("key", "later", "code"),
    [
        (VoiceKey(KEY.account_sid, KEY.key_sid, "another secret, as long as the first"), 0, 31202),
        (VoiceKey(KEY.account_sid, "SK" + "3" * 32, KEY.secret), 0, 31201),
        (VoiceKey("AC" + "4" * 32, KEY.key_sid, KEY.secret), 0, 31201),
        (KEY, 3_700, 31205),
    ],
)
def test_a_token_that_does_not_count_is_refused_with_twilios_code(key: VoiceKey, later: float, code: int) -> None:
    with pytest.raises(NotAllowed) as refused:
        read_pass(voice_token(key, "mei", timedelta(hours=1)), ACCOUNTS, _now() + later)
    assert refused.value.code == code


@pytest.mark.parametrize("text", ["", "a.b.c", "nonsense"])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        read_pass(text, ACCOUNTS, _now())
    assert refused.value.code == 31204
