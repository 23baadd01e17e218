"""One call a second from each number: Twilio dials no faster, and queues what comes faster where nobody sees it.

Here it is queued where the wait is known beforehand: who would wait too long is told so before anything is dialled. The
turns are those of this process; several processes that dial from one number at once are queued at Twilio as before.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from contact_center.kernel.errors import RetryLater
from contact_center.kernel.phrases import Phrase

GAP: Final = 1.0
LONGEST: Final = 30.0
MOST_NUMBERS: Final = 10_000


class Turns:
    """Whose turn it is to dial, number by number. Times in seconds."""

    def __init__(self, gap: float = GAP, longest: float = LONGEST) -> None:
        self._gap = gap
        self._longest = longest
        self._free: dict[str, float] = {}

    def reserve(self, number: str, now: float) -> float:
        """The next turn of a number, as seconds from now. `RetryLater` if that is more than `longest`."""
        at = max(self._free.get(number, now), now)
        if at - now > self._longest:
            wait = timedelta(seconds=at - now)
            raise RetryLater(Phrase("provider_calls_waiting"), after=wait)
        if len(self._free) >= MOST_NUMBERS:
            self._free = {known: free for known, free in self._free.items() if free > now}
        self._free[number] = at + self._gap
        return at - now

    async def wait(self, number: str) -> None:
        """Returns when it is the caller's turn, in the order of asking."""
        await asyncio.sleep(self.reserve(number, asyncio.get_running_loop().time()))
