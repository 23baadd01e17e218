"""Agents come, go, fall silent, and carry load."""

from __future__ import annotations

from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import QueueId
from routing.engine import load, offering, placing
from routing.engine.agents import Agent, Availability
from routing.engine.decisions import MarkUnreachable, RescindReason, ReturnWork
from routing.engine.inputs import AgentChanged, AgentGone, AgentPresence, AgentSeen, SegmentChanged, SegmentEnded
from routing.engine.instants import SECOND, instant, micros
from routing.engine.model import Capacity, LoadState, OpenSegment
from routing.engine.state import EngineState

_ALERTING = LoadState.ALERTING


def on_agent(state: EngineState, change: AgentChanged) -> None:
    known = state.roster.agents.get(change.agent_id.int)
    agent = known or state.roster.add(change.agent_id, state.now)
    if known is None:
        _keep_off(state, agent)
    queues = {line.queue_id for line in (*agent.access, *change.queues)}
    rights_changed = agent.skills != change.skills or agent.access != change.queues
    widened = state.roster.configure(agent, change.skills, change.queues, change.capacity)
    agent.account = state.shares.account(tuple(sorted({line.queue_id for line in change.queues})))
    agent.held_back_until = None
    if change.idle_since is not None:
        agent.idle_since = micros(change.idle_since)
    if change.segments is not None:
        _take_segments(state, agent, change.segments)
    _hear_from(state, agent, change)
    set_presence(state, agent, change.presence)
    load.load_changed(state, agent)
    if rights_changed:
        state.fresh_agents |= agent.bit
        _stage_again(state, widened)
        placing.judge(state, queues)
        _try_excluding(state)


def on_presence(state: EngineState, change: AgentPresence) -> None:
    agent = state.roster.agents.get(change.agent_id.int)
    if agent is None:
        return
    if change.idle_since is not None:
        agent.idle_since = micros(change.idle_since)
    agent.held_back_until = None
    set_presence(state, agent, change.presence)
    load.load_changed(state, agent)


def on_gone(state: EngineState, change: AgentGone) -> None:
    agent = state.roster.agents.get(change.agent_id.int)
    if agent is None:
        return
    set_presence(state, agent, Presence.OFFLINE)
    queues = {line.queue_id for line in agent.access}
    state.roster.configure(agent, {}, (), Capacity(channels={}, total=0))
    agent.segments.clear()
    load.load_changed(state, agent)
    placing.judge(state, queues)


def on_seen(state: EngineState, change: AgentSeen) -> None:
    at = micros(change.at)
    for agent_id in change.agent_ids:
        agent = state.roster.agents.get(agent_id.int)
        if agent is not None:
            agent.last_seen = max(at, agent.last_seen or at)
            if agent.silent_since is not None:
                agent.silent_since, agent.returned = None, False
                _restand(state, agent)
            load.watch(state, agent)


def on_segment(state: EngineState, change: SegmentChanged) -> None:
    agent = state.roster.agents.get(change.agent_id.int)
    if agent is None:
        return
    agent.held_back_until = None
    segment = change.segment
    offer = state.offers.get(segment.segment_id.int)
    if offer is not None and segment.state is not LoadState.ALERTING:
        offering.accept(state, offer)
    agent.segments[segment.segment_id.int] = segment
    load.load_changed(state, agent)


def on_segment_ended(state: EngineState, change: SegmentEnded) -> None:
    agent = state.roster.agents.get(change.agent_id.int)
    if agent is None or change.segment_id.int in state.offers:
        return
    agent.held_back_until = None
    ended = agent.segments.get(change.segment_id.int)
    if ended is not None:
        if ended.state is not _ALERTING:
            agent.idle_since = state.now
        agent.drop(ended)
    load.room_changed(state, agent)


def set_presence(state: EngineState, agent: Agent, presence: Presence) -> None:
    agent.presence = presence
    _restand(state, agent)
    load.watch(state, agent)


def wake(state: EngineState, key: int, at: int) -> None:
    """The agent's timer, set for `at`, went off. It may be early: heartbeats do not move it."""
    agent = state.roster.agents[key]
    agent.watch = None
    if agent.held_back_until is not None and agent.held_back_until <= at:
        agent.held_back_until = None
        load.load_changed(state, agent)
    if load.silence_due(state, agent) <= at:
        if agent.silent_since is None:
            _fell_silent(state, agent)
        else:
            _is_lost(state, agent)
    load.watch(state, agent)


def _fell_silent(state: EngineState, agent: Agent) -> None:
    agent.silent_since = agent.last_seen if agent.last_seen is not None else state.now
    state.out.append(MarkUnreachable(agent_id=agent.id, silent_since=instant(agent.silent_since), **state.basis()))
    _restand(state, agent)


def _is_lost(state: EngineState, agent: Agent) -> None:
    agent.returned = True
    for segment in sorted(agent.segments.values(), key=lambda segment: segment.segment_id):
        if segment.returns_if_lost and segment.state is LoadState.ACTIVE:
            state.out.append(
                ReturnWork(
                    segment_id=segment.segment_id,
                    interaction_id=segment.interaction_id,
                    agent_id=agent.id,
                    **state.basis(),
                )
            )


def _hear_from(state: EngineState, agent: Agent, change: AgentChanged) -> None:
    if change.last_seen is not None:
        agent.last_seen = micros(change.last_seen)
    if not change.reachable:
        if agent.silent_since is None:
            agent.silent_since = agent.last_seen if agent.last_seen is not None else state.now
    elif change.last_seen is None or _is_recent(state, agent):
        agent.silent_since, agent.returned = None, False


def _is_recent(state: EngineState, agent: Agent) -> bool:
    return agent.last_seen is not None and (agent.last_seen + state.policy.silent_after_s * SECOND > state.now)


def _restand(state: EngineState, agent: Agent) -> None:
    """Let a changed standing take effect on offers, holds and what others may take."""
    was_in = agent.standing is not Availability.SIGNED_OUT
    if not state.roster.stand(agent):
        return
    if agent.standing is not Availability.PRESENT:
        unreachable = agent.standing is Availability.UNREACHABLE
        for offer in offering.offers_to(state, agent):
            offering.rescind(
                state,
                offer,
                RescindReason.AGENT_UNREACHABLE if unreachable else RescindReason.AGENT_NOT_AVAILABLE,
            )
        _try_excluding(state)
    load.load_changed(state, agent)
    for item in list(state.holds.get(agent.id, {}).values()):
        placing.place(state, item)
    if was_in != (agent.standing is not Availability.SIGNED_OUT):
        placing.judge(state, {line.queue_id for line in agent.access})


def _take_segments(state: EngineState, agent: Agent, segments: tuple[OpenSegment, ...]) -> None:
    """Replace the load; offers of ours that are not committed yet stay, accepted ones are closed."""
    listed = {segment.segment_id.int: segment for segment in segments}
    for offer in offering.offers_to(state, agent):
        known = listed.get(offer.key)
        if known is not None and known.state is not LoadState.ALERTING:
            offering.accept(state, offer)
    open_offers = {key: segment for key, segment in agent.segments.items() if key in state.offers}
    agent.segments = {**open_offers, **listed}


def _stage_again(state: EngineState, queues: list[QueueId]) -> None:
    """A delay nobody had before: work of these queues gets a further step."""
    if queues:
        for item in list(state.items.values()):
            if any(queue_id in item.demand.widest.queues for queue_id in queues):
                placing.place(state, item)


def _keep_off(state: EngineState, agent: Agent) -> None:
    """Work may have come before the agent whom it keeps off, as it does when a router starts."""
    for item in list(state.excluding.values()):
        if agent.id in item.excluded:
            placing.place(state, item)


def _try_excluding(state: EngineState) -> None:
    """Somebody left: work that keeps off an agent may have nobody else now."""
    for item in list(state.excluding.values()):
        if item.bucket is not None:
            state.fresh_items[item.ident] = item
