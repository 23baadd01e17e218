"""What is done with articles. Each act is one unit of work: the article, its words for search, its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID

from contact_center.directory.domain import Role
from contact_center.kernel.contracts import knowledge as published
from contact_center.kernel.ids import AgentId, InteractionId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.knowledge import finding_store, store, use_store
from crm_core.knowledge.domain import (
    LANGUAGES,
    LONGEST_BODY,
    LONGEST_CATEGORY,
    LONGEST_TITLE,
    MOST_CATEGORIES,
    MOST_GAPS,
    Article,
    ArticleState,
    ArticleText,
    AskedWhere,
    GapState,
    How,
    VersionState,
    Visibility,
    gap_terms,
    gap_text,
    language_of,
    may_publish,
    terms_of,
)
from crm_core.knowledge.errors import (
    ArticleChangedMeanwhile,
    ArticleIsArchived,
    ArticleIsNotArchived,
    ArticleNeedsText,
    ArticleTooLong,
    CategoryNeedsName,
    ForSupervisors,
    InsideOnly,
    NoSuchArticle,
    NoSuchCategory,
    NoSuchGap,
    NotADraft,
    NotApproved,
    NotPublished,
    TooManyCategories,
)
from crm_core.knowledge.store import Category

__all__ = [
    "ArticleActor", "ArticleChanges", "NewArticle", "approve", "archive", "create", "decide_gap", "drop_category",
    "keep_category", "note_gap", "publish", "put_back_category", "reindex", "restore", "save", "unpublish", "use",
    "withdraw_approval",
]  # fmt: skip

UNSET: Final = object()
"""Of a change that is not asked for, where None means: take it away."""


@dataclass(frozen=True, slots=True)
class ArticleActor:
    """Who does something with an article."""

    id: UUID
    role: Role


@dataclass(frozen=True, slots=True)
class NewArticle:
    texts: Mapping[str, ArticleText]
    category: UUID | None = None
    visibility: Visibility = Visibility.INSIDE
    owner: UUID | None = None
    """None: who writes it."""
    review_on: date | None = None
    gap: UUID | None = None
    """The search without a result that it is begun from."""
    key: str | None = None
    """The same key of the same person makes one article, however often it is sent."""


@dataclass(frozen=True, slots=True)
class ArticleChanges:
    """What is to be different; whatever is not named stays."""

    texts: Mapping[str, ArticleText] | None = None
    category: Any = UNSET
    visibility: Visibility | None = None
    owner: Any = UNSET
    review_on: Any = UNSET


# --- writing -------------------------------------------------------------------------------------------


async def create(work: UnitOfWork, new: NewArticle, by: ArticleActor) -> UUID:
    """A first draft. Raises `ArticleNeedsText`, `ArticleTooLong`, `NoSuchCategory`, `NoSuchGap`."""
    if new.key is not None:
        known = await store.by_key(work, work.tenant_id, by.id, new.key)
        if known is not None:
            return known
    texts = _checked(new.texts)
    await _check_category(work, new.category)
    article = Article(
        id=new_id(), number=await store.next_number(work), category_id=new.category, visibility=new.visibility.value,
        owner_id=new.owner or by.id, review_on=new.review_on, state=ArticleState.DRAFT, latest=1, published=None,
        published_before=None, edition=1, created_at=work.now, created_by=by.id, changed_at=work.now,
    )  # fmt: skip
    await store.insert(work, article, new.key)
    await store.write_version(work, article.id, 1, texts, by.id)
    await finding_store.keep_words(work, article, {False: texts})
    work.record(published.ArticleCreated(**_which(article)))
    if new.gap is not None:
        await decide_gap(work, new.gap, GapState.BEGUN, article.id)
    return article.id


async def save(
    work: UnitOfWork, id: UUID, changes: ArticleChanges, by: ArticleActor, *, saw: int | None = None
) -> None:
    """Other texts are a draft: of the same version while nobody has published it, else of the next; what is live
    stays. `saw`: the edition that was open when somebody began to write.

    Raises `ArticleChangedMeanwhile`, `ForSupervisors` for who may see what is live, and what `create` raises.
    """
    article = await _open(work, id)
    if saw is not None and saw != article.edition:
        raise ArticleChangedMeanwhile(id)
    columns, names = await _columns(work, article, changes, by)
    if changes.texts is not None:
        texts = _checked(changes.texts)
        latest = await store.version(work, work.tenant_id, id, article.latest)
        assert latest is not None
        if texts != latest.texts:
            was = latest.state in (VersionState.PUBLISHED, VersionState.REPLACED)
            columns |= {"latest": article.latest + (1 if was else 0), "state": ArticleState.DRAFT.value}
            await store.write_version(work, id, columns["latest"], texts, by.id)
            names.append("texts")
    if not names:
        return
    await store.change(work, article, **columns)
    await _told(work, id, lambda a: published.ArticleChanged(**_which(a), fields=tuple(sorted(names))))


async def _columns(
    work: UnitOfWork, article: Article, changes: ArticleChanges, by: ArticleActor
) -> tuple[dict[str, Any], list[str]]:
    """What is changed beside the texts, as columns and as names."""
    wanted: dict[str, tuple[str, Any]] = {}
    if changes.category is not UNSET:
        await _check_category(work, changes.category)
        wanted["category"] = ("category_id", changes.category)
    if changes.visibility is not None:
        wanted["visibility"] = ("visibility", changes.visibility.value)
        if article.live is not None and changes.visibility != article.visibility and not may_publish(by.role):
            raise ForSupervisors(article.id)
    if changes.owner is not UNSET:
        wanted["owner"] = ("owner_id", changes.owner)
    if changes.review_on is not UNSET:
        wanted["review_on"] = ("review_on", changes.review_on)
    changed = {name: pair for name, pair in wanted.items() if getattr(article, pair[0]) != pair[1]}
    return dict(changed.values()), list(changed)


def _checked(texts: Mapping[str, ArticleText]) -> dict[str, ArticleText]:
    kept = {}
    for language in LANGUAGES:
        text = texts.get(language)
        if text is None or not (text.title.strip() or text.body.strip()):
            continue
        one = ArticleText(" ".join(text.title.split()), text.body.replace("\r\n", "\n").strip())
        if not one.title or not one.body:
            raise ArticleNeedsText(field=f"texts.{language}")
        if len(one.title) > LONGEST_TITLE or len(one.body) > LONGEST_BODY:
            raise ArticleTooLong(field=f"texts.{language}")
        kept[language] = one
    if not kept:
        raise ArticleNeedsText(field="texts")
    return kept


async def _check_category(work: UnitOfWork, category: UUID | None) -> None:
    if category is not None and category not in {one.id for one in await store.categories(work, work.tenant_id)}:
        raise NoSuchCategory(category, field="category")


# --- the way to readers, and back ----------------------------------------------------------------------


async def approve(work: UnitOfWork, id: UUID, by: ArticleActor) -> None:
    article = await _open(work, id, by)
    if article.state != ArticleState.DRAFT:
        raise NotADraft(id)
    done = {"state": VersionState.APPROVED.value, "approved_by": by.id, "approved_at": work.now}
    await store.set_version(work, id, article.latest, **done)
    await store.change(work, article, state=ArticleState.APPROVED.value)
    await _told(work, id, lambda a: published.ArticleApproved(**_which(a)))


async def withdraw_approval(work: UnitOfWork, id: UUID, by: ArticleActor) -> None:
    """Takes `approve` back."""
    article = await _open(work, id, by)
    if article.state != ArticleState.APPROVED:
        raise NotApproved(id)
    none = {"state": VersionState.DRAFT.value, "approved_by": None, "approved_at": None}
    await store.set_version(work, id, article.latest, **none)
    await store.change(work, article, state=ArticleState.DRAFT.value)
    await _told(work, id, lambda a: published.ArticleApprovalWithdrawn(**_which(a)))


async def publish(work: UnitOfWork, id: UUID, by: ArticleActor) -> None:
    """The approved version is live at once, in place of the one that was."""
    article = await _open(work, id, by)
    if article.state != ArticleState.APPROVED:
        raise NotApproved(id)
    if article.published is not None:
        await store.set_version(work, id, article.published, state=VersionState.REPLACED.value)
    done = {"state": VersionState.PUBLISHED.value, "published_by": by.id, "published_at": work.now}
    await store.set_version(work, id, article.latest, **done)
    await store.change(
        work, article, state=ArticleState.PUBLISHED.value, published=article.latest, published_before=article.published
    )
    await _told(work, id, lambda a: published.ArticlePublished(**_which(a)))


async def unpublish(work: UnitOfWork, id: UUID, by: ArticleActor) -> None:
    """Takes `publish` back: the version before is live again, where there was one; this one is approved."""
    article = await _open(work, id, by)
    if article.published is None or article.state != ArticleState.PUBLISHED:
        raise NotPublished(id)
    none = {"state": VersionState.APPROVED.value, "published_by": None, "published_at": None}
    await store.set_version(work, id, article.published, **none)
    before = article.published_before
    if before is not None:
        await store.set_version(work, id, before, state=VersionState.PUBLISHED.value)
    await store.change(work, article, state=ArticleState.APPROVED.value, published=before, published_before=None)
    await _told(work, id, lambda a: published.ArticleUnpublished(**_which(a)))


async def archive(work: UnitOfWork, id: UUID, by: ArticleActor) -> None:
    article = await _open(work, id, by)
    await store.change(work, article, state=ArticleState.ARCHIVED.value)
    await _told(work, id, lambda a: published.ArticleArchived(**_which(a)))


async def restore(work: UnitOfWork, id: UUID, by: ArticleActor) -> None:
    """Takes `archive` back: what was live is live again."""
    article = await _locked(work, id, by)
    if article.state != ArticleState.ARCHIVED:
        raise ArticleIsNotArchived(id)
    latest = await store.version(work, work.tenant_id, id, article.latest)
    assert latest is not None
    await store.change(work, article, state=ArticleState(latest.state).value)
    await _told(work, id, lambda a: published.ArticleRestored(**_which(a)))


async def _locked(work: UnitOfWork, id: UUID, publisher: ArticleActor | None = None) -> Article:
    article = await store.lock(work, id)
    if article is None:
        raise NoSuchArticle(id)
    if publisher is not None and not may_publish(publisher.role):
        raise ForSupervisors(id)
    return article


async def _open(work: UnitOfWork, id: UUID, publisher: ArticleActor | None = None) -> Article:
    article = await _locked(work, id, publisher)
    if article.state == ArticleState.ARCHIVED:
        raise ArticleIsArchived(id)
    return article


async def _told(work: UnitOfWork, id: UUID, event: Any) -> None:
    """What can be found follows each change; the event says what changed."""
    article = await store.get(work, work.tenant_id, id)
    assert article is not None
    await reindex(work, article)
    work.record(event(article))


async def reindex(work: UnitOfWork, article: Article) -> None:
    wanted = {article.latest, *([article.live] if article.live else [])}
    texts = {n: (await store.texts_of(work, work.tenant_id, [(article.id, n)]))[article.id] for n in wanted}
    sets = {False: texts[article.latest]}
    if article.live is not None:
        sets[True] = texts[article.live]
    await finding_store.keep_words(work, article, sets)


def _which(article: Article) -> dict[str, Any]:
    return {"article_id": article.id, "article_number": article.number, "article_version": article.latest}


# --- categories ----------------------------------------------------------------------------------------


async def keep_category(
    work: UnitOfWork, names: Mapping[str, str], by: ArticleActor, *, id: UUID | None = None, position: int | None = None
) -> UUID:
    """A new one behind all others, or one that there is with other names, in another place."""
    if not may_publish(by.role):
        raise ForSupervisors
    named = {language: " ".join(names.get(language, "").split()) for language in LANGUAGES}
    named = {language: name for language, name in named.items() if name}
    if not named or any(len(name) > LONGEST_CATEGORY for name in named.values()):
        raise CategoryNeedsName(field="names")
    known = {one.id: one for one in await store.categories(work, work.tenant_id)}
    if id is not None and id not in known:
        raise NoSuchCategory(id)
    if id is None and len(known) >= MOST_CATEGORIES:
        raise TooManyCategories
    last = max((one.position for one in known.values()), default=-1) + 1
    place = position if position is not None else known[id].position if id is not None else last
    kept = Category(id or new_id(), named, place)
    await store.keep_category(work, kept)
    work.record(published.ArticleCategoriesChanged(category_id=kept.id))
    return kept.id


async def put_back_category(work: UnitOfWork, id: UUID, by: ArticleActor) -> None:
    """One that was removed, with its articles, where they are in no other by now. Raises `NoSuchCategory`."""
    if not may_publish(by.role):
        raise ForSupervisors
    if len(await store.categories(work, work.tenant_id)) >= MOST_CATEGORIES:
        raise TooManyCategories
    if not await store.put_back_category(work, id):
        raise NoSuchCategory(id)
    work.record(published.ArticleCategoriesChanged(category_id=id))


async def drop_category(work: UnitOfWork, id: UUID, by: ArticleActor) -> None:
    """Its articles stay, without one; for a day it can be put back."""
    if not may_publish(by.role):
        raise ForSupervisors
    if not await store.drop_category(work, id):
        raise NoSuchCategory(id)
    work.record(published.ArticleCategoriesChanged(category_id=id))


# --- use -----------------------------------------------------------------------------------------------


async def use(work: UnitOfWork, id: UUID, interaction: InteractionId, agent: AgentId, how: How, language: str) -> None:
    """Counted once for each piece of work. Raises `NotPublished`; `InsideOnly` for what would reach a customer."""
    article = await store.get(work, work.tenant_id, id)
    if article is None:
        raise NoSuchArticle(id)
    if article.live is None:
        raise NotPublished(id)
    if how is not How.READ and not article.for_customers:
        raise InsideOnly(id)
    used = {
        "article": id, "interaction": interaction, "version": article.live, "language": language, "how": how.value,
        "customer": await use_store.customer_of(work, work.tenant_id, interaction), "agent": agent,
    }  # fmt: skip
    if await use_store.use(work, used):
        which = _which(replace(article, latest=article.live))
        work.record(published.ArticleUsed(**which, interaction_id=interaction, agent_id=agent, how=how.value))


# --- gaps ----------------------------------------------------------------------------------------------


async def note_gap(work: UnitOfWork, question: str, place: AskedWhere, language: str | None = None) -> bool:
    """Keeps a question for which nothing was found. What says nothing (a greeting) is none."""
    terms = terms_of(question)
    key, text = gap_terms(terms), gap_text(question)
    if not key or len("".join(key.split())) < 2:
        return False
    known = language if language in LANGUAGES else language_of(question)
    await finding_store.note_gap(work, new_id(), known, key, text, place.value)
    await finding_store.forget_gaps(work, MOST_GAPS)
    return True


async def decide_gap(work: UnitOfWork, id: UUID, state: GapState, article: UUID | None = None) -> None:
    """An article was begun, or none is needed; `OPEN` takes either back."""
    if await finding_store.gap(work, work.tenant_id, id) is None:
        raise NoSuchGap(id)
    await finding_store.decide_gap(work, id, state, article)
    work.record(published.ArticleGapDecided(gap_id=id, state=state.value, article_id=article))
