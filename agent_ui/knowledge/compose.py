"""The list of articles, one of them, its versions, and what was not found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from markupsafe import Markup

from agent_ui.compose.lens import Lens
from agent_ui.compose.queries import query_of
from agent_ui.knowledge.views import (
    ArticleChoice,
    ArticleFileView,
    ArticleListView,
    ArticleRow,
    ArticleTab,
    ArticleTextView,
    ArticleVersionLine,
    ArticleVersionsView,
    ArticleView,
    CategoriesView,
    CategoryLine,
    DifferenceView,
    EditorText,
    EditorView,
    GapLine,
    GapsView,
    LanguageDifferences,
)
from agent_ui.views import Fact, Tone, UndoView
from agent_ui.words import knowledge as said
from contact_center.directory import service as directory
from contact_center.directory.domain import Role
from contact_center.kernel.ids import new_id
from contact_center.kernel.scripts import has_han
from contact_center.platform.unit_of_work import Reader
from crm_core.knowledge import files, reading
from crm_core.knowledge.domain import (
    CHINESE,
    ENGLISH,
    LANGUAGES,
    Article,
    ArticleState,
    ArticleText,
    ArticleVersion,
    Visibility,
    differences,
    may_publish,
    number_text,
    text_in,
)
from crm_core.knowledge.reading import ArticleFilter, Title
from crm_core.knowledge.render import html
from crm_core.places import place_text

LIST: Final = "/knowledge"
PAGE: Final = 50
VIEWS: Final = ("live", "drafts", "approved", "review", "archived", "all")
UNDONE: Final = {
    "approved": "withdraw-approval", "withdrawn": "approve", "published": "unpublish", "unpublished": "publish",
    "archived": "restore", "restored": "archive",
}  # fmt: skip
"""What takes an act back."""


def publishes(lens: Lens) -> bool:
    return may_publish(Role(lens.rights.who.user.role))


def address(article: UUID) -> str:
    return f"{LIST}/{article}"


def help_address(lens: Lens, language: str, number: int | None = None) -> str:
    """Where customers read all of them, or one."""
    page = f"/help/{lens.rights.who.tenant_slug}/{language}"
    return f"{page}/articles/{number}" if number is not None else page


def _wanted(lens: Lens, view: str, category: UUID | None, after: tuple[datetime, UUID] | None) -> ArticleFilter:
    today = lens.words.today
    match view:
        case "live":
            return ArticleFilter(live=True, category=category, after=after)
        case "drafts":
            return ArticleFilter(states=[ArticleState.DRAFT], category=category, after=after)
        case "approved":
            return ArticleFilter(states=[ArticleState.APPROVED], category=category, after=after)
        case "review":
            return ArticleFilter(review_by=today, category=category, after=after)
        case "archived":
            return ArticleFilter(states=[ArticleState.ARCHIVED], category=category, after=after)
        case _:
            return ArticleFilter(category=category, after=after)


def _list_address(view: str, query: str, category: UUID | None, after: str = "") -> str:
    asked = {"view": view, "q": query, "category": str(category or ""), "after": after}
    return f"{LIST}?{query_of(asked)}"


async def article_list(
    reader: Reader, lens: Lens, view: str, query: str, category: UUID | None, after: tuple[datetime, UUID] | None
) -> ArticleListView:
    wanted = _wanted(lens, view, category, after)
    found = await reading.searched(reader, lens.tenant, query, wanted, PAGE + 1)
    counts = await reading.counts(reader, lens.tenant)
    last = found[PAGE - 1] if len(found) > PAGE and not query.strip() else None
    words = lens.words
    names = {
        "live": (words.gettext("Published"), counts.live), "drafts": (words.gettext("Drafts"), counts.drafts),
        "approved": (words.gettext("Approved"), counts.approved),
        "review": (words.gettext("To be reviewed"), counts.review),
        "archived": (words.gettext("Archived"), counts.archived), "all": (words.gettext("All"), None),
    }  # fmt: skip
    tabs = tuple(
        ArticleTab(name, count, _list_address(key, query, category), key == view)
        for key, (name, count) in names.items()
    )
    shown = await reading.any_shown(reader, lens.tenant)
    more = _list_address(view, query, category, place_text(last.changed_at, last.id)) if last else None
    return ArticleListView(
        tabs, await _rows(reader, lens, found[:PAGE]), query, view, await _categories(reader, lens, category),
        counts.gaps, more, publishes(lens), help_address(lens, words.language) if shown else None,
    )  # fmt: skip


async def _rows(reader: Reader, lens: Lens, articles: list[Article]) -> tuple[ArticleRow, ...]:
    ids = [one.id for one in articles]
    titles = await reading.titles(reader, lens.tenant, ids)
    figures = await reading.figures(reader, lens.tenant, ids)
    categories = {one.id: one for one in await reading.categories(reader, lens.tenant)}
    people = await _people(reader, lens)
    rows = []
    for one in articles:
        state, tone = said.state(lens.words, one)
        used, used_tone = said.used(lens.words, figures.get(one.id))
        review, review_tone = _review(lens, one)
        mine = titles.get(one.id, [])
        rows.append(
            ArticleRow(
                address(one.id), number_text(one.number), title_of(mine, lens.words.language),
                tuple(dict.fromkeys(said.language(t.language) for t in mine)),
                said.category(lens.words, categories.get(one.category_id) if one.category_id else None), state, tone,
                said.visibility(lens.words, one.visibility), people.get(one.owner_id, "") if one.owner_id else "",
                review, review_tone, used, used_tone,
            )
        )  # fmt: skip
    return tuple(rows)


def title_of(titles: list[Title], language: str) -> str:
    """In the reader's language where there is one, of what is written on."""
    ranked = sorted(titles, key=lambda one: (one.language != language, one.live))
    return ranked[0].title if ranked else ""


def _review(lens: Lens, article: Article) -> tuple[str, Tone]:
    if article.review_on is None:
        return "", Tone.PLAIN
    due = article.review_on <= lens.words.today and article.state != ArticleState.ARCHIVED
    return lens.words.date(article.review_on), Tone.LATE if due else Tone.PLAIN


async def _people(reader: Reader, lens: Lens) -> dict[UUID, str]:
    return {one.id: one.name for one in await directory.users(reader, lens.tenant)}


async def _categories(reader: Reader, lens: Lens, chosen: UUID | None) -> tuple[ArticleChoice, ...]:
    known = await reading.categories(reader, lens.tenant)
    return tuple(ArticleChoice(str(one.id), said.category(lens.words, one), one.id == chosen) for one in known)


# --- one article ---------------------------------------------------------------------------------------


async def article(reader: Reader, lens: Lens, id: UUID, did: str = "", undone: str = "") -> ArticleView:
    """`did`: what has just been done with it; `undone`: the file that it was about."""
    one = await reading.get(reader, lens.tenant, id)
    latest = await reading.version(reader, lens.tenant, id, one.latest)
    words = lens.words
    state, tone = said.state(words, one)
    live = one.live
    newer = words.gettext("You read version %(n)s; version %(live)s is published.", n=one.latest, live=live)
    can_add = one.live is None or publishes(lens)
    held = tuple(
        ArticleFileView(f.name, f.size, f"/api/v1/articles/{id}/files/{f.id}",
                        f"{address(id)}/files/{f.id}/remove" if can_add else "")
        for f in await files.of(reader, lens.tenant, id)
    )  # fmt: skip
    public = help_address(lens, _language(latest.texts, words.language), one.number) if one.for_customers else None
    return ArticleView(
        id, address(id), number_text(one.number), state, tone, texts(latest, words.language),
        await _facts(reader, lens, one, latest), held, newer if live is not None and live != one.latest else "",
        _acts(lens, one), one.state != ArticleState.ARCHIVED, can_add and one.state != ArticleState.ARCHIVED, public,
        _undo(lens, one, did, undone),
    )  # fmt: skip


def _language(of: Mapping[str, ArticleText], language: str) -> str:
    return text_in(of, language)[0]


def texts(version: ArticleVersion, first: str) -> tuple[ArticleTextView, ...]:
    """The reader's language first."""
    order = sorted(version.texts, key=lambda code: (code != first, LANGUAGES.index(code)))
    return tuple(
        ArticleTextView(code, said.language(code), version.texts[code].title, rendered(version.texts[code].body))
        for code in order
    )


def rendered(markdown: str) -> Markup:
    return Markup(html(markdown))  # noqa: S704 - cleaned by nh3


async def _facts(reader: Reader, lens: Lens, one: Article, latest: ArticleVersion) -> tuple[Fact, ...]:
    words, people = lens.words, await _people(reader, lens)
    categories = {each.id: each for each in await reading.categories(reader, lens.tenant)}
    figures = await reading.figures(reader, lens.tenant, [one.id])
    review, review_tone = _review(lens, one)
    used, used_tone = said.used(words, figures.get(one.id))
    by = people.get(latest.written_by, "") if latest.written_by else ""
    approved = people.get(latest.approved_by, "") if latest.approved_by else ""
    found = [
        Fact(words.gettext("For"), said.visibility(words, one.visibility)),
        Fact(words.gettext("Category"), said.category(words, categories.get(one.category_id))
             if one.category_id in categories else "–"),
        Fact(words.gettext("Owner"), people.get(one.owner_id, "–") if one.owner_id else "–"),
        Fact(words.gettext("Review by"), review or "–", None, review_tone),
        Fact(words.gettext("Written"), words.day_of(latest.written_at), by),
        Fact(words.gettext("Used in 90 days"), used, None, used_tone),
    ]  # fmt: skip
    if latest.approved_at is not None:
        found.insert(5, Fact(words.gettext("Approved"), words.day_of(latest.approved_at), approved))
    return tuple(found)


def _acts(lens: Lens, one: Article) -> tuple[tuple[str, str, bool], ...]:
    if not publishes(lens):
        return ()
    words, path = lens.words, address(one.id)
    match one.state:
        case ArticleState.ARCHIVED:
            return ((f"{path}/restore", words.gettext("Take out of the archive"), True),)
        case ArticleState.DRAFT:
            next_step = (f"{path}/approve", words.gettext("Approve"), True)
        case ArticleState.APPROVED:
            next_step = (f"{path}/publish", words.gettext("Publish"), True)
        case _:
            next_step = (f"{path}/unpublish", words.gettext("Unpublish"), False)
    return (next_step, (f"{path}/archive", words.gettext("Archive"), False))


def _undo(lens: Lens, one: Article, did: str, about: str) -> UndoView | None:
    if did not in said.DONE:
        return None
    back = UNDONE.get(did)
    if did == "removed" and about:
        back = f"files/{about}/put-back"
    may = publishes(lens) or (did == "removed" and one.live is None)
    return UndoView(said.done(lens.words, did), f"{address(one.id)}/{back}" if back and may else None)


# --- the editor ----------------------------------------------------------------------------------------


async def editor(
    reader: Reader, lens: Lens, id: UUID | None, gap: UUID | None = None, *, back: str = LIST
) -> EditorView:
    """Of an article, or of a new one, begun from a search without a result where there was one."""
    words = lens.words
    one = await reading.get(reader, lens.tenant, id) if id is not None else None
    latest = await reading.version(reader, lens.tenant, one.id, one.latest) if one is not None else None
    given: Mapping[str, ArticleText] = latest.texts if latest is not None else {}
    if gap is not None:
        asked = await reading.gap(reader, lens.tenant, gap)
        given = {CHINESE if has_han(asked.text) else ENGLISH: ArticleText(asked.text, "")}
    empty = ArticleText("", "")
    order = sorted(LANGUAGES, key=lambda code: (code not in given, code != words.language))
    shown = [(code, given.get(code, empty)) for code in order]
    people = await directory.users(reader, lens.tenant)
    chosen = one.owner_id if one is not None else lens.agent
    seen = one.visibility if one is not None else Visibility.CUSTOMERS.value
    return EditorView(
        action=f"{address(one.id)}/edit" if one is not None else LIST,
        back=address(one.id) if one is not None else back,
        number=number_text(one.number) if one is not None else "",
        edition=one.edition if one is not None else None,
        key=new_id(),
        gap=gap,
        texts=tuple(EditorText(code, said.language(code), text.title, text.body) for code, text in shown),
        categories=await _categories(reader, lens, one.category_id if one is not None else None),
        visibilities=tuple(
            ArticleChoice(value.value, said.visibility(words, value), value.value == seen) for value in Visibility
        ),
        owners=tuple(ArticleChoice(str(each.id), each.name, each.id == chosen) for each in people if each.active),
        review_on=one.review_on.isoformat() if one is not None and one.review_on is not None else "",
    )


# --- versions ------------------------------------------------------------------------------------------


async def versions(reader: Reader, lens: Lens, id: UUID, chosen: int | None) -> ArticleVersionsView:
    """All of them, and what the chosen one changed in the one before; unchosen: the latest."""
    one = await reading.get(reader, lens.tenant, id)
    known = await reading.versions(reader, lens.tenant, id)
    people, words = await _people(reader, lens), lens.words
    shown = next((v for v in known if v.n == (chosen or one.latest)), known[0])
    before = next((v for v in known if v.n < shown.n), None)
    lines = []
    for each in known:
        state, tone = said.version_state(words, each.state)
        who = people.get(each.written_by, "") if each.written_by else ""
        href = f"{address(id)}/versions?version={each.n}"
        lines.append(ArticleVersionLine(each.n, href, state, tone, who, words.when(each.written_at), each.n == shown.n))
    compared = (
        words.gettext("Version %(n)s against version %(before)s", n=shown.n, before=before.n)
        if before is not None
        else words.gettext("Version %(n)s, the first", n=shown.n)
    )
    found = tuple(
        LanguageDifferences(
            code, said.language(code), old.title, new.title,
            tuple(DifferenceView(line.kind.value, line.text) for line in differences(old.body, new.body)),
        )
        for code in LANGUAGES
        if (new := shown.texts.get(code, ArticleText("", "")))
        != (old := before.texts.get(code, ArticleText("", "")) if before is not None else ArticleText("", ""))
    )  # fmt: skip
    title = text_in(shown.texts, words.language)[1].title
    return ArticleVersionsView(address(id), number_text(one.number), title, tuple(lines), compared, found)


# --- gaps and categories -------------------------------------------------------------------------------


async def gaps(reader: Reader, lens: Lens, undone: UUID | None = None) -> GapsView:
    words = lens.words
    lines = tuple(
        GapLine(
            one.id, one.text, one.language, words.ngettext("%(n)s time", "%(n)s times", one.count),
            said.where(words, one.places), words.day_of(one.last_at), f"{LIST}/new?gap={one.id}",
        )
        for one in await reading.gaps(reader, lens.tenant)
    )  # fmt: skip
    undo = UndoView(words.gettext("Taken off the list."), f"{LIST}/gaps/{undone}/open") if undone else None
    return GapsView(lines, undo)


async def categories(reader: Reader, lens: Lens, dropped: UUID | None = None) -> CategoriesView:
    """`dropped`: one that was removed just now."""
    known = await reading.categories(reader, lens.tenant)
    return CategoriesView(
        tuple(CategoryLine(one.id, one.names.get(ENGLISH, ""), one.names.get(CHINESE, "")) for one in known),
        UndoView(lens.words.gettext("Category removed."), f"{LIST}/categories/{dropped}/put-back") if dropped else None,
    )
