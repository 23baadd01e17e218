"""Texts that agents insert, and what stands below their e-mails: by queue and language."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.kernel.contracts.snippets import SignatureChanged, SnippetChanged
from contact_center.kernel.ids import QueueId, SnippetId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.snippets import signatures, store
from crm_core.snippets.domain import MOST, Snippet, SnippetVersion, checked, fits
from crm_core.snippets.errors import NoSuchSnippet, TooManySnippets
from crm_core.snippets.signatures import LANGUAGES, Signature


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
    await store.lock(work)
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
    """It can be brought back. Raises `NoSuchSnippet`."""
    await store.lock(work)
    if not await store.remove(work, id):
        raise NoSuchSnippet(id)
    work.record(SnippetChanged(snippet_id=SnippetId(id), removed=True))


async def bring_back(work: UnitOfWork, id: UUID) -> None:
    """One that was removed reads as it did before; one that is there stays as it is.

    Raises `NoSuchSnippet`, `TooManySnippets`, and `SnippetExists` where another has taken its name.
    """
    await store.lock(work)
    there = await store.of_tenant(work, work.tenant_id)
    if any(one.id == id for one in there):
        return
    latest = next(iter(await store.versions(work, work.tenant_id, id)), None)
    if latest is None:
        raise NoSuchSnippet(id)
    if len(there) >= MOST:
        raise TooManySnippets
    await store.keep(work, Snippet(id, latest.name, latest.language, latest.queue_id, latest.text))
    work.record(SnippetChanged(snippet_id=SnippetId(id)))


async def snippet(reader: Reader, tenant: UUID, id: UUID) -> Snippet:
    """Raises `NoSuchSnippet`."""
    found = next((one for one in await store.of_tenant(reader, tenant) if one.id == id), None)
    if found is None:
        raise NoSuchSnippet(id)
    return found


async def versions(reader: Reader, tenant: UUID, id: UUID) -> list[SnippetVersion]:
    """How one has read so far, the latest first; also of one that was removed. Raises `NoSuchSnippet`."""
    found = await store.versions(reader, tenant, id)
    if not found:
        raise NoSuchSnippet(id)
    return found


async def signatures_of(reader: Reader, tenant: UUID) -> list[Signature]:
    """Those in force."""
    return [one for one in await store.signatures(reader, tenant) if one.text]


async def signature_texts(reader: Reader, tenant: UUID, queue: UUID | None, language: str) -> list[Signature]:
    """How one has read so far, the latest first."""
    return await store.texts(reader, tenant, queue, language)


async def signature_text(reader: Reader, tenant: UUID, queue: UUID | None, language: str | None) -> str:
    """What goes below an e-mail of this queue, with its places (`signatures.filled`); empty where there is none."""
    return signatures.chosen(await store.signatures(reader, tenant), queue, language)


async def set_signature(work: UnitOfWork, queue: UUID | None, language: str, text: str) -> None:
    """Below what is sent from now on; an empty text removes it. `queue` None: of every queue without one of its own.

    Raises `SignatureTooLong` and `UnknownVariable`.
    """
    assert language in LANGUAGES
    text = signatures.checked(text)
    await store.lock(work)
    latest = next(iter(await store.texts(work, work.tenant_id, queue, language)), None)
    if text == (latest.text if latest else ""):
        return
    await store.keep_signature(work, queue, language, text)
    about = f"signature:{queue or 'every'}:{language or 'every'}"
    await directory.audit(work, "signature changed", about, removed=not text)
    work.record(SignatureChanged(queue_id=QueueId(queue) if queue else None, language=language, removed=not text))
