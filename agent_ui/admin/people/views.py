"""What the pages of people take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.admin.routing.form import Field, FieldTrouble
from agent_ui.views import UndoView
from agent_ui.views.common import FilterChoice
from contact_center.directory.people.domain import PersonState


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link just made, shown once to the administrator who made it."""

    name: str
    href: str
    invited: bool
    until: datetime


@dataclass(frozen=True, slots=True)
class PersonLine:
    href: str
    name: str
    login: str
    email: str | None
    """Where it is not the name at the door."""
    role: str
    state: PersonState
    said: str
    """The state in words."""
    team: str
    title: str
    queues: str
    last_seen: datetime | None


@dataclass(frozen=True, slots=True)
class PeopleView:
    lines: tuple[PersonLine, ...]
    text: str
    roles: tuple[FilterChoice, ...]
    teams: tuple[FilterChoice, ...]
    states: tuple[FilterChoice, ...]
    filtered: bool = False
    more: str | None = None
    """Address of the next page."""
    notice: str = ""
    undo: UndoView | None = None


@dataclass(frozen=True, slots=True)
class PersonGroup:
    title: str
    hint: str
    fields: tuple[Field, ...] = ()
    checks: tuple[Field, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """The form of one person, or of somebody new."""

    title: str
    action: str
    groups: tuple[PersonGroup, ...]
    save: str
    new: bool = False
    troubles: tuple[FieldTrouble, ...] = ()
    state: PersonState = PersonState.ACTIVE
    said: str = ""
    facts: tuple[str, ...] = ()
    """When they came, when they were seen last, where they are signed in."""
    itself: bool = False
    """The reader's own account."""
    sessions: int = 0
    factor_since: datetime | None = None
    """Since when they have a second step at sign-in."""
    audit: str = ""
    link: LinkView | None = None
    notice: str = ""
    undo: UndoView | None = None
    kept: bool = False
    """What was typed is not saved."""


@dataclass(frozen=True, slots=True)
class LeavingView:
    title: str
    href: str
    holdings: tuple[str, ...]
    after: tuple[str, ...]
    """What happens, in sentences."""
    colleagues: tuple[tuple[str, str], ...]
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class PersonImportLine:
    row: str
    name: str
    login: str
    outcome: str
    """new, changed, same or wrong."""
    said: str


@dataclass(frozen=True, slots=True)
class PastImport:
    at: datetime
    said: str
    undo: str
    """Empty: it is too late, or was taken back."""


@dataclass(frozen=True, slots=True)
class PeopleImportView:
    text: str
    lines: tuple[PersonImportLine, ...] = ()
    summary: str = ""
    usable: bool = False
    trouble: str = ""
    invited: tuple[LinkView, ...] = ()
    """Who came by it, each with a link that is shown this once."""
    past: tuple[PastImport, ...] = ()
    notice: str = ""
