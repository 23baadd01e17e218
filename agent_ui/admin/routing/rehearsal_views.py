"""What the pages of replays and simulations take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent_ui.admin.routing.chart import Chart
from agent_ui.admin.routing.form import Form
from agent_ui.admin.routing.views import Frame
from agent_ui.words.waits import WaitLine


@dataclass(frozen=True, slots=True)
class StudyLine:
    href: str
    title: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class StartView:
    """A form, and what was asked before."""

    frame: Frame
    title: str
    hint: str
    form: Form
    lines: tuple[StudyLine, ...]
    other: tuple[str, str] | None = None
    """(address, name) of the other form."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A name and its figures; `better` true, false, or None where it is the same."""

    name: str
    values: tuple[str, ...]
    tones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FigureTable:
    title: str
    heads: tuple[str, ...]
    rows: tuple[Figure, ...]
    note: str = ""
    folded: bool = False


@dataclass(frozen=True, slots=True)
class LateLine:
    at: datetime
    channel: str
    queue: str
    was: str
    now: str
    gained: str
    why: str
    other_day: bool = False
    """It had come before the day that is replayed."""


@dataclass(frozen=True, slots=True)
class StudyView:
    """A replay or a simulation: running, refused, or what it came to."""

    frame: Frame
    kind: str
    """replay, what-if"""
    title: str
    address: str
    """Of this page."""
    progress: float | None = None
    """0 to 1 while it runs."""
    problem: str = ""
    say: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[FigureTable, ...] = ()
    late: tuple[LateLine, ...] = ()
    late_title: str = ""
    compared: bool = False
    method: str = ""
    form: Form | None = None
    publish: bool = False


@dataclass(frozen=True, slots=True)
class WhyView:
    """How a piece of work waited, and each offer of it, in order of time."""

    lines: tuple[WaitLine, ...]
    again: str = ""
    """Address of a replay in which those who were away are there; empty where nobody was."""
