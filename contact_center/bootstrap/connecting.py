"""What an administrator connects: channel accounts and the ERP. Each is checked before it is kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from channels.channel import Channel
from channels.connecting.errors import NoSuchChannel
from contact_center.bootstrap.joins.channels import channels
from contact_center.directory import service as directory
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import ChannelAccountId, QueueId, TenantId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.platform.vault import Vault
from erp_link import system_store
from erp_link.system_store import SystemRow
from routing.policy import administration as routing


class NoQueueOfThatName(Invalid):
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


def channel_of(code: str) -> Channel:
    """Raises `NoSuchChannel`, naming those there are."""
    known = {one.code: one for one in channels() if one.connected}
    if code not in known:
        *others, last = known
        raise NoSuchChannel(f"{code!r}; the channels are {', '.join(others)} and {last}", field="channel")
    return known[code]


async def add_channel(work: UnitOfWork, accounts: ChannelAccounts, new: NewChannel) -> ChannelAccount:
    """Keeps a checked channel account; a telephone number in the one form in which numbers are kept."""
    channel = channel_of(new.channel)
    region = await directory.phone_region(work, work.tenant_id)
    account = ChannelAccount(
        ChannelAccountId(new_id()),
        TenantId(work.tenant_id),
        new.channel,
        new.name,
        channel.address(new.address, new.settings, region),
        new.settings,
        new.secrets,
        await _queue(work, new.queue) if new.queue else None,
    )
    channel.check(account)
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


async def _queue(work: UnitOfWork, name: str) -> QueueId:
    for id, known in (await routing.queue_names(work, work.tenant_id)).items():
        if known == name:
            return QueueId(id)
    raise NoQueueOfThatName(name, field="queue")


def next_step(account: ChannelAccount, public_url: str) -> str:
    """What is left to do outside the product, in words; empty: nothing."""
    return channel_of(account.channel).next_step(account, public_url)


async def connect_tryton(work: UnitOfWork, vault: Vault, *, url: str, database: str, login: str, secret: str) -> None:
    """Makes this Tryton the ERP of the organisation; a former one is replaced."""
    if not url.startswith(("http://", "https://")):
        raise Invalid(f"url: {url!r} must begin with https:// (or http:// on this machine)", field="url")
    sealed = vault.seal(secret.encode())
    await system_store.replace(work, SystemRow("tryton", url.rstrip("/"), database, login, sealed))
    await directory.audit(work, "ERP connected", "tryton", url=url, database=database)
