"""SMS webhooks to intake and delivery."""

from __future__ import annotations

from contact_center.interactions.delivery import service as delivery
from contact_center.interactions.intake.service import Intake
from contact_center.kernel.contracts.channels import ChannelAccount, DeliveryReport, RawEnvelope
from contact_center.kernel.errors import RetryLater
from contact_center.kernel.ids import MessageId
from contact_center.platform.unit_of_work import Database, UnitOfWork


class TooEarly(RetryLater):
    """The report came before our own record of the message; send it again."""

    status = 503


class SmsInbound:
    """Keeps the envelope, with all that follows from it, before the provider is answered."""

    def __init__(self, intake: Intake, *_: object) -> None:
        """Whatever else is given is not needed: intake has it by itself."""
        self._intake = intake

    async def take(self, raw: RawEnvelope) -> None:
        await self._intake.take(raw)


class SmsReports:
    """Moves delivery states; a report that outruns our own commit is proof enough that it was sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def report(self, account: ChannelAccount, report: DeliveryReport, message_id: MessageId | None) -> None:
        async def apply(work: UnitOfWork) -> bool:
            if message_id is not None:
                await delivery.adopt(work, account, message_id, report.provider_id)
            return await delivery.report(work, account, report)

        if not await self._database.run(account.tenant_id, apply, actor="provider", role="system"):
            raise TooEarly(report.provider_id)
