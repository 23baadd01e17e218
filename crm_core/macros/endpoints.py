"""Macros as JSON: listed, run on a piece of work, taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from uuid import UUID

from fastapi import APIRouter, status

from contact_center.directory.access import Agent
from contact_center.interactions.listing import service as listing
from contact_center.interactions.ports import Ports
from contact_center.interactions.work.rights import Rights
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.macros import running, service
from crm_core.macros.domain import steps
from crm_core.macros.schemas import MacroOut, RanMacroOut

Queues = Callable[[Reader, UUID], Awaitable[Collection[UUID]]]
"""The queues in use, as routing knows them."""


def router(database: Database, ports: Ports, queues: Queues) -> APIRouter:
    """For agents and supervisors."""
    routes = APIRouter(prefix="/api/v1", tags=["conversations"])

    @routes.get("/macros")
    async def listed(who: Agent) -> list[MacroOut]:
        """All macros by name, each with its acts in their order."""
        async with database.read(who.tenant) as reader:
            found = await service.all_of(reader, who.tenant)
        return [MacroOut.of(one, steps(one.acts)) for one in found]

    @routes.post("/interactions/{interaction}/macros/{macro}")
    async def run(who: Agent, interaction: UUID, macro: UUID) -> RanMacroOut:
        """Does what the macro does, as far as the caller may; a text is not inserted anywhere by it."""
        rights = Rights(ports.planner, who)

        async def done(work: UnitOfWork) -> RanMacroOut:
            found = await service.get(work, work.tenant_id, macro)
            ran = await running.run(
                work, ports, rights, found, interaction, await queues(work, work.tenant_id), in_composer=False
            )
            return RanMacroOut.of(ran, await running.keep(work, rights, [ran.item]) if ran.item else None)

        return await database.run(who.tenant, done, actor=who.actor)

    @routes.delete("/macro-runs/{run}", status_code=status.HTTP_204_NO_CONTENT)
    async def undo(who: Agent, run: UUID) -> None:
        """Takes a run of the caller's back, within 30 seconds."""
        rights = Rights(ports.planner, who)

        async def back(work: UnitOfWork) -> None:
            kept = await listing.take_act(work, who.user.id, run, running.KIND)
            for item in kept.items:
                await running.undo(work, ports, rights, item)

        await database.run(who.tenant, back, actor=who.actor)

    return routes
