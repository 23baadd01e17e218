"""People as administrators look after them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from contact_center.directory.domain import Role

UNDONE_WITHIN: Final = timedelta(days=1)
"""For so long what was done to people can be taken back."""
KEPT: Final = timedelta(days=30)
MOST_LEVEL: Final = 5
"""Of a skill."""


class PersonState(StrEnum):
    ACTIVE = "active"
    INVITED = "invited"
    """Has a link, and no password yet."""
    OFF = "off"
    """Left, or is switched off."""


@dataclass(frozen=True, slots=True)
class PersonAccount:
    id: UUID
    login: str
    name: str
    email: str | None
    role: str
    locale: str
    active: bool
    demo: bool
    title: str
    team: str
    phone: str
    created_at: datetime
    invited: bool

    @property
    def state(self) -> PersonState:
        if not self.active:
            return PersonState.OFF
        return PersonState.INVITED if self.invited else PersonState.ACTIVE


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What is asked for; None or empty asks for nothing in particular."""

    text: str = ""
    """Part of a name, sign-in name, e-mail address or title."""
    role: Role | None = None
    team: str | None = None
    state: PersonState | None = None


@dataclass(frozen=True, slots=True)
class Team:
    name: str
    people: int
    """Who are active or invited."""


@dataclass(frozen=True, slots=True)
class WorkOf:
    """What somebody gets work of: queues, and skills by name with a level of 0 to `MOST_LEVEL`."""

    queues: frozenset[UUID] = frozenset()
    skills: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewPerson:
    name: str
    role: Role
    login: str = ""
    """Empty: the e-mail address."""
    email: str = ""
    title: str = ""
    team: str = ""
    phone: str = ""
    locale: str = "en"
    like: UUID | None = None
    """A colleague whose queues, skills and places they get; `queues` goes before."""
    queues: frozenset[UUID] | None = None
    """None: all, or those of `like`."""


@dataclass(frozen=True, slots=True)
class PersonEdit:
    """What shall be otherwise; None leaves it."""

    name: str | None = None
    login: str | None = None
    email: str | None = None
    """Empty: none."""
    role: Role | None = None
    title: str | None = None
    team: str | None = None
    phone: str | None = None
    locale: str | None = None
    queues: frozenset[UUID] | None = None
    skills: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """Something that somebody has in hand."""

    kind: str
    """As its room calls it: `conversations`, `tasks`, `cases`."""
    count: int


@dataclass(frozen=True, slots=True)
class Leaving:
    person: PersonAccount
    holdings: tuple[Holding, ...]
    sessions: int


class ActKind(StrEnum):
    CHANGE = "change"
    LEAVE = "leave"
    IMPORT = "import"


@dataclass(frozen=True, slots=True)
class PeopleAct:
    """Something done to people. `before`: what is needed to take it back."""

    id: UUID
    kind: str
    user_id: UUID | None
    done_by: str
    done_at: datetime
    undone_at: datetime | None
    before: dict[str, Any]

    def undoable(self, now: datetime) -> bool:
        return self.undone_at is None and now - self.done_at <= UNDONE_WITHIN
