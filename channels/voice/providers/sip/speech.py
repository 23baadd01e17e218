"""What callers are told, as sound: a recording where there is one, else the machine's voice, if it has one."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from typing import Final

import structlog

from channels.voice.answering import SayText
from channels.voice.flow.errors import NoSuchPromptSound
from channels.voice.flow.sounds import PromptSounds
from contact_center.kernel.ids import TenantId

log = structlog.get_logger()

PROGRAM: Final = "espeak-ng"
"""Speaks many languages; a program of its own (GPL), neither shipped nor installed by us."""
_VOICES: Final = {"zh": "cmn", "en": "en"}
_SPEED: Final = "150"
_LONGEST: Final = 20.0
"""Seconds in which a text is spoken into a file."""


def can_speak() -> bool:
    return shutil.which(PROGRAM) is not None


class Prompts:
    def __init__(self, sounds: PromptSounds) -> None:
        self._sounds = sounds

    def key(self, said: SayText) -> str:
        """Of the sound: the same for the same words."""
        if said.sound is not None:
            return f"recorded-{said.sound}"
        return "spoken-" + hashlib.sha256(f"{said.language}\n{said.text}".encode()).hexdigest()

    async def sound(self, tenant: TenantId, said: SayText) -> bytes:
        """A sound file; empty, which is silence, where nobody here can speak."""
        if said.sound is not None:
            try:
                return (await self._sounds.read(tenant, said.sound))[0]
            except NoSuchPromptSound:
                log.warning("recorded prompt is gone", sound_id=str(said.sound))
        return await _spoken(said.text, said.language)


async def _spoken(text: str, language: str) -> bytes:
    program = shutil.which(PROGRAM)
    if program is None:
        log.warning("a text is not spoken: this machine has no speech", program=PROGRAM)
        return b""
    voice = _VOICES.get(language.partition("-")[0].lower(), "en")
    process = await asyncio.create_subprocess_exec(
        program, "-v", voice, "-s", _SPEED, "--stdin", "--stdout",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(_LONGEST):
            sound, _ = await process.communicate(text.encode())
    except TimeoutError:
        process.kill()
        await process.wait()
        log.warning("speaking a text took too long")
        return b""
    return sound
