"""Processes and their signs of life, as role `system`."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from contact_center.platform.unit_of_work import Connection

FORGOTTEN_AFTER = timedelta(days=1)


async def beat(connection: Connection, process: UUID, kind: str, now: datetime) -> None:
    await connection.execute(
        "insert into core.process (id, kind, started_at, beat_at) values (%s, %s, %s, %s) "
        "on conflict (id) do update set beat_at = excluded.beat_at",
        [process, kind, now, now],
    )


async def forget_old(connection: Connection, now: datetime) -> None:
    """Processes that have been silent for a day."""
    await connection.execute("delete from core.process where beat_at < %s", [now - FORGOTTEN_AFTER])
