"""SQL of callbacks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg

from contact_center.platform.query import update_rows
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.errors import CallbackExists
from routing.flow import tables


@dataclass(frozen=True, slots=True)
class CallbackRow:
    interaction_id: UUID
    number: str
    name: str | None
    requested_at: datetime
    promised_until: datetime
    state: str
    attempts: list[dict[str, Any]]
    next_at: datetime | None


_COLUMNS = "interaction_id, number, name, requested_at, promised_until, state, attempts, next_at"


async def open_callback(reader: Reader, tenant: UUID, interaction: UUID) -> CallbackRow | None:
    return await reader.one(
        CallbackRow,
        f"select {_COLUMNS} from routing.callback where tenant_id = %s and interaction_id = %s and state = 'waiting'",
        [tenant, interaction],
    )


async def open_callbacks(reader: Reader, tenant: UUID) -> list[CallbackRow]:
    """The earliest promise first."""
    return await reader.many(
        CallbackRow,
        f"select {_COLUMNS} from routing.callback where tenant_id = %s and state = 'waiting' order by promised_until",
        [tenant],
    )


@dataclass(frozen=True, slots=True)
class Missed:
    """A callback that nobody tried in the time promised."""

    interaction_id: UUID
    name: str | None
    promised_until: datetime


async def missed_callbacks(reader: Reader, tenant: UUID) -> list[Missed]:
    """Those still open, the earliest promise first."""
    return await reader.many(
        Missed,
        "select interaction_id, name, promised_until from routing.callback "
        "where tenant_id = %s and state = 'waiting' and alerted_at is not null and attempts = '[]' "
        "order by promised_until",
        [tenant],
    )


async def due(reader: Reader, tenant: UUID, now: datetime) -> list[dict[str, Any]]:
    """Attempts whose time has come, promises that were missed, and callbacks whose work is over."""
    return await reader.dicts(
        "select c.interaction_id, i.state, c.next_at <= %(now)s as again, jsonb_array_length(c.attempts) = 0 "
        "and c.alerted_at is null and c.promised_until <= %(now)s as late from routing.callback c "
        "join core.work_info i on i.tenant_id = c.tenant_id and i.id = c.interaction_id "
        "where c.tenant_id = %(tenant)s and c.state = 'waiting' and (i.state = 'closed' or c.next_at <= %(now)s "
        "or (c.alerted_at is null and c.promised_until <= %(now)s))",
        {"tenant": tenant, "now": now},
    )


async def called_in(reader: Reader, tenant: UUID, audio: Collection[str]) -> list[dict[str, Any]]:
    """Callbacks whose customers did not wait for them: they have called, on one of these channels, and wait."""
    return await reader.dicts(CALLED_IN, [tenant, list(audio)])


# interaction_queued: live work that waits, of somebody whose callback is open
CALLED_IN = """
select c.interaction_id, n.id as call_id from core.work_info n
join core.conversation_info v on v.tenant_id = n.tenant_id and v.id = n.conversation_id
  and v.contact_kind = 'phone'
join routing.callback c on c.tenant_id = n.tenant_id and c.state = 'waiting' and c.number = v.contact_value
  and c.interaction_id <> n.id and c.requested_at < n.created_at
where n.tenant_id = %s and n.state = 'queued' and n.channel = any(%s)
"""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Whom a conversation is with."""

    contact_kind: str
    contact_value: str
    identity: str
    customer_id: UUID | None


async def contact(reader: Reader, tenant: UUID, conversation: UUID) -> ContactRow | None:
    return await reader.one(
        ContactRow,
        "select contact_kind, contact_value, identity, customer_id from core.conversation_info "
        "where tenant_id = %s and id = %s",
        [tenant, conversation],
    )


async def add(work: UnitOfWork, interaction: UUID, wanted: str, name: str | None, until: datetime) -> None:
    try:
        async with work.connection.transaction():
            await work.execute(
                "insert into routing.callback (tenant_id, interaction_id, number, name, requested_at, promised_until, "
                "state) values (%s, %s, %s, %s, %s, %s, 'waiting')",
                [work.tenant_id, interaction, wanted, name, work.now, until],
            )
    except psycopg.errors.UniqueViolation as taken:
        raise CallbackExists(field="number") from taken


async def change(work: UnitOfWork, interaction: UUID, **columns: Any) -> None:
    """The callback of this work that waits still."""
    waiting = {"tenant_id": work.tenant_id, "interaction_id": interaction, "state": "waiting"}
    await work.execute(*update_rows(tables.callback, waiting, columns))
