"""State to snapshot and back."""

from __future__ import annotations

from dataclasses import replace

from routing.engine import intake, load, placing, presence
from routing.engine.agents import Agent
from routing.engine.inputs import AgentChanged, Excluded, PolicyChanged
from routing.engine.instants import instant, micros
from routing.engine.offering import restore_offer, segment_of
from routing.engine.snapshot import AgentSnapshot, OfferSnapshot, Snapshot, WorkSnapshot
from routing.engine.state import EngineState, OpenOffer
from routing.engine.waiting import Item


def save(state: EngineState) -> Snapshot:
    return Snapshot(
        now=state.at,
        position=state.position,
        policy=state.policy,
        agents=tuple(_agent(agent) for agent in state.roster.by_index),
        work=tuple(_work(item) for item in state.items.values()),
        offers=tuple(_offer(offer) for offer in state.offers.values()),
        credits=tuple((queues, (a[0], a[1], a[2])) for queues, a in state.shares.accounts.items()),
    )


def load_snapshot(snapshot: Snapshot) -> EngineState:
    """A state that continues as the saved one would. What is due at once is decided by the next input."""
    state = EngineState()
    state.now, state.at, state.position = micros(snapshot.now), snapshot.now, snapshot.position
    intake.on_policy(state, PolicyChanged(snapshot.policy))
    for queues, credit in snapshot.credits:
        state.shares.account(queues)[:] = credit
    for saved in snapshot.agents:
        _restore_agent(state, saved)
    offers = {offer.interaction_id: offer for offer in snapshot.offers}
    for work in snapshot.work:
        _restore_work(state, work, offers.get(work.work.interaction_id))
    for agent in state.roster.by_index:
        load.load_changed(state, agent)
    return state


def _agent(agent: Agent) -> AgentSnapshot:
    facts = AgentChanged(
        agent_id=agent.id,
        presence=agent.presence,
        queues=agent.access,
        capacity=agent.capacity,
        skills=agent.skills,
        idle_since=instant(agent.idle_since),
        segments=tuple(agent.segments.values()),
        reachable=agent.silent_since is None,
        last_seen=None if agent.last_seen is None else instant(agent.last_seen),
    )
    return AgentSnapshot(
        facts=facts,
        misses=agent.misses,
        silent_since=None if agent.silent_since is None else instant(agent.silent_since),
        returned=agent.returned,
        held_back_until=None if agent.held_back_until is None else instant(agent.held_back_until),
        last_offer=instant(agent.last_offer),
    )


def _work(item: Item) -> WorkSnapshot:
    excluded = tuple(Excluded(agent, instant(until)) for agent, until in item.excluded.items())
    return WorkSnapshot(
        work=replace(item.work, excluded=excluded, at_head=item.at_head),
        unserved=item.unserved,
        withheld_until=None if item.withheld_until is None else instant(item.withheld_until),
    )


def _offer(offer: OpenOffer) -> OfferSnapshot:
    return OfferSnapshot(
        segment_id=offer.segment_id,
        interaction_id=offer.item.work.interaction_id,
        agent_id=offer.agent.id,
        offered_at=instant(offer.offered_at),
        expires_at=instant(offer.expires_at),
    )


def _restore_agent(state: EngineState, saved: AgentSnapshot) -> None:
    presence.on_agent(state, saved.facts)
    agent = state.roster.agents[saved.facts.agent_id.int]
    agent.misses, agent.returned = saved.misses, saved.returned
    if saved.silent_since is not None:
        agent.silent_since = micros(saved.silent_since)
    agent.last_offer = 0 if saved.last_offer is None else micros(saved.last_offer)
    if saved.held_back_until is not None:
        agent.held_back_until = micros(saved.held_back_until)
    agent.watch = None
    load.watch(state, agent)


def _restore_work(state: EngineState, saved: WorkSnapshot, offer: OfferSnapshot | None) -> None:
    item = intake.new_item(state, saved.work)
    item.unserved = saved.unserved
    if saved.withheld_until is not None:
        item.withheld_until = micros(saved.withheld_until)
    agent = state.roster.agents.get(offer.agent_id.int) if offer is not None else None
    if offer is not None and agent is not None:
        item.offer = offer.segment_id.int
        agent.segments.setdefault(offer.segment_id.int, segment_of(offer.segment_id, item))
        times = micros(offer.offered_at), micros(offer.expires_at)
        restore_offer(state, OpenOffer(offer.segment_id.int, offer.segment_id, item, agent, *times))
    placing.attach(state, item)
    placing.place(state, item)
