"""Voicemail as a channel among others: work that calls leave behind.

Nothing arrives here from outside and nothing goes out: a message is made by the call's own signalling
(`contact_center.interactions.intake.voicemail`), and it is answered by calling back or writing on another channel.
"""

from __future__ import annotations

from contact_center.interactions.intake.voicemail import CHANNEL
from contact_center.kernel.contracts.channels import (
    Capabilities,
    ChannelAccount,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Sent,
    Tier,
    Unparseable,
    UnparseableCode,
)
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.phrases import Phrase


class VoicemailAdapter:
    """See `ChannelAdapter`."""

    channel = CHANNEL
    capabilities = Capabilities(tier=Tier.DEFERRED, text=False, first_places=1)

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        raise Unparseable(UnparseableCode.NOTHING_ARRIVES)

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        raise GiveUp(Phrase("voicemail_no_answer"))

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        return None
