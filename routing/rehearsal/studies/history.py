"""Tomorrow, forecast from the last same weekdays: arrivals, times and patience from the record.

It is a form to change and to simulate, not a forecast to believe: means by half hour, no trend, no holidays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import mean, median
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from contact_center.kernel.contracts import tasks
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, TenantId
from contact_center.kernel.opening import open_seconds
from contact_center.platform.unit_of_work import Reader
from routing.policy.errors import ProblemCode
from routing.policy.model import PolicyDocument, QueuePart
from routing.rehearsal.replay import service as replays
from routing.rehearsal.replay import store
from routing.rehearsal.replay.errors import NotAReplay
from routing.rehearsal.replay.record import Day, PresenceSpan, RecordedAgent, RecordedEntry
from routing.rehearsal.simulation.reading import read_scenario
from routing.rehearsal.simulation.scenario import Scenario
from routing.router.translate import ChannelTraits

INTERVAL_S = 1800
WEEKS = 4
MOST_TIMES = 400
"""Recorded times kept for one kind of work; of more, every n-th."""
MORE = "more"
"""A group of nobody, for "how many more": like the agent who serves most queues."""


Routed = PolicyDocument | int | Literal["current", "draft"]
"""A document, a version, the policy there is now, the draft."""


async def expected_day(
    reader: Reader, tenant: TenantId, day: date, media: ChannelTraits, weeks: int = WEEKS, policy: Routed = "current"
) -> Scenario:
    """Raises `NotAReplay` where neither the last `weeks` same weekdays nor the last seven days have a record.

    And `NoDraft`, `NoSuchVersion` or `PolicyInvalid` for a policy that there is not or that cannot be.
    """
    zone = ZoneInfo(await store.time_zone(reader, tenant))
    rows = await store.people(reader, tenant)
    people = {AgentId(row.id): RecordedAgent(AgentId(row.id), row.login, row.name) for row in rows}
    document = (await replays.policy_said(reader, tenant, policy))[0]
    today, days = reader.now.astimezone(zone).date(), list[Day]()
    for past in (day - timedelta(days=7 * n) for n in range(1, weeks + 1)):
        days += await _recorded(reader, tenant, past, today, zone, people)
    for back in range(1, 8):
        days = days or await _recorded(reader, tenant, today - timedelta(days=back), today, zone, people)
    if not days:
        raise NotAReplay("day", ProblemCode.DAY_WITHOUT_RECORD, day=day.isoformat())
    return read_scenario({**scenario_of(days, document, zone), "day": day, "time_zone": zone.key}, media)


async def _recorded(
    reader: Reader, tenant: TenantId, past: date, today: date, zone: ZoneInfo, people: Mapping[AgentId, RecordedAgent]
) -> list[Day]:
    """The day, if it is over and anything was in a queue on it."""
    if past >= today:
        return []
    found = await replays.record(reader, tenant, *replays.bounds(past, zone), people)
    return [found] if found.entries else []


def scenario_of(days: Sequence[Day], policy: PolicyDocument, zone: ZoneInfo) -> dict[str, Any]:
    """Plain data of a `Scenario`; days newest first. Pure."""
    queues = {part.id: part for part in policy.queues if part.id is not None}
    kinds: dict[_Key, _Kind] = {}
    for day in days:
        for entry in day.entries:
            queue = queues.get(entry.queued.queue_id)
            own = (
                entry.queued.channel == tasks.CHANNEL
            )  # comes when we said, not when customers do: nothing to forecast
            if queue is not None and not own and entry.at >= day.begins:
                kinds.setdefault(_key(entry, queue), _Kind(queue)).add(entry, day)
    return {
        "policy": policy.model_dump(mode="json"),
        "begins": "00:00",
        "interval": INTERVAL_S,
        "intervals": 86_400 // INTERVAL_S,
        "arrivals": [kind.arrivals(key, len(days)) for key, kind in sorted(kinds.items())],
        "staff": [*_staff(days[0], policy, zone), *_more(policy)],
    }


_Key = tuple[str, str, tuple[tuple[str, int], ...]]
"""Queue, channel, skills beside those of the queue."""


def _key(entry: RecordedEntry, queue: QueuePart) -> _Key:
    asked = (skill.rpartition(":") for skill in entry.queued.skills)
    extra = [(name, int(level)) for name, _, level in asked if queue.skills.get(name) != int(level)]
    return queue.name, entry.queued.channel, tuple(sorted(extra))


@dataclass
class _Kind:
    queue: QueuePart
    calls: Counter[int] = field(default_factory=Counter)
    talks: list[float] = field(default_factory=list)
    wraps: list[float] = field(default_factory=list)
    due: list[float] = field(default_factory=list)
    tier: str = "live"
    target: int = 0
    waited_s: float = 0.0
    gave_up: int = 0

    def add(self, entry: RecordedEntry, day: Day) -> None:
        queued = entry.queued
        if entry.at < day.begins:
            return  # carried over: an arrival of the day before
        self.calls[int((entry.at - day.begins).total_seconds() // INTERVAL_S)] += 1
        self.tier, self.target = queued.tier, queued.sl_seconds
        left = entry.answered_at or entry.gone_at or day.ends
        self.waited_s += open_seconds(entry.at, left, queued.shut)
        self.gave_up += entry.abandoned
        if entry.talk_s is not None:
            self.talks.append(max(1.0, round(entry.talk_s, 1)))
            self.wraps.append(max(0.1, round(entry.wrap_s, 1)))
        if queued.due_at is not None:
            self.due.append((queued.due_at - entry.at).total_seconds())

    def arrivals(self, key: _Key, days: int) -> dict[str, Any]:
        queue, channel, skills = key
        found: dict[str, Any] = {
            "queue": queue,
            "channel": channel,
            "tier": self.tier,
            "skills": dict(skills),
            "calls": [round(self.calls[n] / days, 3) for n in range(86_400 // INTERVAL_S)],
            "handle": _times(self.talks) if self.talks else 300,
        }
        if any(wrap > 1 for wrap in self.wraps):
            found["wrap"] = _times(self.wraps)
        if self.target > 0:
            found["target"] = self.target
        if self.gave_up and self.tier == "live":
            found["patience"] = max(1.0, round(self.waited_s / self.gave_up, 1))  # the censored exponential's mean
        if self.queue.first_reply_seconds is None and self.due and mean(self.due) >= 1:
            found["due"] = int(mean(self.due))
        return found


def _times(seconds: list[float]) -> dict[str, Any]:
    step = -(-len(seconds) // MOST_TIMES)
    return {"shape": "recorded", "seconds": sorted(seconds)[::step]}


def _staff(day: Day, policy: PolicyDocument, zone: ZoneInfo) -> Iterable[dict[str, Any]]:
    """Everybody who was there on the latest of the days, in their shifts of that day."""
    stands: dict[UUID, list[PresenceSpan]] = {}
    for stand in day.stands:
        stands.setdefault(stand.agent_id, []).append(stand)
    took = [answer.took_s for entry in day.entries for answer in entry.answers if answer.how == "accepted"]
    answer_s = round(min(55.0, median(took)), 1) if took else 0.0
    for agent in sorted(stands):
        who = day.people.get(AgentId(agent))
        shifts = list(_shifts(stands[agent], day, zone))
        if who is not None and who.login in policy.agents and shifts:
            yield {"name": who.login, "like": who.login, "shifts": shifts, "answer": answer_s}


def _more(policy: PolicyDocument) -> list[dict[str, Any]]:
    widest = max(policy.agents.items(), key=lambda one: (len(one[1].queues), sum(one[1].skills.values())), default=None)
    return [] if widest is None else [{"name": MORE, "count": 0, "like": widest[0]}]


def _shifts(stands: Sequence[PresenceSpan], day: Day, zone: ZoneInfo) -> Iterable[str]:
    ends = [stand.at for stand in stands[1:]] + [day.ends]
    spans = [(s.at, end) for s, end in zip(stands, ends, strict=True) if s.presence is Presence.AVAILABLE]
    last = ""
    for begins, until in spans:
        first, after = _clock(begins, zone), _clock(until, zone)
        after = "24:00" if until == day.ends else after
        first = max(first, last)
        if first < after:
            yield f"{first}-{after}"
            last = after


def _clock(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"
