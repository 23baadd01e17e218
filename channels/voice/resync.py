"""What the media has to be like for the state of a call.

`react` says what changes; this says all of it at once. Giving these orders again is harmless, so whoever
finds a call whose last orders may not have arrived (a process died between commit and command) gives them.
"""

from __future__ import annotations

from channels.voice import outside
from channels.voice.domain import (
    Call,
    CloseBridge,
    ColleagueStanding,
    Dial,
    Leg,
    MediaCommand,
    MuteLeg,
    OpenBridge,
    PauseTape,
    Phase,
    Record,
    RecordMessage,
    our_message,
)
from channels.voice.sounds import sounds


def resync_orders(call: Call) -> tuple[MediaCommand, ...]:
    """The orders after which the bridge is as this call says; only a call of ours that did not ring yet opens one."""
    if call.phase is Phase.ENDED:
        return (*our_message(call), CloseBridge())
    if call.phase is Phase.DIALLING and call.out is not None:
        if call.out.rung_at is None:
            return (OpenBridge(call.language), *sounds(call))
        return (*sounds(call), Dial(call.customer.id, call.out.number, call.out.caller_id))
    if call.phase is Phase.MESSAGE:
        return (*sounds(call), RecordMessage(call.customer.id))
    if call.phase is Phase.OUTSIDE:
        return (*((PauseTape(True),) if call.record else ()), *sounds(call), *_rings_outside(call))
    if call.agent is None or call.phase is Phase.WAITING:
        return sounds(call)
    return _with_agent(call, call.agent)


def _with_agent(call: Call, agent: Leg) -> tuple[MediaCommand, ...]:
    recorded = call.record and call.phase is not Phase.CONNECTING
    record = (Record(call.customer.id, agent.id), PauseTape(outside.kept_out(call))) if recorded else ()
    ours = (agent, *(leg for leg in call.colleagues if leg.standing is not ColleagueStanding.RINGING))
    return (*record, *(MuteLeg(leg.id, leg.muted) for leg in ours), *sounds(call), *_rings_outside(call))


def _rings_outside(call: Call) -> tuple[MediaCommand, ...]:
    leg = call.outsider
    return (outside.dial(leg),) if leg is not None and leg.standing is ColleagueStanding.RINGING else ()
