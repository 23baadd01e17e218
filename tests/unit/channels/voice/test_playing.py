"""What a player gets of a recording when its listener moves about in it."""

from __future__ import annotations

import pytest

from channels.voice.endpoints import wav

SOUND = bytes(range(100))


@pytest.mark.parametrize(
    ("wanted", "status", "said", "content"),
    [
        (None, 200, None, SOUND),
        ("bytes=0-", 206, "bytes 0-99/100", SOUND),
        ("bytes=10-19", 206, "bytes 10-19/100", SOUND[10:20]),
        ("bytes=90-500", 206, "bytes 90-99/100", SOUND[90:]),
        ("bytes=20-10", 200, None, SOUND),
        ("bytes=100-", 200, None, SOUND),
        ("bytes=0-1,5-6", 200, None, SOUND),
        ("bytes=-5", 200, None, SOUND),
        ("seconds=1-2", 200, None, SOUND),
    ],
)
def test_a_part_or_all(wanted: str | None, status: int, said: str | None, content: bytes) -> None:
    answer = wav(SOUND, "x.wav", wanted)
    assert answer.status_code == status
    assert answer.headers.get("content-range") == said
    assert answer.body == content
