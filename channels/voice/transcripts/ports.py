"""The port through which speech becomes text."""

from __future__ import annotations

from typing import Protocol

from channels.voice.transcripts.domain import SpeechAccess, SpokenPart


class SpeechToText(Protocol):
    """Understands one voice: a WAV of one channel, ten minutes at most."""

    async def understand(self, access: SpeechAccess, sound: bytes, language: str) -> list[SpokenPart]:
        """`language`: which is expected (BCP 47). Raises `RetryLater` and `GiveUp` as `errors` has them."""
        ...
