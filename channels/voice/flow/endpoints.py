"""Call flows as JSON: `/api/v1/call-flows`; blocked callers: `/api/v1/blocked-callers`."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter

from channels.voice.flow import blocking, service
from channels.voice.flow.errors import NotAVoiceAccount
from channels.voice.flow.ports import FlowFacts
from channels.voice.flow.schemas import (
    AssignCallFlow,
    CallerBlockList,
    CallerBlockOut,
    CallFlowLineOut,
    CallFlowList,
    CallFlowOut,
    ChangeCallFlow,
    CreateCallFlow,
    FlowCountsOut,
    FlowVersionList,
    FlowVersionOut,
    PublishCallFlow,
)
from contact_center.directory.access import Admin, Supervisor
from contact_center.directory.service import SignedIn
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.ports import Ports
from contact_center.platform.unit_of_work import Database, UnitOfWork

COUNTED = timedelta(days=7)


def router(database: Database, ports: Ports, accounts: ChannelAccounts, facts: FlowFacts) -> APIRouter:
    routes = APIRouter(prefix="/api/v1", tags=["call flows"])
    _add_flows(routes, database, facts)
    _add_versions(routes, database, facts)
    _add_lines(routes, database, ports, accounts)
    return routes


async def _shown(database: Database, facts: FlowFacts, who: SignedIn, flow: UUID) -> CallFlowOut:
    async with database.read(who.tenant) as reader:
        queues = await facts.queues(reader, who.tenant)
        return CallFlowOut.of(await service.one(reader, who.tenant, flow, queues))


def _add_flows(routes: APIRouter, database: Database, facts: FlowFacts) -> None:
    @routes.get("/call-flows")
    async def list_call_flows(who: Admin) -> CallFlowList:
        """With the accounts by which calls enter each, and what came of the calls of the last 7 days."""
        async with database.read(who.tenant) as reader:
            used = await service.accounts(reader, who.tenant)
            flows = [
                CallFlowLineOut.of(one, [account for account, flow in used.items() if flow == one.id])
                for one in await service.all_of(reader, who.tenant)
            ]
            counts = [FlowCountsOut.of(one) for one in await service.counted(reader, who.tenant, COUNTED)]
        return CallFlowList(flows=flows, counts=counts)

    @routes.post("/call-flows", status_code=201)
    async def create_call_flow(who: Admin, body: CreateCallFlow) -> CallFlowOut:
        """As a draft, which may have problems."""

        async def write(work: UnitOfWork) -> UUID:
            return await service.create(work, body.name, body.flow.flow())

        return await _shown(database, facts, who, await database.run(who.tenant, write, actor=who.actor))

    @routes.get("/call-flows/{flow}")
    async def read_call_flow(who: Admin, flow: UUID) -> CallFlowOut:
        """Its draft, with what keeps it from being published."""
        return await _shown(database, facts, who, flow)

    @routes.put("/call-flows/{flow}")
    async def change_call_flow(who: Admin, flow: UUID, body: ChangeCallFlow) -> CallFlowOut:
        """Its draft. Calls go on by what is published."""

        async def write(work: UnitOfWork) -> None:
            await service.change(work, flow, body.flow.flow(), saw=body.saw, name=body.name)

        await database.run(who.tenant, write, actor=who.actor)
        return await _shown(database, facts, who, flow)

    @routes.delete("/call-flows/{flow}", status_code=204)
    async def remove_call_flow(who: Admin, flow: UUID, saw: int) -> None:
        """Only while no calls enter by it."""

        async def write(work: UnitOfWork) -> None:
            await service.remove(work, flow, saw=saw)

        await database.run(who.tenant, write, actor=who.actor)


def _add_versions(routes: APIRouter, database: Database, facts: FlowFacts) -> None:
    @routes.post("/call-flows/{flow}/publish")
    async def publish_call_flow(who: Admin, flow: UUID, body: PublishCallFlow) -> CallFlowOut:
        """Calls that enter from now on are led by it; every problem is named at once."""

        async def write(work: UnitOfWork) -> None:
            queues = await facts.queues(work, who.tenant)
            await service.publish(work, flow, queues, saw=body.saw, note=body.note)

        await database.run(who.tenant, write, actor=who.actor)
        return await _shown(database, facts, who, flow)

    @routes.get("/call-flows/{flow}/versions")
    async def list_call_flow_versions(who: Admin, flow: UUID) -> FlowVersionList:
        """The latest 50, the latest first."""
        async with database.read(who.tenant) as reader:
            found = await service.versions(reader, who.tenant, flow)
        return FlowVersionList(versions=[FlowVersionOut.of(one) for one in found])

    @routes.post("/call-flows/{flow}/versions/{version}/roll-back")
    async def roll_back_call_flow(who: Admin, flow: UUID, version: int, body: PublishCallFlow) -> CallFlowOut:
        """An earlier version becomes live again, as a version of its own; the draft goes."""

        async def write(work: UnitOfWork) -> None:
            queues = await facts.queues(work, who.tenant)
            await service.go_back(work, flow, version, queues, saw=body.saw, note=body.note)

        await database.run(who.tenant, write, actor=who.actor)
        return await _shown(database, facts, who, flow)


def _add_lines(routes: APIRouter, database: Database, ports: Ports, accounts: ChannelAccounts) -> None:
    @routes.put("/call-flows/accounts/{account}", status_code=204)
    async def assign_call_flow(who: Admin, account: UUID, body: AssignCallFlow) -> None:
        """How calls of this account enter from now on."""

        async def write(work: UnitOfWork) -> None:
            known = await accounts.load(work, work.tenant_id, account)
            if not ports.adapters[known.channel].capabilities.media:
                raise NotAVoiceAccount(field="account")
            await service.assign(work, account, body.flow)

        await database.run(who.tenant, write, actor=who.actor)

    @routes.get("/blocked-callers")
    async def list_blocked_callers(who: Supervisor) -> CallerBlockList:
        """The latest 200, the latest first."""
        async with database.read(who.tenant) as reader:
            return CallerBlockList(blocks=[CallerBlockOut.of(one) for one in await blocking.listed(reader, who.tenant)])

    @routes.delete("/blocked-callers/{block}", status_code=204)
    async def unblock_caller(who: Supervisor, block: UUID) -> None:
        """Calls from there are taken again."""

        async def write(work: UnitOfWork) -> None:
            await blocking.lift(work, block)

        await database.run(who.tenant, write, actor=who.actor)
