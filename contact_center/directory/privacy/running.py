"""What time alone makes due goes each night, batch by batch; a legal hold stops it between two of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from contact_center.directory import service as directory
from contact_center.directory.privacy import service, store
from contact_center.directory.privacy.domain import RetentionKind, RetentionRun
from contact_center.directory.privacy.ports import PersonalData
from contact_center.kernel.ids import TenantId, new_id
from contact_center.platform.unit_of_work import Database, UnitOfWork

BATCH: Final = 500
FROM_HOUR: Final = 2
UNTIL_HOUR: Final = 6
"""Of the night, in the organisation's zone. What is not done by then goes on in the next."""
ACTOR: Final = "system"


def is_due(last: RetentionRun | None, now: datetime, zone: str) -> bool:
    """At night, once; what was broken off goes on."""
    here = now.astimezone(ZoneInfo(zone))
    if not FROM_HOUR <= here.hour < UNTIL_HOUR:
        return False
    return last is None or last.ended_at is None or last.began_at.astimezone(ZoneInfo(zone)).date() < here.date()


async def run_due(database: Database, data: PersonalData, now: datetime) -> int:
    """Of all organisations where it is night; returns how many rows went."""
    gone = 0
    for tenant in await directory.tenants(database):
        home = TenantId(tenant.tenant_id)
        async with database.read(home) as reader:
            rules, last = await service.rules(reader, home), await service.last_runs(reader, home)
        for kind, days in rules.items():
            if is_due(last.get(kind.value), now, tenant.time_zone):
                gone += await run_kind(database, data, home, kind, now - timedelta(days=days))
    return gone


async def run_kind(
    database: Database, data: PersonalData, tenant: TenantId, kind: RetentionKind, before: datetime
) -> int:
    """May be broken off anywhere and repeated: each batch commits with its count."""
    id, gone = new_id(), 0

    async def begin(work: UnitOfWork) -> None:
        await store.begin_run(work, id, kind.value, before)

    await database.run(tenant, begin, actor=ACTOR, role="system")

    async def batch(work: UnitOfWork) -> tuple[int, list[str]]:
        await store.lock_holds(work)
        erased, keys = await data.expire(work, kind, before, await store.holds(work, tenant), BATCH)
        await store.note_run(work, id, erased, ended=not erased)
        if not erased:
            await directory.audit(work, "retention run", f"retention:{kind.value}", erased=gone)
        return erased, keys

    while True:
        erased, keys = await database.run(tenant, batch, actor=ACTOR, role="system")
        await data.release(tenant, keys)
        gone += erased
        if not erased:
            return gone
