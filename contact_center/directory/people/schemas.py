"""People as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contact_center.directory.domain import Role
from contact_center.directory.people.domain import (
    MOST_LEVEL,
    Leaving,
    NewPerson,
    PersonAccount,
    PersonEdit,
    PersonState,
    WorkOf,
)
from contact_center.directory.people.importing import LONGEST_FILE, PeopleRow, PersonOutcome, RowTrouble

Line = Annotated[str, Field(max_length=100)]
Queues = Annotated[list[UUID], Field(max_length=500)]
Level = Annotated[int, Field(ge=0, le=MOST_LEVEL)]


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class PersonOut(_Body):
    id: UUID
    login: str
    name: str
    email: str | None
    role: Role
    state: PersonState
    """`invited`: has a link, and no password yet; `off`: has left, or is switched off."""
    title: str
    team: str
    phone: str
    locale: str
    """The language in which they read the product: `en` or `zh-Hant`."""
    created_at: datetime
    queues: list[UUID]
    """Whose work they get."""
    skills: dict[str, int]
    """With their levels, 0 to 5."""

    @classmethod
    def of(cls, one: PersonAccount, serves: WorkOf | None) -> PersonOut:
        has = serves or WorkOf()
        return cls(
            id=one.id, login=one.login, name=one.name, email=one.email, role=Role(one.role), state=one.state,
            title=one.title, team=one.team, phone=one.phone, locale=one.locale, created_at=one.created_at,
            queues=sorted(has.queues), skills=dict(has.skills),
        )  # fmt: skip


class PeopleList(_Body):
    people: list[PersonOut]
    next: UUID | None
    """What to ask `after` for the next page."""


class TeamOut(_Body):
    name: str
    people: int


class TeamList(_Body):
    teams: list[TeamOut]


class InvitePerson(_Body):
    name: Line
    role: Role
    login: Line = ""
    """A name to sign in by; empty: the e-mail address is it, and works beside a name, too."""
    email: Line = ""
    title: Line = ""
    team: Line = ""
    phone: Line = ""
    locale: Annotated[str, Field(max_length=20)] = "en"
    like: UUID | None = None
    """A colleague whose queues, skills and places they get."""
    queues: Queues | None = None
    """None: all of them, or those of `like`."""

    def new(self) -> NewPerson:
        given = self.model_dump(exclude={"queues"})
        return NewPerson(**given, queues=None if self.queues is None else frozenset(self.queues))


class PasswordLink(_Body):
    link: str
    """Opens the account once, to choose a password. It is told this once."""
    purpose: str
    """`invitation`, or `reset` of who had a password already."""
    until: datetime


class Invited(_Body):
    person: PersonOut
    link: PasswordLink


class ChangePerson(_Body):
    """What shall be otherwise; what is left out stays."""

    name: Line | None = None
    login: Line | None = None
    email: Line | None = None
    """Empty: none."""
    role: Role | None = None
    title: Line | None = None
    team: Line | None = None
    phone: Line | None = None
    locale: Annotated[str, Field(max_length=20)] | None = None
    queues: Queues | None = None
    skills: Annotated[dict[Annotated[str, Field(max_length=100)], Level], Field(max_length=200)] | None = None

    def edit(self) -> PersonEdit:
        given = self.model_dump(exclude={"queues"})
        return PersonEdit(**given, queues=None if self.queues is None else frozenset(self.queues))


class Changed(_Body):
    act: UUID | None
    """With which it can be taken back for a day; none: nothing is otherwise."""
    person: PersonOut


class LeavingOut(_Body):
    conversations: int
    """In hand or waiting with them. Those in hand go back to their queues."""
    tasks: int
    cases: int
    sessions: int
    """Browsers in which they are signed in."""

    @classmethod
    def of(cls, found: Leaving) -> LeavingOut:
        counts = {one.kind: one.count for one in found.holdings}
        return cls(
            conversations=counts.get("conversations", 0), tasks=counts.get("tasks", 0), cases=counts.get("cases", 0),
            sessions=found.sessions,
        )  # fmt: skip


class LeaveBody(_Body):
    to: UUID | None = None
    """A colleague who takes work, to whom tasks, cases and waiting conversations go; none: to their teams."""


class ActOut(_Body):
    act: UUID
    """With which it can be taken back for a day."""


class EndedSessions(_Body):
    ended: int


class ImportBody(_Body):
    file: Annotated[str, Field(max_length=LONGEST_FILE)]
    """CSV with a heading: `name`, and `login` or `email`; also `role`, `title`, `team`, `phone`, `language`, `queues`
    (names with ; between), `like` (sign-in name of a colleague who is set up as they shall be)."""


class ImportRowOut(_Body):
    row: int
    """As a spreadsheet counts; the heading is 1."""
    outcome: PersonOutcome
    name: str
    login: str
    field: str
    """Where the trouble is."""
    trouble: RowTrouble | None
    said: str
    """What stands there and is not understood."""
    changes: list[str]
    """Fields that become otherwise."""

    @classmethod
    def of(cls, one: PeopleRow) -> ImportRowOut:
        return cls(
            row=one.number, outcome=one.outcome, name=one.name, login=one.login, field=one.field, trouble=one.trouble,
            said=one.said, changes=list(one.changes),
        )  # fmt: skip


class ImportChecked(_Body):
    rows: list[ImportRowOut]
    usable: bool
    """No row is wrong: the file can be taken over."""


class ImportedPerson(_Body):
    id: UUID
    name: str
    login: str
    link: str


class ImportedOut(_Body):
    act: UUID
    invited: list[ImportedPerson]
    """With the links of their invitations, which are told this once."""
    changed: int
