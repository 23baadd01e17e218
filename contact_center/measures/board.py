"""The wallboard put together from rows: pure, so that its figures can be checked by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.by_channel import REST
from contact_center.kernel.contracts.interactions import Presence, SegmentState
from contact_center.measures.domain import ACTIVITY, Activity
from contact_center.measures.figures import (
    AgentFigures,
    Need,
    NeedKind,
    PlacesUsed,
    QueueLine,
    SegmentLine,
)

Rows = Iterable[Mapping[str, Any]]


def agent_lines(
    rows: Rows, segments: Rows, loads: Rows, answered: Mapping[UUID, int], begun: Mapping[UUID, int]
) -> tuple[AgentFigures, ...]:
    hands: dict[UUID, list[SegmentLine]] = defaultdict(list)
    for row in segments:
        hands[row["agent_id"]].append(SegmentLine(**{name: row[name] for name in row if name != "agent_id"}))
    places: dict[UUID, dict[str, PlacesUsed]] = defaultdict(dict)
    for row in loads:
        places[row["agent_id"]][row["channel"]] = PlacesUsed(row["used"], row["capacity"])
    total = sum(answered.values())
    return tuple(
        replace(
            _agent(
                row, tuple(hands[row["agent_id"]]), places[row["agent_id"]], answered.get(row["agent_id"], 0), total
            ),
            begun_today=begun.get(row["agent_id"], 0),
        )
        for row in rows
    )


def _agent(
    row: Mapping[str, Any], hands: tuple[SegmentLine, ...], places: dict[str, PlacesUsed], answered: int, total: int
) -> AgentFigures:
    activity, since = _activity(hands)
    said = {name: value for name, value in row.items() if name != "idle_since"}
    return AgentFigures(
        **said,
        activity=activity,
        activity_since=since or _idle_since(row),
        segments=hands,
        load=places.get(REST, PlacesUsed(0, 0)),
        load_by_channel={channel: load for channel, load in places.items() if channel != REST},
        answered_today=answered,
        share_today=answered / total if total else None,
    )


def _idle_since(row: Mapping[str, Any]) -> datetime | None:
    """Of those ready for work, since their last work ended (or they signed in); of all others, as they chose."""
    chosen: datetime | None = row["since"]
    idle: datetime | None = row["idle_since"]
    return idle or chosen if row["presence"] == Presence.AVAILABLE else chosen


def _activity(hands: tuple[SegmentLine, ...]) -> tuple[Activity, datetime | None]:
    for activity in Activity:
        since = [line.since for line in hands if ACTIVITY[SegmentState(line.state)] is activity]
        if since:
            return activity, min(since)
    return Activity.IDLE, None


def is_free(agent: AgentFigures) -> bool:
    """May be offered more work of some channel now."""
    return (
        agent.presence == Presence.AVAILABLE
        and agent.unreachable_since is None
        and agent.next_presence in (None, Presence.AVAILABLE)
        and agent.load.used < agent.load.capacity
    )


def by_queue(rows: Rows) -> dict[UUID, list[Mapping[str, Any]]]:
    grouped: dict[UUID, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row["queue_id"]].append(row)
    return grouped


def needs(queues: Iterable[QueueLine], agents: Iterable[AgentFigures], trouble: Rows) -> tuple[Need, ...]:
    """Queues first: closed and paused, then who waits too long, then the furthest below its goal; then agents; then
    what did not get through."""
    found = sorted((need for queue in queues for need in _queue_needs(queue)), key=_urgency)
    found += [need for agent in agents for need in _agent_needs(agent)]
    found += [Need(NeedKind(row["kind"]), count=row["count"], since=row["since"]) for row in trouble if row["count"]]
    return tuple(found)


_KINDS = tuple(NeedKind)


def _urgency(need: Need) -> tuple[int, float]:
    within = need.since.timestamp() if need.since else 0.0
    if need.kind is NeedKind.QUEUE_BELOW_GOAL and need.share is not None and need.goal is not None:
        within = need.share - need.goal
    return _KINDS.index(need.kind), within


def _queue_needs(queue: QueueLine) -> Iterator[Need]:
    id, name, waiting = queue.queue_id, queue.name, queue.waiting
    if queue.shut:
        yield Need(NeedKind.QUEUE_CLOSED, id, name, waiting, since=queue.shut.since, why=queue.shut.why)
    if queue.paused:
        yield Need(NeedKind.QUEUE_PAUSED, id, name, waiting, since=queue.paused.since, why=queue.paused.why)
    for one in queue.by_channel:
        if one.overdue:
            yield Need(
                NeedKind.LONG_WAIT, id, name, one.overdue, since=one.overdue_since, channel=one.channel, cause=one.cause
            )  # fmt: skip
        if one.below_goal:
            yield Need(
                NeedKind.QUEUE_BELOW_GOAL, id, name, one.waiting, one.level_now.share, one.longest_since, one.channel,
                one.goal, cause=one.cause,
            )  # fmt: skip
    if waiting and not queue.agents_signed_in:
        yield Need(NeedKind.QUEUE_WITHOUT_AGENTS, id, name, waiting, since=queue.longest_since)


def _agent_needs(agent: AgentFigures) -> list[Need]:
    if agent.presence == Presence.OFFLINE:
        return []
    if agent.missed_alert:
        return [Need(NeedKind.AGENT_MISSED_OFFERS, agent.agent_id, agent.name, agent.missed, since=agent.since)]
    if agent.presence == Presence.NOT_RESPONDING:
        return [Need(NeedKind.AGENT_NOT_RESPONDING, agent.agent_id, agent.name, agent.missed, since=agent.since)]
    return []
