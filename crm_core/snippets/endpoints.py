"""Snippets and signatures over the API: `/api/v1/snippets`, `/api/v1/signatures`. Everybody inside reads them,
administrators write."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, status

from contact_center.directory.access import Admin, AnyUser
from contact_center.platform.unit_of_work import Database, UnitOfWork
from crm_core.snippets import service
from crm_core.snippets.errors import NoSuchQueueHere
from crm_core.snippets.ports import KnownQueues
from crm_core.snippets.schemas import (
    Language,
    SignatureGiven,
    SignatureTold,
    SnippetGiven,
    SnippetTold,
    SnippetVersionTold,
)

OfQueue = Annotated[UUID | None, Query(description="of this queue; left out: of all")]
InLanguage = Annotated[Language | None, Query(description="BCP 47")]


def router(database: Database, queues: KnownQueues) -> APIRouter:
    routes = APIRouter(prefix="/api/v1", tags=["snippets"])
    _add_reading(routes, database)
    _add_writing(routes, database, queues)
    _add_signatures(routes, database, queues)
    return routes


def _add_reading(routes: APIRouter, database: Database) -> None:
    @routes.get("/snippets")
    async def list_snippets(who: AnyUser, queue: OfQueue = None, language: InLanguage = None) -> list[SnippetTold]:
        """By name, at most 500: all, or those that fit a conversation of this queue and language."""
        async with database.read(who.tenant) as reader:
            if queue is None and language is None:
                found = await service.all_of(reader, who.tenant)
            else:
                found = await service.for_conversation(reader, who.tenant, [queue] if queue else [], language)
        return [SnippetTold.of(one) for one in found]

    @routes.get("/snippets/{snippet}")
    async def read_snippet(who: AnyUser, snippet: UUID) -> SnippetTold:
        """One of them."""
        async with database.read(who.tenant) as reader:
            return SnippetTold.of(await service.snippet(reader, who.tenant, snippet))

    @routes.get("/snippets/{snippet}/versions")
    async def list_snippet_versions(who: AnyUser, snippet: UUID) -> list[SnippetVersionTold]:
        """How it has read so far, the latest first, at most 50; also of one that was removed."""
        async with database.read(who.tenant) as reader:
            return [SnippetVersionTold.of(one) for one in await service.versions(reader, who.tenant, snippet)]


def _add_writing(routes: APIRouter, database: Database, queues: KnownQueues) -> None:
    async def write(who: Admin, body: SnippetGiven, id: UUID | None) -> SnippetTold:
        async def keep(work: UnitOfWork) -> SnippetTold:
            await _known(work, queues, body.queue)
            made = await service.write(work, body.name, body.text, language=body.language, queue=body.queue, id=id)
            return SnippetTold.of(await service.snippet(work, work.tenant_id, made))

        return await database.run(who.tenant, keep, actor=who.actor)

    @routes.post("/snippets", status_code=status.HTTP_201_CREATED)
    async def add_snippet(who: Admin, body: SnippetGiven) -> SnippetTold:
        """A new one."""
        return await write(who, body, None)

    @routes.put("/snippets/{snippet}")
    async def change_snippet(who: Admin, snippet: UUID, body: SnippetGiven) -> SnippetTold:
        """It reads like this from now on."""
        return await write(who, body, snippet)

    @routes.delete("/snippets/{snippet}", status_code=status.HTTP_204_NO_CONTENT)
    async def remove_snippet(who: Admin, snippet: UUID) -> None:
        """Agents cannot insert it any more; it can be brought back."""

        async def take(work: UnitOfWork) -> None:
            await service.remove(work, snippet)

        await database.run(who.tenant, take, actor=who.actor)

    @routes.post("/snippets/{snippet}/bring-back")
    async def bring_snippet_back(who: Admin, snippet: UUID) -> SnippetTold:
        """One that was removed reads as it did before; one that is there stays as it is."""

        async def back(work: UnitOfWork) -> SnippetTold:
            await service.bring_back(work, snippet)
            return SnippetTold.of(await service.snippet(work, work.tenant_id, snippet))

        return await database.run(who.tenant, back, actor=who.actor)


def _add_signatures(routes: APIRouter, database: Database, queues: KnownQueues) -> None:
    @routes.get("/signatures")
    async def list_signatures(who: AnyUser) -> list[SignatureTold]:
        """What goes below agents' e-mails, by queue and language."""
        async with database.read(who.tenant) as reader:
            return [SignatureTold.of(one) for one in await service.signatures_of(reader, who.tenant)]

    @routes.put("/signatures")
    async def change_signature(who: Admin, body: SignatureGiven) -> list[SignatureTold]:
        """Goes below what is sent from now on; answers with all that are in force."""

        async def keep(work: UnitOfWork) -> None:
            await _known(work, queues, body.queue)
            await service.set_signature(work, body.queue, body.language or "", body.text)

        await database.run(who.tenant, keep, actor=who.actor)
        return await list_signatures(who)

    @routes.get("/signatures/versions")
    async def list_signature_versions(
        who: AnyUser, queue: OfQueue = None, language: InLanguage = None
    ) -> list[SignatureTold]:
        """How one has read so far, the latest first, at most 50; without a queue: of every queue without its own."""
        async with database.read(who.tenant) as reader:
            found = await service.signature_texts(reader, who.tenant, queue, language or "")
        return [SignatureTold.of(one) for one in found]


async def _known(work: UnitOfWork, queues: KnownQueues, queue: UUID | None) -> None:
    if queue is not None and queue not in await queues.of(work, work.tenant_id):
        raise NoSuchQueueHere(queue, field="queue")
