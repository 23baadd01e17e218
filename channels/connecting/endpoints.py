"""Channel accounts as JSON: `/api/v1/channel-accounts`."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from channels.connecting import service
from channels.connecting.schemas import (
    AccountBody,
    AccountList,
    AccountOut,
    AccountSettingOut,
    ChannelList,
    ChannelOut,
    ConnectedOut,
    FindingOut,
    NewAccountBody,
    SwitchAccount,
    TestedOut,
)
from channels.connecting.service import Connecting
from channels.declaring import Grade
from contact_center.directory.access import Admin
from contact_center.interactions.accounts import NoSuchChannelAccount
from contact_center.interactions.reading import account_health_queries
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork


def router(database: Database, at: Connecting, public_url: str) -> APIRouter:
    routes = APIRouter(prefix="/api/v1/channel-accounts", tags=["channel accounts"])
    _add_reading(routes, database, at)
    _add_changing(routes, database, at, public_url)
    return routes


def _add_reading(routes: APIRouter, database: Database, at: Connecting) -> None:
    @routes.get("")
    async def list_channel_accounts(who: Admin) -> AccountList:
        """All of them, those switched off, too, with how each fares."""
        async with database.read(who.tenant) as reader:
            return AccountList(accounts=await _listed(reader, at, who.tenant))

    @routes.get("/channels")
    async def list_channels(who: Admin) -> ChannelList:
        """What accounts can be connected, and the settings of each."""
        found = [
            ChannelOut(channel=one.code, settings=[AccountSettingOut.of(each) for each in one.settings])
            for one in at.connected
        ]
        return ChannelList(channels=found)

    @routes.get("/{account}")
    async def read_channel_account(who: Admin, account: UUID) -> AccountOut:
        """One account with its settings; never its secrets."""
        async with database.read(who.tenant) as reader:
            return await _one(reader, at, who.tenant, account)


def _add_changing(routes: APIRouter, database: Database, at: Connecting, public_url: str) -> None:
    @routes.post("", status_code=201)
    async def connect_account(who: Admin, body: NewAccountBody) -> ConnectedOut:
        """A mailbox, a number, a chat. What has to be done elsewhere is in the answer."""

        async def make(work: UnitOfWork) -> ChannelAccount:
            return await service.connect(work, at, body.channel, body.address, body.form())

        made = await database.run(who.tenant, make, actor=who.actor)
        kind = at.channel(made.channel)
        return ConnectedOut(
            id=made.id, address=made.address, next_step=kind.next_step(made, public_url),
            to_copy=kind.to_copy(made, public_url),
        )  # fmt: skip

    @routes.put("/{account}")
    async def change_channel_account(who: Admin, account: UUID, body: AccountBody) -> AccountOut:
        """Its settings, whole; secrets that are left out stay. The address of an account never changes."""

        async def change(work: UnitOfWork) -> AccountOut:
            await service.edit(work, at, account, body.form())
            return await _one(work, at, who.tenant, account)

        return await database.run(who.tenant, change, actor=who.actor)

    @routes.put("/{account}/active", status_code=204)
    async def switch_channel_account(who: Admin, account: UUID, body: SwitchAccount) -> None:
        """Off: nothing is taken in or sent."""

        async def change(work: UnitOfWork) -> None:
            await service.switch(work, at, account, body.active)

        await database.run(who.tenant, change, actor=who.actor)

    @routes.post("/{account}/test")
    async def test_channel_account(who: Admin, account: UUID) -> TestedOut:
        """Whether it works now, asked of the other side; nothing is sent. It takes some seconds."""
        async with database.read(who.tenant) as reader:
            loaded = await at.accounts.load(reader, who.tenant, account)
        found = await service.test(at, loaded)
        return TestedOut(
            works=all(one.grade is not Grade.WRONG for one in found), findings=[FindingOut.of(one) for one in found]
        )


async def _listed(reader: Reader, at: Connecting, tenant: UUID) -> list[AccountOut]:
    health = await account_health_queries.health(reader, tenant)
    declared = {one.code: list(one.settings) for one in at.connected}
    return [
        AccountOut.of(row, declared[row.channel], health.get(row.id))
        for row in await at.accounts.all_of(reader, tenant)
        if row.channel in declared
    ]


async def _one(reader: Reader, at: Connecting, tenant: UUID, id: UUID) -> AccountOut:
    found = next((one for one in await _listed(reader, at, tenant) if one.id == id), None)
    if found is None:
        raise NoSuchChannelAccount(id)
    return found
