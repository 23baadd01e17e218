"""What the pages of personal data take."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from agent_ui.admin.views import FoundCustomer
from agent_ui.views.common import Tone


@dataclass(frozen=True, slots=True)
class RequestLine:
    id: UUID
    href: str
    who: str
    kind: str
    note: str
    came: str
    due: str
    tone: Tone
    ended: str = ""
    """How and when it was answered; empty while it waits."""


@dataclass(frozen=True, slots=True)
class HoldLine:
    id: UUID
    who: str
    why: str
    set: str
    """By whom and when."""


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    requests: tuple[RequestLine, ...]
    holds: tuple[HoldLine, ...]
    query: str = ""
    found: tuple[FoundCustomer, ...] = ()
    all_held: bool = False
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class PersonPage:
    id: UUID
    name: str
    parts: tuple[tuple[str, str], ...]
    """What we hold: of what, how many rows."""
    requests: tuple[RequestLine, ...]
    kinds: tuple[tuple[str, str], ...]
    """Of requests: code, and words with the days to answer."""
    today: str
    hold: HoldLine | None = None
    """What keeps us from erasing."""
    notice: str | None = None
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class RetentionLine:
    kind: str
    name: str
    meaning: str
    days: str
    """As typed; empty: no rule."""
    shortest: int
    preview: str
    """What goes, in a sentence."""
    held: str
    last: str
    """What the last night did."""


@dataclass(frozen=True, slots=True)
class RetentionPage:
    kinds: tuple[RetentionLine, ...]
    tried: bool = False
    """The days are those that were typed, and not kept."""
    notice: str | None = None
    trouble: str | None = None
