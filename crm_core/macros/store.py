"""SQL of macros."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.macros.domain import Macro, MacroActKind, MacroActs
from crm_core.macros.errors import MacroExists


async def of_tenant(reader: Reader, tenant: UUID) -> list[Macro]:
    rows = await reader.dicts(
        "select id, name, language, queue_id, acts from crm.macro where tenant_id = %s order by lower(name), id",
        [tenant],
    )
    return [Macro(r["id"], r["name"], r["language"], r["queue_id"], _read(r["acts"])) for r in rows]


async def keep(work: UnitOfWork, one: Macro) -> None:
    """Raises `MacroExists`."""
    try:
        async with work.connection.transaction():
            await work.execute(
                "insert into crm.macro (tenant_id, id, name, language, queue_id, acts, changed_at, changed_by) "
                "values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id, id) do update set "
                "name = excluded.name, language = excluded.language, queue_id = excluded.queue_id, "
                "acts = excluded.acts, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
                [
                    work.tenant_id, one.id, one.name, one.language, one.queue_id, Jsonb(_stored(one.acts)), work.now,
                    work.actor,
                ],
            )  # fmt: skip
    except psycopg.errors.UniqueViolation as taken:
        raise MacroExists(field="name") from taken


async def remove(work: UnitOfWork, id: UUID) -> bool:
    return await work.execute("delete from crm.macro where tenant_id = %s and id = %s", [work.tenant_id, id]) > 0


def _stored(acts: MacroActs) -> dict[str, Any]:
    return {
        "text": acts.text, "tags": list(acts.tags), "disposition": acts.disposition,
        "ending": acts.ending.value if acts.ending else None, "minutes": acts.minutes,
        "to_queue": str(acts.to_queue) if acts.to_queue else None,
    }  # fmt: skip


def _read(kept: dict[str, Any]) -> MacroActs:
    ending, queue = kept.get("ending"), kept.get("to_queue")
    return MacroActs(
        kept.get("text") or "", tuple(kept.get("tags") or ()), kept.get("disposition"),
        MacroActKind(ending) if ending else None, kept.get("minutes"), UUID(queue) if queue else None,
    )  # fmt: skip
