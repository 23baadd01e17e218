"""Records of the ERP as JSON: `/api/v1/erp`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Path, Query

from contact_center.directory import trail
from contact_center.directory.access import AnyUser, Supervisor
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.erp import Entity, Freshness
from contact_center.kernel.errors import NotFound
from contact_center.platform.unit_of_work import Database
from erp_link.codec import to_plain
from erp_link.copying_domain import lag
from erp_link.domain import FactsTrouble
from erp_link.reading import RecordFound, RecordView
from erp_link.schemas import ErpRecordOut, FeedOut, FeedsOut, FoundRecordOut, FoundRecordsOut, RecordChangeOut
from erp_link.systems import ErpSystems

MayRead = Callable[[SignedIn, RecordView], Awaitable[bool]]
"""Whether this person may see a record now: what waits for its customer's proof is not shown."""


class NoSuchRecord(NotFound):
    """The ERP has no such record, or none that you may see now."""


def router(database: Database, systems: ErpSystems, may_read: MayRead) -> APIRouter:
    """For everybody who is signed in; what waits until a customer is verified is not given."""
    routes = APIRouter(prefix="/api/v1/erp", tags=["ERP"])

    @routes.get("/search")
    async def search_records(who: AnyUser, q: Annotated[str, Query(min_length=1, max_length=200)]) -> FoundRecordsOut:
        """Records with this number, serial or address, and products of whose name it is a part."""
        found = await systems.found(who.tenant, q)
        return FoundRecordsOut(records=[_found(one) for one in found])

    @routes.get("/feeds")
    async def read_feeds(who: Supervisor) -> FeedsOut:
        """How far our copy of the ERP's records has come, kind by kind."""
        rows, now = await systems.feeds(who.tenant), database.clock.now()
        feeds = []
        for row in rows:
            late = lag(row.agreed_at, now)
            feeds.append(
                FeedOut(
                    entity=Entity(row.entity), source=row.source, complete=row.copied_at is not None,
                    rows_read=row.rows_read, rows_there=row.rows_there, agreed_at=row.agreed_at,
                    lag_seconds=late.total_seconds() if late is not None else None, trouble=row.trouble,
                    failing_since=row.failing_since, reconciled_at=row.reconciled_at, removed=row.removed,
                    refused_to_remove=row.refused_to_remove,
                )
            )  # fmt: skip
        return FeedsOut(feeds=feeds)

    @routes.get("/{entity}/{record}")
    async def read_record(
        who: AnyUser, entity: Entity, record: Annotated[str, Path(max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
    ) -> ErpRecordOut:
        """One record with source, age, what belongs to it, and what changed of it when."""
        today = database.clock.now().astimezone(ZoneInfo(who.time_zone)).date()
        view = await systems.record(who.tenant, entity, record, today)
        block, found = view.block, view.record
        if block.reason in (FactsTrouble.NO_RECORD, FactsTrouble.NOT_CONNECTED) or not await may_read(who, view):
            raise NoSuchRecord(record)
        async with database.work(who.tenant, actor=who.actor) as work:
            for customer in view.customers[:1]:
                await trail.read(work, "customer read", f"customer:{customer}")
        return ErpRecordOut(
            entity=entity, id=record, source=block.source, freshness=Freshness(block.freshness), as_of=block.as_of,
            reason=block.reason, record=to_plain(found) if found is not None else None,
            customer_ids=list(view.customers), related=[_found(one) for one in view.related],
            changes=[
                RecordChangeOut(at=one.at, fields={k: list(v) for k, v in one.fields.items()}, removed=one.removed)
                for one in view.changes
            ],
        )  # fmt: skip

    return routes


def _found(one: RecordFound) -> FoundRecordOut:
    return FoundRecordOut(entity=one.entity, id=one.external_id, number=one.number, label=one.label)
