"""Music and notices as files that Twilio fetches: WAV with 8000 samples a second, as a telephone line has them."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final

from contact_center.kernel.contracts.telephony import Play

if TYPE_CHECKING:
    from channels.voice.providers.twilio.line_files import LineFiles

NAME: Final = re.compile(r"(waiting|hold|ringback|notice|message)(?:\.([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,8}){0,2}))?")
_PLAYED: Final = {
    "waiting": Play.WAITING_MUSIC, "hold": Play.HOLD_MUSIC, "ringback": Play.RINGBACK, "notice": Play.RECORDING_NOTICE,
}  # fmt: skip
NAMES: Final = {played: name for name, played in _PLAYED.items() if played is not Play.RECORDING_NOTICE}
"""Files of what a leg hears while nobody may be heard, but for silence."""
MOST_KEPT: Final = 32


class LineSounds:
    """Made when they are first asked for, and kept."""

    def __init__(self) -> None:
        self._line_files: LineFiles | None = None
        self._files: dict[str, bytes] = {}
        self._making = asyncio.Lock()

    async def file(self, name: str) -> bytes | None:
        """None for a name that no sound has."""
        parts = NAME.fullmatch(name)
        if parts is None:
            return None
        what, language = parts[1], (parts[2] or "en").replace("_", "-")[:2].lower()
        key = f"{what}.{language}"
        async with self._making:
            if key not in self._files:
                if len(self._files) >= MOST_KEPT:
                    self._files.clear()
                self._files[key] = await asyncio.to_thread(self._made, what, language)
            return self._files[key]

    def _made(self, what: str, language: str) -> bytes:
        # numpy and PyAV are a twentieth of the start of each process, and hardly one of them ever makes a sound.
        from channels.voice.providers.twilio.line_files import LineFiles  # noqa: PLC0415

        self._line_files = self._line_files or LineFiles()
        return self._line_files.of(_PLAYED.get(what), language)
