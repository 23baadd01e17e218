"""Why this agent got this work: counted while deciding, put into words later (`explain`)."""

from __future__ import annotations

from contact_center.kernel.contracts.routing import (
    ExcludedCount,
    Exclusion,
    Explanation,
    Scoring,
)
from routing.engine.agents import Agent, Standing
from routing.engine.instants import MINUTE, SECOND
from routing.engine.state import State
from routing.engine.waiting import LANES, Item

_BY_STANDING = (
    (Exclusion.SIGNED_OUT, Standing.SIGNED_OUT),
    (Exclusion.AWAY, Standing.AWAY),
    (Exclusion.NOT_RESPONDING, Standing.NOT_RESPONDING),
    (Exclusion.UNREACHABLE, Standing.UNREACHABLE),
)


def explanation(state: State, item: Item, agent: Agent, candidates: int) -> Explanation:
    """To be taken before the offer is made, from the bits of the agents who could have got it."""
    now = state.now
    preferred = _is_held(state, item)
    reached = candidates if preferred else state.roster.qualified(item.bucket.audiences, ()) if item.bucket else 0
    members = candidates if preferred else _members(state, item, reached)
    return Explanation(
        LANES[item.lane],
        item.ring,
        max(0, now - item.entered) / SECOND,
        _score(item, now),
        item.at_head,
        preferred,
        item.queue.selection,
        max(0, now - agent.idle_since) / SECOND,
        agent.open,
        candidates.bit_count(),
        members.bit_count(),
        _excluded(state, item, members & ~candidates, reached) if members != candidates else (),
    )


def _score(item: Item, now: int) -> float:
    if item.queue.scoring is Scoring.PRIORITY_ONLY:
        return float(item.priority)
    return max(0, now - item.rank[2]) / MINUTE + item.priority


def _is_held(state: State, item: Item) -> bool:
    if item.preferred is None or item.bucket is None:
        return False
    return item.bucket.audiences == (state.roster.personal(item.preferred),)


def _members(state: State, item: Item, reached: int) -> int:
    """Those the work has reached and those it will reach when it is older."""
    for queue_id in item.stage.queues:
        reached |= state.roster.reach(queue_id).members
    return reached


def _excluded(state: State, item: Item, rest: int, reached: int) -> tuple[ExcludedCount, ...]:
    """Each agent is counted once, under the first reason that applies."""
    roster, counts = state.roster, []
    standing = roster.standing
    if rest & ~standing[Standing.PRESENT]:
        for reason, which in _BY_STANDING:
            hit = rest & standing[which]
            if hit:
                counts.append(ExcludedCount(reason, hit.bit_count()))
        rest &= standing[Standing.PRESENT]
    for r in item.stage.requirements:
        hit = rest & ~roster.skills.holders(r)
        if hit:
            counts.append(ExcludedCount(Exclusion.LACKS_SKILL, hit.bit_count(), r.skill, r.minimum))
            rest ^= hit
    hit = rest & ~reached
    if hit:
        counts.append(ExcludedCount(Exclusion.DELAYED, hit.bit_count()))
        rest ^= hit
    hit = rest & item.bucket.excluded if item.bucket is not None else 0
    if hit:
        counts.append(ExcludedCount(Exclusion.REFUSED_LATELY, hit.bit_count()))
        rest ^= hit
    if rest:
        counts.append(ExcludedCount(Exclusion.BUSY, rest.bit_count()))
    return tuple(counts)
