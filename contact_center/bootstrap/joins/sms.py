"""SMS webhooks to intake and delivery."""

from __future__ import annotations

from channels.sms.parse import parse
from contact_center.interactions import delivery
from contact_center.interactions.intake import Intake
from contact_center.kernel.contracts.channels import ChannelAccount, DeliveryReport, RawEnvelope
from contact_center.kernel.errors import RetryLater
from contact_center.kernel.ids import MessageId
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.customers.service import ConsentBook


class TooEarly(RetryLater):
    """The report came before our own record of the message; send it again."""

    status = 503


class SmsInbound:
    """Keeps the envelope; STOP is remembered for the address before the provider is answered.

    Remembering is repeated with each delivery and changes nothing the second time, so a crash between
    the two leaves nothing undone: Twilio delivers again what was not answered.
    """

    def __init__(self, intake: Intake, database: Database, consent: ConsentBook) -> None:
        self._intake = intake
        self._database = database
        self._consent = consent

    async def take(self, raw: RawEnvelope) -> None:
        receipt = await self._intake.take(raw)
        if receipt.message_id is None:
            return
        message = parse(raw)
        if message.meta.get("opt_out") == "STOP":
            async with self._database.work(raw.account.tenant_id, actor="provider", role="system") as work:
                await self._consent.stop(work, message.sender, "sms", f"message {receipt.message_id}")


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
