"""G.711, RTP and keys, without a network."""

from __future__ import annotations

import numpy as np
import pytest

from channels.voice.providers.sip import rtp
from channels.voice.providers.sip.domain import PCMA, PCMU
from channels.voice.providers.sip.g711 import Downsampler, Upsampler, decoded, encoded
from channels.voice.providers.sip.keys import KeyEar, tone
from channels.voice.providers.sip.rtp import RtpPacket, packed, unpacked
from contact_center.kernel.contracts.telephony import KEYS
from tests.voice_tools import level
from tests.voice_tools import tone as hum


@pytest.mark.parametrize("codec", [PCMU, PCMA])
def test_every_value_comes_back_within_a_step_and_every_code_as_itself(codec: int) -> None:
    values = np.arange(-32_768, 32_768).astype(np.int16)
    back = decoded(encoded(values, codec), codec).astype(int)
    wrong = np.abs(back - values.astype(int))
    assert np.all(wrong <= np.maximum(16, np.abs(values.astype(int)) // 16 + 16))
    sounds = decoded(bytes(range(256)), codec)
    assert np.array_equal(decoded(encoded(sounds, codec), codec), sounds)


def test_known_codes() -> None:
    assert decoded(bytes([0x00, 0x80, 0xFF]), PCMU).tolist() == [-32_124, 32_124, 0]
    assert decoded(bytes([0xD5, 0x55, 0xAA, 0x2A]), PCMA).tolist() == [8, -8, 32_256, -32_256]


@pytest.mark.parametrize("hz", [300.0, 1_000.0, 3_000.0])
def test_the_way_to_the_mixer_and_back_keeps_a_voice(hz: float) -> None:
    up, down = Upsampler(), Downsampler()
    telephone = hum(hz, 1.0, 8_000)
    mixed = np.concatenate([up(telephone[at : at + 160]) for at in range(0, 8_000, 160)])
    assert level(mixed[4_800:], hz) == pytest.approx(6_000, rel=0.06)
    assert level(mixed[4_800:], 8_000 - hz) < 60, "nothing is heard that was not said"
    back = np.concatenate([down(mixed[at : at + 960]) for at in range(0, 48_000, 960)])
    assert level(back[800:], hz, 8_000) == pytest.approx(6_000, rel=0.1)


def test_a_packet_is_read_as_it_was_written_and_what_is_none_is_none() -> None:
    packet = RtpPacket(101, 65_535, 2**32 - 1, b"\x05\x8a\x03\x20", marker=True, source=7)
    assert unpacked(packed(packet)) == packet
    for broken in (b"", b"\x80", b"\x40" * 20, b"\xbf" + b"\xff" * 11):
        assert unpacked(broken) is None
    with_extension = b"\x90\x00" + packed(packet)[2:12] + b"\xbe\xde\x00\x01abcd" + b"voice"
    read = unpacked(with_extension)
    assert read is not None
    assert read.payload == b"voice"


@pytest.mark.parametrize("key", KEYS)
def test_each_key_is_told_once_by_its_event_and_by_its_tones(key: str) -> None:
    assert rtp.key_of(rtp.key_payload(key, 800, end=True)) == key
    ear = KeyEar()
    pieces = [*tone(key), *tone(key)]
    assert [told for piece in pieces if (told := ear.hear(piece))] == [key, key]


def test_a_voice_and_a_single_tone_are_no_key() -> None:
    ear, noise = KeyEar(), np.random.default_rng(1)
    said = [hum(697.0, 0.02, 8_000), *(noise.normal(0, 4_000, 160).astype(np.int16) for _ in range(500))]
    assert not any(ear.hear(piece) for piece in said)
