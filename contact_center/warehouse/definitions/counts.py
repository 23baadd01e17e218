"""The counts of waits in queues and the formulas over them, for wallboard, reports, API and warehouse. Pure.

Which waits a count counts is said in `waits`; what it means in words, in `registry`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from math import sqrt
from typing import Any

from contact_center.kernel.contracts.service_level import ServiceLevelRule

FORMULA = "answered within / (answered + abandoned after the short-abandon limit + waiting past target)"


@dataclass(frozen=True, slots=True)
class Level:
    """A service level: `within` of `due` were answered in time."""

    within: int = 0
    due: int = 0
    share: float | None = None
    """`within / due`, 0 to 1; None when nothing was due."""


def level(within: int, due: int) -> Level:
    return Level(within, due, within / due if due else None)


def add_levels(levels: Iterable[Level]) -> Level:
    """Over several queues or channels: parts are summed, shares never averaged."""
    parts = list(levels)
    return level(sum(part.within for part in parts), sum(part.due for part in parts))


@dataclass(frozen=True, slots=True)
class Counts:
    """Entries of a cell by what became of them.

    offered = answered + abandoned + flowed_out + closed + waiting, always; and, for first answers,
    offered = contacts + transferred.
    """

    offered: int = 0
    """Handled pieces: a contact that was handed on to two more queues is three of them."""
    contacts: int = 0
    """Customers' contacts: each counts once, in the queue and the interval in which it began."""
    transferred: int = 0
    """Pieces that came from another queue, or anew to this one with a new clock."""
    answered: int = 0
    answered_within: int = 0
    answered_late: int = 0
    """`answered_within` and `answered_late` are those of `answered` that had a target."""
    abandoned: int = 0
    abandoned_short: int = 0
    """Those of `abandoned` that left within the queue's short-abandon limit, or before its clock began:
    who comes before the opening and leaves before it was not lost by us."""
    flowed_out: int = 0
    closed: int = 0
    """Left the queue in another way: spam, media lost, closed without an agent."""
    waiting: int = 0
    waiting_late: int = 0
    """Those of `waiting` that are past their target."""
    answered_wait_seconds: float = 0.0
    """Waits of the answered, summed."""

    @property
    def balanced(self) -> bool:
        return self.offered == self.answered + self.abandoned + self.flowed_out + self.closed + self.waiting

    @property
    def lost(self) -> int:
        """Customers who gave up on us: abandons after the short-abandon limit."""
        return self.abandoned - self.abandoned_short

    @property
    def average_wait(self) -> float | None:
        """Average speed of answer in seconds; None when nobody was answered."""
        return self.answered_wait_seconds / self.answered if self.answered else None

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Counts:
        return cls(**{item.name: row[item.name] for item in fields(cls)})


def add_counts(counts: Iterable[Counts]) -> Counts:
    parts = list(counts)
    return Counts(**{item.name: sum(getattr(part, item.name) for part in parts) for item in fields(Counts)})


def service_level(counts: Counts, switches: ServiceLevelRule) -> Level:
    """Answered within target / (answered + abandoned late + waiting past target), as `switches` say.

    Genesys' formula and switches (service level calculation per queue), with one part more: who waits
    past the target is missed already, so the figure cannot rise by leaving people waiting. Counted in the
    interval of entry. Spam and other ways out count nowhere.
    """
    due = counts.answered_within + counts.answered_late
    due += (counts.abandoned - counts.abandoned_short) * switches.abandons
    due += counts.flowed_out * switches.flow_outs
    due += counts.waiting_late * switches.waiting_past_target
    return level(counts.answered_within, due)


SURE = 1.959964
"""Of the standard normal distribution, two-sided 95 %."""


@dataclass(frozen=True, slots=True)
class Range:
    low: float
    high: float


def likely(level: Level) -> Range | None:
    """Where the true share of a level lies with 95 % confidence; None when nothing was due.

    Wilson's score interval (E. B. Wilson, 1927): it stays between 0 and 1 and holds for few cases, too.
    """
    if not level.due:
        return None
    n, share = level.due, level.within / level.due
    middle = (share + SURE**2 / (2 * n)) / (1 + SURE**2 / n)
    half = SURE * sqrt(share * (1 - share) / n + SURE**2 / (4 * n * n)) / (1 + SURE**2 / n)
    return Range(max(0.0, middle - half), min(1.0, middle + half))
