"""Reports over any span, from the same cells as the wallboard and the intervals of the API.

All functions read in the caller's transaction. `now` decides who waits past the target; spans end before it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from contact_center.directory import service as directory
from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.reading import handling_queries
from contact_center.interactions.reading.begun_queries import Begun
from contact_center.interactions.reading.handling_queries import HandledBy, HandledRow
from contact_center.kernel.by_channel import REST
from contact_center.kernel.contracts import tasks
from contact_center.kernel.contracts.service_level import ServiceLevelRule
from contact_center.kernel.ids import QueueId, TenantId
from contact_center.measures import day_queries, queries, service
from contact_center.measures.day_queries import HandledKey
from contact_center.measures.figures import AgentTime, EntryDetail, IntervalCell
from contact_center.measures.lines import goal_of
from contact_center.measures.queries import MeasuredQueueRow, Pieces
from contact_center.measures.report import (
    AgentReport,
    AgentReportLine,
    Handled,
    ReasonLine,
    ReasonReport,
    Report,
    ReportLine,
    Split,
    add_handled,
    agent_line,
    by_branch,
    total_of,
)
from contact_center.platform.unit_of_work import Reader
from contact_center.warehouse.definitions.counts import add_counts, add_levels

KEYS: Final[dict[Split, HandledKey]] = {Split.TIME: "days", Split.QUEUE: "queue", Split.CHANNEL: "channel"}
NOBODY = UUID(int=0)
"""In place of an agent, in the line of all of them."""


@dataclass(frozen=True, slots=True)
class ReportSpan:
    """What a report is of."""

    start: datetime
    end: datetime
    time_zone: str
    """Of days and weeks."""
    queue: QueueId | None = None
    channel: str | None = None


async def report(reader: Reader, tenant: TenantId, of: ReportSpan, split: Split, *, minutes: int = 60) -> Report:
    """By intervals of `minutes`, by queue or by channel.

    Every interval has a line, also without work; queues and channels have one where there was some. Without a channel
    chosen the total and the lines by time and queue leave tasks out, which begin with us; by channel they have a line
    of their own. Raises `WrongInterval`, `WrongTimeZone`, `UnknownChannel`, `UnknownQueue`.
    """
    steps = minutes if split is Split.TIME else None
    cells = await service.cells(
        reader, tenant, of.queue, of.start, of.end, now=reader.now, minutes=steps, channel=of.channel,
        time_zone=of.time_zone, blended=split is not Split.CHANNEL,
    )  # fmt: skip
    rows = await queries.queues(reader, tenant)
    edges = service.edges_of(of.start, of.end, minutes, of.time_zone) if split is Split.TIME else []
    make = _Lines(of, cells, rows, await _handled(reader, tenant, of, split, minutes, edges))
    match split:
        case Split.TIME:
            begun = await queries.begun_by_interval(reader, tenant, edges, of.end, of.queue, of.channel)
            lines = make.by_time(edges, begun)
        case Split.QUEUE:
            begun_of = service.summed((one.queue_id, one.begun) for one in await _begun(reader, tenant, of))
            lines = make.by_queue(begun_of)
        case Split.CHANNEL:
            lines = make.by_channel(await queries.begun_by_channel(reader, tenant, of.start, of.end, of.queue))
    counted = [one for one in lines if of.channel or one.channel != tasks.CHANNEL]
    switches = [ServiceLevelRule.of(row.settings) for row in rows if of.queue in (None, row.id)]
    behind = await queries.behind(reader, tenant)
    return Report(
        of.start, of.end, tuple(lines), total_of(counted, make.goal()), behind, tuple(dict.fromkeys(switches))
    )


async def agents(reader: Reader, tenant: TenantId, of: ReportSpan) -> AgentReport:
    """Everybody who was signed in, answered or finished something in the span, by name.

    Time is that of the whole span whatever queue or channel was chosen: nobody is present for one of them alone.
    Raises `WrongInterval`, `UnknownQueue`.
    """
    await _check(reader, tenant, of)
    end = min(of.end, reader.now)
    times: dict[UUID, list[AgentTime]] = defaultdict(list)
    for one in await service.agent_times(reader, tenant, of.start, end) if of.start < end else []:
        if one.presence != "offline":
            times[one.agent_id].append(one)
    chosen: dict[str, Any] = {"queue": of.queue, "channel": of.channel}
    answered = await queries.answered_between(reader, tenant, of.start, of.end, **chosen)
    handled = _by_key(await handling_queries.handled(reader, tenant, HandledBy.AGENT, of.start, of.end, **chosen))
    refused = {
        one.agent_id: (one.missed, one.rejected)
        for one in await handling_queries.refused(reader, tenant, of.start, of.end, **chosen)
    }
    begun = service.summed((one.agent_id, one.begun) for one in await _begun(reader, tenant, of))
    ids = times.keys() | answered.keys() | handled.keys() | refused.keys() | begun.keys()
    names = await directory.names(reader, tenant, ids)
    lines = [
        agent_line(
            id, names.get(id, ""), answered.get(id, 0), begun.get(id, 0), refused.get(id, (0, 0)),
            handled.get(id, Handled()), times[id],
        )
        for id in sorted(ids, key=lambda one: names.get(one, ""))
    ]  # fmt: skip
    return AgentReport(of.start, of.end, tuple(lines), all_agents(lines, [t for some in times.values() for t in some]))


async def branches(reader: Reader, tenant: TenantId, of: ReportSpan, under: str | None = None) -> ReasonReport:
    """What closed work was about, by the branches right below `under`, in the tree as it was when the span ended.

    Raises `WrongInterval`, `UnknownQueue`.
    """
    found = await reasons(reader, tenant, of)
    return by_branch(found, await dispositions.tree(reader, tenant), under, of.end)


async def reasons(reader: Reader, tenant: TenantId, of: ReportSpan) -> ReasonReport:
    """What closed work was about, code by code. Raises `WrongInterval`, `UnknownQueue`."""
    await _check(reader, tenant, of)
    chosen: dict[str, Any] = {"queue": of.queue, "channel": of.channel}
    rows = await handling_queries.reasons(reader, tenant, of.start, of.end, **chosen)
    handled = _by_key(await handling_queries.handled(reader, tenant, HandledBy.REASON, of.start, of.end, **chosen))
    closed = sum(one.closed for one in rows)
    lines = [
        ReasonLine(one.reason, one.closed, one.closed / closed, handled.get(one.reason, Handled())) for one in rows
    ]
    return ReasonReport(of.start, of.end, tuple(sorted(lines, key=lambda one: (-one.closed, one.reason or ""))), closed)


async def pieces(
    reader: Reader, tenant: TenantId, of: ReportSpan, what: Pieces, *, agent: UUID | None = None, limit: int = 100
) -> list[EntryDetail]:
    """The work that a figure is made of, the latest first; `agent` for `Pieces.OF_AGENT`."""
    rows = await queries.queues(reader, tenant)
    shorts = {row.id: ServiceLevelRule.of(row.settings).short_abandon_seconds for row in rows}
    return await queries.pieces_between(
        reader, tenant, what, of.start, of.end, now=reader.now, queue=of.queue, channel=of.channel, agent=agent,
        shorts={id: short for id, short in shorts.items() if of.queue in (None, id)}, limit=limit,
    )  # fmt: skip


async def _check(reader: Reader, tenant: TenantId, of: ReportSpan) -> None:
    service.check_order(of.start, of.end)
    if of.queue is not None:
        await service.rules_of(reader, tenant, of.queue)


async def _handled(
    reader: Reader, tenant: TenantId, of: ReportSpan, split: Split, minutes: int, edges: Sequence[datetime]
) -> dict[Any, Handled]:
    """Whole days that are over come from the sums that are kept, the rest from the segments. `edges`: of intervals."""
    without = None if of.channel or split is Split.CHANNEL else tasks.CHANNEL
    chosen: dict[str, Any] = {"queue": of.queue, "channel": of.channel, "without": without}
    if edges and minutes < service.DAY:
        by = HandledBy.TIME
        return _by_key(await handling_queries.handled(reader, tenant, by, of.start, of.end, edges=edges, **chosen))
    days = service.whole_days(of.start, of.end, minutes if edges else None, of.time_zone)
    step, start, rows = days.step if days else max(1, minutes // service.DAY), of.start, []
    known = await day_queries.rolled_up(reader, tenant) if days else None
    if (
        days
        and known
        and known.time_zone == of.time_zone
        and known.handled_before
        and known.handled_before > days.first
    ):
        last = min(days.last, known.handled_before)
        rows = await day_queries.handled_by_day(reader, tenant, KEYS[split], days.first, last, step=step, **chosen)
        start = datetime.combine(last, time(), tzinfo=ZoneInfo(of.time_zone))
    if start < of.end:
        rows += await handling_queries.handled(
            reader,
            tenant,
            HandledBy(KEYS[split]),
            start,
            of.end,
            begin=of.start,
            days=step,
            time_zone=of.time_zone,
            **chosen,
        )
    sums: dict[Any, list[Handled]] = defaultdict(list)
    for one in rows:
        sums[edges[one.key] if edges else one.key].append(_of_row(one))
    return {at: add_handled(parts) for at, parts in sums.items()}


def _of_row(one: HandledRow) -> Handled:
    return Handled(one.pieces, one.contact_seconds, one.hold_seconds, one.wrap_seconds)


def _by_key(rows: Iterable[HandledRow]) -> dict[Any, Handled]:
    return {one.key: _of_row(one) for one in rows}


async def _begun(reader: Reader, tenant: TenantId, of: ReportSpan) -> list[Begun]:
    found = await queries.begun(reader, tenant, of.start, of.end, of.channel)
    return [one for one in found if of.queue in (None, one.queue_id)]


def all_agents(lines: Sequence[AgentReportLine], times: list[AgentTime]) -> AgentReportLine:
    whole = agent_line(NOBODY, "", 0, 0, (0, 0), Handled(), times)
    return AgentReportLine(
        NOBODY, "", sum(one.answered for one in lines), sum(one.begun for one in lines),
        sum(one.missed for one in lines), sum(one.rejected for one in lines),
        add_handled(one.handled for one in lines), whole.signed_in_seconds, whole.ready_seconds,
        whole.contact_seconds, whole.wrap_seconds, whole.away_seconds, whole.not_responding_seconds, whole.occupancy,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Lines:
    of: ReportSpan
    cells: Sequence[IntervalCell]
    queues: Sequence[MeasuredQueueRow]
    handled: Mapping[Any, Handled]

    def by_time(self, edges: Sequence[datetime], begun: Mapping[datetime, int]) -> list[ReportLine]:
        parts: dict[datetime, list[IntervalCell]] = defaultdict(list)
        for cell in self.cells:
            parts[cell.at].append(cell)
        return [self._line(parts[at], at, at=at, begun=begun.get(at, 0), goal=self.goal()) for at in edges]

    def by_queue(self, begun: Mapping[UUID, int]) -> list[ReportLine]:
        parts: dict[UUID, list[IntervalCell]] = defaultdict(list)
        for cell in self.cells:
            parts[cell.queue_id].append(cell)
        known = [row for row in self.queues if row.id in parts or begun.get(row.id) or row.id in self.handled]
        return [
            self._line(parts[row.id], row.id, queue=row.id, begun=begun.get(row.id, 0), goal=self._goal(row))
            for row in known
        ]

    def by_channel(self, begun: Mapping[str, int]) -> list[ReportLine]:
        parts: dict[str, list[IntervalCell]] = defaultdict(list)
        for cell in self.cells:
            parts[cell.channel].append(cell)
        goals = {row.id: row for row in self.queues}
        only = goals.get(self.of.queue) if self.of.queue else None
        return [
            self._line(parts[one], one, channel=one, begun=begun.get(one, 0), goal=goal_of(only, one) if only else None)
            for one in sorted(parts.keys() | begun.keys() | self.handled.keys())
        ]

    def goal(self) -> float | None:
        """Of the one queue that was chosen."""
        row = next((one for one in self.queues if one.id == self.of.queue), None)
        return self._goal(row) if row is not None else None

    def _goal(self, row: MeasuredQueueRow) -> float | None:
        """Of the channel that was chosen, else of a queue whose channels have the same."""
        own = row.settings.get("goals")
        named = {self.of.channel} if self.of.channel else {REST, *(own if isinstance(own, Mapping) else ())}
        goals = {goal_of(row, one) for one in named}
        return goals.pop() if len(goals) == 1 else None

    def _line(
        self, cells: Sequence[IntervalCell], key: Any, *, at: datetime | None = None, queue: UUID | None = None,
        channel: str | None = None, begun: int = 0, goal: float | None = None,
    ) -> ReportLine:  # fmt: skip
        counts = add_counts(one.counts for one in cells)
        return ReportLine(
            at, queue, channel, counts, add_levels(one.level for one in cells), counts.average_wait,
            self.handled.get(key, Handled()), begun, goal,
        )  # fmt: skip
