"""What the page of quality figures takes."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.views.cases import CaseRow
from agent_ui.views.common import FilterChoice, Tone


@dataclass(frozen=True, slots=True)
class QualityFigure:
    """A figure that leads to the cases behind it."""

    text: str
    href: str | None
    """None where there are no cases."""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Headline:
    name: str
    figure: QualityFigure
    detail: str


@dataclass(frozen=True, slots=True)
class QualityLine:
    name: str
    cases: QualityFigure
    repeated: QualityFigure
    late: QualityFigure
    reopened: QualityFigure
    median: str
    counted: str
    cost: str
    share: str = ""
    so_far: str = ""


@dataclass(frozen=True, slots=True)
class QualityTable:
    title: str
    what: str
    """Head of the first column."""
    lines: tuple[QualityLine, ...]


@dataclass(frozen=True, slots=True)
class ParetoBar:
    x: float
    width: float
    y: float
    height: float
    label: str
    number: str
    """As its line in the table is numbered."""


@dataclass(frozen=True, slots=True)
class ParetoChart:
    bars: tuple[ParetoBar, ...]
    line: str
    """The cumulative share, as points of a polyline."""
    top: str
    summary: str


@dataclass(frozen=True, slots=True)
class QualityView:
    begin: str
    end: str
    spans: tuple[tuple[str, str, bool], ...]
    """Name, address, whether it is the one shown."""
    types: tuple[FilterChoice, ...]
    queues: tuple[FilterChoice, ...]
    products: tuple[FilterChoice, ...]
    headlines: tuple[Headline, ...]
    chart: ParetoChart | None
    causes: QualityTable
    tables: tuple[QualityTable, ...]
    csv: str


@dataclass(frozen=True, slots=True)
class QualityCasesView:
    title: str
    back: str
    rows: tuple[CaseRow, ...]
    next_page: str | None
