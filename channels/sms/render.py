"""An outbound message → the form Twilio takes. Pure."""

from __future__ import annotations

from channels.sms.accounts import messaging_service, webhook_path
from channels.sms.errors import NothingToSend, TextOnly, TooLong
from channels.sms.segments import MAX_LENGTH
from contact_center.kernel.contracts.channels import ChannelAccount, OutboundMessage
from contact_center.kernel.phrases import Phrase

RETRY_RULES = "#rc=5&rp=all"
"""Connection overrides: five retries after any failure. Twilio's default repeats nothing after a 5xx."""


def render(account: ChannelAccount, message: OutboundMessage, base: str) -> dict[str, str]:
    """Raises `TooLong`, `NothingToSend` or `TextOnly`, each naming its field."""
    _demand_sendable(message)
    service = messaging_service(account)
    sender = {"MessagingServiceSid": service} if service else {"From": account.address}
    return {
        "To": message.recipient.value,
        **sender,
        "Body": message.text,
        "StatusCallback": status_url(account, message, base),
    }


def status_url(account: ChannelAccount, message: OutboundMessage, base: str) -> str:
    """Where Twilio reports on this very message."""
    return f"{base}{webhook_path(account, 'status')}?m={message.id}{RETRY_RULES}"


def webhook_url(account: ChannelAccount, base: str) -> str:
    """What an administrator enters at Twilio as the number's "A message comes in"."""
    return f"{base}{webhook_path(account, 'messages')}{RETRY_RULES}"


def _demand_sendable(message: OutboundMessage) -> None:
    if message.attachments:
        raise TextOnly(field="attachments")
    if not message.text.strip():
        raise NothingToSend(field="text")
    if len(message.text) > MAX_LENGTH:
        detail = Phrase("characters_of_at_most", {"n": len(message.text), "most": MAX_LENGTH})
        raise TooLong(detail, field="text", limit=MAX_LENGTH, length=len(message.text))
