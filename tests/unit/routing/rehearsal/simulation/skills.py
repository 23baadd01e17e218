"""Ninety agents, six kinds of call: the centre in which Wallace and Whitt (2005) found that two skills suffice.

84 erlang of calls of 10 minutes, 30 places to wait. Agents have 1, 2 or 6 of the skills; the first of them is
their primary one. An arriving call goes to an agent with it as primary skill if one is free, to the one idle
longest; an agent who becomes free takes primary calls first, or with `oldest` whatever waits longest.
"""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.kernel.contracts.channels import Tier
from routing.engine.instants import MINUTE, NEVER, SECOND
from routing.engine.model import Capacity, QueueAccess, QueuePolicy, Requirement, RoutingPolicy, Selection
from routing.rehearsal.simulation.arrivals import arrivals
from routing.rehearsal.simulation.centre import PresentSpan, SimulatedAgent, SimulatedCentre, agent_id, queue_id
from routing.rehearsal.simulation.chances import exponential
from routing.rehearsal.simulation.intervals import Estimate, ratio
from routing.rehearsal.simulation.runner import Run
from routing.rehearsal.simulation.streams import Stream
from routing.rehearsal.simulation.tally import Limits, Tally, TallyRow

KINDS, AGENTS, ROOM, LOAD, HANDLE_S = 6, 90, 30, 84.0, 600.0
BATCHES = 20


@dataclass(frozen=True)
class Outcome:
    blocked: Estimate
    wait_min: Estimate
    """Of those let in."""
    level: Estimate
    """Of those let in, answered within half a minute."""


def run(skills: int, calls: int, *, oldest: bool = False, seed: int = 1) -> Outcome:
    whole = int(calls / (LOAD / HANDLE_S) * SECOND)
    centre, begin = _centre(skills, whole, oldest=oldest), whole // 20
    tally = Tally([stream.limits for stream in centre.streams], 1, begin, (whole - begin) // BATCHES, BATCHES)
    Run(centre, tally).play(arrivals(centre, seed, 0))
    rows = [_added([stream[n] for stream in tally.rows]) for n in range(BATCHES)]
    expected = calls * (whole - begin) / whole / BATCHES
    controls = [[row.offered - expected for row in rows], [row.excess for row in rows]]
    entered = [row.offered - row.blocked for row in rows]
    return Outcome(
        ratio([row.blocked for row in rows], [row.offered for row in rows], controls),
        ratio([row.wait / MINUTE for row in rows], entered, controls),
        ratio([row.within for row in rows], entered, controls),
    )


def _added(rows: list[TallyRow]) -> TallyRow:
    total = TallyRow()
    for row in rows:
        total.add(row)
    return total


def _centre(skills: int, whole: int, *, oldest: bool) -> SimulatedCentre:
    return SimulatedCentre(
        policy=RoutingPolicy(version=1, queues=tuple(_queue(kind) for kind in range(KINDS))),
        streams=tuple(_stream(kind, whole) for kind in range(KINDS)),
        people=tuple(_person(n, skills, oldest=oldest) for n in range(AGENTS)),
        groups=("agents",),
        interval=whole,
        intervals=1,
        room=ROOM,
    )


def _queue(kind: int) -> QueuePolicy:
    return QueuePolicy(
        id=queue_id(kind),
        requirements=(Requirement(f"kind {kind}", 1),),
        selection=Selection.MOST_PROFICIENT,
        auto_accept=True,
    )


def _stream(kind: int, whole: int) -> Stream:
    return Stream(
        name=f"kind {kind}",
        queue_id=queue_id(kind),
        channel="voice",
        tier=Tier.LIVE,
        weight=1,
        priority=0,
        requirements=(),
        media=True,
        rates=(LOAD / HANDLE_S / KINDS * whole / SECOND,),
        handle=exponential(HANDLE_S),
        wrap=None,
        patience=None,
        due=None,
        limits=Limits(30 * SECOND, 0),
    )


def _person(number: int, skills: int, *, oldest: bool) -> SimulatedAgent:
    """Secondary skills are dealt so that each pair of kinds is shared by as many agents."""
    primary = number % KINDS
    shift = number // KINDS % (KINDS - 1)
    kinds = [primary, *((primary + 1 + (shift + n) % (KINDS - 1)) % KINDS for n in range(skills - 1))]
    return SimulatedAgent(
        agent_id=agent_id(number),
        group=0,
        skills={f"kind {kind}": 3 if n else 5 for n, kind in enumerate(kinds)},
        queues=tuple(
            QueueAccess(queue_id=queue_id(kind), priority=1 if oldest or not n else 2) for n, kind in enumerate(kinds)
        ),
        capacity=Capacity(channels={"voice": 1}, total=1),
        spells=(PresentSpan(0, NEVER),),
        answer=0,
    )
