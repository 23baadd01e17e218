"""Who could take a piece of waiting work this moment, and what keeps each of the others: read from the engine's state.

The same sets of bits the router matches with, so what is said of a waiting piece is what the router goes by: live
capacity, the queue it is in now, the ring it has reached, who refused it a moment ago.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from contact_center.kernel.ids import AgentId, InteractionId
from routing.engine.agents import Availability
from routing.engine.decisions import Exclusion
from routing.engine.state import EngineState
from routing.engine.waiting import Item

_BY_STANDING = (
    (Exclusion.SIGNED_OUT, Availability.SIGNED_OUT),
    (Exclusion.AWAY, Availability.AWAY),
    (Exclusion.NOT_RESPONDING, Availability.NOT_RESPONDING),
    (Exclusion.UNREACHABLE, Availability.UNREACHABLE),
)


@dataclass(frozen=True, slots=True)
class SharedExclusion:
    """Agents whom the same thing keeps off. `minimum` of `skill`, where they lack it."""

    reason: Exclusion
    agents: tuple[AgentId, ...]
    skill: str | None = None
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Look:
    ring: int
    ahead: int
    """Waiting in the same queue and tier that would be offered before it."""
    members: int
    kept: tuple[SharedExclusion, ...]
    could: tuple[AgentId, ...]
    """Who could take it this moment; nobody, unless it is on offer or its queue stands still."""
    paused: bool
    offered_to: AgentId | None
    held_for: AgentId | None
    """For a while it waits for this agent, who knows the matter."""


def look(state: EngineState, interaction: InteractionId) -> Look | None:
    """None if it does not wait."""
    item = state.items.get(interaction.int)
    if item is None:
        return None
    kept = list(_kept(state, item))
    members = item.stage.members
    off = 0
    for bits, _ in kept:
        off |= bits
    return Look(
        ring=item.ring,
        ahead=sum(_goes_before(one, item) for one in state.items.values()),
        members=members.bit_count(),
        kept=tuple(one for _, one in kept),
        could=_ids(state, members & ~off),
        paused=item.queue.paused,
        offered_to=state.offers[item.offer].agent.id if item.offer in state.offers else None,
        held_for=item.preferred if item.preferred is not None and state.now < item.preferred_until else None,
    )


def _goes_before(one: Item, item: Item) -> bool:
    same = one.queue.id == item.queue.id and one.lane == item.lane and one.offer is None
    return same and one is not item and one.rank < item.rank


def _kept(state: EngineState, item: Item) -> Iterator[tuple[int, SharedExclusion]]:
    """Each agent once, under the first reason that applies, in the order in which the engine counts them."""
    roster, stage = state.roster, item.stage
    rest = stage.members
    for reason, standing in _BY_STANDING:
        hit = rest & roster.standing[standing]
        if hit:
            yield hit, SharedExclusion(reason, _ids(state, hit))
            rest ^= hit
    for asked, holders in zip(stage.requirements, stage.holders, strict=True):
        hit = rest & ~holders.bits
        if hit:
            yield hit, SharedExclusion(Exclusion.LACKS_SKILL, _ids(state, hit), asked.skill, asked.minimum)
            rest ^= hit
    for reason, bits in (
        (Exclusion.DELAYED, ~_reached(state, item)),
        (Exclusion.REFUSED_LATELY, _refused(state, item, rest)),
        (Exclusion.BUSY, ~item.kind.ready),
    ):
        hit = rest & bits
        if hit:
            yield hit, SharedExclusion(reason, _ids(state, hit))
            rest ^= hit


def _reached(state: EngineState, item: Item) -> int:
    """Who is asked at this age; what only the agent's own is, is asked at once."""
    age, bits = max(0, state.now - item.entered), 0
    for reach in item.stage.reaches:
        asked = (audience for delay, audience in zip(reach.delays, reach.audiences, strict=True) if delay <= age)
        bits |= state.roster.qualified(asked, ())
    return bits


def _refused(state: EngineState, item: Item, rest: int) -> int:
    """Those who refused it lately, while there is anybody else."""
    refused = 0
    for agent, until in item.excluded.items():
        known = state.roster.agents.get(agent.int)
        if known is not None and until > state.now:
            refused |= known.bit
    return refused if rest & ~refused else 0


def _ids(state: EngineState, bits: int) -> tuple[AgentId, ...]:
    return tuple(_each(state, bits))


def _each(state: EngineState, bits: int) -> Iterable[AgentId]:
    return (agent.id for agent in state.roster.each(bits))
