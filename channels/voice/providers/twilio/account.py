"""What a channel account of voice says of its number at Twilio. Pure.

Settings: `provider: twilio`, `account_sid` (AC…), `api_key_sid` (SK…).
Secrets: `auth_token` signs the webhooks, `api_key_secret` the tokens of agents' pages; more in
`channels/vendors/twilio/accounts.py`.
"""

from __future__ import annotations

from channels.vendors.twilio.accounts import credentials, needed
from channels.vendors.twilio.voice.addresses import Addresses
from channels.vendors.twilio.voice.domain import VoiceKey
from channels.vendors.twilio.voice.provider import TwilioLine
from contact_center.kernel.contracts.channels import ChannelAccount


def line_of(account: ChannelAccount, public_url: str, signal_url: str) -> TwilioLine:
    """Raises `ReauthNeeded` naming what is missing."""
    who = credentials(account)
    needed(account.secrets, "auth_token", account)
    key_sid, secret = (
        needed(account.settings, "api_key_sid", account),
        needed(account.secrets, "api_key_secret", account),
    )
    return TwilioLine(
        who=who,
        number=account.address,
        addresses=addresses_of(account, public_url),
        key=VoiceKey(who.account_sid, key_sid, secret),
        signal_url=signal_url,
    )


def addresses_of(account: ChannelAccount, public_url: str) -> Addresses:
    return Addresses(public_url.rstrip("/"), account.id)
