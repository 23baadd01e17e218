"""The codes by which work is closed as JSON: `/api/v1/dispositions`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, status

from contact_center.directory.access import Admin, AnyUser
from contact_center.interactions.dispositions import service
from contact_center.interactions.dispositions.domain import DispositionNode
from contact_center.interactions.dispositions.ports import DispositionGround
from contact_center.interactions.dispositions.schemas import DispositionBody, DispositionList, DispositionOut
from contact_center.platform.unit_of_work import Database, UnitOfWork

Code = Annotated[str, Path(min_length=1, max_length=60)]


def router(database: Database, ground: DispositionGround) -> APIRouter:
    """Read by everybody, changed by administrators."""
    routes = APIRouter(prefix="/api/v1/dispositions", tags=["dispositions"])

    @routes.get("")
    async def list_dispositions(who: AnyUser, queue: UUID | None = None) -> DispositionList:
        """The whole tree, archived codes too; with `queue`, what work of that queue can be closed with."""
        async with database.read(who.tenant) as reader:
            tree = await service.tree(reader, who.tenant)
        offered = tree.in_use() if queue is None else tree.offered(queue)
        codes = frozenset(one.code for one in offered)
        shown = [one for _, one in tree.walk()] if queue is None else offered
        return DispositionList(dispositions=[DispositionOut.of(tree, one, codes) for one in shown])

    @routes.post("", status_code=status.HTTP_201_CREATED)
    async def add_disposition(who: Admin, body: DispositionBody) -> DispositionOut:
        """At the end of its branch; its code is made of its English name."""

        async def make(work: UnitOfWork) -> DispositionOut:
            return await _out(work, await service.add(work, ground, body.edit()))

        return await database.run(who.tenant, make, actor=who.actor)

    @routes.put("/{code}")
    async def change_disposition(who: Admin, code: Code, body: DispositionBody) -> DispositionOut:
        """What was closed with it before keeps the words of its time."""

        async def write(work: UnitOfWork) -> DispositionOut:
            return await _out(work, await service.change(work, ground, code, body.edit()))

        return await database.run(who.tenant, write, actor=who.actor)

    @routes.delete("/{code}", status_code=status.HTTP_204_NO_CONTENT)
    async def archive_disposition(who: Admin, code: Code) -> None:
        """It is no longer offered; nothing that was closed with it changes."""
        await database.run(who.tenant, lambda work: service.set_active(work, code, False), actor=who.actor)

    @routes.post("/{code}/use-again", status_code=status.HTTP_204_NO_CONTENT)
    async def use_disposition_again(who: Admin, code: Code) -> None:
        """Takes an archived code into use again."""
        await database.run(who.tenant, lambda work: service.set_active(work, code, True), actor=who.actor)

    return routes


async def _out(work: UnitOfWork, one: DispositionNode) -> DispositionOut:
    tree = await service.tree(work, work.tenant_id)
    return DispositionOut.of(tree, one, frozenset(each.code for each in tree.in_use()))
