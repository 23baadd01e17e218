"""Why this agent got this work: counted while deciding, told later (`explain`)."""

from __future__ import annotations

from contact_center.kernel.ids import AgentId
from routing.engine.agents import Agent, Availability
from routing.engine.decisions import ExcludedCount, Exclusion, Explanation
from routing.engine.demand import MembersAsked, WideningStage
from routing.engine.instants import MINUTE, SECOND
from routing.engine.model import Scoring
from routing.engine.state import EngineState
from routing.engine.waiting import LANES, Bucket, Item

_PRESENT = Availability.PRESENT
_BUSY, _LACKS_SKILL = Exclusion.BUSY, Exclusion.LACKS_SKILL
_tuple = tuple.__new__
_NONE: tuple[ExcludedCount, ...] = ()
_BY_STANDING = (
    (Exclusion.SIGNED_OUT, Availability.SIGNED_OUT),
    (Exclusion.AWAY, Availability.AWAY),
    (Exclusion.NOT_RESPONDING, Availability.NOT_RESPONDING),
    (Exclusion.UNREACHABLE, Availability.UNREACHABLE),
)


def explanation(state: EngineState, item: Item, bucket: Bucket, agent: Agent, candidates: int) -> Explanation:
    """To be taken before the offer is made, from the bits of the agents who could have got it."""
    now, stage, eligible = state.now, item.stage, candidates.bit_count()
    preferred = item.preferred is not None and _is_held(state, item.preferred, bucket)
    if preferred:
        members, excluded = eligible, _NONE
    else:
        told = stage.told.get(bucket.audiences)
        if told is None or told.version != state.roster.version:
            told = stage.told[bucket.audiences] = _told(state, stage, bucket)
        members, excluded = told.members, _excluded(told, bucket, candidates, eligible)
    return _tuple(
        Explanation,
        (
            LANES[item.lane],
            item.ring,
            (now - item.entered) / SECOND if now > item.entered else 0.0,
            _score(item, now),
            item.at_head,
            preferred,
            item.queue.selection,
            (now - agent.idle_since) / SECOND if now > agent.idle_since else 0.0,
            agent.open,
            eligible,
            members,
            excluded,
        ),
    )


def _score(item: Item, now: int) -> float:
    if item.queue.scoring is Scoring.PRIORITY_ONLY:
        return float(item.priority)
    waited = (now - item.since) / MINUTE if now > item.since else 0.0
    return waited + item.work.priority + item.queue.priority


def _is_held(state: EngineState, preferred: AgentId, bucket: Bucket) -> bool:
    return bucket.audiences == (state.roster.personal(preferred),)


def _told(state: EngineState, stage: WideningStage, bucket: Bucket) -> MembersAsked:
    """Counts each agent once, under the first reason that applies, but for those that come and go with load."""
    roster, counts = state.roster, []
    reached = roster.qualified(bucket.audiences, ())
    members = rest = reached | stage.members
    rest &= roster.standing[_PRESENT]
    if rest != members:
        for reason, standing in _BY_STANDING:
            hit = members & roster.standing[standing]
            if hit:
                counts.append(ExcludedCount(reason, hit.bit_count()))
    for r, holders in zip(stage.requirements, stage.holders, strict=True):
        hit = rest & ~holders.bits
        if hit:
            counts.append(ExcludedCount(_LACKS_SKILL, hit.bit_count(), r.skill, r.minimum))
            rest ^= hit
    hit = rest & ~reached
    if hit:
        counts.append(ExcludedCount(Exclusion.DELAYED, hit.bit_count()))
        rest ^= hit
    return MembersAsked(roster.version, members.bit_count(), tuple(counts), rest, rest.bit_count())


def _excluded(told: MembersAsked, bucket: Bucket, candidates: int, eligible: int) -> tuple[ExcludedCount, ...]:
    """Those told already; of the rest who refused it lately, and who is busy."""
    excluded, busy = told.excluded, told.free - eligible
    if bucket.excluded:  # never in most buckets
        refused = (told.rest & ~candidates & bucket.excluded).bit_count()
        if refused:
            excluded, busy = (*excluded, ExcludedCount(Exclusion.REFUSED_LATELY, refused)), busy - refused
    return (*excluded, ExcludedCount(_BUSY, busy)) if busy else excluded
