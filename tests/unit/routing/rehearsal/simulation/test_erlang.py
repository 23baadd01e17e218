"""The closed formulas against published tables."""

from __future__ import annotations

from math import isclose

import pytest

from routing.rehearsal.simulation import erlang


@pytest.mark.parametrize(("load", "lines", "blocked"), [(10, 10, 0.21458), (100, 100, 0.07570)])
def test_erlang_b(load: float, lines: int, blocked: float) -> None:
    assert erlang.erlang_b(load, lines) == pytest.approx(blocked, abs=5e-6)


def test_erlang_c() -> None:
    assert erlang.erlang_c(10, 12) == pytest.approx(0.44939, abs=5e-6)


# Calls in 30 minutes, handle time, target, agents: service level, share that waits, occupancy, mean wait.
# Recomputed with pyworkforce, equal to four decimals.
TABLE = [
    (20, 180, 20, 4, 0.8607, 0.1739, 0.5000, 15.65),
    (50, 180, 20, 8, 0.8801, 0.1673, 0.6250, 10.04),
    (100, 180, 20, 14, 0.8884, 0.1741, 0.7143, 7.84),
    (100, 240, 20, 17, 0.8104, 0.2573, 0.7843, 16.84),
    (100, 300, 10, 23, 0.9185, 0.1006, 0.7246, 4.77),
    (200, 240, 20, 32, 0.8485, 0.2363, 0.8333, 10.63),
    (500, 240, 20, 74, 0.8461, 0.2835, 0.9009, 9.28),
    (1000, 300, 20, 176, 0.8028, 0.3673, 0.9470, 11.81),
    (60, 420, 60, 18, 0.8691, 0.2317, 0.7778, 24.33),
]


@pytest.mark.parametrize("row", TABLE)
def test_staffing_table(row: tuple[float, ...]) -> None:
    calls, aht, target, agents, level, waits, occupancy, wait = row
    found = erlang.patient(calls / 1800, aht, int(agents), target)
    got = (found.service_level, found.p_wait, found.occupancy, found.mean_wait_s)
    assert got == pytest.approx((level, waits, occupancy, wait), abs=6e-3)
    goal = 0.9 if target == 10 else 0.8
    assert erlang.agents_for(calls / 1800, aht, None, target, goal) == agents


# Garnett, Mandelbaum and Reiman (2002): 48 calls a minute, 1 minute each, 2 minutes of patience.
IMPATIENT = [
    (46, 0.0701, 0.7297, 0.1403, 0.9703),
    (47, 0.0581, 0.6673, 0.1163, 0.9619),
    (48, 0.0476, 0.6015, 0.0953, 0.9524),
    (49, 0.0386, 0.5343, 0.0772, 0.9418),
    (50, 0.0309, 0.4678, 0.0618, 0.9303),
    (52, 0.0192, 0.3431, 0.0384, 0.9054),
]


@pytest.mark.parametrize(("agents", "abandoned", "waits", "wait", "occupancy"), IMPATIENT)
def test_impatient_callers(agents: int, abandoned: float, waits: float, wait: float, occupancy: float) -> None:
    found = erlang.impatient(48 / 60, 60, 120, agents, 20)
    got = (found.abandoned, found.p_wait, found.mean_wait_s / 60, found.occupancy)
    assert got == pytest.approx((abandoned, waits, wait, occupancy), abs=1e-4)


def test_impatient_callers_leave_as_patience_says() -> None:
    found = erlang.impatient(48 / 60, 60, 120, 50, 20)
    assert isclose(found.abandoned, found.mean_wait_s / 120, rel_tol=1e-9)


def test_impatient_with_endless_patience_is_erlang_c() -> None:
    endless = erlang.impatient(100 / 1800, 240, 1e9, 17, 20)
    patient = erlang.patient(100 / 1800, 240, 17, 20)
    assert endless.service_level == pytest.approx(patient.service_level, abs=1e-6)
    assert endless.mean_wait_s == pytest.approx(patient.mean_wait_s, rel=1e-5)


def test_finite_waiting_room() -> None:
    blocked, wait = erlang.finite(84, 90, 30, 600)
    assert (blocked, wait / 60) == pytest.approx((0.0036, 0.450), abs=5e-4)


def test_economy_of_scale() -> None:
    assert [erlang.agents_for(load / 180, 180, None, 20, 0.8) for load in (10, 50, 100, 1000)] == [14, 56, 107, 1011]


def test_more_work_than_agents_is_said() -> None:
    with pytest.raises(ValueError, match="more than 4 agents can carry"):
        erlang.patient(1, 10, 4, 20)
