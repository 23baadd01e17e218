"""Single waits, for who reckons how long the next one will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader

# entry_left for those that ended, entry_waiting for those that go on.
WAITS = """
select queue_id, tier, sl_started_at as since, left_at, left_how from measures.entry
where tenant_id = %(tenant)s and left_at >= %(start)s and left_at > sl_started_at
union all
select queue_id, tier, sl_started_at, left_at, left_how from measures.entry
where tenant_id = %(tenant)s and left_at is null and sl_started_at is not null
"""


@dataclass(frozen=True, slots=True)
class EndedWaitRow:
    """`since`: when the clock of the queue started; `left_how`: `answered`, `abandoned`, `flowed_out`, `closed`."""

    queue_id: UUID
    tier: str
    since: datetime
    left_at: datetime | None
    left_how: str | None


async def waits(reader: Reader, tenant: UUID, start: datetime) -> list[EndedWaitRow]:
    """Waits that ended at or after `start`, and those that go on. Who left before the opening never waited."""
    return await reader.many(EndedWaitRow, WAITS, {"tenant": tenant, "start": start})
