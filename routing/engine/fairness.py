"""How unfair routing can get at worst: bounds that hold for the given settings whatever arrives.

Inside a tier nobody compares anything but scores, and a score is minutes plus points: so work is overtaken only
by work that entered later by less than its lead in points. Between tiers the minimum shares hold (`shares`): a
tier that has work for the agents of a group gets one of their offers at the latest after so many. Both speak of
agents who rank the queues alike; a profile that puts one queue before another, a queue scored by priority
alone, work held for a preferred agent and work that lost its agent go before the others by design.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.ids import QueueId
from routing.engine.instants import MINUTE, SECOND
from routing.engine.model import QueueAccess, RoutingPolicy, Scoring, TierShares
from routing.engine.shares import FULL, Shares
from routing.engine.waiting import LANES

_CONTESTS = ((0, 1), (0, 2), (1, 2), (0, 1, 2))
_MOST = 2_000
_Credits = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class TierBound:
    tier: Tier
    share: int
    """Percent of the contested offers."""
    offers: int | None
    """Of so many contested offers in a row that this tier takes part in, at least one is its own. None: it has no
    share, and is served when no more urgent tier has work for the agent."""


@dataclass(frozen=True, slots=True)
class Fairness:
    tiers: tuple[TierBound, ...]
    overtaken_s: float
    """Work that enters later than this after other work of the same tier is never served before it."""
    first: tuple[QueueId, ...]
    """Queues scored by priority alone: served before all others of their tier, however old these are."""
    behind: tuple[QueueId, ...]
    """Queues that every agent who serves them ranks behind another: served when the others have nothing."""


def fairness(policy: RoutingPolicy, points: tuple[int, int], profiles: Iterable[tuple[QueueAccess, ...]]) -> Fairness:
    """The bounds for a policy, work of `points` from least to most (a queue's and its own), and agents' profiles."""
    lowest, highest = points
    return Fairness(
        tiers=tuple(tier_bound(policy.shares, tier) for tier in LANES),
        overtaken_s=max(0, highest - lowest) * MINUTE / SECOND,
        first=tuple(queue.id for queue in policy.queues if queue.scoring is Scoring.PRIORITY_ONLY),
        behind=_behind(list(profiles)),
    )


def tier_bound(shares: TierShares, tier: Tier) -> TierBound:
    """Exact where the shares have few distinct sums of credit; otherwise 200 / share rounded up, never too small."""
    share = (shares.live, shares.messaging, shares.deferred)[LANES.index(tier)]
    if not share:
        return TierBound(tier, share, None)
    exact = _longest_wait(shares, LANES.index(tier))
    return TierBound(tier, share, exact or -(-2 * FULL // share))


def _longest_wait(shares: TierShares, lane: int) -> int | None:
    """Contested offers until this lane gets one, at worst: all courses are followed until none is left."""
    steps = _steps(shares)
    if steps is None:
        return None
    unserved, offers = set(steps), 0
    while unserved:
        offers += 1
        served_others = {
            after for before in unserved for lanes, chosen, after in steps[before] if lane in lanes and chosen != lane
        }
        unserved = _meanwhile(served_others, steps, lane)
    return offers


_Steps = dict[_Credits, list[tuple[tuple[int, ...], int, _Credits]]]


def _steps(shares: TierShares) -> _Steps | None:
    """From each state of an account what may follow: who contested, who was chosen, the next state."""
    rule = Shares()
    rule.set(shares)
    found: _Steps = {}
    ahead: list[_Credits] = [(0, 0, 0)]
    while ahead:
        before = ahead.pop()
        if before in found:
            continue
        if len(found) == _MOST:
            return None
        found[before] = [_step(rule, before, lanes) for lanes in _CONTESTS]
        ahead.extend(after for _, _, after in found[before])
    return found


def _step(rule: Shares, before: _Credits, lanes: tuple[int, ...]) -> tuple[tuple[int, ...], int, _Credits]:
    account = list(before)
    chosen = rule.choose(account, list(lanes))
    return lanes, chosen, (account[0], account[1], account[2])


def _meanwhile(states: set[_Credits], steps: _Steps, lane: int) -> set[_Credits]:
    """The states and all that follow from contests in which the lane has no part."""
    reached, ahead = set(states), list(states)
    while ahead:
        for lanes, _, after in steps[ahead.pop()]:
            if lane not in lanes and after not in reached:
                reached.add(after)
                ahead.append(after)
    return reached


def _behind(profiles: list[tuple[QueueAccess, ...]]) -> tuple[QueueId, ...]:
    served: set[QueueId] = set()
    foremost: set[QueueId] = set()
    for access in profiles:
        best = min((line.priority for line in access), default=0)
        served.update(line.queue_id for line in access)
        foremost.update(line.queue_id for line in access if line.priority == best)
    return tuple(sorted(served - foremost))
