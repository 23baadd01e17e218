"""What the page takes on which a customer rates us, and the list of ratings for supervisors."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.views.common import FilterChoice
from agent_ui.views.ratings import RatingLine, RatingMark


@dataclass(frozen=True, slots=True)
class RateLanguage:
    code: str
    name: str
    """As it calls itself."""
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class RateView:
    """For a customer, who is not signed in."""

    tenant: str
    languages: tuple[RateLanguage, ...]
    action: str
    question: str = ""
    scores: tuple[int, ...] = ()
    lowest: str = ""
    highest: str = ""
    score: int | None = None
    comment: str = ""
    longest: int = 1000
    until: str = ""
    """Until when the answer may be changed."""
    thanked: bool = False
    problem: str | None = None
    over: bool = False
    """There is nothing to answer here, or not any more."""


@dataclass(frozen=True, slots=True)
class RatingFigure:
    name: str
    value: str
    answered: str
    rate: str


@dataclass(frozen=True, slots=True)
class RatedLine:
    name: str
    marks: tuple[RatingMark, ...]


@dataclass(frozen=True, slots=True)
class RatedTable:
    """Figures of all queues, or of all agents."""

    head: str
    lines: tuple[RatedLine, ...]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mark.kind for line in self.lines for mark in line.marks))

    def mark(self, line: RatedLine, kind: str) -> RatingMark | None:
        return next((one for one in line.marks if one.kind == kind), None)


@dataclass(frozen=True, slots=True)
class RatingsView:
    """What customers answered, with its figures."""

    figures: tuple[RatingFigure, ...]
    lines: tuple[RatingLine, ...]
    channels: tuple[FilterChoice, ...]
    queues: tuple[FilterChoice, ...]
    agents: tuple[FilterChoice, ...]
    spans: tuple[FilterChoice, ...]
    bad: bool
    next_page: str | None = None
    asking: bool = True
    """Customers of some channel are asked at all."""
    settings: str | None = None
    """Where this is set, for who may."""
    rated: tuple[RatedTable, ...] = ()
