"""Who comes when, decided before the run: the same for every policy and every number of agents.

Each stream of arrivals has random numbers of its own, and a customer's handle time and patience are drawn when
they come, not when they are served; so two runs with one seed differ by what was changed and by nothing else
(common random numbers; Law, *Simulation Modeling and Analysis*, 11.2).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from heapq import merge
from random import Random
from typing import NamedTuple

from routing.engine.instants import SECOND
from routing.rehearsal.simulation.centre import SimulatedCentre
from routing.rehearsal.simulation.chances import TimeDistribution
from routing.rehearsal.simulation.streams import Stream


class SimulatedArrival(NamedTuple):
    """Times in microseconds; `patience` None waits for ever."""

    at: int
    stream: int
    number: int
    """Of its stream, from 0: tells equal instants apart."""
    handle: int
    wrap: int
    patience: int | None


def arrivals(centre: SimulatedCentre, seed: int, replication: int) -> Iterator[SimulatedArrival]:
    """In order of time. Poisson with the rate of each interval."""
    each = [
        _stream(centre, n, stream, f"{seed}/{replication}/{stream.name}") for n, stream in enumerate(centre.streams)
    ]
    return each[0] if len(each) == 1 else merge(*each)


def _stream(centre: SimulatedCentre, n: int, stream: Stream, seed: str) -> Iterator[SimulatedArrival]:
    coming, taking, waiting = (Random(f"{seed}/{what}") for what in ("arrivals", "handle", "patience"))  # noqa: S311
    for number, at in enumerate(_instants(stream.rates, centre.interval, coming)):
        yield SimulatedArrival(
            at,
            n,
            number,
            _micros(stream.handle, taking),
            0 if stream.wrap is None else _micros(stream.wrap, taking),
            None if stream.patience is None else _micros(stream.patience, waiting),
        )


def _instants(rates: Sequence[float], interval: int, random: Random) -> Iterator[int]:
    """Of a Poisson process whose rate changes with the interval: unit exponentials, stretched by each rate."""
    done, left = 0.0, random.expovariate(1.0)
    for n, rate in enumerate(rates):
        done = 0.0
        while left < rate - done:
            done += left
            yield n * interval + int(done / rate * interval)
            left = random.expovariate(1.0)
        left -= rate - done


def _micros(chance: TimeDistribution, random: Random) -> int:
    return int(chance.draw(random) * SECOND)
