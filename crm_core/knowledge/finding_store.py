"""SQL of what can be found of articles, and of questions for which nothing was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from contact_center.interactions.search.domain import READ, lexemes
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.knowledge.domain import Article, ArticleText, FoundArticle, GapState, Visibility

LIVE = "~live"
SHOWN = "~customers"
"""Words that no text has: of what is live, and of what customers may read."""


async def keep_words(work: UnitOfWork, article: Article, sets: Mapping[bool, Mapping[str, ArticleText]]) -> None:
    """What can be found of an article now: of its live version (True) and of the one that is written on (False)."""
    await work.execute(
        "delete from crm.article_words where tenant_id = %s and article_id = %s", [work.tenant_id, article.id]
    )
    for live, texts in sets.items():
        marks = ["=" + work.tenant_id.hex, *([LIVE] if live else [])]
        if live and article.visibility == Visibility.CUSTOMERS:
            marks.append(SHOWN)
        for language, text in texts.items():
            await _keep(work, article.id, language, live, text, marks)


async def _keep(
    work: UnitOfWork, article: UUID, language: str, live: bool, text: ArticleText, marks: Sequence[str]
) -> None:
    chunks = [lexemes(text.body[at : at + READ]) for at in range(0, 3 * READ, READ)]
    await work.execute(
        "insert into crm.article_words (tenant_id, article_id, language, live, title, title_words, words) "
        "select %(tenant)s, %(article)s, %(language)s, %(live)s, %(title)s, strip(%(named)s::tsvector), "
        "strip(%(named)s::tsvector || %(a)s::tsvector || %(b)s::tsvector || %(c)s::tsvector) "
        "|| array_to_tsvector(%(marks)s::text[])",
        {
            "tenant": work.tenant_id, "article": article, "language": language, "live": live, "title": text.title,
            "named": lexemes(text.title), "a": chunks[0], "b": chunks[1], "c": chunks[2], "marks": list(marks),
        },
    )  # fmt: skip


async def found(
    reader: Reader, tenant: UUID, terms: Sequence[str], *, live: bool, shown: bool, most: int = 60
) -> list[FoundArticle]:
    """Articles with any of the terms; `shown`: only what customers may read."""
    marks = [*([LIVE] if live else []), *([SHOWN] if shown else [])]
    return await reader.many(
        FoundArticle,
        "select article_id, language, in_title, in_text from crm.find_articles(%s, %s::text[], %s::text[], %s)",
        [tenant, list(terms), marks, most],
    )


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """An article on the help page's list."""

    id: UUID
    number: int
    category_id: UUID | None
    language: str
    title: str


async def shown(reader: Reader, tenant: UUID, language: str, limit: int) -> list[ShownArticle]:
    """What customers may read in this language, by title."""
    return await reader.many(
        ShownArticle,
        "select a.id, a.number, a.category_id, w.language, w.title from crm.article a "
        "join crm.article_words w on w.tenant_id = a.tenant_id and w.article_id = a.id and w.live "
        "where a.tenant_id = %s and w.language = %s and a.visibility = 'customers' and a.published is not null "
        "and a.state <> 'archived' order by w.title, a.number limit %s",
        [tenant, language, limit],
    )


async def any_shown(reader: Reader, tenant: UUID) -> bool:
    return bool(
        await reader.value(
            "select exists (select from crm.article where tenant_id = %s and visibility = 'customers' "
            "and published is not null and state <> 'archived')",
            [tenant],
        )
    )


@dataclass(frozen=True, slots=True)
class Gap:
    """What was looked for and not found."""

    id: UUID
    language: str
    text: str
    """As it was asked last."""
    places: list[str]
    count: int
    first_at: datetime
    last_at: datetime
    state: str
    article_id: UUID | None


_GAP = ", ".join(field.name for field in fields(Gap))


async def note_gap(work: UnitOfWork, id: UUID, language: str, terms: str, text: str, place: str) -> None:
    """Once more, or for the first time; what was decided about it stays."""
    await work.execute(
        "insert into crm.article_gap as g (tenant_id, id, language, terms, text, places, count, first_at, last_at, "
        "state) values (%(tenant)s, %(id)s, %(language)s, %(terms)s, %(text)s, array[%(place)s], 1, %(now)s, %(now)s, "
        "'open') on conflict (tenant_id, language, terms) do update set text = excluded.text, count = g.count + 1, "
        "last_at = excluded.last_at, places = array(select distinct unnest(g.places || excluded.places) order by 1)",
        {
            "tenant": work.tenant_id, "id": id, "language": language, "terms": terms, "text": text, "place": place,
            "now": work.now,
        },
    )  # fmt: skip


async def forget_gaps(work: UnitOfWork, keep: int) -> None:
    """All but the latest `keep` (index article_gap_last)."""
    await work.execute(
        "delete from crm.article_gap where tenant_id = %(tenant)s and last_at < (select last_at from crm.article_gap "
        "where tenant_id = %(tenant)s order by last_at desc offset %(keep)s limit 1)",
        {"tenant": work.tenant_id, "keep": keep},
    )


async def gap(reader: Reader, tenant: UUID, id: UUID) -> Gap | None:
    return await reader.one(Gap, f"select {_GAP} from crm.article_gap where tenant_id = %s and id = %s", [tenant, id])


async def gaps(reader: Reader, tenant: UUID, state: GapState | None, limit: int) -> list[Gap]:
    """The most asked first."""
    return await reader.many(
        Gap,
        f"select {_GAP} from crm.article_gap where tenant_id = %(tenant)s "
        "and (%(state)s::text is null or state = %(state)s) order by count desc, last_at desc, id limit %(limit)s",
        {"tenant": tenant, "state": state, "limit": limit},
    )


async def decide_gap(work: UnitOfWork, id: UUID, state: GapState, article: UUID | None) -> None:
    await work.execute(
        "update crm.article_gap set state = %s, article_id = %s where tenant_id = %s and id = %s",
        [state.value, article, work.tenant_id, id],
    )
