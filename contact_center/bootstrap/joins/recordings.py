"""The end of recordings: how long one is kept is said by the queue that its call came to."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from contact_center.directory.service import audit
from contact_center.kernel.ids import TenantId
from contact_center.platform.blobs import BlobStore
from contact_center.platform.unit_of_work import Database, UnitOfWork

OUTLIVED = """
select k.tenant_id, k.id, k.recording_key from channels.call k
join core.interaction i on i.tenant_id = k.tenant_id and i.id = k.interaction_id
left join routing.queue q on q.tenant_id = i.tenant_id and q.id = i.queue_id
where k.recording_key is not null and k.ended_at is not null and coalesce(k.recording_erasable_at,
  k.recording_started_at + coalesce(make_interval(days => (q.settings->>'recording_days')::int), %(kept)s)) <= %(now)s
limit %(most)s
"""
AT_ONCE = 200


async def erase_outlived(database: Database, blobs: BlobStore, now: datetime, kept: timedelta) -> int:
    """Removes recordings whose time is over, so many at once; returns how many. What a crash leaves is found again."""
    async with database.read_all() as reader:
        rows = await reader.dicts(OUTLIVED, {"kept": kept, "now": now, "most": AT_ONCE})
    for row in rows:
        await blobs.delete(row["recording_key"])

        async def forget(work: UnitOfWork, call: UUID = row["id"]) -> None:
            await work.execute(
                "update channels.call set recording_key = null where tenant_id = %s and id = %s", [work.tenant_id, call]
            )
            await audit(work, "recording erased", f"call:{call}", why="its time to be kept is over")

        await database.run(TenantId(row["tenant_id"]), forget, actor="upkeep", role="system")
    return len(rows)
