"""Guides as JSON: `/api/v1/guides`, and what was answered: `/api/v1/interactions/{interaction}/guides`."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter

from contact_center.directory.access import Admin, Agent, AnyUser
from contact_center.directory.service import SignedIn
from contact_center.interactions.ports import Ports
from contact_center.interactions.work.rights import Act, Rights
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.guides import service
from crm_core.guides.domain import GuideRun
from crm_core.guides.errors import NoSuchGuide
from crm_core.guides.ports import QueueNames
from crm_core.guides.schemas import AnswerStep, ChangeGuide, GuideList, GuideOut, GuideRunList, GuideRunOut


def router(database: Database, ports: Ports, queues: QueueNames) -> APIRouter:
    routes = APIRouter(prefix="/api/v1", tags=["guides"])
    _add_guides(routes, database, queues)
    _add_answers(routes, database, ports)
    return routes


def _add_guides(routes: APIRouter, database: Database, queues: QueueNames) -> None:
    async def known(reader: Reader, tenant: TenantId, queue: UUID) -> None:
        if queue not in await queues(reader, tenant):
            raise NoSuchGuide(queue)

    @routes.get("/guides")
    async def list_guides(who: AnyUser) -> GuideList:
        """Of every queue that has one."""
        async with database.read(who.tenant) as reader:
            return GuideList(guides=[GuideOut.of(one) for one in await service.all_of(reader, who.tenant)])

    @routes.get("/guides/{queue}")
    async def read_guide(who: AnyUser, queue: UUID) -> GuideOut:
        """As it stands."""
        async with database.read(who.tenant) as reader:
            found = await service.of_queue(reader, who.tenant, queue)
        if found is None:
            raise NoSuchGuide(queue)
        return GuideOut.of(found)

    @routes.put("/guides/{queue}")
    async def change_guide(who: Admin, queue: UUID, body: ChangeGuide) -> GuideOut:
        """Counts for interactions in which no step is answered yet; what was begun goes on as it was."""

        async def change(work: UnitOfWork) -> GuideOut:
            await known(work, who.tenant, queue)
            return GuideOut.of(await service.change(work, queue, [one.step() for one in body.steps], saw=body.saw))

        return await database.run(who.tenant, change, actor=who.actor)

    @routes.get("/guides/{queue}/versions")
    async def list_guide_versions(who: AnyUser, queue: UUID) -> GuideList:
        """The latest 50, the latest first."""
        async with database.read(who.tenant) as reader:
            found = await service.versions(reader, who.tenant, queue)
        return GuideList(guides=[GuideOut.of(one) for one in found])


def _add_answers(routes: APIRouter, database: Database, ports: Ports) -> None:
    def rights(who: SignedIn) -> Rights:
        return Rights(ports.planner, who)

    @routes.get("/interactions/{interaction}/guides")
    async def list_guide_answers(who: AnyUser, interaction: UUID) -> GuideRunList:
        """What was answered with it, by queue, the earliest first."""
        async with database.read(who.tenant) as reader:
            await rights(who).require(reader, interaction, Act.READ)
            found = await service.runs(reader, who.tenant, interaction)
        return GuideRunList(runs=[GuideRunOut.of(one) for one in found])

    @routes.put("/interactions/{interaction}/guides/{queue}/{step}")
    async def answer_guide_step(who: Agent, interaction: UUID, queue: UUID, step: str, body: AnswerStep) -> GuideRunOut:
        """Begins the guide where no step of it was answered yet; replaces an earlier answer."""

        async def write(work: UnitOfWork) -> GuideRun:
            await rights(who).require(work, interaction, Act.NOTE)
            return await service.answer(work, interaction, queue, step, body.answer, who.user.id)

        return GuideRunOut.of(await database.run(who.tenant, write, actor=who.actor))
