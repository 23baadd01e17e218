"""Closed formulas of queues with one kind of call: what the simulator is held against, and where its searches begin.

Load is in erlang: calls in one mean handle time. Sources: Erlang (1917) for B and C by the recursion of
Jagerman (1974); Palm (1943) for A (M/M/n+M), as in Garnett, Mandelbaum and Reiman, "Designing a Call Center with
Impatient Customers" (2002). Arrivals are Poisson, handle times and patience exponential, the order is first come,
first served.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, exp, floor, inf


@dataclass(frozen=True, slots=True)
class SteadyState:
    """What a queue comes to in the long run. Shares are 0 to 1, times seconds."""

    service_level: float
    """Answered within the target, of all calls."""
    mean_wait_s: float
    """Of all calls, those that abandon included."""
    p_wait: float
    """Share that does not find a free agent."""
    abandoned: float
    occupancy: float


def erlang_b(load: float, agents: int) -> float:
    """Share of calls lost where nobody waits."""
    blocked = 1.0
    for n in range(1, agents + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(load: float, agents: int) -> float:
    """Share of calls that wait; 1 where the load is more than the agents can carry."""
    if load >= agents:
        return 1.0
    blocked = erlang_b(load, agents)
    used = load / agents
    return blocked / (1 - used + used * blocked)


def patient(calls_s: float, handle_s: float, agents: int, target_s: float) -> SteadyState:
    """M/M/n: everybody waits as long as it takes. Raises `ValueError` where the queue would grow for ever."""
    load = calls_s * handle_s
    if load >= agents:
        raise ValueError(f"{load:g} erlang are more than {agents} agents can carry")
    waits = erlang_c(load, agents)
    drain = (agents - load) / handle_s
    return SteadyState(1 - waits * exp(-drain * target_s), waits / drain, waits, 0.0, load / agents)


def impatient(calls_s: float, handle_s: float, patience_s: float, agents: int, target_s: float) -> SteadyState:
    """M/M/n+M (Erlang A): whoever waits gives up after an exponential time of mean `patience_s`."""
    lam, mu, theta = calls_s, 1 / handle_s, 1 / patience_s
    chances = _stationary(lam, mu, theta, agents)
    waiting = sum((n - agents) * p for n, p in enumerate(chances) if n > agents)
    busy = sum(min(n, agents) * p for n, p in enumerate(chances))
    free = sum(chances[:agents])
    served = _served_within(mu * agents, theta, target_s, len(chances) - agents)
    level = free + sum(chances[agents + ahead] * served[ahead] for ahead in range(len(chances) - agents))
    return SteadyState(level, waiting / lam, 1 - free, theta * waiting / lam, busy / agents)


def steady(calls_s: float, handle_s: float, patience_s: float | None, agents: int, target_s: float) -> SteadyState:
    """Erlang A with patience, else Erlang C."""
    if patience_s is None:
        return patient(calls_s, handle_s, agents, target_s)
    return impatient(calls_s, handle_s, patience_s, agents, target_s)


def agents_for(calls_s: float, handle_s: float, patience_s: float | None, target_s: float, goal: float) -> int:
    """The fewest agents with whom at least `goal` (0 to 1) are answered within the target."""
    agents = 1 if patience_s is not None else floor(calls_s * handle_s) + 1
    while steady(calls_s, handle_s, patience_s, agents, target_s).service_level < goal:
        agents += 1
    return agents


def finite(load: float, agents: int, room: int, handle_s: float) -> tuple[float, float]:
    """M/M/n/K with `room` places to wait: (share turned away, mean wait in seconds of those let in)."""
    terms, term = [1.0], 1.0
    for n in range(1, agents + room + 1):
        term *= load / min(n, agents)
        terms.append(term)
    total = sum(terms)
    blocked = terms[-1] / total
    waiting = sum((n - agents) * t for n, t in enumerate(terms) if n > agents) / total
    return blocked, waiting * handle_s / (load * (1 - blocked))


def relaxation_s(load: float, handle_s: float, agents: int) -> float:
    """Seconds after which a queue has forgotten how it began: 1/(mu (sqrt n - sqrt a)^2), Morse (1955)."""
    gap = agents**0.5 - load**0.5
    return inf if gap == 0 else handle_s / gap**2


def _stationary(lam: float, mu: float, theta: float, agents: int) -> list[float]:
    """Chance of each number in the system, cut where it is below 1e-15 of the largest."""
    terms, term, largest, n = [1.0], 1.0, 1.0, 0
    while n < agents or term > largest * 1e-15:
        n += 1
        term *= lam / (min(n, agents) * mu + max(n - agents, 0) * theta)
        if term > 1e200:
            terms, term, largest = [t / term for t in terms], 1.0, largest / term
        largest = max(largest, term)
        terms.append(term)
    total = sum(terms)
    return [t / total for t in terms]


def _served_within(freed: float, theta: float, target_s: float, longest: int) -> list[float]:
    """By number ahead in the queue: the chance to be answered within the target, by uniformization.

    With k ahead the next thing is: one of them leaves or is served (freed + k theta), or this one gives up (theta).
    """
    rate = freed + longest * theta
    steps = ceil(rate * target_s / _JUMPS)
    chances = [0.0] * longest
    for _ in range(steps):
        chances = _later(chances, freed, theta, rate, rate * target_s / steps)
    return chances


_JUMPS = 400.0
"""Expected jumps of one step; exp(-jumps) has to stay a number."""


def _later(chances: list[float], freed: float, theta: float, rate: float, jumps: float) -> list[float]:
    result = [0.0] * len(chances)
    weight, seen, n = exp(-jumps), 0.0, 0
    while seen < 1 - 1e-12 and n < 10_000:
        result = [have + weight * chance for have, chance in zip(result, chances, strict=True)]
        seen += weight
        n += 1
        weight *= jumps / n
        before = [1.0, *chances]
        chances = [
            ((freed + k * theta) * before[k] + (rate - freed - (k + 1) * theta) * before[k + 1]) / rate
            for k in range(len(chances))
        ]
    return result
