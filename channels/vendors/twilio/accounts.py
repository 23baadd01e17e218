"""What a channel account says of the Twilio account behind it. Pure.

Settings: `account_sid` (AC…), optionally `api_key_sid` (SK…).
Secrets: `auth_token` (needed: it signs the webhooks), optionally `auth_token_secondary` while tokens rotate,
`api_key_secret`, and `shared_key:<id of the key>` for webhooks signed with a shared key.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.verify import SETTINGS_HEADER, SIGNATURE_HEADER, Keys, SignedRequest, genuine
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid, ReauthNeeded
from contact_center.kernel.phrases import Phrase

_SHARED = "shared_key:"


def credentials(account: ChannelAccount) -> Credentials:
    """Raises `ReauthNeeded` naming what is missing."""
    sid = needed(account.settings, "account_sid", account)
    if account.settings.get("api_key_sid"):
        return Credentials(
            sid, str(account.settings["api_key_sid"]), needed(account.secrets, "api_key_secret", account)
        )
    return Credentials(sid, sid, needed(account.secrets, "auth_token", account))


def keys(account: ChannelAccount) -> Keys:
    """The secrets its webhooks may be signed with."""
    tokens = (account.secrets.get("auth_token"), account.secrets.get("auth_token_secondary"))
    shared = {k.removeprefix(_SHARED): v for k, v in account.secrets.items() if k.startswith(_SHARED)}
    return Keys(tuple(t for t in tokens if t), shared)


def is_genuine(account: ChannelAccount, url: str, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a webhook is this account's. `url` is the public one, query included; `headers` are looked up without
    regard to case."""
    request = SignedRequest(
        url=url,
        signature=headers.get(SIGNATURE_HEADER, ""),
        settings=headers.get(SETTINGS_HEADER, ""),
        content_type=headers.get("Content-Type", ""),
        body=body,
    )
    return genuine(request, keys(account))


def public_url(base: str) -> str:
    """The address under which Twilio reaches us, without a slash at its end."""
    base = base.strip().rstrip("/")
    if not base.startswith(("http://", "https://")):
        raise Invalid(Phrase("not_a_web_address", {"value": base}), field="base")
    return base


def needed(values: Mapping[str, Any], name: str, account: ChannelAccount) -> str:
    """Raises `ReauthNeeded` for a setting or secret that is missing."""
    value = values.get(name)
    if not value:
        raise ReauthNeeded(Phrase("account_lacks", {"account": account.name, "name": name}), field=name)
    return str(value)
