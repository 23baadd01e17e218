"""Parameter sets with known answers. (calls in 30 minutes, handle time, agents, target[, patience]), seconds.

Each is simulated for as many calls as bring its service level within about 0.7 points at 95 %; those that need far
more than 30,000 calls for it are in `LONG` and run by `python -m benchmarks.simulation --truth`.
"""

from __future__ import annotations

from typing import NamedTuple

from routing.rehearsal.simulation.results import Simulated
from routing.rehearsal.simulation.steady import Steady, simulate


class Set(NamedTuple):
    calls: int
    aht_s: int
    agents: int
    target_s: int
    patience_s: int | None
    thousands: int
    """Calls to simulate."""


PATIENT = (
    Set(20, 180, 4, 20, None, 24),
    Set(20, 180, 5, 20, None, 12),
    Set(20, 180, 6, 20, None, 8),
    Set(50, 180, 9, 20, None, 22),
    Set(50, 180, 10, 20, None, 14),
    Set(100, 180, 17, 20, None, 16),
    Set(30, 120, 4, 10, None, 24),
    Set(30, 120, 5, 10, None, 14),
    Set(10, 300, 4, 30, None, 14),
    Set(10, 300, 5, 30, None, 8),
    Set(12, 600, 7, 60, None, 20),
    Set(12, 600, 8, 60, None, 12),
    Set(40, 90, 4, 15, None, 22),
    Set(40, 90, 5, 15, None, 12),
    Set(80, 150, 12, 30, None, 14),
    Set(60, 60, 4, 15, None, 18),
)
IMPATIENT = (
    Set(20, 180, 3, 20, 120, 10),
    Set(20, 180, 2, 20, 60, 10),
    Set(20, 180, 4, 20, 60, 8),
    Set(50, 180, 6, 20, 120, 20),
    Set(50, 180, 7, 20, 60, 10),
    Set(50, 180, 8, 20, 240, 24),
    Set(100, 180, 13, 20, 60, 36),
    Set(30, 120, 3, 10, 30, 10),
    Set(30, 120, 3, 10, 120, 16),
    Set(10, 300, 2, 30, 300, 16),
    Set(10, 300, 3, 30, 120, 10),
    Set(12, 600, 5, 60, 120, 12),
    Set(12, 600, 4, 60, 60, 12),
    Set(40, 90, 3, 15, 60, 16),
    Set(60, 60, 3, 15, 60, 14),
    Set(80, 150, 9, 30, 60, 22),
    Set(80, 150, 10, 30, 45, 14),
    Set(100, 300, 23, 30, 60, 14),
)
SETS = PATIENT + IMPATIENT
LONG = (
    Set(50, 180, 8, 20, None, 60),
    Set(100, 180, 14, 20, None, 120),
    Set(100, 240, 17, 20, None, 240),
    Set(100, 300, 23, 10, None, 120),
    Set(200, 240, 32, 20, None, 400),
    Set(60, 420, 18, 60, None, 200),
    *(Set(1440, 60, agents, 20, 120, 200) for agents in (46, 47, 48, 49, 50, 52)),
)


def run(said: Set, seed: int) -> Simulated:
    return simulate(
        Steady(
            calls=said.calls,
            interval_s=1800,
            aht_s=said.aht_s,
            agents=said.agents,
            target_s=said.target_s,
            patience_s=said.patience_s,
            hours=said.thousands * 500 / said.calls,
            seed=seed,
        )
    )
