"""The end of recordings: how long one is kept is said by the queue that its call, or its message, came to."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

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
OUTLIVED_MESSAGES = """
select v.tenant_id, v.call_id as id, v.recording_key from channels.voicemail v
join channels.call k on k.tenant_id = v.tenant_id and k.id = v.call_id and k.ended_at is not null
left join core.interaction i on i.tenant_id = v.tenant_id and i.id = v.interaction_id
left join routing.queue q on q.tenant_id = i.tenant_id and q.id = i.queue_id
where v.recording_key is not null and (v.interaction_id is null or (i.state = 'closed' and v.left_at
  + coalesce(make_interval(days => (q.settings->>'recording_days')::int), %(kept)s) <= %(now)s))
limit %(most)s
"""
"""What was too short for a message goes at once; what nobody has dealt with yet stays whatever its age."""
FORGET = "update channels.call set recording_key = null where tenant_id = %s and id = %s"
FORGET_MESSAGE = (
    "update channels.voicemail set recording_key = null, erased_at = %s where tenant_id = %s and call_id = %s"
)
AT_ONCE = 200


async def erase_outlived(database: Database, blobs: BlobStore, now: datetime, kept: timedelta) -> int:
    """Removes recordings whose time is over, so many at once; returns how many. What a crash leaves is found again."""
    async with database.read_all() as reader:
        recordings = await reader.dicts(OUTLIVED, {"kept": kept, "now": now, "most": AT_ONCE})
        messages = await reader.dicts(OUTLIVED_MESSAGES, {"kept": kept, "now": now, "most": AT_ONCE})
    for row in recordings:
        await _erase(database, blobs, row, "recording erased", FORGET, [])
    for row in messages:
        await _erase(database, blobs, row, "voicemail erased", FORGET_MESSAGE, [now])
    return len(recordings) + len(messages)


async def _erase(
    database: Database, blobs: BlobStore, row: dict[str, Any], what: str, forget: str, values: list[Any]
) -> None:
    await blobs.delete(row["recording_key"])

    async def write(work: UnitOfWork) -> None:
        await work.execute(forget, [*values, work.tenant_id, row["id"]])
        await audit(work, what, f"call:{row['id']}", why="its time to be kept is over")

    await database.run(TenantId(row["tenant_id"]), write, actor="upkeep", role="system")
