"""Personal data as JSON: `/api/v1/privacy`."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, status

from contact_center.directory.access import Admin
from contact_center.directory.privacy import service
from contact_center.directory.privacy.domain import MOST_DAYS, SHORTEST, RetentionKind
from contact_center.directory.privacy.ports import PersonalData
from contact_center.directory.privacy.schemas import (
    HeldData,
    LegalHoldBody,
    LegalHoldList,
    LegalHoldOut,
    NewId,
    PrivacyAnswerBody,
    PrivacyRequestBody,
    PrivacyRequestList,
    PrivacyRequestOut,
    RetentionBody,
    RetentionList,
    RetentionOut,
    RetentionPreviewOut,
    RetentionRunOut,
)
from contact_center.directory.service import audit
from contact_center.platform.unit_of_work import Database, UnitOfWork


def router(database: Database, data: PersonalData) -> APIRouter:
    """For administrators."""
    routes = APIRouter(prefix="/api/v1/privacy", tags=["privacy"])
    _add_requests(routes, database, data)
    _add_holds(routes, database, data)
    _add_retention(routes, database, data)
    return routes


def _add_requests(routes: APIRouter, database: Database, data: PersonalData) -> None:
    @routes.get("/requests")
    async def list_requests(who: Admin) -> PrivacyRequestList:
        """What waits for an answer, due first."""
        async with database.read(who.tenant) as reader:
            found = await service.open_requests(reader, who.tenant)
        return PrivacyRequestList(requests=[PrivacyRequestOut.of(one) for one in found])

    @routes.post("/requests", status_code=status.HTTP_201_CREATED)
    async def note_request(who: Admin, body: PrivacyRequestBody) -> NewId:
        """Somebody asks for their data, or wants it corrected or erased; the clock of the law runs from then."""

        async def note(work: UnitOfWork) -> NewId:
            today = work.now.astimezone(ZoneInfo(who.time_zone)).date()
            id = await service.note_request(
                work, data, body.customer, body.kind, body.note, body.came_on or today, today, who.user.id
            )
            return NewId(id=id)

        return await database.run(who.tenant, note, actor=who.actor)

    @routes.post("/requests/{request}/answer", status_code=status.HTTP_204_NO_CONTENT)
    async def answer_request(who: Admin, request: UUID, body: PrivacyAnswerBody) -> None:
        """Done, or refused and why."""

        async def answer(work: UnitOfWork) -> None:
            await service.answer_request(work, request, body.outcome, body.answer, who.user.id)

        await database.run(who.tenant, answer, actor=who.actor)

    @routes.get("/customers/{customer}")
    async def export_customer(who: Admin, customer: UUID) -> HeldData:
        """All that is held of a customer; the export is audited."""

        async def note(work: UnitOfWork) -> HeldData:
            ids = await data.ids(work, work.tenant_id, customer)
            await audit(work, "customer data exported", f"customer:{ids[0]}")
            tables = await data.export(work, work.tenant_id, customer)
            return HeldData(customer=ids[0], made_at=work.now, tables=dict(tables))

        return await database.run(who.tenant, note, actor=who.actor)


def _add_holds(routes: APIRouter, database: Database, data: PersonalData) -> None:
    @routes.get("/holds")
    async def list_holds(who: Admin) -> LegalHoldList:
        """The legal holds that stand."""
        async with database.read(who.tenant) as reader:
            return LegalHoldList(holds=[LegalHoldOut.of(one) for one in await service.holds(reader, who.tenant)])

    @routes.post("/holds", status_code=status.HTTP_201_CREATED)
    async def set_hold(who: Admin, body: LegalHoldBody) -> NewId:
        """Nothing of this customer, or of all, is erased until it is lifted."""

        async def hold(work: UnitOfWork) -> NewId:
            return NewId(id=await service.hold(work, data, body.customer, body.why, who.user.id))

        return await database.run(who.tenant, hold, actor=who.actor)

    @routes.delete("/holds/{hold}", status_code=status.HTTP_204_NO_CONTENT)
    async def lift_hold(who: Admin, hold: UUID) -> None:
        """What it kept may be erased again."""
        await database.run(who.tenant, lambda work: service.lift(work, hold, who.user.id), actor=who.actor)


def _add_retention(routes: APIRouter, database: Database, data: PersonalData) -> None:
    @routes.get("/retention")
    async def list_retention(who: Admin) -> RetentionList:
        """How long what is kept, and what the last night did."""
        async with database.read(who.tenant) as reader:
            rules, runs = await service.rules(reader, who.tenant), await service.last_runs(reader, who.tenant)
        return RetentionList(
            kinds=[
                RetentionOut(
                    kind=kind, shortest=SHORTEST[kind], days=rules.get(kind),
                    last_run=RetentionRunOut.of(runs[kind.value]) if kind.value in runs else None,
                )
                for kind in RetentionKind
            ]
        )  # fmt: skip

    @routes.get("/retention/{kind}/preview")
    async def preview_retention(
        who: Admin, kind: RetentionKind, days: Annotated[int, Query(ge=1, le=MOST_DAYS)]
    ) -> RetentionPreviewOut:
        """What would go tonight if this were the rule."""
        async with database.read(who.tenant) as reader:
            return RetentionPreviewOut.of(await service.preview(reader, who.tenant, data, kind, days))

    @routes.put("/retention/{kind}", status_code=status.HTTP_204_NO_CONTENT)
    async def set_retention(who: Admin, kind: RetentionKind, body: RetentionBody) -> None:
        """From the coming night on; what has gone by then cannot be brought back."""
        await database.run(who.tenant, lambda work: service.set_rule(work, kind, body.days), actor=who.actor)
