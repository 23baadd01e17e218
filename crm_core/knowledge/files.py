"""Files of articles: bytes with the blob store, names with the article."""

from __future__ import annotations

import hashlib
from uuid import UUID

from contact_center.interactions import sanitised
from contact_center.kernel.contracts.knowledge import ArticleChanged
from contact_center.kernel.ids import TenantId, new_id
from contact_center.platform import sharing
from contact_center.platform.blobs import BlobStore
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.knowledge import store
from crm_core.knowledge.domain import LARGEST_FILE, MOST_FILES, Article, may_publish
from crm_core.knowledge.errors import ForSupervisors, NoSuchArticle, NoSuchArticleFile, NotAnArticleFile
from crm_core.knowledge.service import ArticleActor
from crm_core.knowledge.store import ArticleFile

__all__ = ["ArticleFile", "add", "content", "drop", "get", "of", "put_back"]

KIND = "articles"
"""Second part of the keys of files of articles."""


async def of(reader: Reader, tenant: UUID, article: UUID) -> list[ArticleFile]:
    return await store.files(reader, tenant, article)


async def add(
    database: Database, blobs: BlobStore, tenant: TenantId, article: UUID, by: ArticleActor, actor: str,
    *, name: str, content_type: str, content: bytes,
) -> ArticleFile:  # fmt: skip
    """Raises `NotAnArticleFile`. The bytes are stored before the work that names them."""
    if len(content) > LARGEST_FILE:
        raise NotAnArticleFile(field="file")
    key = f"{tenant}/{KIND}/{hashlib.sha256(content).hexdigest()}"
    named = sanitised.text(name)[: sanitised.LONGEST_NAME] or "file"
    made = ArticleFile(new_id(), article, named, content_type[:100], len(content), key)

    async def keep(work: UnitOfWork) -> None:
        await sharing.hold(work, [key])
        await blobs.put(key, content)
        found = await _own(work, article, by)
        if len(await store.files(work, tenant, article)) >= MOST_FILES:
            raise NotAnArticleFile(field="file")
        await store.insert_file(work, made, by.id)
        await _changed(work, found)

    await database.run(tenant, keep, actor=actor)
    return made


async def drop(work: UnitOfWork, article: UUID, id: UUID, by: ArticleActor) -> None:
    """It is seen no more; `put_back` takes that back."""
    await _set(work, article, id, by, removed=True)


async def put_back(work: UnitOfWork, article: UUID, id: UUID, by: ArticleActor) -> None:
    await _set(work, article, id, by, removed=False)


async def _own(work: UnitOfWork, article: UUID, by: ArticleActor) -> Article:
    """Files of what is live are read at once: whoever changes them is somebody who may publish."""
    found = await store.lock(work, article)
    if found is None:
        raise NoSuchArticle(article)
    if found.live is not None and not may_publish(by.role):
        raise ForSupervisors(article)
    return found


async def _set(work: UnitOfWork, article: UUID, id: UUID, by: ArticleActor, *, removed: bool) -> None:
    found = await _own(work, article, by)
    if not await store.set_file_removed(work, article, id, work.now if removed else None):
        raise NoSuchArticleFile(id)
    await _changed(work, found)


async def _changed(work: UnitOfWork, article: Article) -> None:
    await store.change(work, article)
    work.record(
        ArticleChanged(
            article_id=article.id, article_number=article.number, article_version=article.latest, fields=("files",)
        )
    )


async def get(reader: Reader, tenant: UUID, article_id: UUID, id: UUID, *, shown: bool = False) -> ArticleFile:
    """`shown`: only of what customers may read. Raises `NoSuchArticleFile`."""
    one = await store.file(reader, tenant, id)
    if one is None or one.article_id != article_id:
        raise NoSuchArticleFile(id)
    if shown:
        article = await store.get(reader, tenant, one.article_id)
        if article is None or not article.for_customers:
            raise NoSuchArticleFile(id)
    return one


async def content(blobs: BlobStore, one: ArticleFile) -> bytes:
    """To be called while no transaction is open."""
    return await blobs.get(one.blob_key)
