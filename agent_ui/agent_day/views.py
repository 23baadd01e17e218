"""What the page of an agent's day takes."""

from __future__ import annotations

from dataclasses import dataclass

from agent_ui.views.common import Tone
from agent_ui.views.ratings import RatingLine, RatingMark
from contact_center.measures.agent_day import DayState


@dataclass(frozen=True, slots=True)
class DayBlock:
    """A stretch of the day in a lane of its picture; `x` and `width` in percent."""

    x: str
    width: str
    label: str
    """All of it, in words."""
    text: str = ""
    """What stands in it; empty where there is no room."""
    below: str = ""
    state: DayState | None = None
    tone: Tone = Tone.PLAIN
    href: str | None = None


@dataclass(frozen=True, slots=True)
class DayLane:
    name: str
    rows: tuple[tuple[DayBlock, ...], ...]
    """What ran at the same time stands below one another."""


@dataclass(frozen=True, slots=True)
class DayPicture:
    ticks: tuple[tuple[str, str], ...]
    """Where, in percent, and the time of day."""
    lanes: tuple[DayLane, ...]


@dataclass(frozen=True, slots=True)
class DaySum:
    state: DayState
    name: str
    time: str


@dataclass(frozen=True, slots=True)
class DayFigureLine:
    name: str
    value: str
    usual: str
    """Their own middle 80 %."""
    place: DayPlace | None = None
    unusual: str = ""
    """That it lies outside, in words."""


@dataclass(frozen=True, slots=True)
class DayPlace:
    """Where the figure lies, in percent of a line: from the lowest to the highest of figure and range."""

    low: str
    width: str
    at: str


@dataclass(frozen=True, slots=True)
class DayPiece:
    at: str
    href: str | None
    who: str
    channel: str
    queue: str
    reason: str
    time: str
    """Of handling."""
    outcome: str
    tone: Tone
    rating: str
    rating_tone: Tone


@dataclass(frozen=True, slots=True)
class DayLink:
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class AgentDayView:
    name: str
    title: str
    detail: tuple[str, ...]
    day: str
    """As a field takes it."""
    before: DayLink
    after: DayLink | None
    """None: it has not come yet."""
    address: str
    picture: DayPicture | None
    """None where they were not signed in and had nothing in hand."""
    pieces: tuple[DayPiece, ...]
    sums: tuple[DaySum, ...]
    signed_in: str
    since: str
    """From when to when."""
    figures: tuple[DayFigureLine, ...]
    compared: str
    """With what, in words."""
    ratings: tuple[RatingLine, ...]
    marks: tuple[RatingMark, ...]
    """Of the last 30 days, for who may read them."""
    change: str | None
    """The supervisor's dialog; None for who looks at their own day."""
    own: bool
