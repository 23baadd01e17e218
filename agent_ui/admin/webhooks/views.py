"""What the pages of webhooks take."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from agent_ui.views.common import FilterChoice


@dataclass(frozen=True, slots=True)
class WebhookLine:
    href: str
    name: str
    url: str
    kinds: tuple[str, ...]
    state: str
    tone: str
    """`good`, `soft` or `late`."""
    taken: datetime | None
    waiting: int
    given_up: int


@dataclass(frozen=True, slots=True)
class WebhooksPage:
    lines: tuple[WebhookLine, ...]
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class KindChoice:
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class KindArea:
    """Kinds of event that begin alike."""

    key: str
    name: str
    whole: bool
    kinds: tuple[KindChoice, ...]

    @property
    def chosen(self) -> int:
        return sum(one.chosen for one in self.kinds)


@dataclass(frozen=True, slots=True)
class WebhookForm:
    name: str
    url: str
    everything: bool
    areas: tuple[KindArea, ...]
    whole: bool
    active: bool
    trouble: str | None = None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class TryLine:
    at: datetime
    said: str
    took: str
    answer: str
    good: bool


@dataclass(frozen=True, slots=True)
class SentLine:
    id: UUID
    kind: str
    at: datetime
    state: str
    tone: str
    body: str
    tries: tuple[TryLine, ...]
    waits: bool


@dataclass(frozen=True, slots=True)
class WebhookPage:
    form: WebhookForm
    id: UUID | None = None
    """None of one that is being made."""
    line: WebhookLine | None = None
    failing: str | None = None
    """Since when nothing was taken, and what that means."""
    former: str | None = None
    secret: str = ""
    """Shown this once."""
    sent: tuple[SentLine, ...] = ()
    states: tuple[FilterChoice, ...] = field(default_factory=tuple)
    older: str | None = None
    notice: str | None = None
