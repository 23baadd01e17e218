"""Why this agent got this work: counted while deciding, put into words later (`explain`)."""

from __future__ import annotations

from contact_center.kernel.contracts.routing import (
    ExcludedCount,
    Exclusion,
    Explanation,
    Scoring,
)
from contact_center.kernel.ids import AgentId
from routing.engine.agents import Agent, Standing
from routing.engine.demand import Stage
from routing.engine.instants import MINUTE, SECOND
from routing.engine.state import State
from routing.engine.waiting import LANES, Bucket, Item

_PRESENT = Standing.PRESENT
_BUSY, _LACKS_SKILL = Exclusion.BUSY, Exclusion.LACKS_SKILL
_BY_STANDING = (
    (Exclusion.SIGNED_OUT, Standing.SIGNED_OUT),
    (Exclusion.AWAY, Standing.AWAY),
    (Exclusion.NOT_RESPONDING, Standing.NOT_RESPONDING),
    (Exclusion.UNREACHABLE, Standing.UNREACHABLE),
)


def explanation(state: State, item: Item, bucket: Bucket, agent: Agent, candidates: int) -> Explanation:
    """To be taken before the offer is made, from the bits of the agents who could have got it."""
    now = state.now
    preferred = item.preferred is not None and _is_held(state, item.preferred, bucket)
    if preferred:
        reached = members = candidates
    else:
        reached = state.roster.qualified(bucket.audiences, ())
        members = reached | item.stage.members
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
        _excluded(state, item.stage, bucket, members & ~candidates, reached) if members != candidates else (),
    )


def _score(item: Item, now: int) -> float:
    if item.queue.scoring is Scoring.PRIORITY_ONLY:
        return float(item.priority)
    return max(0, now - item.rank[2]) / MINUTE + item.priority


def _is_held(state: State, preferred: AgentId, bucket: Bucket) -> bool:
    return bucket.audiences == (state.roster.personal(preferred),)


def _excluded(state: State, stage: Stage, bucket: Bucket, rest: int, reached: int) -> tuple[ExcludedCount, ...]:
    """Each agent is counted once, under the first reason that applies."""
    standing, counts = state.roster.standing, []
    if rest & ~standing[_PRESENT]:
        for reason, which in _BY_STANDING:
            hit = rest & standing[which]
            if hit:
                counts.append(ExcludedCount(reason, hit.bit_count()))
        rest &= standing[_PRESENT]
    for r, holders in zip(stage.requirements, stage.holders, strict=True):
        hit = rest & ~holders.bits
        if hit:
            counts.append(ExcludedCount(_LACKS_SKILL, hit.bit_count(), r.skill, r.minimum))
            rest ^= hit
    hit = rest & ~reached
    if hit:
        counts.append(ExcludedCount(Exclusion.DELAYED, hit.bit_count()))
        rest ^= hit
    hit = rest & bucket.excluded
    if hit:
        counts.append(ExcludedCount(Exclusion.REFUSED_LATELY, hit.bit_count()))
        rest ^= hit
    if rest:
        counts.append(ExcludedCount(_BUSY, rest.bit_count()))
    return tuple(counts)
