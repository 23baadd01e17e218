"""What a provider of telephony over Twilio needs from others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from channels.vendors.twilio.voice.line import LineCall
from contact_center.kernel.ids import CallId


class LineCalls(Protocol):
    """Calls of one account as they are kept, for all processes."""

    async def create(self, call: LineCall) -> None:
        """Nothing if it is there."""
        ...

    async def read(self, id: CallId) -> LineCall | None: ...

    async def change(self, id: CallId, step: Callable[[LineCall], LineCall]) -> LineCall | None:
        """The call after the step, which nobody else changes meanwhile; None if there is no such call."""
        ...
