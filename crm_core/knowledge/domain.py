"""Articles: what colleagues and customers can read of what we know. Pure.

An article has versions; each version holds its texts in all languages. The latest version is written on, and goes from
draft to approved to published; what is live stays live until a newer version takes its place. Finding is one way for
all who ask, whether somebody types two words or a customer writes three sentences: `terms_of` takes the words that
carry meaning, `ranked` weighs which of them stand where.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from contact_center.directory.domain import Role
from contact_center.interactions.search.domain import READ, is_run, parts
from contact_center.kernel.scripts import has_han

ENGLISH: Final = "en"
CHINESE: Final = "zh-Hant"
LANGUAGES: Final = (ENGLISH, CHINESE)
LONGEST_TITLE: Final = 200
LONGEST_BODY: Final = 3 * READ
LONGEST_CATEGORY: Final = 80
LONGEST_QUESTION: Final = 500
"""Characters of a question that are read."""
LONGEST_GAP: Final = 120
MOST_CATEGORIES: Final = 100
MOST_FILES: Final = 20
MOST_GAPS: Final = 2_000
"""Of an organisation; the oldest make room."""
LARGEST_FILE: Final = 10_000_000
COMES_BACK: Final = timedelta(days=7)
"""Who comes back about the same thing within this time was not helped."""
COUNTED: Final = timedelta(days=90)
"""Over which use is counted."""


class ArticleState(StrEnum):
    """Of an article, by its latest version."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class VersionState(StrEnum):
    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    REPLACED = "replaced"
    """Was live once."""


class Visibility(StrEnum):
    INSIDE = "inside"
    CUSTOMERS = "customers"


class How(StrEnum):
    """How an article was used."""

    TEXT = "text"
    LINK = "link"
    READ = "read"
    """By the agent, who then helped in their own words."""


class AskedWhere(StrEnum):
    """Where somebody looked for an article."""

    INSIDE = "inside"
    HELP = "help"
    WIDGET = "widget"


class GapState(StrEnum):
    OPEN = "open"
    BEGUN = "begun"
    """An article about it was begun."""
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class ArticleText:
    title: str
    body: str
    """Markdown."""


@dataclass(frozen=True, slots=True)
class Article:
    id: UUID
    number: int
    category_id: UUID | None
    visibility: str
    owner_id: UUID | None
    review_on: date | None
    """When somebody is to look whether it still holds."""
    state: str
    latest: int
    """Number of the version that is written on."""
    published: int | None
    """Number of the live version; it stays while the article is archived, but nobody finds it then."""
    published_before: int | None
    edition: int
    """Grows with each change: an edit says which it saw."""
    created_at: datetime
    created_by: UUID | None
    changed_at: datetime

    @property
    def live(self) -> int | None:
        return None if self.state == ArticleState.ARCHIVED else self.published

    @property
    def for_customers(self) -> bool:
        return self.live is not None and self.visibility == Visibility.CUSTOMERS


@dataclass(frozen=True, slots=True)
class ArticleVersion:
    n: int
    state: str
    texts: Mapping[str, ArticleText]
    written_by: UUID | None
    written_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    published_by: UUID | None
    published_at: datetime | None


def number_text(number: int) -> str:
    """As people quote it: KB-12."""
    return f"KB-{number}"


def number_in(text: str) -> int | None:
    """The number that somebody typed, if it is one of an article."""
    found = re.fullmatch(r"\s*kb-?\s?(\d{1,7})\s*", text, re.IGNORECASE)
    return int(found[1]) if found else None


def may_publish(role: Role) -> bool:
    """Approve, publish, archive, and change what customers see."""
    return role in (Role.SUPERVISOR, Role.ADMIN)


def as_stored(texts: Mapping[str, ArticleText]) -> dict[str, Any]:
    return {language: {"title": one.title, "body": one.body} for language, one in texts.items()}


def from_stored(texts: Mapping[str, Any]) -> dict[str, ArticleText]:
    return {language: ArticleText(one["title"], one["body"]) for language, one in texts.items()}


def text_in(texts: Mapping[str, ArticleText], language: str) -> tuple[str, ArticleText]:
    """In this language where there is one, else in the first there is; with the language it is in."""
    found = language if language in texts else next(one for one in (*LANGUAGES, *texts) if one in texts)
    return found, texts[found]


def language_of(text: str) -> str:
    return CHINESE if has_han(text) else ENGLISH


# --- finding -------------------------------------------------------------------------------------------

MOST_TERMS: Final = 40
_SILENT_HAN: Final = re.compile(
    "請問|謝謝|你好|您好|我們|你們|您們|什麼|怎麼|為什麼|可以|一下|[的了嗎呢吧啊喔我你您他她它請是在有也就都要會能把被跟和與及]"
)
_SILENT: Final = frozenset(
    """a about after again all also am an and any are as at be been before but by can could did do does doing for from
    get got had has have hello hi how i if in into is it its just like me my need no not now of on one or our out please
    she he so some still thank thanks that the their them then there they this those to up us want was we were what when
    where which who why will with would yes you your""".split()  # noqa: SIM905 - a text to read
)


@dataclass(frozen=True, slots=True)
class Term:
    """One word that is looked for, as PostgreSQL reads a `tsquery`, and as people read it."""

    query: str
    word: str


def terms_of(text: str) -> tuple[Term, ...]:
    """The words of a question that carry meaning, each once, in their order: pairs of Chinese characters, and words of
    other scripts by their stem. One Chinese character counts only where nothing longer was asked."""
    found: dict[str, Term] = {}
    alone: dict[str, Term] = {}
    for part in parts(_SILENT_HAN.sub(" ", text[:LONGEST_QUESTION])):
        if is_run(part):
            for pair in (part[n : n + 2] for n in range(len(part) - 1)):
                found.setdefault(pair, Term(f"'{pair}'", pair))
            if len(part) == 1:
                alone.setdefault(part, Term(f"'{part}'", part))
        elif part not in _SILENT and (len(part) > 1 or part.isdigit()):
            stem = _stem(part)
            found.setdefault(stem, Term(f"'{stem}':*" if len(stem) > 3 and stem.isalpha() else f"'{part}'", stem))
    return tuple((found or alone).values())[:MOST_TERMS]


def _stem(word: str) -> str:
    """Without an English ending, so that rattles and rattling find rattle; what is left begins each of them."""
    for ending, least in (("ing", 7), ("ed", 6), ("es", 6), ("e", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            return word[: -len(ending)]
    return word[:64]


@dataclass(frozen=True, slots=True)
class FoundArticle:
    """An article that has some of the terms: their numbers, from 1."""

    article_id: UUID
    language: str
    in_title: Collection[int]
    in_text: Collection[int]


def ranked(terms: int, candidates: Sequence[FoundArticle], language: str | None, most: int) -> list[FoundArticle]:
    """Those that are about it, the best first, each article once, in `language` where it has that.

    A term weighs more the fewer articles have it, and most in a title. An article is about the question when the
    question's terms stand in its title, or two of them (or all, of fewer) in its text.
    """
    has: dict[int, set[UUID]] = {}
    for one in candidates:
        for n in {*one.in_title, *one.in_text}:
            has.setdefault(n, set()).add(one.article_id)
    articles = len({one.article_id for one in candidates})
    rarity = {n: math.log(1 + articles / len(ids)) for n, ids in has.items()}

    def weight(one: FoundArticle) -> float:
        score = sum(rarity[n] for n in one.in_text) + 3 * sum(rarity[n] for n in one.in_title)
        return score * (1.0 if language is None or one.language == language else 0.6)

    fits = [one for one in candidates if one.in_title or len(one.in_text) >= min(2, terms)]
    fits.sort(key=lambda one: (-weight(one), str(one.article_id)))
    best = weight(fits[0]) if fits else 0.0
    chosen: dict[UUID, FoundArticle] = {}
    for one in fits:
        if weight(one) >= best / 4:
            chosen.setdefault(one.article_id, one)
    return list(chosen.values())[:most]


_PRIVATE: Final = re.compile(r"\S+@\S+|https?://\S+|\+?\d[\d \-()]{4,}\d")


def gap_text(question: str) -> str:
    """A question as it is kept for those who write articles: short, without addresses and long numbers."""
    return " ".join(_PRIVATE.sub("…", question).split())[:LONGEST_GAP]


def gap_terms(terms: Sequence[Term]) -> str:
    """By which questions in other words count as the same."""
    return " ".join(sorted(one.word for one in terms if not re.search(r"\d{5}", one.word)))[:LONGEST_GAP]


# --- versions ------------------------------------------------------------------------------------------


class Line(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    SKIPPED = "skipped"
    """Lines that are the same, left out."""


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    kind: Line
    text: str


def differences(before: str, after: str, around: int = 2) -> list[DifferenceLine]:
    """Line by line what was removed and added, with some lines around it; empty where nothing is different."""
    old, new = before.splitlines(), after.splitlines()
    found: list[DifferenceLine] = []
    for group in difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(around):
        if found or group[0][1] > 0:
            found.append(DifferenceLine(Line.SKIPPED, ""))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                found += [DifferenceLine(Line.SAME, text) for text in old[old_from:old_to]]
                continue
            found += [DifferenceLine(Line.REMOVED, text) for text in old[old_from:old_to]]
            found += [DifferenceLine(Line.ADDED, text) for text in new[new_from:new_to]]
    return found
