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
    waited = max(0, state.now - item.entered)
    preferred = _is_held(state, item)
    members = candidates if preferred else _members(state, item)
    return Explanation(
        tier=LANES[item.lane],
        ring=item.ring,
        waited_s=waited / SECOND,
        score=_score(item, state.now),
        at_head=item.at_head,
        preferred=preferred,
        selection=item.queue.selection,
        idle_s=max(0, state.now - agent.idle_since) / SECOND,
        open_work=agent.open,
        eligible=candidates.bit_count(),
        members=members.bit_count(),
        excluded=_excluded(state, item, members & ~candidates) if members != candidates else (),
    )


def _score(item: Item, now: int) -> float:
    if item.queue.scoring is Scoring.PRIORITY_ONLY:
        return float(item.priority)
    return max(0, now - item.rank[2]) / MINUTE + item.priority


def _is_held(state: State, item: Item) -> bool:
    if item.preferred is None or item.bucket is None:
        return False
    return item.bucket.audiences == (state.roster.personal(item.preferred),)


def _members(state: State, item: Item) -> int:
    bits = 0
    for queue_id in item.stage.queues:
        bits |= state.roster.reach(queue_id).members
    return bits


def _excluded(state: State, item: Item, rest: int) -> tuple[ExcludedCount, ...]:
    """Each agent is counted once, under the first reason that applies."""
    roster, counts = state.roster, []
    for reason, standing in _BY_STANDING:
        hit = rest & roster.standing[standing]
        if hit:
            counts.append(ExcludedCount(reason, hit.bit_count()))
            rest ^= hit
    for r in item.stage.requirements:
        hit = rest & ~roster.skills.holders(r)
        if hit:
            counts.append(ExcludedCount(Exclusion.LACKS_SKILL, hit.bit_count(), r.skill, r.minimum))
            rest ^= hit
    if item.bucket is not None:
        reached = roster.qualified(item.bucket.audiences, ())
        for reason, hit in (
            (Exclusion.DELAYED, rest & ~reached),
            (Exclusion.REFUSED_LATELY, rest & reached & item.bucket.excluded),
        ):
            if hit:
                counts.append(ExcludedCount(reason, hit.bit_count()))
                rest ^= hit
    if rest:
        counts.append(ExcludedCount(Exclusion.BUSY, rest.bit_count()))
    return tuple(counts)
