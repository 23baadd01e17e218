"""The router as one would write it first: plain loops over everything, the measure of the real one.

It shares no code with `routing.engine` but the contracts and the instant of each offer's id.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from routing.engine.decisions import Exclusion
from routing.engine.inputs import (
    AgentChanged,
    AgentGone,
    AgentPresence,
    AgentSeen,
    Input,
    OfferClosed,
    OfferNotMade,
    OfferOutcome,
    PolicyChanged,
    RefusalCause,
    SegmentChanged,
    SegmentEnded,
    WorkGone,
    WorkQueued,
)
from routing.engine.model import Capacity, LoadState, OpenSegment, QueuePolicy, RoutingPolicy, Scoring, Selection
from routing.engine.offering import offer_id

TIERS = [Tier.LIVE, Tier.MESSAGING, Tier.DEFERRED]
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def s(seconds: float) -> timedelta:
    return timedelta(seconds=seconds)


@dataclass(eq=False)
class NAgent:
    id: Any
    facts: AgentChanged
    presence: Presence
    idle_since: datetime
    segments: dict[Any, OpenSegment] = field(default_factory=dict)
    misses: int = 0
    last_seen: datetime | None = None
    silent_since: datetime | None = None
    returned: bool = False
    held_back_until: datetime | None = None
    last_offer: datetime = LONG_AGO

    @property
    def present(self) -> bool:
        return self.presence is Presence.AVAILABLE and self.silent_since is None

    @property
    def signed_in(self) -> bool:
        return self.presence is not Presence.OFFLINE

    @property
    def order(self) -> Any:
        return (len(self.segments), self.idle_since, self.id.int)

    def room(self, work: WorkQueued, policy: RoutingPolicy) -> bool:
        segments = self.segments.values()
        alerting = [x for x in segments if x.state is LoadState.ALERTING]
        if work.tier is Tier.LIVE:
            if any(x.tier is Tier.LIVE for x in alerting):
                return False
            if any(x.state is LoadState.WRAPPING and x.media for x in segments):
                return False
        elif alerting:
            return False
        yields = {i.over for i in policy.interrupts if i.by == work.channel}
        on_channel = sum(x.weight for x in segments if x.channel == work.channel)
        total = sum(x.weight for x in segments if x.channel not in yields or not _can_be_parked(x))
        limits = self.facts.capacity
        for channel, places in ((x.channel, x.places) for x in policy.reserved):
            if channel != work.channel and channel not in yields:
                used = sum(x.weight for x in segments if x.channel == channel)
                total += max(0, min(places, limits.channels.get(channel, 0)) - used)
        return on_channel + work.weight <= limits.channels.get(work.channel, 0) and total + work.weight <= limits.total


def _can_be_parked(segment: OpenSegment) -> bool:
    return segment.state is LoadState.ACTIVE and segment.tier is not Tier.LIVE


@dataclass(eq=False)
class NWork:
    work: WorkQueued
    at_head: bool = False
    excluded: dict[Any, datetime] = field(default_factory=dict)
    offer: Any = None
    withheld_until: datetime | None = None
    unserved: bool = False


@dataclass(eq=False)
class NOffer:
    id: Any
    work: NWork
    agent: NAgent
    expires_at: datetime


class Naive:
    def __init__(self) -> None:
        self.policy = RoutingPolicy(version=0)
        self.agents: dict[Any, NAgent] = {}
        self.works: dict[Any, NWork] = {}
        self.offers: dict[Any, NOffer] = {}
        self.credit: dict[Any, list[int]] = {}
        self.now = LONG_AGO
        self.out: list[tuple[Any, ...]] = []

    def apply_all(self, changes: list[Input], now: datetime) -> list[tuple[Any, ...]]:
        self.now = now
        self.out = []
        for change in changes:
            name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(change).__name__).lower()
            getattr(self, f"on_{name}")(change)
            self.judge()
        self.ring()
        self.match()
        self.judge()
        return self.out

    # --- inputs

    def on_tick(self, change: Any) -> None: ...

    def on_policy_changed(self, change: PolicyChanged) -> None:
        self.policy = change.policy

    def on_agent_changed(self, c: AgentChanged) -> None:
        agent = self.agents.get(c.agent_id)
        if agent is None:
            agent = self.agents[c.agent_id] = NAgent(c.agent_id, c, Presence.OFFLINE, self.now)
        agent.facts = c
        agent.held_back_until = None
        agent.idle_since = c.idle_since or agent.idle_since
        if c.segments is not None:
            listed = {x.segment_id: x for x in c.segments}
            for offer in self.offers_to(agent):
                if offer.id in listed and listed[offer.id].state is not LoadState.ALERTING:
                    self.accept(offer)
            ours = {k: v for k, v in agent.segments.items() if k in self.offers}
            agent.segments = {**ours, **listed}
        agent.last_seen = c.last_seen or agent.last_seen
        if not c.reachable:
            agent.silent_since = agent.silent_since or agent.last_seen or self.now
        elif c.last_seen is None or c.last_seen + s(self.policy.silent_after_s) > self.now:
            agent.silent_since, agent.returned = None, False
        self.stand(agent, c.presence)

    def on_agent_presence(self, c: AgentPresence) -> None:
        agent = self.agents.get(c.agent_id)
        if agent:
            agent.held_back_until = None
            agent.idle_since = c.idle_since or agent.idle_since
            self.stand(agent, c.presence)

    def on_agent_gone(self, c: AgentGone) -> None:
        agent = self.agents.get(c.agent_id)
        if agent:
            self.stand(agent, Presence.OFFLINE)
            agent.facts = AgentChanged(
                agent_id=c.agent_id,
                presence=Presence.OFFLINE,
                queues=(),
                capacity=Capacity(channels={}, total=0),
            )
            agent.segments = {}

    def on_agent_seen(self, c: AgentSeen) -> None:
        for agent in (self.agents[a] for a in c.agent_ids if a in self.agents):
            agent.last_seen = max(c.at, agent.last_seen or c.at)
            agent.silent_since, agent.returned = None, False

    def on_segment_changed(self, c: SegmentChanged) -> None:
        agent = self.agents.get(c.agent_id)
        if agent:
            agent.held_back_until = None
            offer = self.offers.get(c.segment.segment_id)
            if offer and c.segment.state is not LoadState.ALERTING:
                self.accept(offer)
            agent.segments[c.segment.segment_id] = c.segment

    def on_segment_ended(self, c: SegmentEnded) -> None:
        agent = self.agents.get(c.agent_id)
        if agent and c.segment_id not in self.offers:
            agent.held_back_until = None
            gone = agent.segments.pop(c.segment_id, None)
            if gone and gone.state is not LoadState.ALERTING:
                agent.idle_since = self.now

    def on_work_queued(self, c: WorkQueued) -> None:
        item = self.works.get(c.interaction_id)
        if item is None:
            item = self.works[c.interaction_id] = NWork(c)
        else:
            item.withheld_until = None
            if item.offer and c.queue_id != item.work.queue_id:
                self.rescind(item.offer, "moved")
        item.work = c
        item.at_head = item.at_head or c.at_head
        for x in c.excluded:
            item.excluded[x.agent_id] = max(x.until, item.excluded.get(x.agent_id, x.until))

    def on_work_gone(self, c: WorkGone) -> None:
        item = self.works.get(c.interaction_id)
        if item:
            if item.offer:
                self.rescind(item.offer, "work_gone")
            del self.works[c.interaction_id]

    def on_offer_closed(self, c: OfferClosed) -> None:
        offer = self.offers.get(c.segment_id)
        if offer is None:
            self.closed_unknown(c)
        elif c.outcome is OfferOutcome.ACCEPTED:
            self.accept(offer)
        else:
            self.end(offer)
            if c.outcome in (OfferOutcome.REJECTED, OfferOutcome.TIMED_OUT):
                offer.work.excluded[offer.agent.id] = self.now + s(self.policy.same_agent_after_s)
            if c.outcome is OfferOutcome.TIMED_OUT:
                offer.agent.misses += 1
                self.stand(offer.agent, Presence.NOT_RESPONDING)
            if c.outcome is OfferOutcome.LOST:
                offer.work.at_head = True
            if c.outcome is OfferOutcome.RESCINDED:
                offer.work.withheld_until = self.now + s(self.policy.refused_retry_s)

    def closed_unknown(self, c: OfferClosed) -> None:
        agent, item = self.agents.get(c.agent_id), self.works.get(c.interaction_id)
        if c.outcome is not OfferOutcome.ACCEPTED:
            if agent:
                agent.segments.pop(c.segment_id, None)
        elif item is not None:
            if item.offer:
                self.rescind(item.offer, "taken")
            if agent:
                agent.misses = 0
                agent.segments[c.segment_id] = self.segment(c.segment_id, item.work, LoadState.ACTIVE)
            del self.works[c.interaction_id]

    def on_offer_not_made(self, c: OfferNotMade) -> None:
        offer = self.offers.get(c.segment_id)
        if offer:
            until = self.now + s(self.policy.refused_retry_s)
            if c.cause is RefusalCause.WORK:
                offer.work.withheld_until = until
            else:
                offer.agent.held_back_until = until
            self.end(offer)

    # --- time

    def ring(self) -> None:
        """One thing that is due after the other, in the order in which they fell due."""
        while due := sorted(self.due(), key=lambda x: x[:3]):
            _, _, _, happen, subject = due[0]
            happen(subject)
        for item in self.works.values():
            if item.withheld_until and item.withheld_until <= self.now:
                item.withheld_until = None
            item.excluded = {a: until for a, until in item.excluded.items() if until > self.now}

    def due(self) -> list[Any]:
        found: list[Any] = [(o.expires_at, 0, o.id.int, self.expire, o) for o in self.offers.values()]
        for a in self.agents.values():
            found.append((a.held_back_until, 1, a.id.int, self.release, a))
            if a.signed_in and a.silent_since is None and a.last_seen:
                silent = a.last_seen + s(self.policy.silent_after_s)
                found.append((silent, 1, a.id.int, self.fall_silent, a))
            if a.signed_in and a.silent_since is not None and not a.returned:
                lost = a.silent_since + s(self.policy.lost_after_s)
                found.append((lost, 1, a.id.int, self.lose, a))
        return [x for x in found if x[0] is not None and x[0] <= self.now]

    def expire(self, offer: NOffer) -> None:
        self.end(offer)
        offer.agent.misses += 1
        offer.work.excluded[offer.agent.id] = self.now + s(self.policy.same_agent_after_s)
        self.out.append(("expire", offer.id, offer.agent.misses))
        if offer.agent.misses % self.policy.misses_alert == 0:
            self.out.append(("alert", offer.agent.id, offer.agent.misses))
        self.stand(offer.agent, Presence.NOT_RESPONDING)

    def release(self, agent: NAgent) -> None:
        agent.held_back_until = None

    def fall_silent(self, agent: NAgent) -> None:
        agent.silent_since = agent.last_seen
        self.out.append(("unreachable", agent.id, agent.silent_since))
        self.stand(agent, agent.presence)

    def lose(self, agent: NAgent) -> None:
        agent.returned = True
        for x in agent.segments.values():
            if x.returns_if_lost and x.state is LoadState.ACTIVE:
                self.out.append(("return", x.segment_id))

    # --- offers

    def stand(self, agent: NAgent, presence: Presence) -> None:
        agent.presence = presence
        if not agent.present:
            for offer in self.offers_to(agent):
                silent = agent.silent_since is not None and agent.signed_in
                self.rescind(offer.id, "agent_unreachable" if silent else "agent_not_available")

    def offers_to(self, agent: NAgent) -> list[NOffer]:
        return [o for o in self.offers.values() if o.agent is agent]

    def end(self, offer: NOffer) -> None:
        del self.offers[offer.id]
        offer.work.offer = None
        offer.agent.segments.pop(offer.id, None)

    def rescind(self, offer_id: Any, reason: str) -> None:
        self.end(self.offers[offer_id])
        self.out.append(("rescind", offer_id, reason))

    def accept(self, offer: NOffer) -> None:
        self.end(offer)
        offer.agent.misses = 0
        offer.agent.segments[offer.id] = self.segment(offer.id, offer.work.work, LoadState.ACTIVE)
        del self.works[offer.work.work.interaction_id]

    def segment(self, segment_id: Any, work: WorkQueued, state: LoadState) -> OpenSegment:
        return OpenSegment(
            segment_id,
            work.interaction_id,
            work.channel,
            work.tier,
            work.weight,
            state,
            work.media,
            work.returns_if_lost,
        )

    # --- who may take what

    def queue(self, item: NWork) -> QueuePolicy:
        found = [q for q in self.policy.queues if q.id == item.work.queue_id]
        return found[0] if found else QueuePolicy(id=item.work.queue_id)

    def wanted(self, item: NWork, age: timedelta) -> tuple[list[Any], dict[str, int], int]:
        queue = self.queue(item)
        queues: list[Any] = [queue.id, *item.work.groups]
        wanted: dict[str, int] = {}
        for r in (*item.work.requirements, *queue.requirements):
            wanted[r.skill] = max(r.minimum, wanted.get(r.skill, 0))
        rings = queue.rings if item.work.rings is None else item.work.rings
        number = len({ring.after_s for ring in (*rings, *queue.groups) if s(ring.after_s) <= age})
        for ring in (*rings, *queue.groups):
            if s(ring.after_s) <= age:
                queues += ring.add_queues
                for r in ring.lower:
                    if r.skill in wanted:
                        wanted[r.skill] = min(wanted[r.skill], r.minimum)
                wanted = {skill: n for skill, n in wanted.items() if skill not in ring.drop}
        return queues, wanted, number

    def age(self, item: NWork) -> timedelta:
        return self.now - item.work.entered_at

    def serves(self, agent: NAgent, queues: list[Any], age: timedelta | None) -> bool:
        return any(
            line.queue_id in queues and (age is None or not line.delay_s or s(line.delay_s) <= age)
            for line in agent.facts.queues
        )

    def skilled(self, agent: NAgent, wanted: dict[str, int]) -> bool:
        return all(agent.facts.skills.get(skill, -1) >= n for skill, n in wanted.items())

    def holder(self, item: NWork) -> NAgent | None:
        p = item.work.preferred
        if p is None or p.until <= self.now or p.agent_id in item.excluded:
            return None
        agent = self.agents.get(p.agent_id)
        return agent if agent and agent.present else None

    def candidates(self, item: NWork) -> list[NAgent]:
        if item.offer or item.withheld_until or self.queue(item).paused:
            return []
        holder = self.holder(item)
        if holder:
            could = [holder]
        else:
            queues, wanted, _ = self.wanted(item, self.age(item))
            could = [
                a for a in self.agents.values() if self.serves(a, queues, self.age(item)) and self.skilled(a, wanted)
            ]
            others = [a for a in could if a.present and a.id not in item.excluded]
            if item.excluded and others:
                could = others
        return [a for a in could if a.present and a.held_back_until is None and a.room(item.work, self.policy)]

    # --- order

    def tier(self, item: NWork) -> tuple[int, datetime]:
        due, since = item.work.due_at, item.work.entered_at
        if due and item.work.tier is Tier.DEFERRED:
            joins = due - s(self.queue(item).due_lead_s)
            if joins <= self.now:
                return 0, max(joins, since)
        return TIERS.index(item.work.tier), since

    def rank(self, item: NWork) -> Any:
        queue, (_, since) = self.queue(item), self.tier(item)
        points = item.work.priority + queue.priority
        if queue.scoring is Scoring.PRIORITY_ONLY:
            key: Any = (1, timedelta(minutes=-points))
        else:
            key = (2, (since - timedelta(minutes=points)) - datetime(2026, 1, 1, tzinfo=since.tzinfo))
        return (0 if item.at_head else key[0], key[1], since, item.work.interaction_id.int)

    def level(self, agent: NAgent, item: NWork) -> int:
        if self.holder(item) is agent:
            return 0
        queues, _, _ = self.wanted(item, self.age(item))
        return min(
            line.priority
            for line in agent.facts.queues
            if line.queue_id in queues and (not line.delay_s or s(line.delay_s) <= self.age(item))
        )

    def match(self) -> None:
        for agent in sorted(self.agents.values(), key=lambda a: a.order):
            while (item := self.pick(agent)) is not None:
                able = self.candidates(item)
                self.offer(item, self.choose(item, able), able)

    def pick(self, agent: NAgent) -> NWork | None:
        mine = [item for item in self.works.values() if agent in self.candidates(item)]
        best: dict[int, NWork] = {}
        for item in sorted(mine, key=lambda i: (self.level(agent, i), self.rank(i))):
            best.setdefault(self.tier(item)[0], item)
        if len(best) < 2:
            return next(iter(best.values()), None)
        account = self.credit.setdefault(tuple(sorted({line.queue_id for line in agent.facts.queues})), [0, 0, 0])
        shares = self.policy.shares
        for tier in best:
            account[tier] += (shares.live, shares.messaging, shares.deferred)[tier]
        due = sorted((-account[tier], tier) for tier in best if account[tier] >= 100)
        chosen = due[0][1] if due else min(best)
        account[chosen] = max(0, account[chosen] - 100)
        return best[chosen]

    def choose(self, item: NWork, able: list[NAgent]) -> NAgent:
        selection, wanted = self.queue(item).selection, self.wanted(item, self.age(item))[1]
        merit: dict[Selection, Any] = {
            Selection.LONGEST_IDLE: lambda a: 0,
            Selection.MOST_PROFICIENT: lambda a: -sum(a.facts.skills.get(k, 0) for k in wanted),
            Selection.LEAST_OCCUPIED: lambda a: sum(x.weight for x in a.segments.values()) / a.facts.capacity.total,
            Selection.ROUND_ROBIN: lambda a: a.last_offer,
        }
        return min(able, key=lambda a: (merit[selection](a), a.order))

    def offer(self, item: NWork, agent: NAgent, able: list[NAgent]) -> None:
        limits, tier = self.queue(item).offer, item.work.tier
        seconds = {
            Tier.LIVE: limits.live_s,
            Tier.MESSAGING: limits.messaging_s,
            Tier.DEFERRED: limits.deferred_s,
        }[tier]
        us = (self.now - datetime(1970, 1, 1, tzinfo=self.now.tzinfo)) // timedelta(microseconds=1)
        segment_id = offer_id(item.work.interaction_id.int, agent.id.int, us)
        self.out.append(("offer", segment_id, item.work.interaction_id, agent.id, *self.why(item, able)))
        agent.segments[segment_id] = self.segment(segment_id, item.work, LoadState.ALERTING)
        agent.last_offer = self.now
        item.offer = segment_id
        self.offers[segment_id] = NOffer(segment_id, item, agent, self.now + s(seconds))

    def why(self, item: NWork, able: list[NAgent]) -> tuple[Any, ...]:
        if self.holder(item):
            return (1, [])
        queues, wanted, _ = self.wanted(item, self.age(item))
        counts = Counter(
            self.reason(a, item, wanted, queues)
            for a in self.agents.values()
            if self.serves(a, queues, None) and a not in able
        )
        return (len(able), sorted(map(repr, counts.items())))

    def reason(self, a: NAgent, item: NWork, wanted: dict[str, int], queues: list[Any]) -> Any:
        if not a.signed_in:
            return Exclusion.SIGNED_OUT
        if a.silent_since is not None:
            return Exclusion.UNREACHABLE
        if not a.present:
            return Exclusion(a.presence.value)
        for skill in sorted(wanted):
            if a.facts.skills.get(skill, -1) < wanted[skill]:
                return (Exclusion.LACKS_SKILL, skill, wanted[skill])
        if not self.serves(a, queues, self.age(item)):
            return Exclusion.DELAYED
        return Exclusion.REFUSED_LATELY if a.id in item.excluded else Exclusion.BUSY

    # --- nobody eligible

    def judge(self) -> None:
        for item in self.works.values():
            queues, wanted, _ = self.wanted(item, timedelta.max)
            served = any(
                a.signed_in and self.serves(a, queues, None) and self.skilled(a, wanted) for a in self.agents.values()
            )
            if served is item.unserved:
                item.unserved = not served
                self.out.append(("again" if served else "nobody", item.work.interaction_id))
