"""The addresses under which Twilio asks and tells us about calls of one channel account. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contact_center.kernel.ids import CallId

AGAIN: Final = "#rc=3&rp=all"
"""Reports that fail are sent again (connection overrides); it is no part of what is signed."""
PREFIX: Final = "/webhooks/twilio"


@dataclass(frozen=True, slots=True)
class Addresses:
    """`base` is our public address, without a slash at its end."""

    base: str
    account: UUID

    @property
    def incoming(self) -> str:
        """Asked what a call hears that comes in."""
        return self._of("call")

    @property
    def fallback(self) -> str:
        return self._of("call/fallback")

    @property
    def status(self) -> str:
        """Told how far calls are that have come in."""
        return self._of("status") + AGAIN

    def leg(self, call: CallId, leg: UUID) -> str:
        return self._of(f"calls/{call}/legs/{leg}") + AGAIN

    def room(self, call: CallId) -> str:
        return self._of(f"calls/{call}/room") + AGAIN

    def recording(self, call: CallId) -> str:
        return self._of(f"calls/{call}/recording") + AGAIN

    def message(self, call: CallId) -> str:
        """Told of the recording of what the customer says after the tone."""
        return self._of(f"calls/{call}/message") + AGAIN

    def music(self, call: CallId, leg: UUID) -> str:
        """Asked what a leg hears that hears nobody."""
        return self._of(f"calls/{call}/legs/{leg}/music")

    def keys(self, call: CallId, leg: UUID, sealed: str) -> str:
        """Asked which keys are pressed for a leg; only we can read them out of `sealed`."""
        return self._of(f"calls/{call}/legs/{leg}/keys/{sealed}")

    def notice(self, call: CallId) -> str:
        return self._of(f"calls/{call}/notice")

    def after(self, call: CallId) -> str:
        """Asked what follows when the customer is in the conference no more."""
        return self._of(f"calls/{call}/after")

    def sound(self, name: str) -> str:
        return f"{self.base}{PREFIX}/sounds/{name}.wav"

    def prompt(self, sound: UUID, signature: str) -> str:
        """A recorded prompt of a call flow; the same address each time, so that Twilio need not fetch it again."""
        return self._of(f"prompts/{sound}/{signature}.wav")

    def _of(self, what: str) -> str:
        return f"{self.base}{PREFIX}/{self.account}/voice/{what}"
