"""How fast the routing engine decides: `python -m benchmarks.routing` prints one JSON object a line.

A decision here is one input "capacity freed" that leads to an explained offer, in a centre of 500 agents with
20 queues, 12 skills, three rings and a standing backlog; the floor is a plain scan over all that waits that
makes the same choice (no explanation, no timers), in the same run.
"""

from __future__ import annotations

import gc
import json
import random
import statistics
import sys
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from time import thread_time
from uuid import UUID

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, InteractionId, QueueId
from routing.engine import Engine
from routing.engine.decisions import Offer
from routing.engine.inputs import (
    AgentChanged,
    Input,
    OfferClosed,
    OfferOutcome,
    PolicyChanged,
    SegmentEnded,
    WorkQueued,
)
from routing.engine.model import Capacity, QueueAccess, QueuePolicy, Requirement, Ring, RoutingPolicy

AGENTS, QUEUES, SKILLS = 500, 20, 12
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
MIXES = ("combos", "random", "unservable head")


class World:
    """The same agents and work for every contestant, from one seed."""

    def __init__(self, mix: str, seed: int) -> None:
        self.mix, self.random, self.made = mix, random.Random(seed), 0
        self.queues = [QueueId(UUID(int=1000 + n)) for n in range(QUEUES)]
        self.combos = {q: [self.random.sample(range(SKILLS), k) for k in (0, 1, 1, 2, 2, 3)] for q in self.queues}
        self.agents = [self._agent(n) for n in range(AGENTS)]

    def policy(self) -> RoutingPolicy:
        rings = (Ring(after_s=3600, lower=_all(1)), Ring(after_s=7200, drop=("s0",)), Ring(after_s=10800))
        return RoutingPolicy(version=1, queues=tuple(QueuePolicy(id=q, rings=rings) for q in self.queues))

    def work(self, entered: datetime, *, hopeless: bool = False) -> WorkQueued:
        self.made += 1
        queue = self.random.choice(self.queues)
        wanted = (
            self.random.choice(self.combos[queue])
            if self.mix != "random"
            else self.random.sample(range(SKILLS), self.random.randint(0, 3))
        )
        return WorkQueued(
            interaction_id=InteractionId(UUID(int=self.made)),
            queue_id=queue,
            channel="voice",
            tier=Tier.LIVE,
            entered_at=entered,
            priority=0 if hopeless else self.random.choice((0, 0, 0, 0, 1, 2, 5, 10)),
            requirements=_all(5) if hopeless else tuple(Requirement(f"s{n}", 2) for n in sorted(wanted)),
        )

    def backlog(self, size: int) -> Iterator[WorkQueued]:
        hopeless = size * 2 // 5 if self.mix == "unservable head" else 0
        for n in range(size):
            if n < hopeless:
                yield self.work(START - timedelta(seconds=3500 - n * 0.1), hopeless=True)
            else:
                yield self.work(START - timedelta(seconds=self.random.random() * 1800))

    def _agent(self, n: int) -> AgentChanged:
        queues = self.random.sample(self.queues, self.random.randint(1, 5))
        skills = {f"s{k}": self.random.randint(2, 4) for k in range(SKILLS) if self.random.random() < 0.5}
        return AgentChanged(
            agent_id=AgentId(UUID(int=10_000_000 + n)),
            presence=Presence.AWAY,
            queues=tuple(QueueAccess(queue_id=q) for q in queues),
            capacity=Capacity(channels={"voice": 1}, total=1),
            skills=skills,
            idle_since=START,
        )


def _all(minimum: int) -> tuple[Requirement, ...]:
    return tuple(Requirement(f"s{n}", minimum) for n in range(SKILLS))


class Indexed:
    """The engine, fed as the service feeds it."""

    def __init__(self, world: World, backlog: int) -> None:
        self.engine = Engine()
        self.held: dict[AgentId, Offer] = {}
        self.spent = 0.0
        self.take(PolicyChanged(world.policy()), START)
        for agent in world.agents:
            self.take(agent, START)
        for work in world.backlog(backlog):
            self.take(work, START)
        for agent in world.agents:
            self.take(_present(agent), START)

    def take(self, change: Input, now: datetime) -> InteractionId | None:
        taken = None
        before = thread_time()
        decisions = self.engine.apply(change, now)
        self.spent = thread_time() - before
        for decision in decisions:
            if isinstance(decision, Offer):
                taken = decision.interaction_id
                self.held[decision.agent_id] = decision
                self.engine.apply(_accepted(decision), now)
        return taken

    @property
    def waiting(self) -> int:
        return self.engine.waiting

    def freed(self, agent: AgentChanged, now: datetime) -> InteractionId | None:
        held = self.held.pop(agent.agent_id, None)
        if held is None:
            return None
        return self.take(SegmentEnded(agent_id=agent.agent_id, segment_id=held.segment_id), now)


class Scan:
    """The floor: look at everything that waits, keep the best."""

    def __init__(self, world: World, backlog: int) -> None:
        self.items: dict[InteractionId, tuple[int, int, float, int]] = {}
        self.busy: set[AgentId] = set()
        self.spent = 0.0
        self.queues = {a.agent_id: frozenset(line.queue_id.int for line in a.queues) for a in world.agents}
        self.skills = {a.agent_id: _mask(a.skills.items()) for a in world.agents}
        for work in world.backlog(backlog):
            self.take(work, START)
        for agent in world.agents:
            self.freed(agent, START, first=True)

    def take(self, change: Input, now: datetime) -> InteractionId | None:
        if isinstance(change, WorkQueued):
            wanted = sum(1 << _shift(r.skill, r.minimum) for r in change.requirements)
            entry = (change.queue_id.int, wanted, change.entered_at.timestamp(), change.priority)
            self.items[change.interaction_id] = entry
        return None

    @property
    def waiting(self) -> int:
        return len(self.items)

    def freed(self, agent: AgentChanged, now: datetime, *, first: bool = False) -> InteractionId | None:
        if not first and agent.agent_id not in self.busy:
            return None
        before = thread_time()
        best = self.best(self.queues[agent.agent_id], ~self.skills[agent.agent_id], now.timestamp())
        self.spent = thread_time() - before
        if best is None:
            self.busy.discard(agent.agent_id)
        else:
            self.busy.add(agent.agent_id)
            del self.items[best]
        return best

    def best(self, queues: frozenset[int], lacks: int, now: float) -> InteractionId | None:
        best, best_score = None, -1e18
        for interaction_id, (queue, wanted, entered, priority) in self.items.items():
            if queue in queues and not wanted & lacks:
                score = (now - entered) / 60 + priority
                if score > best_score + 1e-9:
                    best, best_score = interaction_id, score
        return best


def _shift(skill: str, level: int) -> int:
    return int(skill[1:]) * 6 + level


def _mask(skills: Iterable[tuple[str, int]]) -> int:
    return sum(1 << _shift(skill, level) for skill, top in skills for level in range(top + 1))


Contestant = Indexed | Scan


def _accepted(offer: Offer) -> OfferClosed:
    return OfferClosed(
        segment_id=offer.segment_id,
        interaction_id=offer.interaction_id,
        agent_id=offer.agent_id,
        outcome=OfferOutcome.ACCEPTED,
    )


def _present(agent: AgentChanged) -> AgentChanged:
    return AgentChanged(
        agent_id=agent.agent_id,
        presence=Presence.AVAILABLE,
        queues=agent.queues,
        capacity=agent.capacity,
        skills=agent.skills,
        idle_since=START,
    )


class Course:
    """One contestant in one world: capacity is freed again and again, the backlog is kept at its size."""

    def __init__(self, make: Callable[[World, int], Contestant], mix: str, backlog: int, seed: int = 1) -> None:
        self.world = World(mix, seed)
        self.contestant = make(self.world, backlog + AGENTS)
        self.now, self.backlog = START, backlog

    def burst(self, decisions: int) -> tuple[list[float], list[InteractionId | None]]:
        """Seconds of this thread's processor time for each decision, and what was chosen."""
        spent: list[float] = []
        chosen: list[InteractionId | None] = []
        while len(spent) < decisions:
            self.now += timedelta(milliseconds=20)
            taken = self.contestant.freed(self.world.random.choice(self.world.agents), self.now)
            if taken is not None:
                spent.append(self.contestant.spent)
                chosen.append(taken)
                while self.contestant.waiting < self.backlog:  # what an idle agent gets at once does not wait
                    self.contestant.take(self.world.work(self.now), self.now)
        return spent, chosen


def contest(one: Course, many: int, other: Course, few: int, rounds: int = 15) -> tuple[float, float]:
    """Mean seconds a decision of each, in its quietest burst; bursts alternate, so that both share the noise."""
    gc.collect()
    gc.freeze()
    times = [(statistics.mean(one.burst(many)[0]), statistics.mean(other.burst(few)[0])) for _ in range(rounds)]
    gc.unfreeze()
    return min(t[0] for t in times), min(t[1] for t in times)


def report(name: str, value: float, unit: str, floor: float | None, note: str) -> None:
    ratio = None if floor is None else round(value / floor, 2)
    line = {"name": name, "value": _round(value), "unit": unit, "floor": floor and _round(floor)}
    print(json.dumps({**line, "ratio": ratio, "note": note}), flush=True)


def _round(value: float) -> float:
    return float(f"{value:.4g}")


def main() -> None:
    many = 200 if "--quick" in sys.argv else 1_000
    for mix in MIXES:
        same = sum(
            a == b for a, b in zip(*(Course(c, mix, 5000, 7).burst(500)[1] for c in (Indexed, Scan)), strict=True)
        )
        ours, floor = contest(Course(Indexed, mix, 5000), many, Course(Scan, mix, 5000), many // 10)
        note = f"500 agents, 5,000 waiting, rings, explained; same choice as the scan {same}/500"
        report(f"routing.decisions[{mix}]", 1 / ours, "1/s", 1 / floor, note)
    for mix in MIXES:
        large, small = contest(Course(Indexed, mix, 50_000), many, Course(Indexed, mix, 500), many)
        report(f"routing.growth[{mix}]", large * 1e6, "us", small * 1e6, "50,000 waiting against 500")
    spent = sorted(Course(Indexed, "combos", 5000, 4).burst(15 * many)[0])
    p50, p99 = (spent[len(spent) * part // 100] * 1e6 for part in (50, 99))
    report("routing.p99", p99, "us", p50, "of a decision, against its median; includes the neighbours' noise")
    _memory()


def _memory() -> None:
    world = World("combos", 1)
    engine = Engine()
    engine.apply(PolicyChanged(world.policy()), START)
    works = list(world.backlog(20_000))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for work in works:
        engine.apply(work, START)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    report("routing.memory", grown / len(works), "bytes/waiting", None, "without the WorkQueued itself")


if __name__ == "__main__":
    main()
