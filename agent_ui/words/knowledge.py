"""Articles in words."""

from __future__ import annotations

from agent_ui.views.common import Tone
from agent_ui.words.languages import LANGUAGES, Words
from contact_center.kernel.languages import text_for
from crm_core.knowledge.domain import Article, ArticleState, AskedWhere, VersionState, Visibility
from crm_core.knowledge.reading import Category, UseFigures


def state(words: Words, article: Article) -> tuple[str, Tone]:
    """Of the whole: what is read, and whether something newer is on its way."""
    live = article.live is not None
    match article.state:
        case ArticleState.ARCHIVED:
            return words.gettext("Archived"), Tone.PLAIN
        case ArticleState.PUBLISHED:
            return words.gettext("Published"), Tone.GOOD
        case ArticleState.APPROVED:
            return words.gettext("Published; newer version approved") if live else words.gettext("Approved"), Tone.SOON
        case _:
            return words.gettext("Published; newer draft") if live else words.gettext("Draft"), Tone.PLAIN


def version_state(words: Words, value: str) -> tuple[str, Tone]:
    known = {
        VersionState.DRAFT: (words.gettext("Draft"), Tone.PLAIN),
        VersionState.APPROVED: (words.gettext("Approved"), Tone.SOON),
        VersionState.PUBLISHED: (words.gettext("Published"), Tone.GOOD),
        VersionState.REPLACED: (words.gettext("Replaced"), Tone.PLAIN),
    }
    return known[VersionState(value)]


def visibility(words: Words, value: str) -> str:
    return words.gettext("Customers") if value == Visibility.CUSTOMERS else words.gettext("Colleagues only")


def category(words: Words, one: Category | None) -> str:
    return text_for(one.names, words.language) if one is not None else ""


def language(code: str) -> str:
    """As the language calls itself."""
    return LANGUAGES.get(code, code)


def used(words: Words, figures: UseFigures | None) -> tuple[str, Tone]:
    """12 times, 2 came back."""
    if figures is None or not figures.used:
        return "–", Tone.PLAIN
    times = words.ngettext("%(n)s time", "%(n)s times", figures.used)
    if not figures.back:
        return times, Tone.PLAIN
    back = words.ngettext("%(n)s came back", "%(n)s came back", figures.back)
    often = figures.used >= 5 and figures.back * 4 >= figures.used
    return words.gettext("%(times)s, %(back)s", times=times, back=back), Tone.LATE if often else Tone.PLAIN


def where(words: Words, places: list[str]) -> str:
    known = {
        AskedWhere.INSIDE: words.gettext("colleagues"),
        AskedWhere.HELP: words.gettext("help page"),
        AskedWhere.WIDGET: words.gettext("web chat"),
    }
    return words.gettext(", ").join(known[AskedWhere(one)] for one in places)


DONE = ("saved", "approved", "withdrawn", "published", "unpublished", "archived", "restored", "removed", "added")


def done(words: Words, what: str) -> str:
    """What has just been done with an article."""
    known = {
        "saved": words.gettext("Saved as a draft."),
        "approved": words.gettext("Approved."),
        "withdrawn": words.gettext("Approval withdrawn."),
        "published": words.gettext("Published."),
        "unpublished": words.gettext("No longer published."),
        "archived": words.gettext("Archived."),
        "restored": words.gettext("Taken out of the archive."),
        "removed": words.gettext("File removed."),
        "added": words.gettext("File added."),
    }
    return known[what]
