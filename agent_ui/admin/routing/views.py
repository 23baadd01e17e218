"""What the pages of routing take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from agent_ui.admin.routing.calendar_form import Bars
from agent_ui.admin.routing.changes import Change
from agent_ui.admin.routing.form import FieldTrouble, Form


@dataclass(frozen=True, slots=True)
class DraftBar:
    """The draft as every page shows it."""

    revision: int
    changes: tuple[Change, ...]
    author: str
    at: datetime
    troubles: tuple[FieldTrouble, ...] = ()
    newer: int | None = None
    """A version that was published after the draft was begun."""
    note: str = ""
    open: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Around every page: where we are, the draft, what was just done."""

    here: str
    version: int
    draft: DraftBar | None = None
    notice: str = ""
    rehearsal_only: bool = False
    """The reader may try changes out and make none: only those pages are linked."""


@dataclass(frozen=True, slots=True)
class ListCell:
    text: str
    meta: str = ""
    href: str = ""
    tone: str = ""
    figure: bool = False
    code: bool = False
    move: str = ""
    """A thing that may be moved up, by name."""


@dataclass(frozen=True, slots=True)
class ListRow:
    cells: tuple[ListCell, ...]
    bars: Bars = ()


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of things that can be edited."""

    frame: Frame
    title: str
    hint: str
    heads: tuple[tuple[str, bool], ...]
    """(name, is a figure)"""
    lines: tuple[ListRow, ...]
    empty: str
    add: str = ""
    add_href: str = ""
    search: str | None = None
    """What is searched for; None where the list is short enough to look at."""
    found: int = 0
    """Lines that match; `lines` are those of this page."""
    earlier: str = ""
    """Address of the page before; empty on the first."""
    later: str = ""
    first: int = 1
    """Number of the first line of this page."""
    alarms: tuple[str, ...] = ()
    """What is missing, in sentences."""
    refused: str = ""
    """Why a file was not taken over."""
    calendars: tuple[str, ...] = ()
    """Names of those into which an official calendar can be taken over."""


@dataclass(frozen=True, slots=True)
class EditView:
    frame: Frame
    title: str
    form: Form


@dataclass(frozen=True, slots=True)
class Tried:
    """A condition tried on today's work."""

    matched: int = 0
    total: int = 0
    unknown: int = 0
    newest: tuple[tuple[datetime, str, str], ...] = ()
    """(when, channel, subject)"""
    troubles: tuple[FieldTrouble, ...] = ()
    asked: bool = False
    day: date | None = None
    """On which it was tried."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    version: int
    at: datetime
    author: str
    source: str
    note: str
    live: bool


@dataclass(frozen=True, slots=True)
class VersionsView:
    frame: Frame
    lines: tuple[VersionLine, ...]
    more: int | None = None
    """Go on before this version."""
    troubles: tuple[FieldTrouble, ...] = ()
    """Of a file that could not be read."""


@dataclass(frozen=True, slots=True)
class VersionView:
    frame: Frame
    line: VersionLine
    changed: tuple[Change, ...]
    """By this version, against the one before."""
    would: tuple[Change, ...]
    """By going back to it, against what is followed now."""
    first: bool = False
    troubles: tuple[FieldTrouble, ...] = ()
