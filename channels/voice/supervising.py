"""Supervisors on a call: they listen, speak to its agent, or take part; what they do never ends or holds it.

They listen to an agent who talks with a customer, so they leave with that agent: what comes after is another talk. A
supervisor whose page is gone has left; nobody waits for them, and their page may simply ask again.
"""

from __future__ import annotations

from dataclasses import replace

from channels.voice.errors import NobodyToListenTo, NotListening, TooManyListening
from channels.voice.model import (
    Call,
    Leg,
    Listening,
    MediaCommand,
    Outcome,
    Phase,
    PlayTo,
    RemoveLeg,
    SupervisorChanges,
    SupervisorLeaves,
    SupervisorListens,
)
from channels.voice.sounds import sounds
from contact_center.kernel.contracts.telephony import LegRole, Play
from contact_center.kernel.ids import AgentId

MOST_LISTENING = 4
"""Supervisors on one call; each costs as much sound as another caller."""
WITH_AN_AGENT = (Phase.ANNOUNCING, Phase.TALKING, Phase.HELD)


def decided(call: Call, what: SupervisorListens | SupervisorChanges | SupervisorLeaves) -> Outcome:
    match what:
        case SupervisorListens():
            return listens(call, what)
        case SupervisorChanges():
            return changes(call, what)
        case SupervisorLeaves():
            return leaves(call, what)


def listens(call: Call, what: SupervisorListens) -> Outcome:
    """Raises `NobodyToListenTo` and `TooManyListening`."""
    if call.agent is None or call.phase not in WITH_AN_AGENT:
        raise NobodyToListenTo
    before = call.supervisor(what.supervisor)
    if before is None and len(call.supervisors) >= MOST_LISTENING:
        raise TooManyListening(MOST_LISTENING)
    if before is not None and before.id == what.leg:
        return changes(call, SupervisorChanges(what.supervisor, what.listening))
    leg = Leg(
        what.leg, LegRole.SUPERVISOR, what.supervisor, what.page, what.session,
        joined=what.leg in call.early, listening=what.listening,
    )  # fmt: skip
    call = replace(call.with_leg(leg, instead_of=before), early=call.early - {what.leg})
    removed = (RemoveLeg(before.id),) if before else ()
    return call, (*removed, PlayTo(what.leg, Play.SILENCE), *sounds(call))


def changes(call: Call, what: SupervisorChanges) -> Outcome:
    """Raises `NotListening`."""
    leg = call.supervisor(what.supervisor)
    if leg is None:
        raise NotListening
    if leg.listening is what.listening:
        return call, ()
    call = call.with_leg(replace(leg, listening=what.listening))
    return call, sounds(call)


def leaves(call: Call, what: SupervisorLeaves) -> Outcome:
    """Idempotent."""
    leg = call.supervisor(what.supervisor)
    if leg is None:
        return call, ()
    call = call.without(leg)
    return call, (RemoveLeg(leg.id), *sounds(call))


def gone(call: Call, leg: Leg) -> Outcome:
    """The media of a supervisor is no more."""
    call = call.without(leg)
    return call, sounds(call)


def dismissed(call: Call) -> tuple[Call, tuple[MediaCommand, ...]]:
    """The agent they listened to has left."""
    orders = tuple(RemoveLeg(leg.id) for leg in call.supervisors)
    return replace(call, legs=tuple(leg for leg in call.legs if leg.role is not LegRole.SUPERVISOR)), orders


def told_of(call: Call) -> dict[AgentId, Listening]:
    """Of whom the agent is told."""
    quiet = () if call.tell_listening else (Listening.MONITOR,)
    return {who: listening for who, listening in listening_to(call).items() if listening not in quiet}


def listening_to(call: Call) -> dict[AgentId, Listening]:
    """Who listens, by their sound, and how."""
    there = (leg for leg in call.supervisors if leg.joined)
    return {leg.agent: leg.listening for leg in there if leg.agent is not None and leg.listening is not None}
