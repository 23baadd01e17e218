"""The rules for calls out of an account: read, and changed by an administrator."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from channels.voice.adapter import CODE
from channels.voice.calling import domain
from channels.voice.calling.domain import SETTING, DiallingRules
from channels.voice.calling.errors import RulesChangedMeanwhile
from channels.voice.registry import provider_named
from contact_center.directory import service as directory
from contact_center.interactions.accounts import ChannelAccounts, NoSuchChannelAccount
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class LineRules:
    """A line of ours, and by which rules it calls."""

    account: UUID
    name: str
    address: str
    provider: str
    said: Mapping[str, Any]
    """As an administrator has set it; what is left out is as `rules` has it."""
    rules: DiallingRules

    @property
    def state(self) -> str:
        """Another one for each other setting: whoever changes it says which they saw."""
        return sha256(json.dumps(dict(self.said), sort_keys=True).encode()).hexdigest()[:16]


async def lines(reader: Reader, accounts: ChannelAccounts, tenant: UUID) -> list[LineRules]:
    """Voice accounts in use, in the order in which they were made."""
    rows = [one for one in await accounts.all_of(reader, tenant) if one.channel == CODE and one.active]
    return [
        LineRules(
            one.id,
            one.name,
            one.address,
            provider_named(one.settings),
            one.settings.get(SETTING) or {},
            domain.read(one.settings, one.address),
        )
        for one in rows
    ]


async def change(
    work: UnitOfWork, accounts: ChannelAccounts, account: UUID, said: Mapping[str, Any], *, saw: str | None = None
) -> None:
    """Raises `NoSuchChannelAccount`, `DiallingSettingUnusable`, and `RulesChangedMeanwhile` where `saw` is outdated."""
    found = next((one for one in await lines(work, accounts, work.tenant_id) if one.account == account), None)
    if found is None:
        raise NoSuchChannelAccount(account)
    if saw is not None and saw != found.state:
        raise RulesChangedMeanwhile(found.name)
    domain.read({SETTING: said}, found.address)
    whole = await accounts.load(work, work.tenant_id, account)
    await accounts.change(work, account, settings={**whole.settings, SETTING: dict(said)}, active=True)
    await directory.audit(work, "rules for calls out changed", found.name)
