"""What the media has to be like for a call as it stands.

`react` says what changes; this says all of it at once. Giving these orders again is harmless, so whoever
finds a call whose last orders may not have arrived (a process died between commit and command) gives them.
"""

from __future__ import annotations

from channels.voice.domain import (
    AgentOnCall,
    Call,
    CloseBridge,
    Connect,
    MediaCommand,
    MuteLeg,
    Phase,
    PlayTo,
    Record,
    RecordMessage,
)
from contact_center.kernel.contracts.telephony import Play


def standing(call: Call) -> tuple[MediaCommand, ...]:
    """The orders after which the bridge is as this call says; none opens a bridge that is not there."""
    if call.phase is Phase.ENDED:
        return (CloseBridge(),)
    if call.phase is Phase.MESSAGE:
        return (PlayTo(call.customer, Play.SILENCE), Connect(), RecordMessage(call.customer))
    if call.agent is None or call.phase is Phase.WAITING:
        return (PlayTo(call.customer, Play.WAITING_MUSIC), Connect())
    return _with_agent(call, call.agent)


def _with_agent(call: Call, agent: AgentOnCall) -> tuple[MediaCommand, ...]:
    mute = MuteLeg(agent.leg, agent.muted)
    record = (Record(call.customer, agent.leg),) if call.record else ()
    match call.phase:
        case Phase.CONNECTING:
            return (PlayTo(call.customer, Play.RINGBACK), PlayTo(agent.leg, Play.SILENCE), Connect(), mute)
        case Phase.ANNOUNCING:
            return (*record, mute)
        case Phase.HELD:
            return (PlayTo(call.customer, Play.HOLD_MUSIC), PlayTo(agent.leg, Play.SILENCE), Connect(), mute)
        case _:
            both = ((call.customer, frozenset({agent.leg})), (agent.leg, frozenset({call.customer})))
            return (*record, mute, Connect(both))
