"""SQL of the policy's versions, its draft, and the rows that publishing writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.policy.rows import QueueColumns, StoredAgent


@dataclass(frozen=True, slots=True)
class HeadRow:
    """The version that is followed, and what is set for all queues."""

    version: int
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class VersionRow:
    version: int
    at: datetime
    author: str
    source: str
    note: str
    restores: int | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    revision: int
    based_on: int
    at: datetime
    author: str
    document: dict[str, Any]


VERSION = "version, at, author, source, note, restores"


async def head(reader: Reader, tenant: UUID) -> HeadRow:
    found = await reader.one(
        HeadRow, "select version, settings from routing.policy_head where tenant_id = %s", [tenant]
    )
    return found or HeadRow(0, {})


async def lock_head(work: UnitOfWork) -> HeadRow:
    """Whoever changes the policy waits here for the one before, and who pauses or closes a queue for us."""
    await work.execute(
        "insert into routing.policy_head (tenant_id, version) values (%s, 0) on conflict do nothing", [work.tenant_id]
    )
    found = await work.one(
        HeadRow, "select version, settings from routing.policy_head where tenant_id = %s for update", [work.tenant_id]
    )
    assert found is not None
    await work.execute("select id from routing.queue where tenant_id = %s order by id for update", [work.tenant_id])
    return found


async def set_settings(work: UnitOfWork, settings: Mapping[str, Any]) -> None:
    await work.execute(
        "update routing.policy_head set settings = %s where tenant_id = %s", [Jsonb(settings), work.tenant_id]
    )


async def agents(reader: Reader, tenant: UUID) -> list[StoredAgent]:
    return await reader.many(
        StoredAgent,
        "select u.login, u.id, u.active, coalesce(r.skills, '{}') as skills, coalesce(r.queues, '{}') as queues, "
        "coalesce(r.capacity, '{}') as capacity, r.agent_id is not null as has_profile "
        "from core.person u "
        "left join routing.agent_profile r on r.tenant_id = u.tenant_id and r.agent_id = u.id "
        "where u.tenant_id = %s order by u.login",
        [tenant],
    )


# --- queues


async def put_queues(work: UnitOfWork, queues: Sequence[QueueColumns]) -> None:
    """Adds or changes these queues and switches them on. Names may change places: first they step aside."""
    await work.execute(
        "update routing.queue set name = id::text where tenant_id = %s and name = any(%s)",
        [work.tenant_id, [queue.name for queue in queues]],
    )
    for queue in queues:
        await work.execute(PUT_QUEUE, {"tenant_id": work.tenant_id, **_values(queue)})


PUT_QUEUE = """
insert into routing.queue (tenant_id, id, name, priority, skills, offer_seconds, sl_seconds, sl_percent,
  first_reply_seconds, next_reply_seconds, resolution_seconds, wrap_mode, wrap_seconds, settings, position, active)
values (%(tenant_id)s, %(id)s, %(name)s, %(priority)s, %(skills)s, %(offer_seconds)s, %(sl_seconds)s, %(sl_percent)s,
  %(first_reply_seconds)s, %(next_reply_seconds)s, %(resolution_seconds)s, %(wrap_mode)s, %(wrap_seconds)s,
  %(settings)s, %(position)s, true)
on conflict (tenant_id, id) do update set name = excluded.name, priority = excluded.priority,
  skills = excluded.skills, offer_seconds = excluded.offer_seconds, sl_seconds = excluded.sl_seconds,
  sl_percent = excluded.sl_percent, first_reply_seconds = excluded.first_reply_seconds,
  next_reply_seconds = excluded.next_reply_seconds, resolution_seconds = excluded.resolution_seconds,
  wrap_mode = excluded.wrap_mode, wrap_seconds = excluded.wrap_seconds, settings = excluded.settings,
  position = excluded.position, active = true
"""


def _values(queue: QueueColumns) -> dict[str, Any]:
    return {name: Jsonb(value) if isinstance(value, dict) else value for name, value in asdict(queue).items()}


async def switch_off(work: UnitOfWork, queues: Iterable[UUID]) -> None:
    """Their rows stay: history names them."""
    await work.execute(
        "update routing.queue set active = false where tenant_id = %s and id = any(%s)", [work.tenant_id, list(queues)]
    )


@dataclass(frozen=True, slots=True)
class InUseRow:
    """Work that is open in a queue, and the channel accounts that send work there."""

    name: str
    open: int
    accounts: list[str]


async def in_use(reader: Reader, tenant: UUID, queues: Iterable[UUID]) -> list[InUseRow]:
    """Which of these queues still have open work or accounts. Reads the interactions of the tenant: rare."""
    return await reader.many(
        InUseRow,
        "select * from (select q.name, "
        "(select count(*) from core.work_info i where i.tenant_id = q.tenant_id and i.queue_id = q.id "
        "and i.state <> 'closed') as open, "
        "coalesce((select array_agg(a.name order by a.name) from core.account_info a "
        " where a.tenant_id = q.tenant_id and a.queue_id = q.id and a.active), '{}') as accounts "
        "from routing.queue q where q.tenant_id = %s and q.id = any(%s)) as used "
        "where open > 0 or accounts <> '{}' order by name",
        [tenant, list(queues)],
    )


# --- versions


async def add_version(
    work: UnitOfWork, version: int, document: Mapping[str, Any], *, source: str, note: str, restores: int | None
) -> None:
    await work.execute(
        "insert into routing.policy_version (tenant_id, version, at, author, source, note, restores, document) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, version, work.now, work.actor, source, note, restores, Jsonb(document)],
    )


async def versions(reader: Reader, tenant: UUID, before: int | None, limit: int) -> list[VersionRow]:
    return await reader.many(
        VersionRow,
        f"select {VERSION} from routing.policy_version where tenant_id = %s "
        "and (%s::bigint is null or version < %s) order by version desc limit %s",
        [tenant, before, before, limit],
    )


async def version(reader: Reader, tenant: UUID, number: int) -> tuple[VersionRow, dict[str, Any]] | None:
    key = [tenant, number]
    row = await reader.one(
        VersionRow, f"select {VERSION} from routing.policy_version where tenant_id = %s and version = %s", key
    )
    if row is None:
        return None
    document = await reader.value(
        "select document from routing.policy_version where tenant_id = %s and version = %s", key
    )
    return row, document


# --- draft


async def draft(reader: Reader, tenant: UUID) -> DraftRow | None:
    return await reader.one(
        DraftRow,
        "select revision, based_on, at, author, document from routing.policy_draft where tenant_id = %s",
        [tenant],
    )


async def save_draft(work: UnitOfWork, document: Mapping[str, Any], *, based_on: int, revision: int) -> int | None:
    """The new revision; None if somebody else saved the draft in the meantime."""
    values = [work.tenant_id, based_on, work.now, work.actor, Jsonb(document)]
    if revision == 0:
        return await _one(
            work,
            "insert into routing.policy_draft (tenant_id, revision, based_on, at, author, document) "
            "values (%s, 1, %s, %s, %s, %s) on conflict do nothing returning revision",
            values,
        )
    return await _one(
        work,
        "update routing.policy_draft set revision = revision + 1, based_on = %s, at = %s, author = %s, document = %s "
        "where tenant_id = %s and revision = %s returning revision",
        [*values[1:], work.tenant_id, revision],
    )


async def _one(work: UnitOfWork, query: str, params: Sequence[Any]) -> int | None:
    found = await work.value(query, params)
    return None if found is None else int(found)


async def forget_draft(work: UnitOfWork) -> bool:
    return await work.execute("delete from routing.policy_draft where tenant_id = %s", [work.tenant_id]) > 0
