"""What a check of Twilio asks for an account that is connected here. Nothing is changed anywhere."""

from __future__ import annotations

from channels.sms.checking import setup_of
from channels.sms.client import CODE
from channels.sms.section import SmsSection
from channels.vendors.twilio.checking import AccountFinding, check
from channels.vendors.twilio.client import open_http
from channels.vendors.twilio.transport import Transport
from contact_center.bootstrap.runtime import Runtime
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import TenantId
from contact_center.platform.settings import section


class NoTwilioAccount(NotFound):
    """No number of Twilio is connected; `contact-center channel add sms` connects one."""


async def twilio_accounts(runtime: Runtime, tenant: TenantId) -> list[ChannelAccount]:
    """The numbers of an organisation that Twilio serves. Raises `NoTwilioAccount`."""
    async with runtime.database.read(tenant) as reader:
        rows = [row for row in await runtime.accounts.all_of(reader, tenant) if row.channel == CODE]
        found = [await runtime.accounts.load(reader, tenant, row.id) for row in rows]
    if not found:
        raise NoTwilioAccount
    return found


async def check_twilio(runtime: Runtime, account: ChannelAccount) -> tuple[AccountFinding, ...]:
    settings = section(runtime.settings, SmsSection)
    async with open_http(read=settings.provider_read_timeout.total_seconds()) as http:
        transport = Transport(http, settings.twilio_url)
        return await check(transport, http, setup_of(account, settings.public_url))
