"""What the clock alone does to sessions, over all tenants, as role `system`."""

from __future__ import annotations

from datetime import datetime, timedelta

from contact_center.platform.unit_of_work import Connection

SESSIONS_KEPT = timedelta(days=7)


async def tidy(connection: Connection, now: datetime) -> None:
    """Sessions that ended a week ago."""
    await connection.execute("delete from core.session where expires_at < %s", [now - SESSIONS_KEPT])
