"""The SMS adapter: sends, finds out what became of a message, fetches what a webhook missed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from channels.sms import parse as parsing
from channels.sms.accounts import messaging_service
from channels.sms.ports import Claims
from channels.sms.render import render
from channels.sms.segments import MAX_LENGTH
from channels.vendors.twilio.accounts import credentials, public_url
from channels.vendors.twilio.client import TwilioClient
from channels.vendors.twilio.domain import Listing, MessageResource
from channels.vendors.twilio.verify import FORM
from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.channels import (
    AddressKind,
    Capabilities,
    ChannelAccount,
    InboundAttachment,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    RemoteFile,
    Sent,
    Tier,
)
from contact_center.kernel.errors import OutcomeUnknown, RetryLater
from contact_center.kernel.phrases import Phrase

SETTLE: Final = timedelta(seconds=20)
"""How long a request cut off on the way may still be at work at Twilio: longer than its own time-out."""
SKEW: Final = timedelta(seconds=5)
"""How far Twilio's clock (whole seconds) may be behind ours."""
MAX_MEDIA_BYTES: Final = 5_000_000
"""Twilio takes no larger media from carriers."""
CODE: Final = "sms"


class SmsAdapter:
    """Implements `ChannelAdapter`. Wait `settle` after an `OutcomeUnknown` before asking `find`."""

    channel = CODE
    capabilities = Capabilities(
        tier=Tier.MESSAGING,
        delivery_receipts=True,
        max_length=MAX_LENGTH,
        segments=True,
        first_places=3,
        reaches=AddressKind.PHONE,
    )

    def __init__(
        self,
        client: TwilioClient,
        public_base_url: str,
        claims: Claims,
        clock: Clock,
        settle: timedelta = SETTLE,
    ) -> None:
        self._client = client
        self._base = public_url(public_base_url)
        self._claims = claims
        self._clock = clock
        self.settle = settle

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        return parsing.parse(raw)

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        form = render(account, message, self._base)
        taken = await self._client.create_message(credentials(account), form)
        return Sent(taken.sid, own_keys=(taken.sid,))

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        """The message at Twilio that is this one: same parties and text, not older, nobody else's.

        Unsent messages have no date of sending yet, so the list is not narrowed by it.
        """
        if self._clock.now() < (message.attempted_at or message.created_at) + self.settle:
            raise OutcomeUnknown(Phrase("too_early_to_tell", {"seconds": int(self.settle.total_seconds())}))
        listing = await self._sent_to(account, message)
        alike = [m for m in listing.messages if _alike(m, message)]
        known = await self._claims.claimed(account, [m.sid for m in alike]) | set(message.references)
        return _proof([m for m in alike if m.sid not in known], listing.complete)

    async def missed(
        self, account: ChannelAccount, since: datetime, before: datetime | None = None
    ) -> list[RawEnvelope]:
        """What customers wrote since then, oldest first, as envelopes that a webhook would have brought.

        For catching up after an outage longer than Twilio's retries. What is known already is left out;
        what becomes known meanwhile is dropped by intake.
        """
        who = credentials(account)
        listing = await self._client.list_messages(who, to=account.address, sent_since=since, pages=100, page_size=200)
        inbound = [m for m in listing.messages if m.direction == "inbound" and not _before(m, since)]
        inbound = [m for m in inbound if before is None or _before(m, before)]
        known = await self._claims.claimed(account, [m.sid for m in inbound])
        inbound = sorted((m for m in inbound if m.sid not in known), key=lambda m: m.created or since)
        return [await self._as_webhook(account, m) for m in inbound]

    async def fetch(self, account: ChannelAccount, file: RemoteFile) -> InboundAttachment:
        """A picture or another medium of an MMS. See `FetchesFiles`."""
        media = await self._client.fetch_media(credentials(account), file.url, MAX_MEDIA_BYTES)
        content_type = media.content_type.partition(";")[0].strip() or file.content_type
        return InboundAttachment(name=file.name, content_type=content_type, content=media.content)

    async def _sent_to(self, account: ChannelAccount, message: OutboundMessage) -> Listing:
        # A messaging service picks the number itself, and only when it sends.
        from_ = None if messaging_service(account) else account.address
        try:
            return await self._client.list_messages(credentials(account), to=message.recipient.value, from_=from_)
        except RetryLater as error:
            raise OutcomeUnknown(error.detail) from error

    async def _as_webhook(self, account: ChannelAccount, m: MessageResource) -> RawEnvelope:
        who = credentials(account)
        fields = {"MessageSid": m.sid, "AccountSid": who.account_sid, "From": m.sender, "To": m.recipient}
        fields |= {"Body": m.body, "NumMedia": str(m.num_media), "NumSegments": str(m.num_segments)}
        media = await self._client.list_media(who, m.sid) if m.num_media else ()
        for n, (url, content_type) in enumerate(media):
            fields |= {f"MediaUrl{n}": url, f"MediaContentType{n}": content_type}
        return RawEnvelope(account, m.sid, self._clock.now(), FORM, urlencode(fields).encode())


def _alike(m: MessageResource, message: OutboundMessage) -> bool:
    return (
        m.direction == "outbound-api"
        and m.recipient == message.recipient.value
        and _same_text(m.body, message.text)
        and not _before(m, message.created_at - SKEW)
    )


def _same_text(kept: str, ours: str) -> bool:
    """Twilio may trim, put plain quotes for curly ones, or begin with words of a trial account."""
    letters = _letters(ours)
    return _letters(kept).endswith(letters) if letters else kept.strip() == ours.strip()


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def _before(m: MessageResource, instant: datetime) -> bool:
    return m.created is not None and m.created < instant.replace(microsecond=0)


def _proof(candidates: Iterable[MessageResource], complete: bool) -> Sent | None:
    found = list(candidates)
    if len(found) == 1:
        return Sent(found[0].sid, own_keys=(found[0].sid,))
    if found:
        raise OutcomeUnknown(Phrase("several_look_alike", {"n": len(found)}))
    if not complete:
        raise OutcomeUnknown(Phrase("too_many_to_look_through"))
    return None
