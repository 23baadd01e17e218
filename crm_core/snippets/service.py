"""Texts that agents insert: written by administrators, found by queue and language."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from contact_center.kernel.contracts.snippets import SnippetChanged
from contact_center.kernel.ids import SnippetId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.snippets import store
from crm_core.snippets.domain import MOST, Snippet, checked, fits
from crm_core.snippets.errors import NoSuchSnippet, TooManySnippets


async def all_of(reader: Reader, tenant: UUID) -> list[Snippet]:
    """By name."""
    return await store.of_tenant(reader, tenant)


async def for_conversation(
    reader: Reader, tenant: UUID, queues: Collection[UUID], language: str | None
) -> list[Snippet]:
    """Those that may be used in a conversation of one of these queues, those of a queue first."""
    found = [one for one in await store.of_tenant(reader, tenant) if fits(one, queues, language)]
    return sorted(found, key=lambda one: one.queue_id is None)


async def write(
    work: UnitOfWork, name: str, text: str, *, language: str | None, queue: UUID | None, id: UUID | None = None
) -> SnippetId:
    """A new one, or this one as it reads now.

    Raises `NotASnippet`, `UnknownVariable`, `SnippetExists`, `TooManySnippets`, `NoSuchSnippet`.
    """
    name, text = checked(name, text)
    there = await store.of_tenant(work, work.tenant_id)
    if id is not None and not any(one.id == id for one in there):
        raise NoSuchSnippet(id)
    if id is None and len(there) >= MOST:
        raise TooManySnippets
    made = SnippetId(id or new_id())
    await store.keep(work, Snippet(made, name, language, queue, text))
    work.record(SnippetChanged(snippet_id=made))
    return made


async def remove(work: UnitOfWork, id: UUID) -> None:
    """Raises `NoSuchSnippet`."""
    if not await store.remove(work, id):
        raise NoSuchSnippet(id)
    work.record(SnippetChanged(snippet_id=SnippetId(id), removed=True))
