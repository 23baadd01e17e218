"""Checks of a whole policy and of a routing profile. All problems are found at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contact_center.kernel.ids import QueueId
from routing.engine.model import Capacity, QueueAccess, QueuePolicy, Requirement, Ring, RoutingPolicy, TierShares
from routing.policy.errors import PolicyInvalid, Problem, ProblemCode
from routing.policy.rings import MAX_RINGS
from routing.policy.skills import cycle

MAX_DELAY_S = 9999
LIVE_OFFER_S = range(7, 60)
TEXT_OFFER_S = range(7, 3601)


def validate(policy: RoutingPolicy) -> RoutingPolicy:
    """The policy itself. Raises `PolicyInvalid` with everything that is wrong."""
    problems = tuple(problems_of(policy))
    if problems:
        raise PolicyInvalid(problems)
    return policy


def problems_of(policy: RoutingPolicy) -> Iterator[Problem]:
    yield from _numbers(policy)
    yield from _shares(policy.shares)
    yield from _interrupts(policy)
    for reserve in policy.reserved:
        yield from _within(reserve.places, range(1, 101), f"reserved.{reserve.channel}")
    known = {queue.id for queue in policy.queues}
    seen: set[QueueId] = set()
    for queue in policy.queues:
        place = f"queues[{queue.name or queue.id}]"
        if queue.id in seen:
            yield Problem(place, ProblemCode.QUEUE_TWICE)
        seen.add(queue.id)
        yield from _queue(queue, place, known, frozenset(policy.skills))
    if len(set(policy.skills)) < len(policy.skills):
        yield Problem("skills", ProblemCode.SKILL_TWICE)


def profile_problems(
    policy: RoutingPolicy,
    queues: Iterable[QueueAccess],
    skills: Mapping[str, int],
    capacity: Capacity,
) -> Iterator[Problem]:
    """What is wrong with the queues, skills and capacity of an agent under this policy."""
    known = {queue.id for queue in policy.queues}
    seen: set[QueueId] = set()
    for n, line in enumerate(queues):
        place = f"queues[{n}]"
        if line.queue_id not in known:
            yield Problem(f"{place}.queue_id", ProblemCode.NO_SUCH_QUEUE, {"queue": str(line.queue_id)})
        if line.queue_id in seen:
            yield Problem(f"{place}.queue_id", ProblemCode.AGENT_QUEUE_TWICE)
        seen.add(line.queue_id)
        yield from _within(line.priority, range(1, 100), f"{place}.priority")
        yield from _within(line.delay_s, range(MAX_DELAY_S + 1), f"{place}.delay_s")
    for skill, level in skills.items():
        yield from _skill(skill, level, f"skills[{skill}]", frozenset(policy.skills))
    yield from _capacity(capacity)


def _numbers(policy: RoutingPolicy) -> Iterator[Problem]:
    yield from _within(policy.version, range(1, 2**31), "version")
    yield from _within(policy.same_agent_after_s, range(3601), "same_agent_after_s")
    yield from _within(policy.silent_after_s, range(5, 601), "silent_after_s")
    yield from _within(policy.misses_alert, range(1, 101), "misses_alert")
    yield from _within(policy.refused_retry_s, range(1, 61), "refused_retry_s")
    if policy.lost_after_s < policy.silent_after_s:
        yield Problem("lost_after_s", ProblemCode.LOST_BEFORE_SILENT)


def _shares(shares: TierShares) -> Iterator[Problem]:
    parts = {"live": shares.live, "messaging": shares.messaging, "deferred": shares.deferred}
    for name, share in parts.items():
        yield from _within(share, range(101), f"shares.{name}")
    if sum(parts.values()) > 100:
        yield Problem("shares", ProblemCode.SHARES_OVER_100, {"sum": sum(parts.values())})


def _interrupts(policy: RoutingPolicy) -> Iterator[Problem]:
    pairs = [(interrupt.by, interrupt.over) for interrupt in policy.interrupts]
    mutual = [n for n, (by, over) in enumerate(pairs) if (over, by) in pairs]
    for n in mutual:
        by, over = pairs[n]
        yield Problem(f"interrupts[{n}]", ProblemCode.INTERRUPT_EACH_OTHER, {"by": by, "over": over})
    circle = cycle({by: tuple(over for one, over in pairs if one == by) for by, _ in pairs})
    if circle is not None and not mutual:
        yield Problem("interrupts", ProblemCode.INTERRUPTS_IN_A_CIRCLE, {"way": " → ".join(circle)})


def _queue(queue: QueuePolicy, place: str, known: set[QueueId], skills: frozenset[str]) -> Iterator[Problem]:
    yield from _within(queue.offer.live_s, LIVE_OFFER_S, f"{place}.offer.live_s")
    yield from _within(queue.offer.messaging_s, TEXT_OFFER_S, f"{place}.offer.messaging_s")
    yield from _within(queue.offer.deferred_s, TEXT_OFFER_S, f"{place}.offer.deferred_s")
    for limit in queue.offer.channels:
        yield from _within(limit.seconds, TEXT_OFFER_S, f"{place}.offer.channels[{limit.channel}]")
    yield from _within(queue.priority, range(-10_000, 10_001), f"{place}.priority")
    yield from _within(queue.due_lead_s, range(7 * 86_400), f"{place}.due_lead_s")
    for r in queue.requirements:
        yield from _skill(r.skill, r.minimum, f"{place}.requirements[{r.skill}]", skills)
    yield from ring_problems(queue.rings, queue.requirements, place, known, skills)


def ring_problems(
    rings: tuple[Ring, ...],
    asked: tuple[Requirement, ...],
    place: str,
    known: set[QueueId],
    skills: frozenset[str],
) -> Iterator[Problem]:
    """What is wrong with the `rings` at this place; `asked` is what they can lower."""
    if len(rings) > MAX_RINGS:
        yield Problem(f"{place}.rings", ProblemCode.TOO_MANY_RINGS, {"rings": len(rings), "most": MAX_RINGS})
    before = 0
    for n, ring in enumerate(rings):
        at = f"{place}.rings[{n}]"
        if ring.after_s <= before:
            args = {"after": ring.after_s, "before": before}
            yield Problem(f"{at}.after_s", ProblemCode.RING_NOT_LATER, args)
        before = ring.after_s
        earlier = _lowest((*asked, *(r for past in rings[:n] for r in past.lower)))
        yield from _ring(ring, earlier, at, known, skills)


def _ring(
    ring: Ring, earlier: dict[str, int], at: str, known: set[QueueId], skills: frozenset[str]
) -> Iterator[Problem]:
    for added in ring.add_queues:
        if added not in known:
            yield Problem(f"{at}.add_queues", ProblemCode.NO_SUCH_QUEUE, {"queue": str(added)})
    for skill in ring.drop:
        yield from _skill(skill, 0, f"{at}.drop[{skill}]", skills)
    for r in ring.lower:
        yield from _skill(r.skill, r.minimum, f"{at}.lower[{r.skill}]", skills)
        if r.minimum >= earlier.get(r.skill, 6):
            args = {"minimum": r.minimum, "before": earlier[r.skill]}
            yield Problem(f"{at}.lower[{r.skill}]", ProblemCode.RING_LOWERS_NOTHING, args)


def _lowest(requirements: Iterable[Requirement]) -> dict[str, int]:
    found: dict[str, int] = {}
    for r in requirements:
        found[r.skill] = min(r.minimum, found.get(r.skill, r.minimum))
    return found


def _capacity(capacity: Capacity) -> Iterator[Problem]:
    if capacity.total < 1:
        yield Problem("capacity.total", ProblemCode.NO_CAPACITY)
    if not any(capacity.channels.values()):
        yield Problem("capacity.channels", ProblemCode.NO_CHANNEL_HAS_ROOM)
    for channel, limit in capacity.channels.items():
        yield from _within(limit, range(101), f"capacity.channels[{channel}]")


def _skill(skill: str, level: int, place: str, skills: frozenset[str]) -> Iterator[Problem]:
    if skill not in skills:
        yield Problem(place, ProblemCode.NO_SUCH_SKILL, {"skill": skill})
    yield from _within(level, range(6), place)


def _within(value: int, allowed: range, place: str) -> Iterator[Problem]:
    if value not in allowed:
        args = {"value": value, "first": allowed[0], "last": allowed[-1]}
        yield Problem(place, ProblemCode.OUT_OF_RANGE, args)
