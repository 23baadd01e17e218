"""OpenAI's audio transcriptions over HTTP, as local whisper servers speak them too: one file, one whole answer.

Redirects are not followed, as key and voices would go with them; an answer is read up to a bound and within its time.
"""

from __future__ import annotations

import asyncio
import io
import json
import wave
from http import HTTPStatus
from typing import Final

import httpx

from channels.voice.transcripts.domain import SpeechAccess, SpokenPart, read_answer
from channels.voice.transcripts.errors import (
    SpeechAnsweredOtherwise,
    SpeechBusy,
    SpeechRefused,
    SpeechRefusesKey,
    SpeechUnreachable,
)

MOST_BYTES: Final = 4_000_000
WITHIN: Final = 600.0
"""Seconds for one piece: a small machine without a graphics card takes about as long as the speech itself."""
_BUSY: Final = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


class AudioTranscriptions:
    """Implements `SpeechToText`."""

    async def understand(self, access: SpeechAccess, sound: bytes, language: str) -> list[SpokenPart]:
        headers = {"Authorization": f"Bearer {access.key}"} if access.key else {}
        asked = {
            "model": access.model,
            "response_format": "verbose_json",
            "language": language.partition("-")[0],
            "temperature": "0",
        }
        files = {"file": ("call.wav", sound, "audio/wav")}
        try:
            async with (
                asyncio.timeout(WITHIN),
                httpx.AsyncClient(timeout=WITHIN, follow_redirects=False, trust_env=False) as http,
                http.stream(
                    "POST", f"{access.base_url}/audio/transcriptions", data=asked, files=files, headers=headers
                ) as answer,
            ):
                return read_answer(_json(answer, await _body(answer)), _lasts(sound))
        except (TimeoutError, httpx.HTTPError, httpx.InvalidURL) as broken:
            raise SpeechUnreachable(repr(broken)) from broken


def _lasts(sound: bytes) -> float:
    with wave.open(io.BytesIO(sound)) as file:
        seconds: float = file.getnframes() / file.getframerate()
    return seconds


async def _body(answer: httpx.Response) -> bytes:
    found = b""
    async for chunk in answer.aiter_bytes():
        found += chunk
        if len(found) > MOST_BYTES:
            raise SpeechAnsweredOtherwise
    return found


def _json(answer: httpx.Response, body: bytes) -> object:
    if answer.status_code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise SpeechRefusesKey
    if answer.status_code in _BUSY:
        raise SpeechBusy
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise SpeechUnreachable(str(answer.status_code))
    try:
        found: object = json.loads(body)
    except ValueError as other:
        raise SpeechAnsweredOtherwise from other
    if answer.is_success:
        return found
    raise SpeechRefused if isinstance(found, dict) and "error" in found else SpeechAnsweredOtherwise
