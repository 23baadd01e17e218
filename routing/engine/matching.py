"""Bringing agents and work together.

The rule, on which fairness rests: free agents pick in the order "fewest open, then longest idle"; each pick
is the agent's best work (tier share, profile priority, rank); the work so picked then chooses its best agent
among all who could take it now. Repeated until nobody free can take anything that waits.

Since no such pair was left behind last time, only agents who gained something and work that was placed
anew since then can be part of one; everything else is not even looked at.
"""

from __future__ import annotations

from functools import partial

from routing.engine.agents import Agent, Availability
from routing.engine.model import Selection
from routing.engine.offering import make_offer
from routing.engine.state import EngineState
from routing.engine.waiting import Bucket, Item

_PRESENT = Availability.PRESENT


def settle(state: EngineState) -> None:
    """Offer until no free agent can take any waiting work."""
    items, state.fresh_items = state.fresh_items, {}
    bits, state.fresh_agents = state.fresh_agents, 0
    if not bits and len(items) == 1:
        (item,) = items.values()
        _offer_one(state, item)
        return
    for item in items.values():
        if item.bucket is not None:
            bits |= candidates(state, item.bucket)
    for agent in state.roster.in_order(bits):
        _serve(state, agent)


def candidates(state: EngineState, bucket: Bucket) -> int:
    """Bits of the agents who could take the bucket's work this moment."""
    ready = bucket.kind.ready
    if not ready:
        return 0
    bits = state.roster.qualified(bucket.audiences, bucket.holders)
    if bucket.excluded:
        bits = _others(state, bits, bucket.excluded) or bits
    return bits & ready


def _offer_one(state: EngineState, item: Item) -> None:
    bucket = item.bucket
    bits = 0 if bucket is None else candidates(state, bucket)
    if bucket is not None and bits:
        make_offer(state, item, bucket, _choose(state, item, bits), bits)


def _serve(state: EngineState, agent: Agent) -> None:
    """Give the agent their best work again and again while there is any."""
    barred = partial(_is_barred, state)
    while agent.ready:
        found = state.waiting.best(agent, barred)
        if not found:
            return
        item = _of_tiers(state, agent, found) if len(found) > 1 else next(iter(found.values()))
        bucket = item.bucket
        assert bucket is not None
        if bucket.kind.ready == agent.bit:
            make_offer(state, item, bucket, agent, agent.bit)
        else:
            bits = candidates(state, bucket)
            make_offer(state, item, bucket, _choose(state, item, bits), bits)


def _of_tiers(state: EngineState, agent: Agent, found: dict[int, Item]) -> Item:
    """Of the best of each tier the one whose turn it is by the tiers' shares."""
    return found[state.shares.choose(agent.account, list(found))]


def _others(state: EngineState, qualified: int, excluded: int) -> int:
    """Who, present and qualified, is left when the excluded are set aside; busy ones count too."""
    return qualified & state.roster.standing[_PRESENT] & ~excluded


def _is_barred(state: EngineState, bucket: Bucket, agent: Agent) -> bool:
    if not bucket.excluded & agent.bit:
        return False
    qualified = state.roster.qualified(bucket.audiences, bucket.holders)
    return bool(_others(state, qualified, bucket.excluded))


def _choose(state: EngineState, item: Item, bits: int) -> Agent:
    """Of the candidates the one the queue's selection names."""
    selection = item.queue.selection
    if not bits & (bits - 1) or selection is Selection.LONGEST_IDLE:
        return state.roster.first(bits)
    return min(state.roster.each(bits), key=lambda agent: (_merit(agent, item, selection), agent.order))


def _merit(agent: Agent, item: Item, selection: Selection) -> float:
    """The smaller the better."""
    if selection is Selection.MOST_PROFICIENT:
        return -sum(agent.skills.get(r.skill, 0) for r in item.stage.requirements)
    if selection is Selection.LEAST_OCCUPIED:
        return agent.total / agent.capacity.total
    return agent.last_offer
