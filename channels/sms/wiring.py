"""The SMS channel as it declares itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, ClassVar

from fastapi import Depends

from channels.channel import Centre, Channel, Endpoints, Resources, WebPart, WorkerPart
from channels.declaring import ConnectionFinding
from channels.sms import endpoints
from channels.sms.accounts import SETTINGS
from channels.sms.checking import setup_of
from channels.sms.client import CODE, SmsAdapter
from channels.sms.personal import TABLES
from channels.sms.ports import SmsPorts
from channels.sms.render import webhook_url
from channels.sms.section import SmsSection
from channels.sms.service import MessageClaims, SmsReports
from channels.sms.tasks import MissedSms
from channels.vendors.twilio.accounts import credentials
from channels.vendors.twilio.checking import check
from channels.vendors.twilio.client import TwilioClient, open_http
from channels.vendors.twilio.transport import Transport
from contact_center.directory import telephones
from contact_center.directory.access import public
from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter
from contact_center.kernel.errors import Invalid
from contact_center.kernel.phrases import Phrase
from contact_center.platform.live import Hub
from contact_center.platform.settings import PlatformSettings, section


class SmsChannel(Channel):
    code = CODE
    capabilities: ClassVar = {CODE: SmsAdapter.capabilities}
    account_words = "twilio_number"
    settings = SETTINGS
    personal = TABLES

    async def adapters(self, resources: Resources, closing: AsyncExitStack) -> Sequence[ChannelAdapter]:
        settings = section(resources.settings, SmsSection)
        http = await closing.enter_async_context(open_http(read=settings.provider_read_timeout.total_seconds()))
        client = TwilioClient(http, settings.twilio_url)
        claims = MessageClaims(resources.database)
        return [SmsAdapter(client, settings.public_url, claims, resources.clock, settings.provider_settle)]

    def address(self, text: str, settings: Mapping[str, Any], region: str) -> str:
        """A number, unless a messaging service picks it."""
        number = telephones.e164(text, region)
        if number is None and not settings.get("messaging_service_sid"):
            raise Invalid(Phrase("not_a_telephone_number", {"value": text}), field="address")
        return number or text

    def check(self, account: ChannelAccount) -> None:
        credentials(account)

    def next_step(self, account: ChannelAccount, public_url: str) -> str:
        where = webhook_url(account, public_url)
        return f"At Twilio, let the number call this address when a message comes in (HTTP POST):\n{where}"

    def to_copy(self, account: ChannelAccount, public_url: str) -> str:
        return webhook_url(account, public_url)

    async def test(self, account: ChannelAccount, settings: PlatformSettings) -> Sequence[ConnectionFinding]:
        own = section(settings, SmsSection)
        async with open_http(read=own.provider_read_timeout.total_seconds()) as http:
            found = await check(Transport(http, own.twilio_url), http, setup_of(account, own.public_url))
        return [ConnectionFinding(one.grade, one.code.value, one.args) for one in found]

    def web(self, centre: Centre, hub: Hub, closing: AsyncExitStack) -> WebPart:
        ports = SmsPorts(centre.accounts, centre.intake, SmsReports(centre.database), centre.clock)
        router = endpoints.router(ports, centre.settings.public_url)
        return WebPart([Endpoints(router, [Depends(public("Twilio signs its requests"))])])

    def worker(self, centre: Centre, closing: AsyncExitStack) -> WorkerPart:
        return WorkerPart([MissedSms(centre).run])
