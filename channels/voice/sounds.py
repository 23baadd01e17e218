"""Who hears whom, and what is played to a leg that hears nobody, for the state of a call."""

from __future__ import annotations

from channels.voice.model import Call, Connect, Leg, MediaCommand, Phase, PlayTo
from contact_center.kernel.contracts.telephony import Play


def sounds(call: Call) -> tuple[MediaCommand, ...]:
    """A customer never hears silence (but while they leave a message); whose agent is gone for a moment hears music."""
    if call.phase is Phase.ENDED:
        return ()
    if call.phase is Phase.MESSAGE:
        return (PlayTo(call.customer.id, Play.SILENCE), Connect())
    if call.agent is None or call.phase is Phase.WAITING:
        return (PlayTo(call.customer.id, Play.WAITING_MUSIC), Connect())
    return _with_agent(call, call.agent)


def _with_agent(call: Call, agent: Leg) -> tuple[MediaCommand, ...]:
    if call.phase is Phase.CONNECTING:
        return _apart(call, agent, Play.RINGBACK)
    if call.phase is Phase.HELD:
        return _apart(call, agent, Play.HOLD_MUSIC)
    if call.interrupted:
        return _apart(call, agent, Play.WAITING_MUSIC)
    if call.phase is Phase.ANNOUNCING:
        return ()  # the notice is part of the order to record
    customer = call.customer.id
    return (Connect(((customer, frozenset({agent.id})), (agent.id, frozenset({customer})))),)


def _apart(call: Call, agent: Leg, music: Play) -> tuple[MediaCommand, ...]:
    return (PlayTo(call.customer.id, music), PlayTo(agent.id, Play.SILENCE), Connect())
