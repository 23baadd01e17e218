"""Status callbacks → delivery reports. Pure.

They arrive early, twice or out of order; which of them count is decided by `interactions.moves`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import parse_qs
from uuid import UUID

from channels.sms.parse import message_sid
from channels.vendors.twilio.errors import meaning
from contact_center.kernel.contracts.channels import Delivery, DeliveryReport, Unparseable, UnparseableCode
from contact_center.kernel.ids import MessageId
from contact_center.kernel.phrases import Phrase
from contact_center.kernel.whole import whole

STATES: Final = {
    # Whatever Twilio reports, it has taken the message: that is SENT.
    "accepted": Delivery.SENT,
    "scheduled": Delivery.SENT,
    "queued": Delivery.SENT,
    "sending": Delivery.SENT,
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "partially_delivered": Delivery.DELIVERED,
    "read": Delivery.READ,
    "undelivered": Delivery.UNDELIVERED,
    "failed": Delivery.FAILED,
    "canceled": Delivery.FAILED,
}


@dataclass(frozen=True, slots=True)
class StatusReport:
    report: DeliveryReport
    message_id: MessageId | None
    """Our own id from the address of the callback, which the signature covers."""


def parse_status(fields: Mapping[str, str], query: str, now: datetime) -> StatusReport | None:
    """What a callback says; None for a status that Twilio has invented since. Raises `Unparseable`."""
    sid = message_sid(fields)
    status = (fields.get("MessageStatus") or fields.get("SmsStatus") or "").lower()
    if not sid or not status:
        raise Unparseable(UnparseableCode.FIELD_MISSING, field="MessageSid, MessageStatus")
    state = STATES.get(status)
    if state is None:
        return None
    code = fields.get("ErrorCode") or None
    error = fields.get("ErrorMessage") or None
    about = meaning(whole(code or ""), error)
    if status == "canceled":
        about = about or Phrase("message_canceled")
    return StatusReport(DeliveryReport(sid, state, now, code, error, about), message_token(query))


def message_token(query: str) -> MessageId | None:
    """Our message id in the query of a status callback (`m=`)."""
    try:
        return MessageId(UUID(parse_qs(query)["m"][0]))
    except (KeyError, ValueError):
        return None
