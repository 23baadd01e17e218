"""What the provider reports, carried to delivery, and which of its messages are known already."""

from __future__ import annotations

from collections.abc import Collection

from contact_center.interactions.delivery import service as delivery
from contact_center.interactions.reading import outside_queries as outside
from contact_center.kernel.contracts.channels import ChannelAccount, DeliveryReport
from contact_center.kernel.errors import RetryLater
from contact_center.kernel.ids import MessageId
from contact_center.platform.unit_of_work import Database, UnitOfWork


class ReportBeforeMessage(RetryLater):
    """The report came before our own record of the message; send it again."""

    status = 503


class MessageClaims:
    """See `channels.sms.ports.Claims`: asked when the adapter looks for a proof."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claimed(self, account: ChannelAccount, provider_ids: Collection[str]) -> frozenset[str]:
        async with self._database.read(account.tenant_id) as reader:
            return await outside.known_ids(reader, account, provider_ids)


class SmsReports:
    """Moves delivery states; a report that outruns our own commit is proof enough that it was sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def report(self, account: ChannelAccount, report: DeliveryReport, message_id: MessageId | None) -> None:
        async def apply(work: UnitOfWork) -> bool:
            if message_id is not None:
                await delivery.adopt(work, account, message_id, report.provider_id)
            return await delivery.take_report(work, account, report)

        if not await self._database.run(account.tenant_id, apply, actor="provider", role="system"):
            raise ReportBeforeMessage(report.provider_id)
