"""A call that is parked: its customer hears music and no agent is on it, until somebody picks it up. Pure.

Parking ends the part of the call's agent; who picks it up, and when it comes back by itself, is a matter of the work
(`contact_center.interactions.work.call_parking`), which the call follows.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from channels.voice import supervising
from channels.voice.errors import ColleaguesOnCall, NotConnectedToEachOther
from channels.voice.model import Call, Outcome, Parks, Phase, RemoveLeg, Unparks
from channels.voice.sounds import sounds


def decided(call: Call, what: Parks | Unparks, now: datetime) -> Outcome:
    """Raises what `parks` raises."""
    return parks(call, now) if isinstance(what, Parks) else unparked(call, now)


def parks(call: Call, now: datetime) -> Outcome:
    """Raises `NotConnectedToEachOther`, and `ColleaguesOnCall` while somebody else was asked."""
    if call.phase is Phase.PARKED:
        return call, ()
    agent = call.agent
    if agent is None or call.phase not in (Phase.TALKING, Phase.HELD):
        raise NotConnectedToEachOther
    if call.colleagues:
        raise ColleaguesOnCall
    call, dismissed = supervising.dismissed(call)
    call = replace(call.without(agent), phase=Phase.PARKED, since=now)
    return call, (*sounds(call), RemoveLeg(agent.id), *dismissed)


def unparked(call: Call, now: datetime) -> Outcome:
    """Somebody has picked it up and is about to join, or it is to be offered again; idempotent."""
    if call.phase is not Phase.PARKED:
        return call, ()
    call = replace(call, phase=Phase.WAITING, since=now)
    return call, sounds(call)
