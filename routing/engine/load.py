"""After a change of an agent: what they could take now, and when to look at them again."""

from __future__ import annotations

from contact_center.kernel.contracts.interactions import Presence
from routing.engine.agents import Agent
from routing.engine.instants import NEVER, SECOND
from routing.engine.state import EngineState
from routing.engine.timers import TimerKind


def load_changed(state: EngineState, agent: Agent) -> None:
    agent.recount()
    room_changed(state, agent)


def room_changed(state: EngineState, agent: Agent) -> None:
    """What `load_changed` does once the load is counted."""
    if state.roster.refresh(agent):
        state.fresh_agents |= agent.bit


def watch(state: EngineState, agent: Agent) -> None:
    """Arm the agent's timer for the next thing its silence will lead to."""
    due = min(silence_due(state, agent), agent.held_back_until or NEVER)
    if due == NEVER:
        agent.watch = None
    elif agent.watch is None or due < agent.watch:
        agent.watch = due
        state.timers.arm(due, TimerKind.AGENT, agent.key)


def silence_due(state: EngineState, agent: Agent) -> int:
    """When the agent counts as unreachable, or once so, as lost."""
    if agent.presence is Presence.OFFLINE:
        return NEVER
    if agent.silent_since is None:
        return NEVER if agent.last_seen is None else agent.last_seen + state.policy.silent_after_s * SECOND
    return NEVER if agent.returned else agent.silent_since + state.policy.lost_after_s * SECOND
