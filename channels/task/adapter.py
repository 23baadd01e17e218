"""Tasks as a channel among others: work that begins with us, at the time it was set for.

Nothing arrives here from outside and nothing goes out. A task that is due becomes a piece of work in the same queue as
everything else (`crm_core.tasks`); whoever has it calls or writes to the customer on another channel.
"""

from __future__ import annotations

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
from contact_center.kernel.contracts.tasks import CHANNEL
from contact_center.kernel.errors import GiveUp
from contact_center.kernel.phrases import Phrase

CODE = CHANNEL
CAPABILITIES = Capabilities(tier=Tier.DEFERRED, text=False, addressed=False, first_places=2)


class TaskAdapter:
    """See `ChannelAdapter`."""

    channel = CODE
    capabilities = CAPABILITIES

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        raise Unparseable(UnparseableCode.NOTHING_ARRIVES)

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        raise GiveUp(Phrase("task_no_answer"))

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        return None
