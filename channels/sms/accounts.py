"""What a channel account of SMS says about itself. Pure.

Settings: `account_sid` (AC…), optionally `api_key_sid` (SK…), `messaging_service_sid` (MG…).
Secrets: `auth_token` (needed: it signs the webhooks), optionally `auth_token_secondary` while tokens
rotate, `api_key_secret`, and `shared_key:<id of the key>` for webhooks signed with a shared key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.declaring import AccountSetting
from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.verify import Keys
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid, ReauthNeeded
from contact_center.kernel.phrases import Phrase

SETTINGS = (
    AccountSetting("account_sid", required=True),
    AccountSetting("auth_token", secret=True, required=True),
    AccountSetting("messaging_service_sid"),
    AccountSetting("api_key_sid", rare=True),
    AccountSetting("api_key_secret", secret=True, rare=True),
    AccountSetting("auth_token_secondary", secret=True, rare=True),
)

_SHARED = "shared_key:"


def credentials(account: ChannelAccount) -> Credentials:
    """Raises `ReauthNeeded` naming what is missing."""
    sid = _needed(account.settings, "account_sid", account)
    if account.settings.get("api_key_sid"):
        return Credentials(sid, str(account.settings["api_key_sid"]), _secret(account, "api_key_secret"))
    return Credentials(sid, sid, _secret(account, "auth_token"))


def keys(account: ChannelAccount) -> Keys:
    """The secrets its webhooks may be signed with."""
    tokens = (account.secrets.get("auth_token"), account.secrets.get("auth_token_secondary"))
    shared = {k.removeprefix(_SHARED): v for k, v in account.secrets.items() if k.startswith(_SHARED)}
    return Keys(tuple(t for t in tokens if t), shared)


def messaging_service(account: ChannelAccount) -> str | None:
    return account.settings.get("messaging_service_sid") or None


def public_url(base: str) -> str:
    """The address under which the provider reaches us, without a slash at its end."""
    base = base.strip().rstrip("/")
    if not base.startswith(("http://", "https://")):
        raise Invalid(Phrase("not_a_web_address", {"value": base}), field="base")
    return base


def webhook_path(account: ChannelAccount | str, kind: str) -> str:
    """Path of a webhook; `kind` is `messages` or `status`."""
    account_id = account if isinstance(account, str) else account.id
    return f"/webhooks/twilio/{account_id}/{kind}"


def _secret(account: ChannelAccount, name: str) -> str:
    return _needed(account.secrets, name, account)


def _needed(values: Mapping[str, Any], name: str, account: ChannelAccount) -> str:
    value = values.get(name)
    if not value:
        raise ReauthNeeded(Phrase("account_lacks", {"account": account.name, "name": name}), field=name)
    return str(value)
