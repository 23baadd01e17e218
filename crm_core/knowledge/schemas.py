"""Articles as the API gives and takes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from crm_core.knowledge.domain import (
    LONGEST_BODY,
    LONGEST_CATEGORY,
    LONGEST_TITLE,
    Article,
    ArticleState,
    ArticleText,
    ArticleVersion,
    GapState,
    How,
    VersionState,
    Visibility,
    number_text,
)
from crm_core.knowledge.files import ArticleFile
from crm_core.knowledge.reading import ArticleAnswer, Category, Gap, Title, UseFigures
from crm_core.knowledge.render import excerpt
from crm_core.knowledge.service import ArticleChanges, NewArticle

PLAIN = r"^[^\x00]*$"
Name = Annotated[str, Field(max_length=LONGEST_CATEGORY, pattern=r"^[^\x00-\x1f\x7f]*$")]
Saw = Annotated[int | None, Field(ge=1, le=2**31 - 1)]


class _Given(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class _Told(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)


class TextBody(_Given):
    title: Annotated[str, Field(max_length=LONGEST_TITLE, pattern=PLAIN)]
    body: Annotated[str, Field(max_length=LONGEST_BODY, pattern=PLAIN)]
    """Markdown: CommonMark with tables. HTML in it is text."""

    def text(self) -> ArticleText:
        return ArticleText(self.title, self.body)


class TextsBody(_Given):
    """By language; at least one."""

    en: TextBody | None = None
    zh_hant: Annotated[TextBody | None, Field(alias="zh-Hant")] = None

    def texts(self) -> dict[str, ArticleText]:
        given = {"en": self.en, "zh-Hant": self.zh_hant}
        return {language: one.text() for language, one in given.items() if one is not None}


class ArticleGiven(_Given):
    texts: TextsBody
    category_id: UUID | None = None
    visibility: Visibility = Visibility.INSIDE
    owner_id: UUID | None = None
    """Left out: you."""
    review_on: date | None = None
    """When somebody is to look whether it still holds."""
    gap_id: UUID | None = None
    """The search without a result that it is begun from."""

    def new(self, key: str | None) -> NewArticle:
        return NewArticle(
            self.texts.texts(), self.category_id, self.visibility, self.owner_id, self.review_on, self.gap_id, key
        )


class ArticleEdited(_Given):
    """What is left out stays; null takes away."""

    texts: TextsBody | None = None
    """All languages it is to have. They become a draft; what is live stays until the draft is published."""
    category_id: UUID | None = None
    visibility: Visibility | None = None
    owner_id: UUID | None = None
    review_on: date | None = None
    saw: Saw = None
    """The `edition` you began with; refused if somebody else has saved since."""

    def changes(self) -> ArticleChanges:
        given = self.model_fields_set
        pairs = {"category": "category_id", "owner": "owner_id", "review_on": "review_on"}
        more = {name: getattr(self, field) for name, field in pairs.items() if field in given}
        texts = self.texts.texts() if self.texts is not None else None
        return ArticleChanges(texts=texts, visibility=self.visibility, **more)


class CategoryNames(_Given):
    en: Name = ""
    zh_hant: Annotated[Name, Field(alias="zh-Hant")] = ""

    def names(self) -> dict[str, str]:
        return {"en": self.en, "zh-Hant": self.zh_hant}


class CategoryGiven(_Given):
    names: CategoryNames
    position: Annotated[int | None, Field(ge=0, le=10_000)] = None
    """Left out: behind all others, or where it is."""


class UseGiven(_Given):
    interaction_id: UUID
    """The work that you have in hand."""
    how: How = How.TEXT
    language: Annotated[str, Field(pattern=r"^(en|zh-Hant)$")] = "en"


class GapDecided(_Given):
    state: GapState
    article_id: UUID | None = None


class TextTold(_Told):
    title: str
    body: str


class TitleTold(_Told):
    language: str
    title: str
    live: bool
    """Of what is read now; else of the version that is written on."""


class ArticleTold(_Told):
    id: UUID
    number: str
    """As people quote it: `KB-12`."""
    state: ArticleState
    """Of the latest version."""
    visibility: Visibility
    category_id: UUID | None
    owner_id: UUID | None
    review_on: date | None
    latest_version: int
    live_version: int | None
    """What is read now; none while nothing of it is published, or it is archived."""
    edition: int
    created_at: datetime
    created_by: UUID | None
    changed_at: datetime
    titles: list[TitleTold]
    used: int
    """Pieces of work of the last 90 days."""
    came_back: int
    """Of these, how often the customer came back within seven days about the same thing."""

    @classmethod
    def of(cls, article: Article, titles: Sequence[Title], figures: Mapping[UUID, UseFigures]) -> ArticleTold:
        used = figures.get(article.id)
        same = ("id", "state", "visibility", "category_id", "owner_id", "review_on", "edition", "created_at",
                "created_by", "changed_at")  # fmt: skip
        return cls(
            **{name: getattr(article, name) for name in same},
            number=number_text(article.number), latest_version=article.latest, live_version=article.live,
            titles=[TitleTold(language=one.language, title=one.title, live=one.live) for one in titles],
            used=used.used if used else 0, came_back=used.back if used else 0,
        )  # fmt: skip


class ArticlePage(_Told):
    articles: list[ArticleTold]
    next: str | None
    """For `after` of the next page; none: this was the last."""


class VersionTold(_Told):
    version: int
    state: VersionState
    texts: dict[str, TextTold]
    """By language."""
    written_by: UUID | None
    written_at: datetime
    approved_by: UUID | None
    approved_at: datetime | None
    published_by: UUID | None
    published_at: datetime | None

    @classmethod
    def of(cls, one: ArticleVersion) -> VersionTold:
        texts = {language: TextTold(title=text.title, body=text.body) for language, text in one.texts.items()}
        same = ("state", "written_by", "written_at", "approved_by", "approved_at", "published_by", "published_at")
        return cls(version=one.n, texts=texts, **{name: getattr(one, name) for name in same})


class FileTold(_Told):
    id: UUID
    name: str
    content_type: str
    size: int
    """Bytes."""

    @classmethod
    def of(cls, one: ArticleFile) -> FileTold:
        return cls(id=one.id, name=one.name, content_type=one.content_type, size=one.size)


class ArticleWhole(ArticleTold):
    version: VersionTold
    """The latest."""
    files: list[FileTold]


class AnswerTold(_Told):
    id: UUID
    number: str
    visibility: Visibility
    language: str
    title: str
    excerpt: str
    body: str

    @classmethod
    def of(cls, one: ArticleAnswer) -> AnswerTold:
        return cls(
            id=one.article.id, number=number_text(one.article.number), visibility=Visibility(one.article.visibility),
            language=one.language, title=one.text.title, excerpt=excerpt(one.text.body), body=one.text.body,
        )  # fmt: skip


class CategoryTold(_Told):
    id: UUID
    names: dict[str, str]
    """By language."""
    position: int

    @classmethod
    def of(cls, one: Category) -> CategoryTold:
        return cls(id=one.id, names=one.names, position=one.position)


class GapTold(_Told):
    id: UUID
    language: str
    text: str
    """As it was asked last, without addresses and long numbers."""
    places: list[str]
    """Where: `inside`, `help`, `widget`."""
    count: int
    first_at: datetime
    last_at: datetime
    state: GapState
    article_id: UUID | None

    @classmethod
    def of(cls, one: Gap) -> GapTold:
        return cls(**{name: getattr(one, name) for name in cls.model_fields})
