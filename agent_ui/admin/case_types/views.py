"""What the pages of case types take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.admin.routing.form import Field, FieldTrouble, FormRow
from agent_ui.views import UndoView


@dataclass(frozen=True, slots=True)
class CaseTypeLine:
    code: str
    name: str
    href: str
    active: bool
    goals: str
    law: str
    fields: str
    open: str
    """How many of its cases are open."""
    cases_href: str


@dataclass(frozen=True, slots=True)
class CaseTypesView:
    types: tuple[CaseTypeLine, ...]
    notice: str = ""
    undo: UndoView | None = None


@dataclass(frozen=True, slots=True)
class EntryTable:
    """One list of a type: an entry in each row, a value in each column."""

    group: str
    title: str
    hint: str
    heads: tuple[str, ...]
    rows: tuple[FormRow, ...]
    add: str
    empty: str


@dataclass(frozen=True, slots=True)
class FieldGroup:
    title: str
    hint: str
    fields: tuple[Field, ...]
    checks_title: str = ""
    checks: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class TypeChangeLine:
    n: int
    at: datetime
    who: str
    what: tuple[str, ...]
    is_latest: bool
    can_put_back: bool


@dataclass(frozen=True, slots=True)
class CaseTypeView:
    title: str
    action: str
    code: str
    """Empty for a new one."""
    active: bool
    seen: str
    """Version that was shown, so that nobody overwrites what they have not seen."""
    counted: str
    """How many of its cases are open, and what saving does to them, in general."""
    groups: tuple[FieldGroup, ...] = ()
    tables: tuple[EntryTable, ...] = ()
    troubles: tuple[FieldTrouble, ...] = ()
    effects: tuple[str, ...] = ()
    """What saving this would mean for cases that are there."""
    told: str = ""
    """Names those effects: saved once they were shown."""
    focus: str = ""
    kept: bool = False
    """Shown again with what was typed, which is not saved."""
    history: tuple[TypeChangeLine, ...] = ()
    retire_question: str = ""
    can_retire: bool = False
