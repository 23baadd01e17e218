"""The figures of a contact centre: one room, so that wallboard, report and API never differ.

All functions read in the caller's transaction: `async with database.read(tenant) as reader`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contact_center.interactions.reading.begun_queries import Begun
from contact_center.kernel.contracts import tasks
from contact_center.kernel.contracts.service_level import ServiceLevelRule
from contact_center.kernel.ids import QueueId, TenantId
from contact_center.kernel.phrases import Phrase
from contact_center.measures import board, day_queries, menu_queries, queries
from contact_center.measures.causes import with_causes
from contact_center.measures.days import days_zone
from contact_center.measures.errors import UnknownChannel, UnknownQueue, WrongInterval, WrongTimeZone
from contact_center.measures.figures import (
    AgentFigures,
    AgentTime,
    EntryDetail,
    FailedMessage,
    Interval,
    IntervalCell,
    LateQueue,
    QueueLine,
    WaitingItem,
    Wallboard,
)
from contact_center.measures.lines import People, QueueSources, WorkNeed, queue_line
from contact_center.measures.menus import MenuCounts, counted
from contact_center.measures.queries import Channels, MeasuredQueueRow
from contact_center.platform.unit_of_work import Reader
from contact_center.warehouse.definitions.counts import FORMULA, Counts, add_counts, add_levels, service_level

RECENT = timedelta(minutes=30)
TREND = timedelta(hours=3)
TREND_MINUTES = 5
FAILED_SINCE = timedelta(hours=24)
MOST_INTERVALS = 1000
DAY = 1440
WEEK = 7 * DAY
SHORT = timedelta(days=3)
"""Spans below it are read from the entries themselves."""
AHEAD = timedelta(minutes=1)
"""Clocks of other machines may be ahead of ours by a little; their entries are of today, too."""


async def wallboard(reader: Reader, tenant: TenantId, now: datetime, time_zone: str) -> Wallboard:
    """All queues and agents as they are now, and what needs a person.

    `time_zone` says when today began. Raises `WrongTimeZone`.
    """
    day = day_start(now, time_zone)
    rows = await queries.queues(reader, tenant)
    begun = await queries.begun(reader, tenant, day, now + AHEAD)
    agents = await _agents(reader, tenant, day, begun)
    queues = await _queue_lines(reader, tenant, rows, agents, now, day, begun)
    trouble = await queries.trouble(reader, tenant, now - FAILED_SINCE)
    return Wallboard(
        at=now,
        day_started_at=day,
        formula=FORMULA,
        events_behind=await queries.behind(reader, tenant),
        queues=queues,
        agents=agents,
        needs=board.needs(queues, agents, trouble),
        begun=sum(one.begun for one in begun),
        menus=await menus(reader, tenant, day, now + AHEAD),
    )


async def menus(reader: Reader, tenant: TenantId, start: datetime, end: datetime) -> MenuCounts:
    """Calls that came to the end of their menu in this time. Raises `WrongInterval`."""
    if start >= end:
        raise WrongInterval
    return counted(await menu_queries.menu_ends(reader, tenant, start, end))


async def intervals(
    reader: Reader,
    tenant: TenantId,
    queue: QueueId | None,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    minutes: int = 15,
    channel: str | None = None,
    next_replies: bool = False,
    time_zone: str | None = None,
) -> list[Interval]:
    """Figures by interval of entry, from `start` in steps of `minutes`, empty intervals included.

    `queue` None adds all queues up; `channel` None all channels but tasks: one that is due is no contact, and hides no
    customer who waited.
    `next_replies` measures answers to customers who wrote again instead of first answers. `now` decides who waits past
    the target. Intervals of 1440 minutes are days of `time_zone` (else of the zone `start` is given in, else see
    `days`), so those on which clocks change have 23 or 25 hours; those of 10080 minutes are seven such days.
    Raises `WrongInterval`, `WrongTimeZone`, `UnknownChannel`, `UnknownQueue`.
    """
    found = await cells(
        reader, tenant, queue, start, end, now=now, minutes=minutes, channel=channel, next_replies=next_replies,
        time_zone=time_zone, blended=True,
    )  # fmt: skip
    parts: dict[datetime, list[IntervalCell]] = defaultdict(list)
    for cell in found:
        parts[cell.at].append(cell)
    edges = edges_of(start, end, minutes, time_zone)
    begun = {} if next_replies else await queries.begun_by_interval(reader, tenant, edges, end, queue, channel)
    return [replace(interval_of(at, parts[at]), begun=begun.get(at, 0)) for at in edges]


async def cells(
    reader: Reader,
    tenant: TenantId,
    queue: QueueId | None,
    start: datetime,
    end: datetime,
    *,
    now: datetime,
    minutes: int | None = 15,
    channel: str | None = None,
    next_replies: bool = False,
    time_zone: str | None = None,
    blended: bool = False,
) -> list[IntervalCell]:
    """The finest figures: queue × interval of entry × channel; cells without an entry are left out.

    `minutes` None: the whole span is one interval. `blended`: all channels of a queue in one cell, without tasks unless
    they are the channel that was chosen.
    """
    edges = edges_of(start, end, minutes, time_zone) if minutes else _whole(start, end)
    if channel is not None:
        known = await queries.channels(reader, tenant, channel)
        if channel not in known:
            raise UnknownChannel(
                Phrase("channel_of", {"channel": channel, "channels": ", ".join(known)}), field="channel"
            )
    rules = await rules_of(reader, tenant, queue)
    shorts = {id: rule.short_abandon_seconds for id, rule in rules.items()}
    chosen = Channels(channel, tasks.CHANNEL if blended and channel is None else None, blended)
    days = whole_days(start, end, minutes, time_zone)
    if days is None:
        rows = await queries.cells(
            reader, tenant, shorts, start, end, now=now, edges=edges, next_replies=next_replies, channels=chosen
        )  # fmt: skip
    else:
        rows = await day_queries.cells_by_day(
            reader, tenant, shorts, days.time_zone, start, end, first=days.first, last=days.last, step=days.step,
            now=now, next_replies=next_replies, channels=chosen,
        )  # fmt: skip
        rows = [row | {"at": edges[row["n"]] if edges else start} for row in rows]
    return [_cell(row, rules) for row in rows]


async def waiting(
    reader: Reader, tenant: TenantId, queue: QueueId | None = None, *, limit: int = 50
) -> list[WaitingItem]:
    """Who waits now, longest first."""
    return await queries.waiting(reader, tenant, queue, limit)


async def pieces_of_queue(
    reader: Reader, tenant: TenantId, queue: UUID, start: datetime, *, channel: str | None = None, limit: int = 100
) -> list[EntryDetail]:
    """What the queue's figures since `start` are made of, the latest entry first."""
    return await queries.pieces(reader, tenant, queries.OF_QUEUE, queue, start, channel, limit)


async def pieces_of_agent(
    reader: Reader, tenant: TenantId, agent: UUID, start: datetime, *, limit: int = 100
) -> list[EntryDetail]:
    """What the agent has answered since `start`, the latest entry first."""
    return await queries.pieces(reader, tenant, queries.OF_AGENT, agent, start, None, limit)


async def failed_messages(reader: Reader, tenant: TenantId, now: datetime, *, limit: int = 100) -> list[FailedMessage]:
    """Answers of the last 24 hours that did not reach their customers, the latest first."""
    return await queries.failed(reader, tenant, now - FAILED_SINCE, limit)


async def late_queues(reader: Reader, tenant: TenantId, now: datetime) -> list[LateQueue]:
    """Queues whose promise is broken now, the longest wait first."""
    return await queries.late(reader, tenant, now)


async def agent_times(reader: Reader, tenant: TenantId, start: datetime, end: datetime) -> list[AgentTime]:
    """How agents' time passed between two instants; `end` should not be in the future. See `figures.occupancy`."""
    return await queries.agent_times(reader, tenant, start, end)


def day_start(now: datetime, time_zone: str) -> datetime:
    """The midnight before `now` in that zone."""
    return now.astimezone(_zone(time_zone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise WrongTimeZone(name, field="time_zone") from unknown


@dataclass(frozen=True, slots=True)
class WholeDays:
    first: date
    last: date
    """Not included."""
    step: int
    time_zone: str


def whole_days(start: datetime, end: datetime, minutes: int | None, time_zone: str | None) -> WholeDays | None:
    """The days of a span that is long enough to be read by days; None where it is short, or not of whole days."""
    if time_zone is None or (minutes or DAY) < DAY or end - start < SHORT:
        return None
    zone = _zone(time_zone)
    first, last = start.astimezone(zone), end.astimezone(zone)
    if first.time() != time() or last.time() != time():
        return None
    days = (last.date() - first.date()).days
    return WholeDays(first.date(), last.date(), minutes // DAY if minutes else days, time_zone)


def _whole(start: datetime, end: datetime) -> list[datetime]:
    check_order(start, end)
    return []


def edges_of(start: datetime, end: datetime, minutes: int, time_zone: str | None) -> list[datetime]:
    """Where the intervals begin, in UTC. A day goes from one time on the wall to the same of the next day."""
    _check(start, end, minutes)
    if minutes < DAY:
        step = timedelta(minutes=minutes)
        return [start.astimezone(UTC) + n * step for n in range(-(-(end - start) // step))]
    zone = _zone(time_zone) if time_zone else days_zone(start, end)
    local = start.astimezone(zone) if zone else start
    edges: list[datetime] = []
    days = minutes // DAY
    while (at := (local + timedelta(days=days * len(edges))).astimezone(UTC)) < end:
        edges.append(at)
    return edges


def _check(start: datetime, end: datetime, minutes: int) -> None:
    if not 1 <= minutes <= DAY and minutes != WEEK:
        raise WrongInterval(Phrase("minutes", {"n": minutes}), field="minutes")
    check_order(start, end)
    if (end - start) > MOST_INTERVALS * timedelta(minutes=minutes):
        raise _wrong_span(start, end)


def check_order(start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None:
        raise WrongInterval(Phrase("offset_needed"), field="from, to")
    if not start < end:
        raise _wrong_span(start, end)


def _wrong_span(start: datetime, end: datetime) -> WrongInterval:
    return WrongInterval(Phrase("from_to", {"start": start.isoformat(), "end": end.isoformat()}), field="from, to")


async def rules_of(reader: Reader, tenant: TenantId, queue: QueueId | None) -> dict[UUID, ServiceLevelRule]:
    """Of this queue, or of all. Raises `UnknownQueue`."""
    rules = _rules(await queries.queues(reader, tenant), queue)
    if queue is not None and not rules:
        raise UnknownQueue(queue, field="queue")
    return rules


def _rules(rows: list[MeasuredQueueRow], queue: QueueId | None) -> dict[UUID, ServiceLevelRule]:
    return {row.id: ServiceLevelRule.of(row.settings) for row in rows if queue in (None, row.id)}


def _cell(row: Mapping[str, Any], rules: Mapping[UUID, ServiceLevelRule]) -> IntervalCell:
    counts = Counts.of(row)
    return IntervalCell(
        row["at"], row["queue_id"], row["channel"], counts, service_level(counts, rules[row["queue_id"]])
    )


def interval_of(at: datetime, parts: list[IntervalCell]) -> Interval:
    """All cells that begin then, added up."""
    counts = add_counts(cell.counts for cell in parts)
    return Interval(at, counts, add_levels(cell.level for cell in parts), counts.average_wait)


async def _agents(reader: Reader, tenant: TenantId, day: datetime, begun: Sequence[Begun]) -> tuple[AgentFigures, ...]:
    return board.agent_lines(
        await queries.agents(reader, tenant),
        await queries.segments(reader, tenant),
        await queries.loads(reader, tenant),
        await queries.answered(reader, tenant, day),
        summed((one.agent_id, one.begun) for one in begun),
    )


def summed(parts: Iterable[tuple[UUID | None, int]]) -> dict[UUID, int]:
    """By id; what is of none is left out."""
    found: dict[UUID, int] = defaultdict(int)
    for id, n in parts:
        if id is not None:
            found[id] += n
    return found


async def _queue_lines(
    reader: Reader,
    tenant: TenantId,
    rows: list[MeasuredQueueRow],
    agents: tuple[AgentFigures, ...],
    now: datetime,
    day: datetime,
    begun: Sequence[Begun],
) -> tuple[QueueLine, ...]:
    ours = summed((one.queue_id, one.begun) for one in begun)
    rules = _rules(rows, None)
    shorts = {id: rule.short_abandon_seconds for id, rule in rules.items()}
    today = board.by_queue(await queries.cells(reader, tenant, shorts, day, now + AHEAD, now=now))
    recent = board.by_queue(await queries.cells(reader, tenant, shorts, now - RECENT, now + AHEAD, now=now))
    trend = board.by_queue(await queries.trend(reader, tenant, list(rules), now - TREND, now, TREND_MINUTES))
    live = board.by_queue(await queries.waiting_now(reader, tenant, now))
    wanted = board.by_queue(await queries.wanted(reader, tenant))
    people = People(agents, await queries.serves(reader, tenant), await queries.reserved(reader, tenant))
    kinds = {
        id: [WorkNeed(one["channel"], one["weight"], one["skills"]) for one in rows] for id, rows in wanted.items()
    }
    known = (
        QueueSources(
            row, rules[row.id], today[row.id], recent[row.id], live[row.id], trend[row.id], kinds.get(row.id, ()),
            ours.get(row.id, 0),
        )
        for row in rows
        if row.active or live[row.id]
    )  # fmt: skip
    return tuple(with_causes(queue_line(one, people, now), people, one.wanted) for one in known)
