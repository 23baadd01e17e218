"""Who hears whom, and what is played to a leg that hears nobody, for the state of a call."""

from __future__ import annotations

from channels.voice.model import Call, Connect, Leg, Listening, MediaCommand, Phase, PlayTo
from contact_center.kernel.contracts.telephony import LegRole, Play


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
    return (_connect(call, (call.customer, agent)),)


def _apart(call: Call, agent: Leg, music: Play) -> tuple[MediaCommand, ...]:
    return (PlayTo(call.customer.id, music), PlayTo(agent.id, Play.SILENCE), _connect(call, (agent,)))


def _connect(call: Call, talking: tuple[Leg, ...]) -> Connect:
    """Those who talk hear each other, supervisors hear them all, and are heard as they have chosen.

    Legs that hear nobody are left to what is played to them. Supervisors hear those who are heard by everybody, so two
    who whisper do not hear each other.
    """
    barging = tuple(leg for leg in call.supervisors if leg.listening is Listening.BARGE)
    whispering = tuple(leg for leg in call.supervisors if leg.listening is Listening.WHISPER)
    matrix = []
    for leg in (*talking, *call.supervisors):
        heard = {one.id for one in (*talking, *barging)}
        if leg.role is LegRole.AGENT:
            heard |= {one.id for one in whispering}
        if heard - {leg.id}:
            matrix.append((leg.id, frozenset(heard - {leg.id})))
    return Connect(tuple(matrix))
