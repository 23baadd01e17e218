"""The queues of the wallboard, each with its channels, put together from rows. Pure.

A promise is made by channel: a queue that answers 20 mails in four hours and no call in 20 seconds has answered
nobody who called. So level, goal and alert are those of each channel; the figure of the whole queue stands beside
them and hides nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.by_channel import by_channel
from contact_center.kernel.contracts import tasks
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.contracts.service_level import ServiceLevelRule
from contact_center.measures.board import is_free
from contact_center.measures.figures import AgentFigures, ChannelFigures, PlacesUsed, Point, QueueLine, Stop
from contact_center.measures.queries import MeasuredQueueRow, Serves
from contact_center.warehouse.definitions.counts import Counts, Level, add_counts, add_levels, service_level

Row = Mapping[str, Any]
NOTHING = Serves(frozenset(), {})


@dataclass(frozen=True, slots=True)
class WorkNeed:
    """A kind of work that a queue has waiting: who takes it needs these skills and so much room on the channel."""

    channel: str
    weight: int
    skills: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class People:
    """Who is here, and what they may take."""

    agents: tuple[AgentFigures, ...]
    serves: Mapping[UUID, Serves]
    reserved: Mapping[str, int]
    """Places of every agent's total that only this channel may use."""

    def members(self, queue: UUID) -> list[AgentFigures]:
        return [agent for agent in self.agents if queue in self._of(agent).queues]

    def free_for(self, queue: UUID, wanted: Iterable[WorkNeed]) -> int:
        """How many could take at least one kind of it this moment."""
        kinds = list(wanted)
        free = [agent for agent in self.members(queue) if is_free(agent)]
        return len([agent for agent in free if any(self.could_take(agent, kind) for kind in kinds)])

    def others(self, queue: UUID) -> list[AgentFigures]:
        """Who is free and does not serve it."""
        return [agent for agent in self.agents if is_free(agent) and queue not in self._of(agent).queues]

    def skills_of(self, agent: AgentFigures) -> Mapping[str, int]:
        return self._of(agent).skills

    def _of(self, agent: AgentFigures) -> Serves:
        return self.serves.get(agent.agent_id, NOTHING)

    def could_take(self, agent: AgentFigures, kind: WorkNeed) -> bool:
        """By skills and places, whatever queues the agent serves."""
        skills = self._of(agent).skills
        able = all(skills.get(name, -1) >= least for name, least in kind.skills.items())
        return able and self._has_room(agent, kind)

    def _has_room(self, agent: AgentFigures, kind: WorkNeed) -> bool:
        loads = defaultdict(lambda: PlacesUsed(0, 0), agent.load_by_channel)
        here = loads[kind.channel]
        kept = sum(
            max(0, min(places, loads[channel].capacity) - loads[channel].used)
            for channel, places in self.reserved.items()
            if channel != kind.channel
        )
        fits = here.used + kind.weight <= here.capacity
        return fits and agent.load.used + kept + kind.weight <= agent.load.capacity


@dataclass(frozen=True, slots=True)
class QueueSources:
    """All that is known of one queue."""

    row: MeasuredQueueRow
    rule: ServiceLevelRule
    today: Sequence[Row]
    """Cells by channel, since midnight."""
    recent: Sequence[Row]
    """Cells by channel, of the last half hour."""
    live: Sequence[Row]
    """What waits, by channel."""
    trend: Sequence[Row]
    wanted: Sequence[WorkNeed]
    begun: int = 0


def queue_line(known: QueueSources, people: People, now: datetime) -> QueueLine:
    row = known.row
    waiting = {part["channel"]: part["waiting"] for part in known.live}
    channels = tuple(_channel(known, name) for name in _channels(known))
    members = people.members(row.id)
    past = tuple(Point(point["at"], point["waiting"]) for point in known.trend if point["at"] < now)
    return QueueLine(
        queue_id=row.id,
        name=row.name,
        channels=tuple(one.channel for one in channels),
        waiting=sum(waiting.values()),
        waiting_by_channel=waiting,
        longest_since=min((one.longest_since for one in channels if one.longest_since), default=None),
        agents_signed_in=sum(agent.presence != Presence.OFFLINE for agent in members),
        agents_free=people.free_for(row.id, known.wanted or _usual(row, members, channels)),
        goal=row.sl_percent / 100,
        target_seconds={**row.sl_seconds, **{c.channel: c.target_seconds for c in channels if c.target_seconds}},
        level_now=_blend(_of_customers(known.recent), known.rule),
        level_today=_blend(_of_customers(known.today), known.rule),
        today=add_counts(Counts.of(cell) for cell in _of_customers(known.today)),
        switches=known.rule,
        trend=(*past, Point(now, sum(waiting.values()))),
        by_channel=channels,
        paused=stop(row.settings.get("paused")),
        shut=stop(row.settings.get("closed")),
        begun=known.begun,
    )


def goal_of(row: MeasuredQueueRow, channel: str) -> float:
    """The channel's own, else the one for all others, else the queue's; 0 to 1."""
    own = row.settings.get("goals")
    goals = own if isinstance(own, Mapping) else {}
    return float(by_channel(goals, channel, row.sl_percent)) / 100


def stop(said: Any) -> Stop | None:
    """As the queue's settings have it."""
    if not isinstance(said, Mapping) or "at" not in said:
        return None
    return Stop(datetime.fromisoformat(said["at"]), str(said.get("why", "")))


def _channels(known: QueueSources) -> list[str]:
    """Those in use, the most urgent promise first."""
    used = {part["channel"] for part in (*known.live, *known.today)}
    return sorted(used, key=lambda name: (_target(known, name) or 10**9, name))


def _target(known: QueueSources, channel: str) -> int | None:
    promised = next((cell["target_seconds"] for cell in known.today if cell["channel"] == channel), None)
    return promised or by_channel(known.row.sl_seconds, channel, None)


def _channel(known: QueueSources, name: str) -> ChannelFigures:
    live = next((part for part in known.live if part["channel"] == name), None)
    today = [cell for cell in known.today if cell["channel"] == name]
    recent = [cell for cell in known.recent if cell["channel"] == name]
    return ChannelFigures(
        channel=name,
        waiting=live["waiting"] if live else 0,
        longest_since=live["longest_since"] if live else None,
        overdue_since=live["overdue_since"] if live else None,
        overdue=live["overdue"] if live else 0,
        goal=goal_of(known.row, name),
        target_seconds=_target(known, name),
        level_now=_blend(recent, known.rule),
        level_today=_blend(today, known.rule),
        today=add_counts(Counts.of(cell) for cell in today),
    )


def _of_customers(cells: Iterable[Row]) -> list[Row]:
    """Without the work that begins with us: a task that is due is no contact, and one taken in time hides no customer
    who waited. It has a line of its own below its queue."""
    return [cell for cell in cells if cell["channel"] != tasks.CHANNEL]


def _blend(cells: Iterable[Row], rule: ServiceLevelRule) -> Level:
    return add_levels(service_level(Counts.of(cell), rule) for cell in cells)


def _usual(
    row: MeasuredQueueRow, members: Iterable[AgentFigures], channels: Iterable[ChannelFigures]
) -> list[WorkNeed]:
    """Work such as it had today, where nothing waits; of any channel somebody has places for on a quiet day."""
    names = {one.channel for one in channels} or {name for agent in members for name in agent.load_by_channel}
    return [WorkNeed(name, 1, row.skills) for name in sorted(names)]
