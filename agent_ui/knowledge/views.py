"""What the pages of articles take."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup

from agent_ui.views import Fact, Tone, UndoView


@dataclass(frozen=True, slots=True)
class ArticleRow:
    href: str
    number: str
    title: str
    languages: tuple[str, ...]
    """As they call themselves."""
    category: str
    state: str
    tone: Tone
    visibility: str
    owner: str
    review: str
    review_tone: Tone
    used: str
    """How often, and who came back."""
    used_tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class ArticleTab:
    name: str
    count: int | None
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ArticleChoice:
    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ArticleListView:
    tabs: tuple[ArticleTab, ...]
    rows: tuple[ArticleRow, ...]
    query: str
    view: str
    categories: tuple[ArticleChoice, ...]
    gaps: int
    next_page: str | None
    can_publish: bool
    help_page: str | None
    """Where customers read."""


@dataclass(frozen=True, slots=True)
class ArticleTextView:
    language: str
    name: str
    """Of the language, as it calls itself."""
    title: str
    html: Markup


@dataclass(frozen=True, slots=True)
class ArticleFileView:
    name: str
    size: int
    """Bytes."""
    href: str
    remove: str
    """Where it is taken away; empty for who may not."""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article, as its readers read it and its writers change it."""

    id: UUID
    href: str
    number: str
    state: str
    tone: Tone
    texts: tuple[ArticleTextView, ...]
    facts: tuple[Fact, ...]
    files: tuple[ArticleFileView, ...]
    newer: str
    """What is said where the latest version is not what is read."""
    acts: tuple[tuple[str, str, bool], ...]
    """What can be done with it now: the address, its name, whether it is the next step."""
    can_edit: bool
    can_add_files: bool
    help_page: str | None
    undo: UndoView | None = None


@dataclass(frozen=True, slots=True)
class EditorText:
    language: str
    name: str
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class EditorView:
    action: str
    back: str
    number: str
    """Empty for a new one."""
    edition: int | None
    key: UUID
    gap: UUID | None
    texts: tuple[EditorText, ...]
    categories: tuple[ArticleChoice, ...]
    visibilities: tuple[ArticleChoice, ...]
    owners: tuple[ArticleChoice, ...]
    review_on: str
    problem: str = ""
    """What is wrong with what was sent; the texts are as they were typed."""


@dataclass(frozen=True, slots=True)
class ArticleVersionLine:
    number: int
    href: str
    state: str
    tone: Tone
    who: str
    when: str
    current: bool


@dataclass(frozen=True, slots=True)
class DifferenceView:
    kind: str
    """`same`, `added`, `removed`, `skipped`."""
    text: str


@dataclass(frozen=True, slots=True)
class LanguageDifferences:
    language: str
    name: str
    title_before: str
    title_after: str
    lines: tuple[DifferenceView, ...]


@dataclass(frozen=True, slots=True)
class ArticleVersionsView:
    href: str
    number: str
    title: str
    lines: tuple[ArticleVersionLine, ...]
    compared: str
    """Which version is set against which."""
    differences: tuple[LanguageDifferences, ...]


@dataclass(frozen=True, slots=True)
class GapLine:
    id: UUID
    text: str
    language: str
    count: str
    where: str
    last: str
    begin: str
    """Where an article is begun from it."""


@dataclass(frozen=True, slots=True)
class GapsView:
    lines: tuple[GapLine, ...]
    undo: UndoView | None = None


@dataclass(frozen=True, slots=True)
class CategoryLine:
    id: UUID
    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class CategoriesView:
    lines: tuple[CategoryLine, ...]
    undo: UndoView | None = None


@dataclass(frozen=True, slots=True)
class SuggestedArticle:
    """An article beside a conversation."""

    id: UUID
    number: str
    title: str
    excerpt: str
    language: str
    """BCP 47, of its text."""
    inside: bool
    """For colleagues: it can be read, not sent."""
    used: bool
    """In this piece of work already."""
    href: str


@dataclass(frozen=True, slots=True)
class SuggestionsView:
    interaction: UUID
    articles: tuple[SuggestedArticle, ...]
    can_insert: bool
    """The reader has it in hand, and it is answered in writing."""
    can_use: bool
    """The reader has it in hand."""
    asked: str = ""
    """What was looked for; empty: what the customer wrote."""
