"""What one's own account page and the page behind a link take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from agent_ui.views.second_factor import FactorSetUp, RecoveryCodes


@dataclass(frozen=True, slots=True)
class SessionLine:
    id: UUID
    device: str
    """In words: "Firefox on Windows"."""
    address: str | None
    since: datetime
    seen: datetime
    here: bool
    """The one this page belongs to."""


@dataclass(frozen=True, slots=True)
class AccountView:
    name: str
    login: str
    email: str | None
    role: str
    sessions: tuple[SessionLine, ...]
    error: str | None = None
    """Why the password was not changed."""
    notice: str | None = None
    card: tuple[tuple[str, str, str], ...] = ()
    """What signatures say besides the name: field, its name, what it says."""
    second_step: str = ""
    """Whether one is on, in words."""
    opens_next: bool = False
    """The next piece of work opens when one is done."""


@dataclass(frozen=True, slots=True)
class KeyView:
    """Behind an invitation or a reset."""

    key: str
    name: str
    login: str
    organisation: str
    invited: bool
    error: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeLine:
    code: str
    name: str
    detail: str
    sound: bool
    browser: bool


@dataclass(frozen=True, slots=True)
class NotificationsView:
    lines: tuple[NoticeLine, ...]
    volume: int
    """0 to 100."""
    notice: str | None = None


@dataclass(frozen=True, slots=True)
class OwnFactorView:
    since: datetime | None
    """None: there is none."""
    codes_left: int
    required: bool
    set_up: FactorSetUp | None = None
    fresh: RecoveryCodes | None = None
    """Just made, shown this once."""
    error: str | None = None
    notice: str | None = None
