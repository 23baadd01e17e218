"""The e-mail adapter: mailboxes as `ChannelAdapter`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from channels.email.client import in_sent_folder, keep_copy, submit
from channels.email.domain import mailbox_settings
from channels.email.parse import parse
from channels.email.poller import MailPoller
from channels.email.ports import MailSink
from channels.email.render import copies_of, own_message_id, render, wire_address
from channels.email.verify import ThreadTokens
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.channels import (
    AddressKind,
    Capabilities,
    ChannelAccount,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Sent,
    Tier,
)
from contact_center.kernel.errors import ExternalSystemError, OutcomeUnknown
from contact_center.kernel.phrases import Phrase

CODE = "email"
CAPABILITIES = Capabilities(
    tier=Tier.DEFERRED,
    subject=True,
    html=True,
    copies=True,
    reaches=AddressKind.EMAIL,
    attachments=True,
    max_attachment_bytes=20_000_000,
    bulky=True,
)


class EmailAdapter:
    """`ChannelAdapter` for mailboxes. The provider id of what we send is its Message-ID."""

    channel = CODE
    capabilities = CAPABILITIES

    def __init__(self, tokens: ThreadTokens) -> None:
        self._tokens = tokens

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        return parse(raw, self._tokens, mailbox_settings(raw.account))

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        settings = mailbox_settings(account)
        content = render(account, message, self._tokens)
        copies = [wire_address(each.value) for kind in copies_of(message) for each in kind]
        refused = await submit(account, settings, wire_address(message.recipient.value), copies, content)
        if settings.sent_copy == "append":
            await keep_copy(account, settings, content)
        return replace(self._sent(account, message), refused=refused)

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        settings = mailbox_settings(account)
        sent = self._sent(account, message)
        try:
            found = await in_sent_folder(account, settings, sent.provider_id)
        except ExternalSystemError as error:
            raise OutcomeUnknown(error.detail) from error
        if found:
            return sent
        if settings.sent_copy == "server":
            return None
        raise OutcomeUnknown(Phrase("no_copy_in_folder", {"folder": settings.sent_folder}))

    def _sent(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        message_id = own_message_id(account, message, self._tokens)
        return Sent(message_id, (message_id,))


def adapter(secret_key: bytes, former_keys: Sequence[bytes] = ()) -> EmailAdapter:
    """The adapter. `secret_key` (at least 16 bytes) signs thread tokens; former keys still open them."""
    return EmailAdapter(ThreadTokens(secret_key, former_keys))


def poller(account: ChannelAccount, sink: MailSink, clock: Clock) -> MailPoller:
    """A poller of one mailbox; `start` and `stop` it. Raises `Invalid` for settings that cannot be used."""
    return MailPoller(account, mailbox_settings(account), sink, clock)
