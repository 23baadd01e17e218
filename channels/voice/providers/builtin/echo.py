"""A page that hears itself a moment late: whether microphone, speaker and the way to us and back are as they should be.

It is no call: nobody else hears it, nothing of it is kept or reported, and it ends by itself.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Final

from channels.voice.errors import OfferUnusable
from channels.voice.providers.builtin.audio import SILENCE, Samples
from channels.voice.providers.builtin.leg import MediaLeg
from contact_center.kernel.contracts.telephony import LegRole
from contact_center.kernel.ids import new_id

LATE: Final = 50
"""Ticks (a second) by which the voice comes back: one does not hear oneself over one's own speech."""
LASTS: Final = 50 * 30
"""Ticks until it ends by itself."""
_CHECK_EVERY = 25


class Echo:
    """Create it inside the running event loop, then `answer`; `over` says when to forget it."""

    def __init__(self) -> None:
        self.over = False
        self._voice: deque[Samples] = deque([SILENCE] * LATE)
        self._ticks = 0
        self._leg = MediaLeg(new_id(), LegRole.AGENT, lambda _: None, self._gone)
        self._closing: asyncio.Task[None] | None = None

    async def answer(self, offer_sdp: str) -> str:
        """Raises `OfferUnusable`."""
        try:
            return await self._leg.answer(offer_sdp)
        except OfferUnusable:
            self.end()
            raise

    def tick(self, now: float) -> None:
        """Moves 20 ms of sound; `now` is the event loop's time."""
        voice = self._leg.take()
        self._voice.append(SILENCE if voice is None else voice)
        self._leg.send(self._voice.popleft())
        self._ticks += 1
        if self._ticks % _CHECK_EVERY == 0:
            self._leg.check(now)
        if self._ticks >= LASTS:
            self.end()

    def end(self) -> None:
        """Again is harmless."""
        self.over = True
        if self._closing is None:
            self._closing = asyncio.get_running_loop().create_task(self._leg.close())

    async def closed(self) -> None:
        if self._closing is not None:
            await asyncio.gather(self._closing, return_exceptions=True)

    def _gone(self, leg: MediaLeg, lost: bool, why: str) -> None:
        self.end()
