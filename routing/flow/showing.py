"""What wallboard and pages show of queues' live state, and of work that nobody can take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.kernel.actors import user_of, users_of
from contact_center.platform.unit_of_work import Reader
from routing.flow.callback_store import Missed, missed_callbacks
from routing.policy import queues_store as routing_store

__all__ = ["Missed", "missed_callbacks"]
"""What pages read of the store, besides what is defined here."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Thrown by hand."""

    at: datetime
    by: str
    """Name of who did it; empty if that was no user."""
    why: str


@dataclass(frozen=True, slots=True)
class QueueState:
    queue_id: UUID
    name: str
    paused: Switch | None
    closed: Switch | None
    to_queue: UUID | None
    """Where the work of a closed queue goes."""


@dataclass(frozen=True, slots=True)
class Unable:
    """Waiting work of one queue that nobody signed in can take, for one lack."""

    queue_id: UUID
    lack: str
    """`no_member`, `skill`, `not_signed_in`."""
    missing: tuple[str, ...]
    """`name:minimum`, for `skill`."""
    count: int
    since: datetime


async def queue_states(reader: Reader, tenant: UUID) -> dict[UUID, QueueState]:
    """All active queues by id."""
    rows = [row for row in await routing_store.queues(reader, tenant) if row.active]
    said = [row.settings.get(key) for row in rows for key in ("paused", "closed")]
    users = users_of(one["by"] for one in said if isinstance(one, dict))
    names = await directory.names(reader, tenant, users) if users else {}
    return {row.id: _state(row, names) for row in rows}


def _state(row: routing_store.QueueRow, names: dict[UUID, str]) -> QueueState:
    closed = row.settings.get("closed")
    to_queue = UUID(closed["queue"]) if closed and closed.get("queue") else None
    return QueueState(row.id, row.name, _switch(row.settings.get("paused"), names), _switch(closed, names), to_queue)


def _switch(said: Any, names: dict[UUID, str]) -> Switch | None:
    if not isinstance(said, dict):
        return None
    by = user_of(said["by"])
    return Switch(datetime.fromisoformat(said["at"]), names.get(by, "") if by else "", said["why"])


async def unable(reader: Reader, tenant: UUID) -> list[Unable]:
    """Longest first; pieces of work that lack the same in the same queue are one."""
    groups: dict[tuple[UUID, str, tuple[str, ...]], list[datetime]] = {}
    for row in await routing_store.unserved(reader, tenant):
        groups.setdefault((row.queue_id, row.lack, tuple(row.missing)), []).append(row.since)
    found = [Unable(*key, count=len(since), since=min(since)) for key, since in groups.items()]
    return sorted(found, key=lambda one: one.since)
