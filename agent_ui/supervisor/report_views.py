"""What the page of reports takes."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.supervisor.views import Filter
from agent_ui.views.common import FilterChoice, Tone
from agent_ui.views.lists import SavedViewLine


@dataclass(frozen=True, slots=True)
class ReportHead:
    name: str
    meaning: str
    """How the figure is made, in a sentence; empty where its name says it all."""
    figure: bool = True
    """A column of numbers."""


@dataclass(frozen=True, slots=True)
class ReportCell:
    text: str
    href: str | None = None
    """The work behind the figure."""
    tone: Tone = Tone.PLAIN
    change: str = ""
    """Against the same days before."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    name: str
    href: str | None
    """The same report of this line alone."""
    cells: tuple[ReportCell, ...]


@dataclass(frozen=True, slots=True)
class ChartBar:
    x: float
    width: float
    y: float
    height: float
    label: str
    before: float | None = None
    """Height of the mark of the same time before."""


@dataclass(frozen=True, slots=True)
class ReportChart:
    """Offered work as bars and the service level as a line, over the same intervals."""

    bars: tuple[ChartBar, ...]
    most: str
    """What the highest bar stands for."""
    level: tuple[str, ...]
    """Polylines, one for each stretch without a gap."""
    level_before: tuple[str, ...]
    band: tuple[str, ...]
    """Polygons within which the true level lies with 95 % confidence."""
    points: tuple[tuple[float, float, str], ...]
    """Each level with what it says when it is pointed at."""
    goal: float | None
    """Height of the goal."""
    goal_name: str
    ticks: tuple[str, ...]
    """The name of each interval; empty where there is no room for it."""


@dataclass(frozen=True, slots=True)
class ReportView:
    title: str
    """What it comes to, in a sentence."""
    detail: str
    spans: tuple[Filter, ...]
    splits: tuple[Filter, ...]
    begin: str
    end: str
    split: str
    steps: tuple[FilterChoice, ...]
    """Empty where lines are not told apart by time."""
    queues: tuple[FilterChoice, ...]
    channels: tuple[FilterChoice, ...]
    compared: bool
    can_compare: bool
    what: str
    """Head of the first column."""
    heads: tuple[ReportHead, ...]
    rows: tuple[ReportRow, ...]
    total: ReportRow | None
    chart: ReportChart | None
    notes: tuple[str, ...]
    csv: str
    state: str
    """All that was asked, as it is kept under a name."""
    preset: str
    """Which of the named spans it is; empty for other days."""
    views: tuple[SavedViewLine, ...] = ()
    usual: bool = False
    """It is what the page shows where nothing is asked for."""

    @property
    def filtered(self) -> bool:
        """It can be kept, whatever it shows."""
        return True
