"""What the clock alone does to rows of interactions, over all tenants, as role `system`. Each may be repeated."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from contact_center.platform.unit_of_work import Connection

CONNECTIONS_KEPT = timedelta(days=7)


async def beat(connection: Connection, process: UUID, now: datetime) -> None:
    """Signs of life of the agents and the visitors whose lines this process holds (D31)."""
    await connection.execute(
        "update core.agent_connection set beat_at = %s where process_id = %s and closed_at is null", [now, process]
    )
    await connection.execute(
        "update core.visitor_line set seen_at = %s where process_id = %s and left_at is null", [now, process]
    )


async def tidy(connection: Connection, now: datetime) -> None:
    """Raw envelopes whose time is over, and connections that ended long ago."""
    await connection.execute("update core.envelope set raw = null where raw is not null and erasable_at < %s", [now])
    await connection.execute(
        "delete from core.agent_connection where coalesce(closed_at, beat_at) < %s", [now - CONNECTIONS_KEPT]
    )
