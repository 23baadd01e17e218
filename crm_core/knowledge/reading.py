"""What is read of articles: by colleagues, by customers, by whoever looks for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from crm_core.knowledge import finding_store, store, use_store
from crm_core.knowledge.domain import (
    COUNTED,
    Article,
    ArticleText,
    ArticleVersion,
    GapState,
    number_in,
    ranked,
    terms_of,
    text_in,
)
from crm_core.knowledge.errors import NoSuchArticle, NoSuchArticleVersion, NoSuchGap
from crm_core.knowledge.finding_store import Gap, ShownArticle
from crm_core.knowledge.store import ArticleCounts, ArticleFilter, Category, Title
from crm_core.knowledge.use_store import UseFigures

__all__ = [
    "ArticleAnswer",
    "ArticleCounts",
    "ArticleFilter",
    "Category",
    "Gap",
    "ShownArticle",
    "Title",
    "UseFigures",
    "answers",
    "any_shown",
    "categories",
    "counts",
    "figures",
    "found",
    "gap",
    "gaps",
    "get",
    "listed",
    "numbered",
    "searched",
    "shown",
    "shown_article",
    "titles",
    "used_in",
    "version",
    "versions",
]  # fmt: skip

MOST_ASKED = 20


@dataclass(frozen=True, slots=True)
class ArticleAnswer:
    """An article that is about a question, in the language in which it is to be read."""

    article: Article
    language: str
    text: ArticleText


async def get(reader: Reader, tenant: UUID, id: UUID) -> Article:
    found = await store.get(reader, tenant, id)
    if found is None:
        raise NoSuchArticle(id)
    return found


async def numbered(reader: Reader, tenant: UUID, number: int) -> Article:
    found = await store.numbered(reader, tenant, number)
    if found is None:
        raise NoSuchArticle(str(number))
    return found


async def version(reader: Reader, tenant: UUID, article: UUID, n: int) -> ArticleVersion:
    found = await store.version(reader, tenant, article, n)
    if found is None:
        raise NoSuchArticleVersion(str(n))
    return found


async def versions(reader: Reader, tenant: UUID, article: UUID) -> list[ArticleVersion]:
    return await store.versions(reader, tenant, article)


async def listed(reader: Reader, tenant: UUID, wanted: ArticleFilter, limit: int) -> list[Article]:
    return await store.listed(reader, tenant, wanted, limit)


async def searched(reader: Reader, tenant: UUID, q: str, wanted: ArticleFilter, limit: int) -> list[Article]:
    """Articles of a list that fit some words, drafts too, the best first; without words all of the list, the latest
    changed first."""
    if not q.strip():
        return await store.listed(reader, tenant, wanted, limit)
    best = [id for id, _ in await found(reader, tenant, q, language=wanted.language, live=False, most=limit)]
    fits = {one.id: one for one in await store.listed(reader, tenant, replace(wanted, ids=best, after=None), limit)}
    return [fits[id] for id in best if id in fits]


async def titles(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, list[Title]]:
    found: dict[UUID, list[Title]] = {}
    for one in await store.titles(reader, tenant, ids):
        found.setdefault(one.article_id, []).append(one)
    return found


async def categories(reader: Reader, tenant: UUID) -> list[Category]:
    return await store.categories(reader, tenant)


async def counts(reader: Reader, tenant: UUID) -> ArticleCounts:
    return await store.counts(reader, tenant, reader.now.date())


async def figures(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> Mapping[UUID, UseFigures]:
    """Use of the last 90 days, and how often the customer came back within seven days about the same thing."""
    return await use_store.figures(reader, tenant, ids, reader.now - COUNTED) if ids else {}


async def used_in(reader: Reader, tenant: UUID, interaction: UUID) -> set[UUID]:
    return await use_store.used_in(reader, tenant, interaction)


# --- finding -------------------------------------------------------------------------------------------


async def found(
    reader: Reader,
    tenant: UUID,
    question: str,
    *,
    language: str | None = None,
    live: bool = True,
    shown: bool = False,
    most: int = MOST_ASKED,
) -> list[tuple[UUID, str]]:
    """Articles about a question, the best first, each with the language in which it fits. `shown`: only what customers
    may read. A number such as KB-12 finds that article."""
    number = number_in(question)
    if number is not None:
        one = await store.numbered(reader, tenant, number)
        if one is None or (live and one.live is None) or (shown and not one.for_customers):
            return []
        return [(one.id, language or "")]
    terms = terms_of(question)
    if not terms:
        return []
    candidates = await finding_store.found(reader, tenant, [one.query for one in terms], live=live, shown=shown)
    return [(one.article_id, one.language) for one in ranked(len(terms), candidates, language, most)]


async def answers(
    reader: Reader,
    tenant: UUID,
    question: str,
    *,
    language: str | None = None,
    shown: bool = False,
    most: int = MOST_ASKED,
) -> list[ArticleAnswer]:
    """As `found`, with the live texts."""
    best = await found(reader, tenant, question, language=language, shown=shown, most=most)
    known = await store.several(reader, tenant, [id for id, _ in best]) if best else {}
    live = [(id, article.live) for id, article in known.items() if article.live is not None]
    texts = await store.texts_of(reader, tenant, live) if live else {}
    return [ArticleAnswer(known[id], *text_in(texts[id], fits)) for id, fits in best if id in texts]


# --- for customers -------------------------------------------------------------------------------------


async def any_shown(reader: Reader, tenant: UUID) -> bool:
    """Whether there is anything that customers may read."""
    return await finding_store.any_shown(reader, tenant)


async def shown(reader: Reader, tenant: UUID, language: str, limit: int = 500) -> list[ShownArticle]:
    return await finding_store.shown(reader, tenant, language, limit)


async def shown_article(reader: Reader, tenant: UUID, number: int, language: str) -> ArticleAnswer:
    """What customers may read of an article. Raises `NoSuchArticle` for all else, whether it is there or not."""
    article = await store.numbered(reader, tenant, number)
    if article is None or not article.for_customers or article.live is None:
        raise NoSuchArticle(str(number))
    texts = (await store.texts_of(reader, tenant, [(article.id, article.live)]))[article.id]
    return ArticleAnswer(article, *text_in(texts, language))


# --- gaps ----------------------------------------------------------------------------------------------


async def gap(reader: Reader, tenant: UUID, id: UUID) -> Gap:
    one = await finding_store.gap(reader, tenant, id)
    if one is None:
        raise NoSuchGap(id)
    return one


async def gaps(reader: Reader, tenant: UUID, state: GapState | None = GapState.OPEN, limit: int = 100) -> list[Gap]:
    return await finding_store.gaps(reader, tenant, state, limit)
