"""The warehouse as JSON: what is in it and what its figures mean: `/api/v1/warehouse`."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from contact_center.directory import service as directory
from contact_center.directory.access import Admin, Supervisor
from contact_center.platform.unit_of_work import Database, UnitOfWork
from contact_center.warehouse import service
from contact_center.warehouse.definitions.registry import REGISTRY, MeasureDefinition
from contact_center.warehouse.facts import FactName
from contact_center.warehouse.service import WarehouseStanding

Names = Annotated[list[FactName], Query(alias="fact", description="which facts; all if left out", max_length=50)]


def router(database: Database) -> APIRouter:
    """For supervisors and administrators."""
    routes = APIRouter(prefix="/api/v1/warehouse", tags=["warehouse"])

    @routes.get("/facts")
    async def facts(who: Supervisor) -> WarehouseStanding:
        """Every fact: how fresh it is, what waits to be loaded, and where it is not what its owner has."""
        async with database.read(who.tenant) as reader:
            return await service.standing(reader, who.tenant)

    @routes.get("/measures")
    async def measures(who: Supervisor) -> list[MeasureDefinition]:
        """What each figure means: in words, its unit, its grain, the switches that change it, and where it is from."""
        return list(REGISTRY)

    @routes.post("/compare", status_code=202)
    async def compare(who: Admin, fact: Names = []) -> None:  # noqa: B006
        """A worker compares facts with their owners' rows, row by row; `facts` tells what it finds."""

        async def ask(work: UnitOfWork) -> None:
            await service.compare_again(work, fact)
            await directory.audit(work, "warehouse compared", "warehouse", facts=", ".join(fact))

        await database.run(who.tenant, ask, actor=who.actor)

    @routes.post("/read-again", status_code=202)
    async def read_again(who: Admin, fact: Names = []) -> None:  # noqa: B006
        """A worker reads facts from their owners again, which puts right what differs; `facts` tells how far it is."""

        async def ask(work: UnitOfWork) -> None:
            await service.read_again(work, fact)
            await directory.audit(work, "warehouse read again", "warehouse", facts=", ".join(fact))

        await database.run(who.tenant, ask, actor=who.actor)

    return routes
