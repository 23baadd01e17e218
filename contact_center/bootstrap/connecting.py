"""What an administrator connects: channel accounts and the ERP. Each is checked before it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from channels.channel import Channel
from channels.connecting.domain import AccountForm
from channels.connecting.errors import NoSuchChannel
from channels.connecting.service import Connecting, connect
from channels.declaring import AccountSetting, SettingKind
from contact_center.bootstrap.joins.channels import channels
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import QueueId
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


def connecting_of(runtime: Runtime) -> Connecting:
    return Connecting(runtime.channels, runtime.accounts, routing.queue_names, runtime.settings)


async def add_channel(work: UnitOfWork, at: Connecting, new: NewChannel) -> ChannelAccount:
    """As the page connects it. A command line may set what no form shows, too, and names the queue."""
    channel_of(new.channel)
    shown, more = _told_apart(at.channel(new.channel).settings, new.settings)
    queue = await _queue(work, new.queue) if new.queue else None
    return await connect(
        work, at, new.channel, new.address, AccountForm(new.name, shown, new.secrets, queue), more=more
    )


def _told_apart(declared: Sequence[AccountSetting], given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """By what the channel declares, `greeting={"en": …}` as `greeting.en`; and what it does not declare."""
    kinds = {one.code: one.kind for one in declared if not one.secret}
    outer = {code.partition(".")[0] for code in kinds if "." in code}
    flat: dict[str, Any] = {}
    for name, value in given.items():
        if name in outer and isinstance(value, Mapping):
            flat |= {f"{name}.{inner}": one for inner, one in value.items()}
        else:
            flat[name] = value
    shown = {name: value for name, value in flat.items() if name in kinds or name.partition(".")[0] in outer}
    more = {name: value for name, value in flat.items() if name not in shown}
    return {name: _written(kinds.get(name), value) for name, value in shown.items()}, more


def _written(kind: SettingKind | None, value: Any) -> Any:
    """A text of digits is a text."""
    texts = (SettingKind.TEXT, SettingKind.CHOICE, SettingKind.CALLS)
    return json.dumps(value) if kind in texts and isinstance(value, int) else value


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
