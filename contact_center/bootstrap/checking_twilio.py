"""What a check of Twilio asks for an account that is connected here. Nothing is changed anywhere."""

from __future__ import annotations

from channels.sms.checking import setup_of as setup_of_messages
from channels.sms.client import CODE
from channels.sms.section import SmsSection
from channels.vendors.twilio.accounts import credentials
from channels.vendors.twilio.checking import AccountFinding, AccountSetup, CallAddresses, check
from channels.vendors.twilio.client import open_http
from channels.vendors.twilio.transport import Transport
from channels.vendors.twilio.voice.provider import NAME as TWILIO
from channels.voice.adapter import CODE as VOICE
from channels.voice.providers.twilio.account import addresses_of
from channels.voice.registry import provider_of
from contact_center.bootstrap.runtime import Runtime
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import NotFound
from contact_center.kernel.ids import TenantId
from contact_center.platform.settings import section


class NoTwilioAccount(NotFound):
    """No number of Twilio is connected; `contact-center channel add sms` or `voice` connects one."""


async def twilio_accounts(runtime: Runtime, tenant: TenantId) -> list[ChannelAccount]:
    """The numbers of an organisation that Twilio serves. Raises `NoTwilioAccount`."""
    async with runtime.database.read(tenant) as reader:
        rows = [row for row in await runtime.accounts.all_of(reader, tenant) if row.channel in (CODE, VOICE)]
        loaded = [await runtime.accounts.load(reader, tenant, row.id) for row in rows]
    found = [one for one in loaded if one.channel == CODE or provider_of(one) == TWILIO]
    if not found:
        raise NoTwilioAccount
    return found


async def check_twilio(runtime: Runtime, account: ChannelAccount) -> tuple[AccountFinding, ...]:
    settings = section(runtime.settings, SmsSection)
    async with open_http(read=settings.provider_read_timeout.total_seconds()) as http:
        transport = Transport(http, settings.twilio_url)
        return await check(transport, http, setup_of(account, settings.public_url))


def setup_of(account: ChannelAccount, public_url: str) -> AccountSetup:
    """Raises `ReauthNeeded` naming a setting or secret that is missing."""
    if account.channel != VOICE:
        return setup_of_messages(account, public_url)
    base = public_url.rstrip("/")
    at = addresses_of(account, base)
    return AccountSetup(
        who=credentials(account),
        auth_token=str(account.secrets.get("auth_token", "")),
        public_url=base,
        sms_url=None,
        status_url=at.status,
        number=account.address,
        calls=CallAddresses(at.incoming, at.fallback, at.status),
    )
