"""What an administrator connects: channel accounts and the ERP. Each is checked before it is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from channels.email.domain import mailbox_settings, password
from channels.sms.accounts import credentials
from channels.sms.render import webhook_url
from channels.webchat.domain import look
from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import ChannelAccountId, QueueId, TenantId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.platform.vault import Vault
from routing.policy import administration as routing

CHANNELS = ("email", "sms", "webchat", "voice")


class NoSuchChannel(Invalid):
    """There is no such channel; the channels are email, sms, webchat and voice."""


class NoSuchQueue(Invalid):
    """There is no queue of this name; `contact-center queue add` makes one."""


class NotASetting(Invalid):
    """A setting is written NAME=VALUE; lists and numbers as JSON, like allowed_origins=["https://shop.example"]."""


@dataclass(frozen=True, slots=True)
class NewChannel:
    """A channel account as it is asked for."""

    channel: str
    name: str
    address: str
    settings: dict[str, Any]
    secrets: dict[str, str]
    queue: str | None = None


def pairs(texts: Sequence[str]) -> dict[str, Any]:
    """`NAME=VALUE` as settings; a value that is JSON is read as such. Raises `NotASetting`."""
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (equals and name.strip()):
            raise NotASetting(text, field="setting")
        found[name.strip()] = _value(value)
    return found


def _value(text: str) -> Any:
    if not text.startswith(("[", "{", '"')) and text not in ("true", "false", "null") and not text.isdecimal():
        return text
    try:
        return json.loads(text)
    except ValueError as broken:
        raise NotASetting(text, field="setting") from broken


def check(account: ChannelAccount) -> None:
    """Raises an error that names the setting or secret which cannot be used."""
    match account.channel:
        case "email":
            mailbox_settings(account)
            password(account)
        case "sms":
            credentials(account)
        case "webchat":
            _check_look(account)
        case "voice":
            pass
        case _:
            raise NoSuchChannel(account.channel, field="channel")


def _check_look(account: ChannelAccount) -> None:
    try:
        look(account)
    except ValueError as why:
        raise Invalid(why) from why


async def add_channel(work: UnitOfWork, accounts: ChannelAccounts, new: NewChannel) -> ChannelAccount:
    """Keeps a checked channel account; a telephone number in the one form in which numbers are kept."""
    account = ChannelAccount(
        ChannelAccountId(new_id()),
        TenantId(work.tenant_id),
        new.channel,
        new.name,
        await _address(work, new),
        new.settings,
        new.secrets,
        await _queue(work, new.queue) if new.queue else None,
    )
    check(account)
    await accounts.create(
        work,
        channel=account.channel,
        name=account.name,
        address=account.address,
        settings=dict(account.settings),
        secrets=dict(account.secrets),
        queue_id=account.queue_id,
        id=account.id,
    )
    await directory.audit(work, "channel account added", account.name, channel=account.channel)
    return account


async def _address(work: UnitOfWork, new: NewChannel) -> str:
    """Raises `Invalid` for an SMS account whose address is no number, unless a messaging service picks the number."""
    if new.channel not in ("sms", "voice"):
        return new.address
    number = telephones.e164(new.address, await directory.phone_region(work, work.tenant_id))
    if number is None and new.channel == "sms" and not new.settings.get("messaging_service_sid"):
        raise Invalid(
            f"address: {new.address!r} is no telephone number; write it like +886 2 2711 0480", field="address"
        )
    return number or new.address


async def _queue(work: UnitOfWork, name: str) -> QueueId:
    for id, known in (await routing.queue_names(work, work.tenant_id)).items():
        if known == name:
            return QueueId(id)
    raise NoSuchQueue(name, field="queue")


def next_step(account: ChannelAccount, public_url: str) -> str:
    """What is left to do outside the product, in words."""
    match account.channel:
        case "sms":
            where = webhook_url(account, public_url)
            return f"At Twilio, let the number call this address when a message comes in (HTTP POST):\n{where}"
        case "webchat":
            script = f'<script src="{public_url}/widget.js" data-account="{account.id}" async></script>'
            return f"Put this on the page:\n{script}"
        case "email":
            return "The mailbox is read within half a minute."
        case _:
            return "Name it as voice_account in the settings of the web chat whose visitors shall call."


async def connect_tryton(work: UnitOfWork, vault: Vault, *, url: str, database: str, login: str, secret: str) -> None:
    """Makes this Tryton the ERP of the organisation; a former one is replaced."""
    if not url.startswith(("http://", "https://")):
        raise Invalid(f"url: {url!r} must begin with https:// (or http:// on this machine)", field="url")
    await work.execute("delete from erp.system where tenant_id = %s", [work.tenant_id])
    await work.execute(
        "insert into erp.system (tenant_id, kind, url, database, login, secret) values (%s, 'tryton', %s, %s, %s, %s)",
        [work.tenant_id, url.rstrip("/"), database, login, vault.seal(secret.encode())],
    )
    await directory.audit(work, "ERP connected", "tryton", url=url, database=database)
