"""What a report answers with: the figures of the wallboard over any span, told apart by time, queue, channel, agent or
reason. Pure.

A line's counts, level and wait are those of `figures`, by the interval in which work entered: what was carried over
from before is no arrival of the span. Handling is that of the pieces which were finished in it. Waits run in open
hours; handling and agents' time by the clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.interactions.dispositions.domain import DispositionTree
from contact_center.kernel.contracts.service_level import ServiceLevelRule
from contact_center.measures.figures import AgentTime, occupancy
from contact_center.warehouse.definitions.counts import Counts, Level, Range, add_counts, add_levels, likely


class Split(StrEnum):
    """What the lines of a report are told apart by."""

    TIME = "time"
    QUEUE = "queue"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class Handled:
    """Sums over finished pieces; seconds."""

    pieces: int = 0
    contact_seconds: float = 0.0
    hold_seconds: float = 0.0
    wrap_seconds: float = 0.0

    @property
    def average(self) -> float | None:
        """Average handling time in seconds: contact, holds and after-contact work; None where nothing was finished."""
        return (self.contact_seconds + self.hold_seconds + self.wrap_seconds) / self.pieces if self.pieces else None


def add_handled(parts: Iterable[Handled]) -> Handled:
    found = list(parts)
    return Handled(
        sum(one.pieces for one in found), sum(one.contact_seconds for one in found),
        sum(one.hold_seconds for one in found), sum(one.wrap_seconds for one in found),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One interval, queue or channel."""

    at: datetime | None
    """When the interval begins; of a report by time."""
    queue_id: UUID | None
    """Of a report by queue."""
    channel: str | None
    """Of a report by channel."""
    counts: Counts
    level: Level
    average_wait_seconds: float | None
    """Of the answered, in open hours."""
    handled: Handled
    begun: int = 0
    """Conversations that we began; no contact, no arrival, in no level."""
    goal: float | None = None
    """0 to 1; None where the line spans several goals."""

    @property
    def likely(self) -> Range | None:
        return likely(self.level)


@dataclass(frozen=True, slots=True)
class Report:
    """Its lines, and all of them added up: sums are summed and shares never averaged."""

    start: datetime
    end: datetime
    lines: tuple[ReportLine, ...]
    total: ReportLine
    events_behind: int
    """Events that the figures have not counted yet."""
    switches: tuple[ServiceLevelRule, ...] = ()
    """What counts in the levels of the queues that were asked for."""


def total_of(lines: Iterable[ReportLine], goal: float | None = None) -> ReportLine:
    parts = list(lines)
    counts = add_counts(one.counts for one in parts)
    return ReportLine(
        None, None, None, counts, add_levels(one.level for one in parts), counts.average_wait,
        add_handled(one.handled for one in parts), sum(one.begun for one in parts), goal,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgentReportLine:
    """One agent's span."""

    agent_id: UUID
    name: str
    answered: int
    begun: int
    missed: int
    """Offers that rang out."""
    rejected: int
    handled: Handled
    signed_in_seconds: float
    ready_seconds: float
    """Available with nothing in hand, offers that ring included."""
    contact_seconds: float
    wrap_seconds: float
    away_seconds: float
    """On breaks and the like, with nothing in hand."""
    not_responding_seconds: float
    occupancy: float | None
    """See `figures.occupancy`."""


@dataclass(frozen=True, slots=True)
class AgentReport:
    start: datetime
    end: datetime
    lines: tuple[AgentReportLine, ...]
    total: AgentReportLine


def agent_line(
    id: UUID, name: str, answered: int, begun: int, refused: tuple[int, int], handled: Handled, times: list[AgentTime]
) -> AgentReportLine:
    """`refused`: missed and rejected offers. `times` of this agent within the span."""
    here = [one for one in times if one.presence != "offline"]

    def seconds(presence: str | None, *activities: str) -> float:
        return sum(
            one.seconds for one in here
            if presence in (None, one.presence) and (not activities or one.activity in activities)
        )  # fmt: skip

    return AgentReportLine(
        id, name, answered, begun, *refused, handled, seconds(None), seconds("available", "idle", "alerting"),
        seconds(None, "working"), seconds(None, "wrapping"), seconds("away", "idle", "alerting"),
        seconds("not_responding", "idle", "alerting"), occupancy(times),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Work that was closed in the span, by the reason it was closed with."""

    reason: str | None
    """None: closed without one."""
    closed: int
    share: float
    """Of all that was closed, or, below a branch, of what was closed in it."""
    handled: Handled
    is_branch: bool = False
    """It adds up what is below it."""


@dataclass(frozen=True, slots=True)
class ReasonReport:
    start: datetime
    end: datetime
    lines: tuple[ReasonLine, ...]
    """The most frequent first."""
    closed: int


def by_branch(found: ReasonReport, tree: DispositionTree, under: str | None, at: datetime) -> ReasonReport:
    """The lines added up by what is right below `under`, None: by the first branches; in the tree of then."""
    sums: dict[str | None, list[ReasonLine]] = defaultdict(list)
    for one in found.lines:
        if one.reason is None:
            if under is None:
                sums[None].append(one)
        elif (branch := tree.branch(one.reason, under, at)) is not None:
            sums[branch].append(one)
    closed = sum(one.closed for lines in sums.values() for one in lines)
    lines = [
        ReasonLine(
            code, n := sum(one.closed for one in parts), n / closed if closed else 0.0,
            add_handled(one.handled for one in parts),
            is_branch=code != under and any(one.reason != code for one in parts),
        )
        for code, parts in sums.items()
    ]  # fmt: skip
    return ReasonReport(
        found.start, found.end, tuple(sorted(lines, key=lambda one: (-one.closed, one.reason or ""))), closed
    )
