"""What the page takes that stands inside the ERP's own pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.views.common import Tone


@dataclass(frozen=True, slots=True)
class ToldLanguage:
    code: str
    name: str
    """As it calls itself."""
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One case, promise or contact."""

    title: str
    detail: str
    state: str = ""
    tone: Tone = Tone.PLAIN
    at: datetime | None = None
    icon: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class ToldPermission:
    """What was decided about one address for one purpose."""

    address: str
    channel: str
    purpose: str
    state: str
    tone: Tone
    at: datetime


@dataclass(frozen=True, slots=True)
class TimelineView:
    """For a colleague in the ERP, who is not signed in here."""

    tenant: str
    languages: tuple[ToldLanguage, ...]
    name: str = ""
    as_of: datetime | None = None
    next_action: ToldLine | None = None
    cases: tuple[ToldLine, ...] = ()
    promises: tuple[ToldLine, ...] = ()
    permissions: tuple[ToldPermission, ...] = ()
    rating: ToldLine | None = None
    contacts: tuple[ToldLine, ...] = ()
    older: str | None = None
    newest: str | None = None
    """Back to the newest, on a page of older ones."""
    over: bool = False
    """The link shows nothing any more."""
