"""SQL of calls that entered by a menu."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


async def menu_ends(reader: Reader, tenant: UUID, start: datetime, end: datetime) -> list[tuple[str, bool, int]]:
    """How they ended in this time, whether the queue was found closed, and how many did so (index menu_end_at)."""
    rows = await reader.dicts(
        "select outcome, closed, count(*)::int as calls from measures.menu_end "
        "where tenant_id = %s and at >= %s and at < %s group by outcome, closed",
        [tenant, start, end],
    )
    return [(row["outcome"], row["closed"], row["calls"]) for row in rows]
