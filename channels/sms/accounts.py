"""What a channel account of SMS says about itself. Pure.

Settings and secrets of the Twilio account behind it: `channels/vendors/twilio/accounts.py`. A setting of its own is
`messaging_service_sid` (MG…).
"""

from __future__ import annotations

from channels.declaring import AccountSetting
from contact_center.kernel.contracts.channels import ChannelAccount

SETTINGS = (
    AccountSetting("account_sid", required=True),
    AccountSetting("auth_token", secret=True, required=True),
    AccountSetting("messaging_service_sid"),
    AccountSetting("api_key_sid", rare=True),
    AccountSetting("api_key_secret", secret=True, rare=True),
    AccountSetting("auth_token_secondary", secret=True, rare=True),
)


def messaging_service(account: ChannelAccount) -> str | None:
    return account.settings.get("messaging_service_sid") or None


def webhook_path(account: ChannelAccount | str, kind: str) -> str:
    """Path of a webhook; `kind` is `messages` or `status`."""
    account_id = account if isinstance(account, str) else account.id
    return f"/webhooks/twilio/{account_id}/{kind}"
