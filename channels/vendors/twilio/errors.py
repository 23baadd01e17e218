"""What Twilio's refusals mean, in words, and what to do about each.

Codes: twilio.com/docs/api/errors. A code missing here keeps Twilio's own words.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from contact_center.kernel.errors import ExternalSystemError, GiveUp, OutcomeUnknown, ReauthNeeded, RetryLater

BUSY_PAUSE: Final = timedelta(seconds=2)
"""How long to wait after a 429 that names no time of its own."""
QUEUE_PAUSE: Final = timedelta(seconds=30)

WORDS: Final[dict[int, str]] = {
    20003: "Twilio does not accept the account SID and auth token (or API key); renew them.",
    20404: "Twilio does not know this account or message; check the account SID.",
    20429: "Twilio takes no more requests at the moment.",
    21211: "The recipient's number is not a valid phone number.",
    21212: "The sender is not a valid phone number or sender name.",
    21266: "Sender and recipient are the same number.",
    21408: "Sending to this country is not enabled in the Twilio account (Geo Permissions).",
    21602: "The message is empty.",
    21603: "No sender number is set for this channel account.",
    21604: "The message has no recipient.",
    21606: "The sender number does not belong to the Twilio account or cannot send SMS.",
    21609: "Twilio cannot use our status address; set a public base URL with a proper host name.",
    21610: "The recipient has opted out by STOP; only they can opt in again, by sending START.",
    21611: "The sender number has too many messages waiting at Twilio.",
    21612: "The sender number cannot reach this recipient.",
    21614: "The recipient's number is not a mobile number and cannot get SMS.",
    21617: "The message is longer than 1,600 characters.",
    21655: "The messaging service of this channel account does not exist.",
    21660: "The sender number belongs to another Twilio account.",
    21703: "The messaging service has no sender number.",
    30001: "Too many messages were waiting; this one was dropped. It can be sent again.",
    30002: "The Twilio account is suspended.",
    30003: "The phone is switched off or out of reach. Try again later.",
    30004: "The recipient or their carrier blocks messages from this number.",
    30005: "The number is unknown or no longer in use.",
    30006: "The number is a landline, or its carrier cannot be reached.",
    30007: "The carrier filtered the message out as unwanted.",
    30008: "The carrier gave no reason why the message did not arrive.",
    30034: "The sender number is not registered for messages to the United States (A2P 10DLC).",
}

_LOGIN: Final = frozenset({20003, 20005, 20006, 20008, 30002})
_LATER: Final = frozenset({21611, 30001})


def words(code: int | None, vendor: str | None = None) -> str | None:
    """What an error code means; Twilio's own words if we have none; None without code and words."""
    if code is None:
        return vendor
    return WORDS.get(code) or vendor or f"Twilio reports error {code}."


def refusal(
    status: int, code: int | None, vendor: str | None, *, after: timedelta | None, changes: bool
) -> ExternalSystemError:
    """The border error for an answer other than success.

    `changes` says that the request would have changed something at Twilio: then a server error leaves
    open whether it did, and only asking can tell. Without it the request may simply be repeated.
    """
    detail = words(code, vendor) or f"HTTP {status}"
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
