"""SQL of the projection: the last known rows, and the changed ones written back, one statement each."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from functools import cache
from typing import Any
from uuid import UUID

from contact_center.measures import tables
from contact_center.measures.domain import AgentState, QueueWait
from contact_center.measures.menus import MenuEnd
from contact_center.platform.query import Prepared, Table, insert_rows, or_replace, prepared
from contact_center.platform.unit_of_work import UnitOfWork

TABLES = ("measures.entry", "measures.agent_state", "measures.menu_end")
ENTRY = ", ".join(field.name for field in fields(QueueWait))
AGENT_STATE = ", ".join(field.name for field in fields(AgentState))


async def latest_entries(work: UnitOfWork, interactions: Collection[UUID]) -> dict[UUID, QueueWait]:
    """The last entry of each interaction, by the primary key."""
    rows = await work.many(
        QueueWait,
        f"select distinct on (interaction_id) {ENTRY} from measures.entry "
        "where tenant_id = %s and interaction_id = any(%s) order by interaction_id, number desc",
        [work.tenant_id, list(interactions)],
    )
    return {row.interaction_id: row for row in rows}


async def current_states(work: UnitOfWork, agents: Collection[UUID]) -> dict[UUID, AgentState]:
    """The open interval of each agent, by `agent_state_current`."""
    rows = await work.many(
        AgentState,
        f"select {AGENT_STATE} from measures.agent_state where tenant_id = %s and agent_id = any(%s) and until is null",
        [work.tenant_id, list(agents)],
    )
    return {row.agent_id: row for row in rows}


async def save_entries(work: UnitOfWork, rows: Sequence[QueueWait]) -> None:
    await _save(work, tables.entry, rows)


async def save_states(work: UnitOfWork, rows: Sequence[AgentState]) -> None:
    await _save(work, tables.agent_state, rows)


async def save_menu_ends(work: UnitOfWork, rows: Sequence[MenuEnd]) -> None:
    await _save(work, tables.menu_end, rows)


async def _save(work: UnitOfWork, table: Table, rows: Sequence[Any]) -> None:
    """Inserts or replaces."""
    if not rows:
        return
    plain = [{"tenant_id": str(work.tenant_id), **_plain(asdict(row))} for row in rows]
    await work.execute(*_upsert(table, tuple(plain[0])).given({"rows": json.dumps(plain)}))


@cache
def _upsert(table: Table, names: tuple[str, ...]) -> Prepared:
    return prepared(or_replace(insert_rows(table, names), names))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    kept = (str, int, float, bool, dict, list, type(None))
    return {name: value if isinstance(value, kept) else _text(value) for name, value in row.items()}


def _text(value: Any) -> str:
    return str(value) if isinstance(value, UUID) else str(value.isoformat())
