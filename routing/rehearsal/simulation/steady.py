"""One queue with the same traffic for many hours: what Erlang's formulas say, from the engine itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contact_center.kernel.contracts.channels import Tier
from routing.engine.instants import NEVER, SECOND
from routing.engine.model import Capacity, QueueAccess, QueuePolicy, RoutingPolicy
from routing.policy.errors import ProblemCode
from routing.rehearsal.simulation import erlang
from routing.rehearsal.simulation.arrivals import arrivals
from routing.rehearsal.simulation.centre import PresentSpan, SimulatedAgent, SimulatedCentre, agent_id, queue_id
from routing.rehearsal.simulation.chances import TimeDistribution, exponential
from routing.rehearsal.simulation.errors import NotASimulation
from routing.rehearsal.simulation.results import GroupFigures, QueueFigures, Simulated, Summary, batches
from routing.rehearsal.simulation.runner import Run
from routing.rehearsal.simulation.streams import Stream
from routing.rehearsal.simulation.tally import Limits, Tally
from routing.rehearsal.statements import StatementCode, say

BATCHES = 30
CALLS = "calls"
"""The one channel of this world."""
DISCIPLINE = (say(StatementCode.FIRST_COME),)
METHOD = say(StatementCode.BATCH_MEANS, batches=BATCHES)
"""Batch means: one run after a warm-up; Law, Simulation Modeling and Analysis, 9.5.3; Lavenberg and Welch 1981."""
_FORGOTTEN = 6
"""Relaxation times of warm-up: what is left of the empty beginning is e^-6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Steady:
    """Traffic and staff of one queue. Times in seconds.

    `calls` come in each `interval_s` on average; `aht_s` and `patience_s` are means of exponential times, unless
    `handle` names another distribution. Without patience everybody waits as long as it takes.
    """

    calls: float
    interval_s: float
    aht_s: float
    agents: int
    target_s: float
    patience_s: float | None = None
    hours: float = 200
    seed: int = 1
    handle: TimeDistribution | None = None

    @property
    def calls_s(self) -> float:
        return self.calls / self.interval_s

    @property
    def load(self) -> float:
        """Erlang."""
        return self.calls_s * self.aht_s

    @property
    def warm_up_s(self) -> float:
        if self.patience_s is not None:
            return _FORGOTTEN * max(self.aht_s, self.patience_s)
        return _FORGOTTEN * erlang.relaxation_s(self.load, self.aht_s, self.agents)


def simulate(said: Steady) -> Simulated:
    """Raises `NotASimulation` for what has no steady state or is too short for an interval."""
    _check(said)
    centre, begin, batch = centre_of(said)
    tally = Tally([stream.limits for stream in centre.streams], 1, begin, batch, BATCHES)
    Run(centre, tally).play(arrivals(centre, said.seed, 0))
    summary = Summary(_counted(centre, said), batches(tally), 1)
    total = summary.total()
    target = say(StatementCode.TARGET, seconds=f"{said.target_s:g}")
    return Simulated(
        total=total,
        queues=(QueueFigures("calls", (target,), DISCIPLINE, total),),
        intervals=(),
        groups=(GroupFigures("agents", said.agents, total.occupancy),),
        seed=said.seed,
        samples=BATCHES,
        interactions=sum(row.offered for stream in tally.rows for row in stream),
        method=METHOD,
    )


def _check(said: Steady) -> None:
    for name in ("calls", "interval_s", "aht_s", "agents", "target_s", "hours"):
        if getattr(said, name) <= 0:
            raise NotASimulation(name, ProblemCode.NOT_POSITIVE, name=name.removesuffix("_s"))
    if said.patience_s is not None and said.patience_s <= 0:
        raise NotASimulation("patience_s", ProblemCode.PATIENCE_NOT_POSITIVE)
    if said.patience_s is None and said.load >= said.agents:
        load, least = f"{said.load:.4g}", int(said.load) + 1
        raise NotASimulation("agents", ProblemCode.LOAD_TOO_HIGH, load=load, agents=said.agents, least=least)


def centre_of(said: Steady) -> tuple[SimulatedCentre, int, int]:
    """The centre, when counting begins, and the length of a batch in microseconds."""
    begin = int(said.warm_up_s * SECOND)
    batch = int(said.hours * 3600 * SECOND / BATCHES)
    whole = begin + BATCHES * batch
    handle = said.handle or exponential(said.aht_s)
    stream = Stream(
        name="calls",
        queue_id=queue_id(0),
        channel=CALLS,
        tier=Tier.LIVE,
        weight=1,
        priority=0,
        requirements=(),
        media=True,
        rates=(said.calls_s * whole / SECOND,),
        handle=handle,
        wrap=None,
        patience=None if said.patience_s is None else exponential(said.patience_s),
        due=None,
        limits=Limits(int(said.target_s * SECOND), 0),
    )
    people = tuple(_person(n) for n in range(said.agents))
    policy = RoutingPolicy(version=1, queues=(QueuePolicy(id=queue_id(0), name="calls", auto_accept=True),))
    centre = SimulatedCentre(
        policy=policy, streams=(stream,), people=people, groups=("agents",), interval=whole, intervals=1
    )
    return centre, begin, batch


def _person(number: int) -> SimulatedAgent:
    return SimulatedAgent(
        agent_id=agent_id(number),
        group=0,
        skills={},
        queues=(QueueAccess(queue_id=queue_id(0)),),
        capacity=Capacity(channels={CALLS: 1}, total=1),
        spells=(PresentSpan(0, NEVER),),
        answer=0,
    )


def _counted(centre: SimulatedCentre, said: Steady) -> SimulatedCentre:
    """The same centre with the calls that are expected while it is counted."""
    return replace(centre, streams=(replace(centre.streams[0], rates=(said.calls_s * said.hours * 3600,)),))
