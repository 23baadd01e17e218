"""What Twilio's refusals mean, and what to do about each.

Codes: twilio.com/docs/api/errors. A code missing here keeps Twilio's own words, as a quotation.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from contact_center.kernel.errors import (
    ExternalSystemError,
    Forbidden,
    GiveUp,
    Invalid,
    OutcomeUnknown,
    ReauthNeeded,
    RetryLater,
)
from contact_center.kernel.phrases import Phrase

NAME: Final = "Twilio"


class SignatureMismatch(Forbidden):
    """The request is not signed with the key of this channel account; check its auth token and public URL."""


class PayloadTooLarge(Invalid):
    """The request is larger than any message of this channel can be."""

    status = 413


BUSY_PAUSE: Final = timedelta(seconds=2)
"""How long to wait after a 429 that names no time of its own."""
QUEUE_PAUSE: Final = timedelta(seconds=30)

KNOWN: Final = frozenset({
    20003, 20404, 20429, 21205, 21210, 21211, 21212, 21214, 21215, 21216, 21217, 21219, 21220, 21266,
    21408, 21602, 21603, 21604, 21606, 21609, 21610, 21611, 21612, 21614, 21617, 21655, 21660, 21703,
    30001, 30002, 30003, 30004, 30005, 30006, 30007, 30008, 30034,
})  # fmt: skip
"""Codes that have a sentence of ours (`agent_ui/words/twilio.py`); the others are told in Twilio's own words."""

_LOGIN: Final = frozenset({20003, 20005, 20006, 20008, 30002})
_LATER: Final = frozenset({21611, 30001})


def meaning(code: int | None, vendor: str | None = None) -> Phrase | None:
    """What an error code means; with Twilio's own words if we have none; None without code and words."""
    if code in KNOWN:
        return Phrase(f"twilio.{code}")
    if vendor:
        return Phrase("provider_says", {"provider": NAME, "quote": vendor})
    return None if code is None else Phrase("provider_error", {"provider": NAME, "error": str(code)})


def refusal(
    status: int, code: int | None, vendor: str | None, *, after: timedelta | None, changes: bool
) -> ExternalSystemError:
    """The border error for an answer other than success.

    `changes` says that the request would have changed something at Twilio: then a server error leaves
    open whether it did, and only asking can tell. Without it the request may simply be repeated.
    """
    detail = meaning(code, vendor) or Phrase("provider_answered", {"provider": NAME, "status": str(status)})
    fields = {"provider_code": code, "provider_status": status}
    if status == 429 or code == 20429:
        return RetryLater(detail, after=after or BUSY_PAUSE, **fields)
    if status == 401 or code in _LOGIN:
        return ReauthNeeded(detail, **fields)
    if code in _LATER:
        return RetryLater(detail, after=after or QUEUE_PAUSE, **fields)
    if status >= 500:
        return OutcomeUnknown(detail, **fields) if changes else RetryLater(detail, after=after, **fields)
    return GiveUp(detail, **fields)
