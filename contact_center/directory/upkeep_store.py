"""What the clock alone does to sessions and to what can be taken back, over all tenants, as role `system`."""

from __future__ import annotations

from datetime import datetime, timedelta

from contact_center.directory.people import store as people
from contact_center.platform.unit_of_work import Connection

SESSIONS_KEPT = timedelta(days=7)


async def tidy(connection: Connection, now: datetime) -> None:
    """Sessions that ended a week ago, and what was done to people too long ago to be taken back."""
    await connection.execute("delete from core.session where expires_at < %s", [now - SESSIONS_KEPT])
    await people.tidy(connection, now)
