"""SQL of articles. What is looked for in the words of all of them is asked by `crm.find_articles`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.query import bindparam, compiled, func, insert_row, or_replace, select, update_rows
from contact_center.platform.query import insert as insert_into
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.knowledge import tables
from crm_core.knowledge.domain import (
    Article,
    ArticleState,
    ArticleText,
    ArticleVersion,
    Visibility,
    as_stored,
    from_stored,
)

ARTICLE = ", ".join(field.name for field in fields(Article))
VERSION = ", ".join(field.name for field in fields(ArticleVersion))


@dataclass(frozen=True, slots=True)
class _VersionRow:
    n: int
    state: str
    texts: dict[str, Any]
    written_by: UUID | None
    written_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    published_by: UUID | None
    published_at: datetime | None

    def whole(self) -> ArticleVersion:
        return ArticleVersion(
            self.n, self.state, from_stored(self.texts), self.written_by, self.written_at, self.approved_by,
            self.approved_at, self.published_by, self.published_at,
        )  # fmt: skip


# --- articles and versions -----------------------------------------------------------------------------


async def next_number(work: UnitOfWork) -> int:
    return int(
        await work.value(
            "insert into crm.article_counter as c (tenant_id, last) values (%s, 1) "
            "on conflict (tenant_id) do update set last = c.last + 1 returning last",
            [work.tenant_id],
        )
    )


async def insert(work: UnitOfWork, article: Article, request_key: str | None) -> None:
    values = {field.name: getattr(article, field.name) for field in fields(Article)}
    await work.execute(*insert_row(tables.article, {"tenant_id": work.tenant_id, **values, "request_key": request_key}))


async def by_key(reader: Reader, tenant: UUID, by: UUID | None, key: str) -> UUID | None:
    """What this person made under this key before (index article_request)."""
    found = await reader.value(
        "select id from crm.article where tenant_id = %s and created_by = %s and request_key = %s", [tenant, by, key]
    )
    return UUID(str(found)) if found else None


async def get(reader: Reader, tenant: UUID, id: UUID) -> Article | None:
    return await reader.one(
        Article, f"select {ARTICLE} from crm.article where tenant_id = %s and id = %s", [tenant, id]
    )


async def numbered(reader: Reader, tenant: UUID, number: int) -> Article | None:
    return await reader.one(
        Article, f"select {ARTICLE} from crm.article where tenant_id = %s and number = %s", [tenant, number]
    )


async def several(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, Article]:
    rows = await reader.many(
        Article, f"select {ARTICLE} from crm.article where tenant_id = %s and id = any(%s)", [tenant, list(ids)]
    )
    return {row.id: row for row in rows}


async def lock(work: UnitOfWork, id: UUID) -> Article | None:
    return await work.one(
        Article, f"select {ARTICLE} from crm.article where tenant_id = %s and id = %s for update", [work.tenant_id, id]
    )


async def change(work: UnitOfWork, article: Article, **columns: Any) -> None:
    values = {**columns, "edition": article.edition + 1, "changed_at": work.now}
    await work.execute(*update_rows(tables.article, {"tenant_id": work.tenant_id, "id": article.id}, values))


async def version(reader: Reader, tenant: UUID, article: UUID, n: int) -> ArticleVersion | None:
    found = await reader.one(
        _VersionRow,
        f"select {VERSION} from crm.article_version where tenant_id = %s and article_id = %s and n = %s",
        [tenant, article, n],
    )
    return found.whole() if found else None


async def versions(reader: Reader, tenant: UUID, article: UUID, limit: int = 100) -> list[ArticleVersion]:
    """The newest first."""
    rows = await reader.many(
        _VersionRow,
        f"select {VERSION} from crm.article_version where tenant_id = %s and article_id = %s order by n desc limit %s",
        [tenant, article, limit],
    )
    return [row.whole() for row in rows]


async def texts_of(
    reader: Reader, tenant: UUID, wanted: Collection[tuple[UUID, int]]
) -> dict[UUID, dict[str, ArticleText]]:
    """Of each article the texts of one version."""
    rows = await reader.dicts(
        "select v.article_id, v.texts from unnest(%s::uuid[], %s::int[]) as w(id, n) "
        "join crm.article_version v on v.tenant_id = %s and v.article_id = w.id and v.n = w.n",
        [[id for id, _ in wanted], [n for _, n in wanted], tenant],
    )
    return {row["article_id"]: from_stored(row["texts"]) for row in rows}


async def write_version(work: UnitOfWork, article: UUID, n: int, texts: Mapping[str, ArticleText], by: UUID) -> None:
    """A draft: of a new number, or again."""
    names = ("tenant_id", "article_id", "n", "state", "texts", "written_by", "written_at", "approved_by", "approved_at")
    values = (work.tenant_id, article, n, "draft", Jsonb(as_stored(texts)), by, work.now, None, None)
    row = dict(zip(names, values, strict=True))
    await work.execute(*compiled(or_replace(insert_into(tables.article_version).values(row), names)))


async def set_version(work: UnitOfWork, article: UUID, n: int, **columns: Any) -> None:
    key = {"tenant_id": work.tenant_id, "article_id": article, "n": n}
    await work.execute(*update_rows(tables.article_version, key, columns))


# --- lists ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ArticleFilter:
    """Which articles a list shows; None: whatever it is."""

    states: Collection[ArticleState] | None = None
    live: bool | None = None
    category: UUID | None = None
    visibility: Visibility | None = None
    language: str | None = None
    owner: UUID | None = None
    review_by: date | None = None
    """To be looked at by then."""
    ids: Collection[UUID] | None = None
    after: tuple[datetime, UUID] | None = None


_A = tables.article.alias("a")
_W = tables.article_words.alias("w")


async def listed(reader: Reader, tenant: UUID, wanted: ArticleFilter, limit: int) -> list[Article]:
    """The latest changed first (index article_changed)."""
    asked = (
        select(*(_A.c[field.name] for field in fields(Article)))
        .where(_A.c.tenant_id == tenant)
        .order_by(_A.c.changed_at.desc(), _A.c.id.desc())
        .limit(limit)
    )
    if wanted.states is not None:
        asked = asked.where(_A.c.state == func.any(bindparam("states", list(wanted.states))))
    if wanted.live is not None:
        is_live = _A.c.published.is_not(None) & (_A.c.state != ArticleState.ARCHIVED.value)
        asked = asked.where(is_live if wanted.live else ~is_live)
    for column, value in (("category_id", wanted.category), ("visibility", wanted.visibility),
                          ("owner_id", wanted.owner)):  # fmt: skip
        if value is not None:
            asked = asked.where(_A.c[column] == value)
    if wanted.language is not None:
        asked = asked.where(
            select(_W.c.article_id)
            .where(_W.c.tenant_id == tenant, _W.c.article_id == _A.c.id, _W.c.language == wanted.language)
            .exists()
        )
    if wanted.review_by is not None:
        asked = asked.where(_A.c.review_on <= wanted.review_by, _A.c.state != ArticleState.ARCHIVED.value)
    if wanted.ids is not None:
        asked = asked.where(_A.c.id == func.any(bindparam("ids", list(wanted.ids))))
    if wanted.after is not None:
        asked = asked.where(func.row(_A.c.changed_at, _A.c.id) < func.row(*wanted.after))
    return await reader.many(Article, *compiled(asked))


@dataclass(frozen=True, slots=True)
class ArticleCounts:
    live: int
    drafts: int
    approved: int
    review: int
    archived: int
    gaps: int


async def counts(reader: Reader, tenant: UUID, today: date) -> ArticleCounts:
    found = await reader.one(
        ArticleCounts,
        "select count(*) filter (where published is not null and state <> 'archived')::int as live, "
        "count(*) filter (where state = 'draft')::int as drafts, "
        "count(*) filter (where state = 'approved')::int as approved, "
        "count(*) filter (where review_on <= %(today)s and state <> 'archived')::int as review, "
        "count(*) filter (where state = 'archived')::int as archived, "
        "(select count(*) from crm.article_gap g where g.tenant_id = %(tenant)s and g.state = 'open')::int as gaps "
        "from crm.article where tenant_id = %(tenant)s",
        {"tenant": tenant, "today": today},
    )
    assert found is not None
    return found


@dataclass(frozen=True, slots=True)
class Title:
    article_id: UUID
    language: str
    live: bool
    title: str


async def titles(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[Title]:
    return await reader.many(
        Title,
        "select article_id, language, live, title from crm.article_words where tenant_id = %s and article_id = any(%s) "
        "order by article_id, language, live",
        [tenant, list(ids)],
    )


DROPPED_KEPT = timedelta(days=1)


# --- categories ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Category:
    id: UUID
    names: dict[str, str]
    position: int


async def categories(reader: Reader, tenant: UUID) -> list[Category]:
    return await reader.many(
        Category,
        "select id, names, position from crm.article_category where tenant_id = %s and dropped_at is null "
        "order by position, id",
        [tenant],
    )


async def keep_category(work: UnitOfWork, category: Category) -> None:
    await work.execute(
        "insert into crm.article_category (tenant_id, id, names, position) values (%s, %s, %s, %s) "
        "on conflict (tenant_id, id) do update set names = excluded.names, position = excluded.position",
        [work.tenant_id, category.id, Jsonb(category.names), category.position],
    )


async def drop_category(work: UnitOfWork, id: UUID) -> bool:
    """It is kept for a while with what was in it; those of the day before go."""
    await work.execute(
        "delete from crm.article_category where tenant_id = %s and dropped_at < %s",
        [work.tenant_id, work.now - DROPPED_KEPT],
    )
    dropped = await work.execute(
        "update crm.article_category set dropped_at = %s, held = array(select a.id from crm.article a "
        "where a.tenant_id = %s and a.category_id = %s) where tenant_id = %s and id = %s and dropped_at is null",
        [work.now, work.tenant_id, id, work.tenant_id, id],
    )
    await work.execute(
        "update crm.article set category_id = null where tenant_id = %s and category_id = %s", [work.tenant_id, id]
    )
    return bool(dropped)


async def put_back_category(work: UnitOfWork, id: UUID) -> bool:
    """With those of its articles that were put into no other since."""
    await work.execute(
        "update crm.article a set category_id = c.id from crm.article_category c where c.tenant_id = %s and c.id = %s "
        "and c.dropped_at is not null and a.tenant_id = c.tenant_id and a.id = any(c.held) and a.category_id is null",
        [work.tenant_id, id],
    )
    return bool(
        await work.execute(
            "update crm.article_category set dropped_at = null, held = null where tenant_id = %s and id = %s "
            "and dropped_at is not null",
            [work.tenant_id, id],
        )
    )


# --- files ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ArticleFile:
    id: UUID
    article_id: UUID
    name: str
    content_type: str
    size: int
    blob_key: str


_FILE = ", ".join(field.name for field in fields(ArticleFile))


async def files(reader: Reader, tenant: UUID, article: UUID) -> list[ArticleFile]:
    return await reader.many(
        ArticleFile,
        f"select {_FILE} from crm.article_file where tenant_id = %s and article_id = %s and removed_at is null "
        "order by added_at, id",
        [tenant, article],
    )


async def file(reader: Reader, tenant: UUID, id: UUID) -> ArticleFile | None:
    return await reader.one(
        ArticleFile,
        f"select {_FILE} from crm.article_file where tenant_id = %s and id = %s and removed_at is null",
        [tenant, id],
    )


async def insert_file(work: UnitOfWork, one: ArticleFile, by: UUID) -> None:
    values = {field.name: getattr(one, field.name) for field in fields(ArticleFile)}
    more = {"tenant_id": work.tenant_id, "added_by": by, "added_at": work.now}
    await work.execute(*insert_row(tables.article_file, {**values, **more}))


async def set_file_removed(work: UnitOfWork, article: UUID, id: UUID, at: datetime | None) -> bool:
    return bool(
        await work.execute(
            "update crm.article_file set removed_at = %s where tenant_id = %s and article_id = %s and id = %s",
            [at, work.tenant_id, article, id],
        )
    )
