"""SQL of the projection: the last known rows, and the changed ones written back, one statement each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.measures.domain import AgentState, Entry
from contact_center.platform.unit_of_work import UnitOfWork

ENTRY = [field.name for field in fields(Entry)]
AGENT_STATE = [field.name for field in fields(AgentState)]


async def latest_entries(work: UnitOfWork, interactions: Collection[UUID]) -> dict[UUID, Entry]:
    """The last entry of each interaction, by the primary key."""
    rows = await work.many(
        Entry,
        f"select distinct on (interaction_id) {', '.join(ENTRY)} from measures.entry "
        "where tenant_id = %s and interaction_id = any(%s) order by interaction_id, number desc",
        [work.tenant_id, list(interactions)],
    )
    return {row.interaction_id: row for row in rows}


async def current_states(work: UnitOfWork, agents: Collection[UUID]) -> dict[UUID, AgentState]:
    """The open interval of each agent, by `agent_state_current`."""
    rows = await work.many(
        AgentState,
        f"select {', '.join(AGENT_STATE)} from measures.agent_state "
        "where tenant_id = %s and agent_id = any(%s) and until is null",
        [work.tenant_id, list(agents)],
    )
    return {row.agent_id: row for row in rows}


async def save_entries(work: UnitOfWork, rows: Sequence[Entry]) -> None:
    await _save(work, "measures.entry", ENTRY, ("interaction_id", "number"), rows)


async def save_states(work: UnitOfWork, rows: Sequence[AgentState]) -> None:
    await _save(work, "measures.agent_state", AGENT_STATE, ("agent_id", "since"), rows)


async def _save(work: UnitOfWork, table: str, names: list[str], key: tuple[str, ...], rows: Sequence[Any]) -> None:
    """Inserts or replaces. Table and column names are this module's own."""
    if not rows:
        return
    columns = ", ".join(names)
    updates = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    await work.execute(
        f"insert into {table} (tenant_id, {columns}) "
        f"select %s, {columns} from jsonb_populate_recordset(null::{table}, %s) "
        f"on conflict (tenant_id, {', '.join(key)}) do update set {updates}",
        [work.tenant_id, Jsonb([_plain(asdict(row)) for row in rows])],
    )


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = (str, int, float, bool, dict, list, type(None))
    return {name: value if isinstance(value, kept) else _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, UUID) else str(value.isoformat())
