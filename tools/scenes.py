"""Every state of a call in which somebody hears something, by name: what the reference and the tests walk.

Legs are the same in all of them, so a tone can stand for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from channels.voice import outside
from channels.voice.model import (
    Away,
    Call,
    ColleagueStanding,
    Leg,
    Listening,
    Message,
    OutgoingCall,
    OutsideParty,
    Phase,
)
from channels.voice.sounds import hears
from contact_center.kernel.contracts.telephony import LegRole, Play
from contact_center.kernel.ids import AgentId, CallId

AT = datetime(2026, 1, 1, tzinfo=UTC)
CUSTOMER = Leg(UUID(int=1), LegRole.CUSTOMER, page="c", joined=True)
AGENT = Leg(UUID(int=2), LegRole.AGENT, AgentId(UUID(int=12)), page="a", joined=True)
COLLEAGUE = Leg(
    UUID(int=3), LegRole.CONSULTED, AgentId(UUID(int=13)), page="b", joined=True, standing=ColleagueStanding.ASIDE
)
SECOND = Leg(
    UUID(int=4), LegRole.CONSULTED, AgentId(UUID(int=14)), page="d", joined=True, standing=ColleagueStanding.ASIDE
)
SUPERVISOR = Leg(UUID(int=5), LegRole.SUPERVISOR, AgentId(UUID(int=15)), joined=True, listening=Listening.MONITOR)
NAMES = {
    CUSTOMER.id: "customer", AGENT.id: "agent", COLLEAGUE.id: "colleague", SECOND.id: "second colleague",
    SUPERVISOR.id: "supervisor",
}  # fmt: skip
OUTSIDER = replace(
    COLLEAGUE, agent=None, page="",
    outside=OutsideParty("+14155550123", "+14155550199", 30, UUID(int=23), AgentId(UUID(int=12)), AT, AT),
)  # fmt: skip
"""A number outside stands where a colleague does."""
GONE = Away(AT, left=False)
IN_MENU = ("in the menu of a call flow", "its prompts", "–", "–", "–", "–", "no")
"""A row of the table, and no scene: such a call is in no bridge yet."""


@dataclass(frozen=True, slots=True)
class Scene:
    name: str
    call: Call

    @property
    def recorded(self) -> bool:
        """Somebody of ours and the customer hear each other, and nobody outside hears them."""
        heard = hears(self.call).get(self.call.customer.id)
        return isinstance(heard, frozenset) and bool(heard) and not outside.kept_out(self.call)

    def says(self, leg: UUID) -> str:
        """What one hears, in words; a dash for who is not there."""
        there = self.call.leg(leg)
        if there is None or not there.flows:
            return "–"
        if self.call.phase is Phase.ANNOUNCING and there.role is not LegRole.SUPERVISOR:
            return "the notice of recording"
        if self.call.phase is Phase.MESSAGE:
            return "greeting and tone, then silence"
        heard = hears(self.call).get(leg, Play.SILENCE)
        if isinstance(heard, Play):
            return heard.value.replace("_", " ")
        return ", ".join(name for id, name in NAMES.items() if id in heard)


def _call(phase: Phase, *legs: Leg) -> Call:
    return Call(CallId(UUID(int=99)), AT, record=True, legs=(CUSTOMER, *legs), phase=phase, answered=True)


def _dialling(agent: Leg) -> Call:
    customer = replace(CUSTOMER, page="", joined=False)
    out = OutgoingCall("+14155550100", "+14155550199", 45, AgentId(UUID(int=12)), AT if agent.joined else None)
    return Call(CallId(UUID(int=99)), AT, record=True, legs=(customer, agent), phase=Phase.DIALLING, out=out)


def _away(leg: Leg) -> Leg:
    return replace(leg, joined=False, away=GONE)


def _ringing(leg: Leg) -> Leg:
    return replace(leg, joined=False, page="", standing=ColleagueStanding.RINGING)


def _in(leg: Leg) -> Leg:
    return replace(leg, standing=ColleagueStanding.IN)


def scenes() -> Iterator[Scene]:
    """In the order in which a call meets them."""
    held, talking = Phase.HELD, Phase.TALKING
    yield Scene("we call, and it rings", _dialling(AGENT))
    yield Scene("we call, and the agent's page is not there yet", _dialling(replace(AGENT, joined=False)))
    yield Scene("waiting in the queue", _call(Phase.WAITING))
    yield Scene("leaving a message", replace(_call(Phase.MESSAGE), message=Message(60, None)))
    yield Scene("agent has accepted", _call(Phase.CONNECTING, AGENT))
    yield Scene("notice of recording", _call(Phase.ANNOUNCING, AGENT))
    yield Scene("talking", _call(talking, AGENT))
    yield Scene("on hold", _call(held, AGENT))
    yield Scene("parked", _call(Phase.PARKED))
    yield Scene("talking, agent's connection gone", _call(talking, _away(AGENT)))
    yield Scene("talking, customer's connection gone", _customer_away(_call(talking, AGENT)))
    for way in Listening:
        listener = replace(SUPERVISOR, listening=way)
        yield Scene(f"talking, supervisor: {way}", _call(talking, AGENT, listener))
        yield Scene(f"on hold, supervisor: {way}", _call(held, AGENT, listener))
    yield Scene("colleague is rung", _call(held, AGENT, _ringing(COLLEAGUE)))
    yield Scene("colleague is rung, agent back with the customer", _call(talking, AGENT, _ringing(COLLEAGUE)))
    yield Scene("consult", _call(held, AGENT, COLLEAGUE))
    yield Scene("consult, swapped to the customer", _call(talking, AGENT, COLLEAGUE))
    yield Scene("consult, colleague's connection gone", _call(held, AGENT, _away(COLLEAGUE)))
    yield Scene("consult, agent's connection gone", _call(held, _away(AGENT), COLLEAGUE))
    yield Scene("consult, customer's connection gone", _customer_away(_call(held, AGENT, COLLEAGUE)))
    yield Scene("swapped to the customer, agent's connection gone", _call(talking, _away(AGENT), COLLEAGUE))
    yield Scene("consult of two", _call(held, AGENT, COLLEAGUE, SECOND))
    for way in Listening:
        yield Scene(f"consult, supervisor: {way}", _call(held, AGENT, COLLEAGUE, replace(SUPERVISOR, listening=way)))
    yield Scene("conference", _call(talking, AGENT, _in(COLLEAGUE)))
    yield Scene("conference, customer on hold", _call(held, AGENT, _in(COLLEAGUE)))
    yield Scene("conference, agent's connection gone", _call(talking, _away(AGENT), _in(COLLEAGUE)))
    yield Scene("conference, colleague's connection gone", _call(talking, AGENT, _away(_in(COLLEAGUE))))
    yield Scene("conference, customer's connection gone", _customer_away(_call(talking, AGENT, _in(COLLEAGUE))))
    yield Scene("conference, second colleague is rung", _call(held, AGENT, _in(COLLEAGUE), _ringing(SECOND)))
    yield Scene("conference, second colleague aside", _call(talking, AGENT, _in(COLLEAGUE), SECOND))
    yield Scene("conference of four", _call(talking, AGENT, _in(COLLEAGUE), _in(SECOND)))
    for way in Listening:
        listener = replace(SUPERVISOR, listening=way)
        yield Scene(f"conference, supervisor: {way}", _call(talking, AGENT, _in(COLLEAGUE), listener))
    yield Scene("conference with a number outside", _call(talking, AGENT, _in(OUTSIDER)))
    yield Scene("given to a number outside, which rings", _call(Phase.OUTSIDE, _ringing(OUTSIDER)))
    yield Scene("given to a number outside", _call(Phase.OUTSIDE, _in(OUTSIDER)))
    yield Scene("given outside, customer's connection gone", _customer_away(_call(Phase.OUTSIDE, _in(OUTSIDER))))


def _customer_away(call: Call) -> Call:
    return call.with_leg(_away(CUSTOMER))
