"""SQL of snippets."""

from __future__ import annotations

from uuid import UUID

import psycopg

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.snippets.domain import Snippet
from crm_core.snippets.errors import SnippetExists

_SNIPPET = "id, name, language, queue_id, text"


async def of_tenant(reader: Reader, tenant: UUID) -> list[Snippet]:
    return await reader.many(
        Snippet, f"select {_SNIPPET} from crm.snippet where tenant_id = %s order by lower(name), id", [tenant]
    )


async def keep(work: UnitOfWork, one: Snippet) -> None:
    """Raises `SnippetExists`."""
    try:
        async with work.connection.transaction():
            await work.execute(
                "insert into crm.snippet (tenant_id, id, name, language, queue_id, text, changed_at, changed_by) "
                "values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id, id) do update set "
                "name = excluded.name, language = excluded.language, queue_id = excluded.queue_id, "
                "text = excluded.text, changed_at = excluded.changed_at, changed_by = excluded.changed_by",
                [work.tenant_id, one.id, one.name, one.language, one.queue_id, one.text, work.now, work.actor],
            )
    except psycopg.errors.UniqueViolation as taken:
        raise SnippetExists(field="name") from taken


async def remove(work: UnitOfWork, id: UUID) -> bool:
    return await work.execute("delete from crm.snippet where tenant_id = %s and id = %s", [work.tenant_id, id]) > 0
