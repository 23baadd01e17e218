"""The published words of the articles' room."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.kernel.events import Event, event_type
from contact_center.kernel.ids import AgentId, CustomerId, InteractionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleEvent(Event):
    article_id: UUID
    article_number: int
    article_version: int
    """The version that it is about."""


@event_type("article.created")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCreated(ArticleEvent):
    """There is a first draft."""


@event_type("article.changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChanged(ArticleEvent):
    """Its draft, or what it belongs to, is different."""

    fields: tuple[str, ...]
    """Of `texts`, `category`, `visibility`, `owner`, `review_on`, `files`."""


@event_type("article.approved")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleApproved(ArticleEvent):
    """Somebody who may has read it and agrees."""


@event_type("article.approval_withdrawn")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleApprovalWithdrawn(ArticleEvent):
    """It is a draft again."""


@event_type("article.published")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePublished(ArticleEvent):
    """This version is what is read from now on."""


@event_type("article.unpublished")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUnpublished(ArticleEvent):
    """This version is live no more; the one before it is, where there was one."""


@event_type("article.archived")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleArchived(ArticleEvent):
    """Nobody finds it any more."""


@event_type("article.restored")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRestored(ArticleEvent):
    """It is as it was before it was archived."""


@event_type("article.used")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleUsed(ArticleEvent):
    """An agent helped a customer with it; counted once for each piece of work."""

    interaction_id: InteractionId
    agent_id: AgentId | None
    how: str
    """`text`, `link` or `read`."""


@event_type("article.did_not_last")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDidNotLast(ArticleEvent):
    """The customer who was helped with it came back within seven days about the same thing."""

    interaction_id: InteractionId
    """The work with which they came back."""
    customer_id: CustomerId


@event_type("article.categories_changed")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleCategoriesChanged(Event):
    """A category was named, moved or removed."""

    category_id: UUID


@event_type("article.gap_decided")
@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleGapDecided(Event):
    """What was to become of a search without a result: an article was begun, it was dismissed, or taken back."""

    gap_id: UUID
    state: str
    """`open`, `begun` or `dismissed`."""
    article_id: UUID | None
