"""SQL of acts that can be taken back: one row for each, for some seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import UnitOfWork

SWEPT_AFTER = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class UndoableAct:
    """What an act changed: `before` is what was there, in the words of the act."""

    act: str
    subject: UUID | None
    at: datetime
    before: dict[str, Any]


async def keep(work: UnitOfWork, act: str, subject: UUID | None, before: dict[str, Any]) -> UUID:
    """Returns what it is taken back by. What nobody has taken back for long goes (index undo_at)."""
    await work.execute(
        "delete from routing.undo where tenant_id = %s and at < %s", [work.tenant_id, work.now - SWEPT_AFTER]
    )
    id = new_id()
    await work.execute(
        "insert into routing.undo (tenant_id, id, actor, at, act, subject, before) values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, work.actor, work.now, act, subject, Jsonb(before)],
    )
    return id


async def take(work: UnitOfWork, id: UUID) -> UndoableAct | None:
    """Once, and only for whoever did it."""
    return await work.one(
        UndoableAct,
        "delete from routing.undo where tenant_id = %s and id = %s and actor = %s returning act, subject, at, before",
        [work.tenant_id, id, work.actor],
    )
