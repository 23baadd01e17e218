"""SQL of snippets."""

from __future__ import annotations

from uuid import UUID

import psycopg

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.snippets.domain import VERSIONS, Snippet, SnippetVersion
from crm_core.snippets.errors import SnippetExists
from crm_core.snippets.signatures import KEPT, Signature

_EVERY = UUID(int=0)
"""Of every queue that has no signature of its own."""
_SIGNATURE = "nullif(queue_id, %(every)s) as queue_id, language, number, text, changed_at, changed_by"
_SNIPPET = "id, name, language, queue_id, text"

_NEXT_VERSION = """
insert into crm.snippet_version (tenant_id, snippet_id, number, name, language, queue_id, text, removed, changed_at,
  changed_by)
select %(tenant)s, %(id)s, coalesce((select max(number) from crm.snippet_version
  where tenant_id = %(tenant)s and snippet_id = %(id)s), 0) + 1,
  %(name)s, %(language)s, %(queue)s, %(text)s, %(removed)s, %(now)s, %(by)s
"""
_OLD_VERSIONS = """
delete from crm.snippet_version where tenant_id = %(tenant)s and snippet_id = %(id)s and number <= (
  select max(number) from crm.snippet_version where tenant_id = %(tenant)s and snippet_id = %(id)s) - %(kept)s
"""
_NEXT_TEXT = """
insert into crm.signature (tenant_id, queue_id, language, number, text, changed_at, changed_by)
select %(tenant)s, %(queue)s, %(language)s, coalesce((select max(number) from crm.signature
  where tenant_id = %(tenant)s and queue_id = %(queue)s and language = %(language)s), 0) + 1,
  %(text)s, %(now)s, %(by)s
"""
_OLD_TEXTS = """
delete from crm.signature where tenant_id = %(tenant)s and queue_id = %(queue)s and language = %(language)s
  and number <= (select max(number) from crm.signature
    where tenant_id = %(tenant)s and queue_id = %(queue)s and language = %(language)s) - %(kept)s
"""


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
    await _keep_version(work, one, removed=False)


async def remove(work: UnitOfWork, id: UUID) -> bool:
    """Its versions stay, so that it can be brought back."""
    gone = await work.one(
        Snippet, f"delete from crm.snippet where tenant_id = %s and id = %s returning {_SNIPPET}", [work.tenant_id, id]
    )
    if gone is not None:
        await _keep_version(work, gone, removed=True)
    return gone is not None


async def versions(reader: Reader, tenant: UUID, id: UUID) -> list[SnippetVersion]:
    """The latest first."""
    return await reader.many(
        SnippetVersion,
        "select number, name, language, queue_id, text, removed, changed_at, changed_by from crm.snippet_version "
        "where tenant_id = %s and snippet_id = %s order by number desc",
        [tenant, id],
    )


async def lock(work: UnitOfWork) -> None:
    """One change at a time of the texts of an organisation: how many there are, and which version is next."""
    await work.execute("select pg_advisory_xact_lock(hashtextextended('snippets:' || %s::text, 0))", [work.tenant_id])


async def _keep_version(work: UnitOfWork, one: Snippet, *, removed: bool) -> None:
    """As its next; the oldest go."""
    values = {
        "tenant": work.tenant_id, "id": one.id, "name": one.name, "language": one.language, "queue": one.queue_id,
        "text": one.text, "removed": removed, "now": work.now, "by": work.actor, "kept": VERSIONS,
    }  # fmt: skip
    await work.execute(_NEXT_VERSION, values)
    await work.execute(_OLD_VERSIONS, values)


async def signatures(reader: Reader, tenant: UUID) -> list[Signature]:
    """Those in force; one that was removed is among them with an empty text."""
    return await reader.many(
        Signature,
        f"select distinct on (s.queue_id, language) {_SIGNATURE} from crm.signature s where tenant_id = %(tenant)s "
        "order by s.queue_id, language, number desc",
        {"tenant": tenant, "every": _EVERY},
    )


async def texts(reader: Reader, tenant: UUID, queue: UUID | None, language: str) -> list[Signature]:
    """All that are kept of one, the latest first."""
    return await reader.many(
        Signature,
        f"select {_SIGNATURE} from crm.signature s where tenant_id = %(tenant)s and s.queue_id = %(queue)s "
        "and language = %(language)s order by number desc",
        {"tenant": tenant, "queue": queue or _EVERY, "language": language, "every": _EVERY},
    )


async def keep_signature(work: UnitOfWork, queue: UUID | None, language: str, text: str) -> None:
    """As its next text; the oldest go."""
    values = {
        "tenant": work.tenant_id, "queue": queue or _EVERY, "language": language, "text": text, "now": work.now,
        "by": work.actor, "kept": KEPT,
    }  # fmt: skip
    await work.execute(_NEXT_TEXT, values)
    await work.execute(_OLD_TEXTS, values)
