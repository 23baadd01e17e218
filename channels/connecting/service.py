"""Connecting accounts, setting them otherwise, switching them off and on, and testing them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from channels.channel import Channel
from channels.connecting.domain import AccountForm, check_needed, secrets_of, settings_of, undeclared
from channels.connecting.errors import (
    AccountAddressMissing,
    AccountNameMissing,
    AlreadyConnected,
    NoSuchAccountQueue,
    NoSuchChannel,
    SettingNotUsable,
)
from channels.declaring import ConnectionFinding, Grade, SettingKind
from contact_center.directory import service as directory
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.domain import AccountRow
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.errors import ContactCenterError, ExternalSystemError
from contact_center.kernel.ids import ChannelAccountId, QueueId, TenantId, new_id
from contact_center.kernel.names import seen
from contact_center.kernel.phrases import Phrase
from contact_center.platform.settings import PlatformSettings
from contact_center.platform.unit_of_work import Reader, UnitOfWork

LONGEST_NAME: Final = 100
LONGEST_ADDRESS: Final = 200
TEST_WITHIN: Final = 45.0
"""Seconds."""
NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
QueueNames = Callable[[Reader, UUID], Awaitable[Mapping[UUID, str]]]


@dataclass(frozen=True, slots=True)
class Connecting:
    """What connecting stands on: the channels of this installation, their accounts, the names of queues."""

    channels: Sequence[Channel]
    accounts: ChannelAccounts
    queues: QueueNames
    settings: PlatformSettings

    def channel(self, code: str) -> Channel:
        """Raises `NoSuchChannel`."""
        found = next((one for one in self.channels if one.code == code and one.connected), None)
        if found is None:
            raise NoSuchChannel(code, field="channel")
        return found

    def carrying_calls(self, rows: Sequence[AccountRow]) -> dict[str, str]:
        """Names of accounts that carry calls, by id."""
        live = {code for one in self.channels for code, can in one.capabilities.items() if can.media}
        return {str(one.id): one.name for one in rows if one.channel in live}

    @property
    def connected(self) -> list[Channel]:
        """Those whose accounts an administrator connects."""
        return [one for one in self.channels if one.connected]


async def connect(
    work: UnitOfWork,
    at: Connecting,
    channel: str,
    address: str,
    form: AccountForm,
    *,
    more: Mapping[str, Any] = NOTHING,
) -> ChannelAccount:
    """A new account, checked by its channel. Raises what names the field that cannot be used.

    `more`: settings that no form shows.
    """
    kind = at.channel(channel)
    settings = undeclared(kind.settings, more) | settings_of(kind.settings, form.settings)
    secrets = secrets_of(kind.settings, form.secrets)
    text = address.strip()
    if not seen(text) or len(text) > LONGEST_ADDRESS:
        raise AccountAddressMissing(field="address")
    text = kind.address(text, settings, await directory.phone_region(work, work.tenant_id))
    check_needed(kind.settings, settings, secrets)
    known = await at.accounts.all_of(work, work.tenant_id)
    account = ChannelAccount(
        ChannelAccountId(new_id()), TenantId(work.tenant_id), channel, _name(form.name),
        text, settings, secrets, await _queue(work, at, form.queue_id),
    )  # fmt: skip
    if any(one.channel == channel and one.address == account.address for one in known):
        raise AlreadyConnected(field="address")
    _check(kind, account, at.carrying_calls(known))
    await at.accounts.create(
        work, channel=channel, name=account.name, address=account.address, settings=settings, secrets=secrets,
        queue_id=account.queue_id, id=account.id,
    )  # fmt: skip
    await directory.audit(work, "channel account added", f"channel_account:{account.id}", channel=channel)
    return account


async def edit(work: UnitOfWork, at: Connecting, id: UUID, form: AccountForm) -> ChannelAccount:
    """All but channel and address. A secret that is left out stays."""
    now = await at.accounts.load(work, work.tenant_id, id)
    kind = at.channel(now.channel)
    settings = undeclared(kind.settings, now.settings) | settings_of(kind.settings, form.settings)
    secrets = {**now.secrets, **secrets_of(kind.settings, form.secrets)}
    check_needed(kind.settings, settings, secrets)
    account = ChannelAccount(
        now.id, now.tenant_id, now.channel, _name(form.name), now.address, settings, secrets,
        await _queue(work, at, form.queue_id),
    )  # fmt: skip
    if account == now:
        return now
    known = await at.accounts.all_of(work, work.tenant_id)
    _check(kind, account, at.carrying_calls(known))
    await at.accounts.edit(
        work, id, name=account.name, settings=settings, secrets=secrets, queue_id=account.queue_id
    )  # fmt: skip
    changed = sorted(
        {name for name in {*settings, *now.settings} if settings.get(name) != now.settings.get(name)}
        | {name for name in secrets if secrets[name] != now.secrets.get(name)}
    )
    await directory.audit(
        work, "channel account changed", f"channel_account:{id}", channel=account.channel, fields=changed
    )
    return account


async def switch(work: UnitOfWork, at: Connecting, id: UUID, active: bool) -> None:
    """Off: nothing is taken in or sent; what customers wrote in the meantime is taken in when it is on again."""
    row = next((one for one in await at.accounts.all_of(work, work.tenant_id) if one.id == id), None)
    account = await at.accounts.load(work, work.tenant_id, id)
    at.channel(account.channel)
    if row is not None and row.active == active:
        return
    await at.accounts.change(work, id, settings=dict(account.settings), active=active)
    act = "channel account switched on" if active else "channel account switched off"
    await directory.audit(work, act, f"channel_account:{id}", channel=account.channel)


async def test(at: Connecting, account: ChannelAccount) -> list[ConnectionFinding]:
    """Asks the other side, so not within a unit of work. What the settings lack is a finding, too."""
    kind = at.channel(account.channel)
    try:
        kind.check(account)
        async with asyncio.timeout(TEST_WITHIN):
            return list(await kind.test(account, at.settings))
    except TimeoutError:
        return [ConnectionFinding(Grade.WRONG, "test_too_slow", {"seconds": int(TEST_WITHIN)})]
    except ContactCenterError as error:
        return [ConnectionFinding(Grade.WRONG, "test_broke", _told(error))]


def _told(error: ContactCenterError) -> dict[str, Any]:
    """The error's own code, for its sentence; and what the other side said, in its own words."""
    quote = error.detail.args.get("quote", "") if isinstance(error.detail, Phrase) else error.detail or ""
    said = str(quote) if isinstance(error, ExternalSystemError) else ""
    return {"code": error.code, "status": error.status, "field": str(error.fields.get("field", "")), "why": said}


def _check(kind: Channel, account: ChannelAccount, calls: Collection[str]) -> None:
    """`calls`: ids of accounts that carry calls."""
    for one in kind.settings:
        chosen = account.settings.get(one.code)
        if one.kind is SettingKind.CALLS and chosen and str(chosen) not in calls:
            raise SettingNotUsable(field=one.code)
    try:
        kind.check(account)
    except ValueError as wrong:
        raise SettingNotUsable(str(wrong), field=next(iter(account.settings), "settings")) from wrong


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not seen(name) or len(name) > LONGEST_NAME:
        raise AccountNameMissing(field="name")
    return name


async def _queue(reader: UnitOfWork, at: Connecting, id: UUID | None) -> QueueId | None:
    if id is None:
        return None
    if id not in await at.queues(reader, reader.tenant_id):
        raise NoSuchAccountQueue(field="queue_id")
    return QueueId(id)
