"""What a channel account of voice says of its trunk.

Settings: `provider: sip`, `sip_host`, `sip_port`, `sip_user`, `sip_domain`, `sip_codec`, `sip_plus`. Secret:
`sip_password`. Without a user the other side knows our address and no registration is made.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import structlog

from channels.declaring import AccountSetting, SettingKind
from channels.voice.adapter import CODE
from channels.voice.providers.sip.domain import CODECS, NAME, SIP_PORT, Trunk
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid
from contact_center.kernel.phrases import Phrase

log = structlog.get_logger()

SIP_SETTINGS: Final = (
    AccountSetting("sip_host", rare=True),
    AccountSetting("sip_port", SettingKind.NUMBER, rare=True, default=SIP_PORT),
    AccountSetting("sip_user", rare=True),
    AccountSetting("sip_password", secret=True, rare=True),
    AccountSetting("sip_domain", rare=True),
    AccountSetting("sip_codec", SettingKind.CHOICE, tuple(CODECS), rare=True, default="pcmu"),
    AccountSetting("sip_plus", SettingKind.SWITCH, rare=True, default=True),
)
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_USER: Final = re.compile(r"[A-Za-z0-9+_.~!*'()&=$,;?/%-]{0,64}")


def trunk_of(account: ChannelAccount) -> Trunk:
    """Raises `Invalid`, naming what is missing or cannot be used."""
    settings = account.settings
    host, user = str(settings.get("sip_host") or "").strip(), str(settings.get("sip_user") or "").strip()
    domain, codec = str(settings.get("sip_domain") or "").strip(), str(settings.get("sip_codec") or "pcmu")
    password = str(account.secrets.get("sip_password") or "")
    if not host:
        raise Invalid(Phrase("account_lacks", {"account": account.name, "name": "sip_host"}), field="sip_host")
    _fits(_HOST, host, "sip_host")
    _fits(_HOST, domain or host, "sip_domain")
    _fits(_USER, user, "sip_user")
    if user and not password:
        raise Invalid(Phrase("account_lacks", {"account": account.name, "name": "sip_password"}), field="sip_password")
    if codec not in CODECS:
        raise Invalid(codec, field="sip_codec")
    return Trunk(
        account.id, account.tenant_id, account.address, host, _port(settings.get("sip_port")), user, password, domain,
        codec, plus=bool(settings.get("sip_plus", True)),
    )  # fmt: skip


class StoredTrunks:
    """The trunks that administrators have set up. One that cannot be read keeps no other from being reached."""

    def __init__(self, accounts: ChannelAccounts) -> None:
        self._accounts = accounts

    async def read(self) -> Sequence[Trunk]:
        found = []
        for account in await self._accounts.of_channel(CODE):
            if account.settings.get("provider") == NAME:
                try:
                    found.append(trunk_of(account))
                except Invalid as problem:
                    log.warning("trunk cannot be used", account_id=str(account.id), reason=problem.code)
        return found


def _port(value: object) -> int:
    if value in (None, ""):
        return SIP_PORT
    text = str(value)
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise Invalid(text, field="sip_port")
    return int(text)


def _fits(pattern: re.Pattern[str], value: str, field: str) -> None:
    """What goes into lines of SIP must not be able to end one."""
    if not pattern.fullmatch(value):
        raise Invalid(value, field=field)
