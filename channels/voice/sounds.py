"""Who hears whom, and what is played to a leg that hears nobody, for the state of a call.

`hears` says it whole and is what the table in the reference is made from (`scenes`).
"""

from __future__ import annotations

from uuid import UUID

from channels.voice.model import Call, ColleagueStanding, Connect, Leg, Listening, MediaCommand, Phase, PlayTo
from contact_center.kernel.contracts.telephony import LegRole, Play


def sounds(call: Call) -> tuple[MediaCommand, ...]:
    """A customer never hears silence (but while they leave a message); whose agent is gone for a moment hears music."""
    if call.phase is Phase.ENDED:
        return ()
    if call.phase is Phase.MESSAGE:
        return (PlayTo(call.customer.id, Play.SILENCE), Connect())
    if call.phase is Phase.DIALLING:
        return (PlayTo(call.agent.id, Play.RINGBACK), Connect()) if call.agent is not None else ()
    if call.phase is Phase.OUTSIDE:
        return _with_outsider(call)
    if call.phase is Phase.PARKED:
        return (PlayTo(call.customer.id, Play.HOLD_MUSIC), Connect())
    if call.agent is None or call.phase is Phase.WAITING:
        return (PlayTo(call.customer.id, Play.WAITING_MUSIC), Connect())
    if call.colleagues:
        return _with_colleagues(call, call.agent)
    return _with_agent(call, call.agent)


def hears(call: Call) -> dict[UUID, frozenset[UUID] | Play]:
    """What each leg hears: these legs, or what is played to it. Empty where the notice of recording covers all."""
    heard: dict[UUID, frozenset[UUID] | Play] = {}
    for order in sounds(call):
        match order:
            case PlayTo(leg, what):
                heard[leg] = what
            case Connect(matrix):
                heard |= dict(matrix)
    return heard


def with_customer(call: Call) -> tuple[Leg, ...]:
    """Who of ours speaks with the customer; empty while these hear music."""
    if call.phase is not Phase.TALKING or call.agent is None:
        return ()
    agent = (call.agent,) if call.agent.away is None else ()
    return (*agent, *(leg for leg in call.colleagues if leg.standing is ColleagueStanding.IN and leg.flows))


def _with_agent(call: Call, agent: Leg) -> tuple[MediaCommand, ...]:
    if call.phase is Phase.CONNECTING:
        return _apart(call, agent, Play.WAITING_MUSIC if call.out else Play.RINGBACK)
    if call.phase is Phase.HELD:
        return _apart(call, agent, Play.HOLD_MUSIC)
    if call.interrupted:
        return _apart(call, agent, Play.WAITING_MUSIC)
    if call.phase is Phase.ANNOUNCING:
        return ()  # the notice is part of the order to record
    return (_connect(call, (call.customer, agent)),)


def _with_outsider(call: Call) -> tuple[MediaCommand, ...]:
    """Who was given the customer talks with them alone; until then the customer hears it ring."""
    other = call.outsider
    if other is None or not other.flows:
        return (PlayTo(call.customer.id, Play.RINGBACK), Connect())
    if call.customer.away is not None:
        return (PlayTo(call.customer.id, Play.WAITING_MUSIC), PlayTo(other.id, Play.WAITING_MUSIC), Connect())
    return (_connect(call, (call.customer, other)),)


def _with_colleagues(call: Call, agent: Leg) -> tuple[MediaCommand, ...]:
    """Two groups at most: those in the talk, and those who wait with music for it or for each other."""
    if call.phase is Phase.TALKING:
        ours = with_customer(call)
        talk = (call.customer, *ours) if ours and call.customer.away is None else ours
        music = Play.WAITING_MUSIC
    else:
        talk = tuple(leg for leg in (agent, *call.colleagues) if leg.flows)
        music = Play.HOLD_MUSIC
    heard = talk if len(talk) > 1 else ()
    apart = [leg for leg in (call.customer, agent, *call.colleagues) if leg not in heard]
    plays = tuple(
        PlayTo(leg.id, _alone(call, leg, music)) for leg in apart if leg.standing is not ColleagueStanding.RINGING
    )
    return (*plays, _connect(call, talk))


def _alone(call: Call, leg: Leg, music: Play) -> Play:
    """What somebody hears who hears nobody: a customer and a colleague music, an agent what they wait for."""
    if leg.role is LegRole.CUSTOMER:
        return music
    if call.phase is Phase.TALKING:
        return Play.HOLD_MUSIC if leg.role is LegRole.CONSULTED else Play.SILENCE
    if leg.role is LegRole.CONSULTED:
        return Play.WAITING_MUSIC
    answered = any(one.joined or one.page for one in call.colleagues)
    return Play.WAITING_MUSIC if answered else Play.RINGBACK


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
