"""Processes are killed at random moments while customers write and agents answer."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

import pytest

from tests.crash.conftest import Scene
from tests.crash.processes import Running, until
from tests.crash.proof import prove
from tests.crash.shop import numbers
from tests.proving import PROVING, examples

pytestmark = pytest.mark.asyncio(loop_scope="module")
PROCESSES = ("web", "worker", "router", "router-2", "media")
DEATHS = {"web": 3, "worker": 3, "router": 2, "router-2": 1, "media": 1} if PROVING else dict.fromkeys(PROCESSES, 1)
LOG_LEVEL = "WARNING"
HASTY = numbers(10_000_000, examples(16, long=180))
PATIENT = numbers(20_000_000, examples(2, long=20))
EACH = 10
PER_SECOND = examples(16, long=80)
"""Slower in a sample, so that all of the deaths fall into the traffic."""


@pytest.mark.prove
async def test_nothing_is_lost_or_doubled_whoever_is_killed_while_customers_write(here: Scene) -> None:
    await here.customers.faults(duplicate=0.25, shuffle=True, delay_ms=100)
    async with asyncio.TaskGroup() as together:
        together.create_task(here.customers.chatter(HASTY, EACH, here.chance, per_second=PER_SECOND))
        for number in PATIENT:
            together.create_task(here.customers.patient(number, EACH))
        together.create_task(kill_now_and_then(here.processes, here.chance))
    await here.come_to_rest()
    await prove(here)
    await patient_customers_see_their_own_order(here)
    assert sum(len(texts) for texts in here.customers.sent.values()) == EACH * len(HASTY + PATIENT)
    assert here.office.written >= examples(30, long=here.office.answers)


async def kill_now_and_then(processes: Running, chance: random.Random) -> None:
    """Each process as often as the list says, in any order, at any moment, again as soon as it lives."""
    for name in _shuffled(chance):
        await asyncio.sleep(chance.uniform(0.2, 2.5))

        async def killed(victim: str = name) -> bool:
            return processes.kill(victim)

        await until(killed, f"there is a process {name} to kill", every=0.02)


def _shuffled(chance: random.Random) -> Sequence[str]:
    names = [name for name, times in DEATHS.items() for _ in range(times)]
    chance.shuffle(names)
    return names


async def patient_customers_see_their_own_order(here: Scene) -> None:
    for number in PATIENT:
        shown = await here.rows(
            "select m.text from core.message m join core.conversation c on c.id = m.conversation_id "
            "where c.contact_value = %s and m.direction = 'in' order by m.position",
            number,
        )
        assert [row["text"] for row in shown] == here.customers.sent[number]
