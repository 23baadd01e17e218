"""SQL of call flows. Published versions are added and never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from channels.voice.flow.domain import CallFlow, FlowCounts, FlowVersion, PromptSound, StoredFlow
from channels.voice.flow.errors import FlowNameTaken
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_FLOW: TypeAdapter[CallFlow] = TypeAdapter(CallFlow)
_COLUMNS = "id, name, draft, edits, published, changed_at, changed_by"


async def flows(reader: Reader, tenant: UUID) -> list[StoredFlow]:
    rows = await reader.dicts(
        f"select {_COLUMNS} from channels.call_flow where tenant_id = %s order by lower(name), id", [tenant]
    )
    return [_stored(row) for row in rows]


async def flow(reader: Reader, tenant: UUID, id: UUID) -> StoredFlow | None:
    rows = await reader.dicts(
        f"select {_COLUMNS} from channels.call_flow where tenant_id = %s and id = %s", [tenant, id]
    )
    return _stored(rows[0]) if rows else None


async def lock(work: UnitOfWork, id: UUID) -> StoredFlow | None:
    rows = await work.dicts(
        f"select {_COLUMNS} from channels.call_flow where tenant_id = %s and id = %s for update", [work.tenant_id, id]
    )
    return _stored(rows[0]) if rows else None


async def insert(work: UnitOfWork, id: UUID, name: str, draft: CallFlow) -> None:
    """Raises `FlowNameTaken`."""
    await _named(
        work,
        "insert into channels.call_flow (tenant_id, id, name, draft, changed_at, changed_by) "
        "values (%s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, name, as_json(draft), work.now, work.actor],
    )


async def change(work: UnitOfWork, id: UUID, name: str, draft: CallFlow | None, published: int) -> None:
    """Raises `FlowNameTaken`."""
    await _named(
        work,
        "update channels.call_flow set name = %s, draft = %s, published = %s, edits = edits + 1, changed_at = %s, "
        "changed_by = %s where tenant_id = %s and id = %s",
        [name, as_json(draft) if draft else None, published, work.now, work.actor, work.tenant_id, id],
    )


async def _named(work: UnitOfWork, statement: str, values: Sequence[Any]) -> None:
    try:
        async with work.connection.transaction():
            await work.execute(statement, list(values))
    except psycopg.errors.UniqueViolation as taken:
        raise FlowNameTaken(field="name") from taken


async def remove(work: UnitOfWork, id: UUID) -> None:
    """With its versions and sounds; calls that are in it have been led by it, and end as if it had no way on."""
    await work.execute(
        "delete from channels.call_flow_version where tenant_id = %s and flow_id = %s", [work.tenant_id, id]
    )
    await work.execute(
        "delete from channels.call_flow_sound where tenant_id = %s and flow_id = %s", [work.tenant_id, id]
    )
    await work.execute("delete from channels.call_flow where tenant_id = %s and id = %s", [work.tenant_id, id])


async def last_version(reader: Reader, tenant: UUID, id: UUID) -> int:
    found = await reader.value(
        "select coalesce(max(version), 0) from channels.call_flow_version where tenant_id = %s and flow_id = %s",
        [tenant, id],
    )
    return int(found or 0)


async def add_version(work: UnitOfWork, id: UUID, version: int, content: CallFlow, note: str) -> None:
    await work.execute(
        "insert into channels.call_flow_version (tenant_id, flow_id, version, content, note, published_at, "
        "published_by) values (%s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, version, as_json(content), note, work.now, work.actor],
    )


async def versions(reader: Reader, tenant: UUID, id: UUID, most: int) -> list[FlowVersion]:
    """The latest first."""
    rows = await reader.dicts(
        "select version, content, note, published_at, published_by from channels.call_flow_version "
        "where tenant_id = %s and flow_id = %s order by version desc limit %s",
        [tenant, id, most],
    )
    return [_version(row) for row in rows]


async def version(reader: Reader, tenant: UUID, id: UUID, version: int) -> FlowVersion | None:
    rows = await reader.dicts(
        "select version, content, note, published_at, published_by from channels.call_flow_version "
        "where tenant_id = %s and flow_id = %s and version = %s",
        [tenant, id, version],
    )
    return _version(rows[0]) if rows else None


async def assigned(reader: Reader, tenant: UUID) -> dict[UUID, UUID]:
    """Account → flow."""
    rows = await reader.dicts(
        "select account_id, flow_id from channels.call_flow_account where tenant_id = %s", [tenant]
    )
    return {row["account_id"]: row["flow_id"] for row in rows}


async def assign(work: UnitOfWork, account: UUID, flow_id: UUID | None) -> None:
    if flow_id is None:
        await work.execute(
            "delete from channels.call_flow_account where tenant_id = %s and account_id = %s",
            [work.tenant_id, account],
        )
        return
    await work.execute(
        "insert into channels.call_flow_account (tenant_id, account_id, flow_id, changed_at, changed_by) "
        "values (%s, %s, %s, %s, %s) on conflict (tenant_id, account_id) do update set flow_id = excluded.flow_id, "
        "changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        [work.tenant_id, account, flow_id, work.now, work.actor],
    )


async def live_of(reader: Reader, tenant: UUID, account: UUID) -> tuple[UUID, int] | None:
    """The flow by which calls of this account enter, and its version."""
    rows = await reader.dicts(
        "select f.id, f.published from channels.call_flow_account a join channels.call_flow f "
        "on f.tenant_id = a.tenant_id and f.id = a.flow_id where a.tenant_id = %s and a.account_id = %s "
        "and f.published > 0",
        [tenant, account],
    )
    return (rows[0]["id"], rows[0]["published"]) if rows else None


# Sounds


async def add_sound(work: UnitOfWork, one: PromptSound) -> None:
    await work.execute(
        "insert into channels.call_flow_sound (tenant_id, id, flow_id, blob_key, content_type, bytes, added_at, "
        "added_by) values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, one.id, one.flow_id, one.blob_key, one.content_type, one.bytes, work.now, work.actor],
    )


async def sound(reader: Reader, tenant: UUID, id: UUID) -> PromptSound | None:
    return await reader.one(
        PromptSound,
        "select id, flow_id, blob_key, content_type, bytes from channels.call_flow_sound "
        "where tenant_id = %s and id = %s",
        [tenant, id],
    )


async def sounds_of(reader: Reader, tenant: UUID, flow_id: UUID) -> list[PromptSound]:
    return await reader.many(
        PromptSound,
        "select id, flow_id, blob_key, content_type, bytes from channels.call_flow_sound "
        "where tenant_id = %s and flow_id = %s order by id",
        [tenant, flow_id],
    )


# What calls came to


async def counts(reader: Reader, tenant: UUID, since: timedelta) -> list[FlowCounts]:
    return await reader.many(
        FlowCounts,
        "select account_id, count(*) as entered, count(*) filter (where outcome = 'queue') as to_queue, "
        "count(*) filter (where outcome = 'voicemail') as to_voicemail, "
        "count(*) filter (where outcome = 'callback') as callbacks, "
        "count(*) filter (where outcome = 'transfer') as put_through, "
        "count(*) filter (where not closed and outcome in ('left', 'hung_up', 'lost')) as in_menu, "
        "count(*) filter (where closed and outcome in ('left', 'hung_up', 'lost')) as after_hours, "
        "count(*) filter (where outcome = 'no_lines') as no_lines, "
        "count(*) filter (where outcome = 'blocked') as blocked "
        "from channels.call_flow_run where tenant_id = %s and began_at > %s group by account_id order by account_id",
        [tenant, reader.now - since],
    )


def as_json(flow: CallFlow) -> Jsonb:
    return Jsonb(_FLOW.dump_python(flow, mode="json"))


def read_flow(stored: Mapping[str, Any]) -> CallFlow:
    return _FLOW.validate_python(stored)


def _stored(row: Mapping[str, Any]) -> StoredFlow:
    draft = read_flow(row["draft"]) if row["draft"] else None
    return StoredFlow(**{**row, "draft": draft})


def _version(row: Mapping[str, Any]) -> FlowVersion:
    return FlowVersion(row["version"], read_flow(row["content"]), row["note"], row["published_at"], row["published_by"])
