"""The bounds of fairness for a policy as people wrote it: names instead of ids. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid5

from contact_center.kernel.ids import QueueId
from routing.engine.fairness import TierBound, fairness
from routing.engine.model import QueueAccess, QueuePolicy, RoutingPolicy, TierShares
from routing.policy.model import PolicyDocument


@dataclass(frozen=True, slots=True)
class Bounds:
    """As `routing.engine.fairness.Fairness`, with names of queues."""

    tiers: tuple[TierBound, ...]
    overtaken_s: float
    first: tuple[str, ...]
    behind: tuple[str, ...]


def bounds(document: PolicyDocument) -> Bounds:
    """Points: a queue's own, and what all rules together may add or take. A supervisor's raise is beyond them."""
    names = {_id(queue.name): queue.name for queue in document.queues}
    queues = tuple(QueuePolicy(id=id, scoring=one.scoring) for id, one in zip(names, document.queues, strict=True))
    shares = TierShares(**document.shares.model_dump())
    profiles = [
        tuple(QueueAccess(queue_id=_id(name), priority=line.priority) for name, line in agent.queues.items())
        for agent in document.agents.values()
        if agent.queues
    ]
    found = fairness(RoutingPolicy(version=1, queues=queues, shares=shares), _points(document), profiles)
    first, behind = (tuple(names[id] for id in ids if id in names) for ids in (found.first, found.behind))
    return Bounds(found.tiers, found.overtaken_s, first, behind)


def _points(document: PolicyDocument) -> tuple[int, int]:
    added = [rule.then.priority or 0 for rule in document.rules if rule.enabled]
    own = [queue.priority for queue in document.queues] or [0]
    return min(own) + sum(n for n in added if n < 0), max(own) + sum(n for n in added if n > 0)


def _id(name: str) -> QueueId:
    return QueueId(uuid5(UUID(int=0), name))
