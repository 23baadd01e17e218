"""What the SMS channel needs from the rest of the product."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from contact_center.kernel.clock import Clock
from contact_center.kernel.contracts.channels import ChannelAccount, DeliveryReport, RawEnvelope
from contact_center.kernel.ids import ChannelAccountId, MessageId


class Accounts(Protocol):
    async def get(self, account_id: ChannelAccountId) -> ChannelAccount | None:
        """The channel account, whatever its channel; None if there is none or it is switched off."""
        ...


class InboundSink(Protocol):
    async def take(self, raw: RawEnvelope) -> object:
        """Keep the envelope and act on it; returns after commit. A second delivery changes nothing."""
        ...


class ReportSink(Protocol):
    async def report(self, account: ChannelAccount, report: DeliveryReport, message_id: MessageId | None) -> None:
        """Move the delivery state of a message (see `interactions.moves`); returns after commit.

        `message_id` is our own id, proven by the provider's signature. The report may come before
        `send` has returned, or instead of it: then it is also the proof that the message was taken.
        """
        ...


class Claims(Protocol):
    async def claimed(self, account: ChannelAccount, provider_ids: Collection[str]) -> frozenset[str]:
        """Those of the provider ids that already belong to some message of the account."""
        ...


@dataclass(frozen=True, slots=True)
class SmsPorts:
    accounts: Accounts
    inbound: InboundSink
    reports: ReportSink
    clock: Clock
