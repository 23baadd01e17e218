"""The figures of a contact centre: one room, so that wallboard, report and API never differ.

All functions read in the caller's transaction: `async with database.read(tenant) as reader`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import QueueId, TenantId
from contact_center.measures import board, queries
from contact_center.measures.errors import WrongInterval, WrongTimeZone
from contact_center.measures.figures import (
    FORMULA,
    AgentLine,
    AgentTime,
    Cell,
    Counts,
    Interval,
    LateQueue,
    Level,
    Need,
    Point,
    QueueLine,
    Switches,
    WaitingItem,
    Wallboard,
    add_counts,
    add_levels,
    service_level,
)
from contact_center.measures.queries import QueueRow, Serves
from contact_center.platform.unit_of_work import Reader

RECENT = timedelta(minutes=30)
TREND = timedelta(hours=3)
TREND_MINUTES = 5
FAILED_SINCE = timedelta(hours=24)
MOST_INTERVALS = 1000
NOTHING = Serves(frozenset(), frozenset())
AHEAD = timedelta(minutes=1)
"""Clocks of other machines may be ahead of ours by a little; their entries are of today, too."""


async def wallboard(reader: Reader, tenant: TenantId, now: datetime, time_zone: str) -> Wallboard:
    """All queues and agents as they are now, and what needs a person.

    `time_zone` says when today began. Raises `WrongTimeZone`.
    """
    day = day_start(now, time_zone)
    rows = await queries.queues(reader, tenant)
    agents = await _agents(reader, tenant, day)
    queues = await _queue_lines(reader, tenant, rows, agents, now, day)
    trouble = await queries.trouble(reader, tenant, now - FAILED_SINCE)
    return Wallboard(
        at=now,
        day_started_at=day,
        formula=FORMULA,
        events_behind=await queries.behind(reader, tenant),
        queues=queues,
        agents=agents,
        needs=board.needs(queues, agents, trouble),
    )


async def needs_attention(reader: Reader, tenant: TenantId, now: datetime, time_zone: str) -> tuple[Need, ...]:
    """What a person has to look at, most pressing first: the wallboard's `needs`."""
    return (await wallboard(reader, tenant, now, time_zone)).needs


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
) -> list[Interval]:
    """Figures by interval of entry, from `start` in steps of `minutes`, empty intervals included.

    `queue` None adds all queues up. `next_replies` measures answers to customers who wrote again instead
    of first answers. `now` decides who waits past the target. Raises `WrongInterval`.
    """
    found = await cells(
        reader, tenant, queue, start, end, now=now, minutes=minutes, channel=channel, next_replies=next_replies
    )
    parts: dict[datetime, list[Cell]] = defaultdict(list)
    for cell in found:
        parts[cell.at].append(cell)
    steps = -(-(end - start) // timedelta(minutes=minutes))
    return [_interval(at, parts[at]) for n in range(steps) for at in [start + n * timedelta(minutes=minutes)]]


async def cells(
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
) -> list[Cell]:
    """The finest figures: queue × interval of entry × channel; cells without an entry are left out."""
    _check(start, end, minutes)
    rules = _rules(await queries.queues(reader, tenant), queue)
    shorts = {id: rule.short_abandon_seconds for id, rule in rules.items()}
    rows = await queries.cells(reader, tenant, shorts, start, end, now=now, minutes=minutes, next_replies=next_replies)
    return [_cell(row, rules) for row in rows if channel in (None, row["channel"])]


async def waiting(
    reader: Reader, tenant: TenantId, queue: QueueId | None = None, *, limit: int = 50
) -> list[WaitingItem]:
    """Who waits now, longest first."""
    return await queries.waiting(reader, tenant, queue, limit)


async def late_queues(reader: Reader, tenant: TenantId, now: datetime) -> list[LateQueue]:
    """Queues whose promise is broken now, the longest wait first."""
    return await queries.late(reader, tenant, now)


async def agent_times(reader: Reader, tenant: TenantId, start: datetime, end: datetime) -> list[AgentTime]:
    """How agents' time passed between two instants; `end` should not be in the future.

    Occupancy is working + wrapping over all that is not `offline`.
    """
    return await queries.agent_times(reader, tenant, start, end)


def day_start(now: datetime, time_zone: str) -> datetime:
    """The midnight before `now` in that zone."""
    try:
        local = now.astimezone(ZoneInfo(time_zone))
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise WrongTimeZone(time_zone, field="time_zone") from unknown
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _check(start: datetime, end: datetime, minutes: int) -> None:
    if not 1 <= minutes <= 1440:
        raise WrongInterval(f"{minutes} minutes", field="minutes")
    if start.tzinfo is None or end.tzinfo is None:
        raise WrongInterval("instants need a UTC offset, e.g. 2026-11-23T09:00:00Z", field="from, to")
    if not start < end <= start + MOST_INTERVALS * timedelta(minutes=minutes):
        raise WrongInterval(f"{start.isoformat()} to {end.isoformat()}", field="from, to")


def _rules(rows: list[QueueRow], queue: QueueId | None) -> dict[UUID, Switches]:
    return {row.id: board.switches(row.settings) for row in rows if queue in (None, row.id)}


def _cell(row: Mapping[str, Any], rules: Mapping[UUID, Switches]) -> Cell:
    counts = Counts.of(row)
    return Cell(row["at"], row["queue_id"], row["channel"], counts, service_level(counts, rules[row["queue_id"]]))


def _interval(at: datetime, parts: list[Cell]) -> Interval:
    counts = add_counts(cell.counts for cell in parts)
    return Interval(at, counts, add_levels(cell.level for cell in parts), counts.average_wait)


async def _agents(reader: Reader, tenant: TenantId, day: datetime) -> tuple[AgentLine, ...]:
    return board.agent_lines(
        await queries.agents(reader, tenant),
        await queries.segments(reader, tenant),
        await queries.loads(reader, tenant),
        await queries.answered(reader, tenant, day),
    )


async def _queue_lines(
    reader: Reader,
    tenant: TenantId,
    rows: list[QueueRow],
    agents: tuple[AgentLine, ...],
    now: datetime,
    day: datetime,
) -> tuple[QueueLine, ...]:
    rules = _rules(rows, None)
    shorts = {id: rule.short_abandon_seconds for id, rule in rules.items()}
    today = await queries.cells(reader, tenant, shorts, day, now + AHEAD, now=now)
    recent = await queries.cells(reader, tenant, shorts, now - RECENT, now + AHEAD, now=now)
    trend = board.by_queue(await queries.trend(reader, tenant, list(rules), now - TREND, now, TREND_MINUTES))
    live = board.by_queue(await queries.waiting_now(reader, tenant))
    serves = await queries.serves(reader, tenant)
    cells_today, counted, lately = board.by_queue(today), board.levels(today, rules), board.levels(recent, rules)
    lines = []
    for row in rows:
        if not (row.active or live[row.id]):
            continue
        members = [agent for agent in agents if row.id in serves.get(agent.agent_id, NOTHING).queues]
        able = [agent for agent in members if row.id in serves[agent.agent_id].able]
        lines.append(
            _queue_line(
                row, rules[row.id], counted[row.id], lately[row.id][1], cells_today[row.id], live[row.id],
                trend[row.id], members, able, now,
            )
        )  # fmt: skip
    return tuple(lines)


def _queue_line(
    row: QueueRow,
    rule: Switches,
    today: tuple[Counts, Level],
    lately: Level,
    cells_today: list[Mapping[str, Any]],
    live: list[Mapping[str, Any]],
    trend: list[Mapping[str, Any]],
    members: list[AgentLine],
    able: list[AgentLine],
    now: datetime,
) -> QueueLine:
    by_channel = {part["channel"]: part["waiting"] for part in live}
    promised = {cell["channel"]: cell["target_seconds"] for cell in cells_today if cell["target_seconds"]}
    waiting = sum(by_channel.values())
    past = tuple(Point(point["at"], point["waiting"]) for point in trend if point["at"] < now)
    return QueueLine(
        queue_id=row.id,
        name=row.name,
        channels=tuple(sorted({*by_channel, *(cell["channel"] for cell in cells_today)})),
        waiting=waiting,
        waiting_by_channel=by_channel,
        longest_since=min((part["longest_since"] for part in live if part["longest_since"]), default=None),
        agents_signed_in=sum(agent.presence != Presence.OFFLINE for agent in members),
        agents_free=sum(board.is_free(agent) for agent in able),
        goal=row.sl_percent / 100,
        target_seconds={**row.sl_seconds, **promised},
        level_now=lately,
        level_today=today[1],
        today=today[0],
        switches=rule,
        trend=(*past, Point(now, waiting)),
    )
