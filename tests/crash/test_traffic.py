"""Processes are killed at random moments while customers write and agents answer."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence

from contact_center.platform.settings import Settings
from tests.crash.conftest import Scene, scene
from tests.crash.processes import Running, until
from tests.crash.proof import prove
from tests.crash.shop import numbers
from tests.servers import Database

DEATHS = {"web": 4, "worker": 4, "router": 2, "router-2": 2, "media": 2}
HASTY = numbers(10_000_000, 180)
PATIENT = numbers(20_000_000, 20)
EACH = 10


async def test_nothing_is_lost_or_doubled_whoever_is_killed_during_2000_messages(
    settings: Settings, database: Database, seed: int
) -> None:
    async with scene(settings, database, seed, *DEATHS, agents=14) as here:
        await here.customers.faults(duplicate=0.25, shuffle=True, delay_ms=100)
        async with asyncio.TaskGroup() as together:
            together.create_task(here.customers.chatter(HASTY, EACH, here.chance, per_second=70))
            for number in PATIENT:
                together.create_task(here.customers.patient(number, EACH))
            together.create_task(kill_now_and_then(here.processes, here.chance))
        await come_to_rest(here)
        await prove(here)
        await patient_customers_see_their_own_order(here)
        assert sum(len(texts) for texts in here.customers.sent.values()) == 2000
        assert here.office.written >= here.office.answers


async def kill_now_and_then(processes: Running, chance: random.Random) -> None:
    """Each process of the list as often as it says, in any order, at any moment, again as soon as it lives."""
    for name in _shuffled(chance):
        await asyncio.sleep(chance.uniform(0.2, 2.5))

        async def killed(victim: str = name) -> bool:
            return processes.kill(victim)

        await until(killed, f"there is a process {name} to kill", every=0.02)


def _shuffled(chance: random.Random) -> Sequence[str]:
    names = [name for name, times in DEATHS.items() for _ in range(times)]
    chance.shuffle(names)
    return names


async def come_to_rest(here: Scene) -> None:
    """Everything has arrived, everything is answered, nobody has work in hand."""
    await until(here.customers.all_arrived, "every message arrives", every=0.5)
    await until(here.nobody_works, "all work is done", every=0.5)
    await until(here.customers.all_answered, "every answer is with the carrier", every=0.5)
    await until(here.phones_are_up_to_date, "the phones show all answers", every=0.5)
    await until(here.log_is_read, "all readers of the log have come to its end", every=0.5)


async def patient_customers_see_their_own_order(here: Scene) -> None:
    async with here.runtime.database.read(here.shop.tenant) as reader:
        for number in PATIENT:
            shown = await reader.values(
                "select m.text from core.message m join core.conversation c on c.id = m.conversation_id "
                "where c.contact_value = %s and m.direction = 'in' order by m.position",
                [number],
            )
            assert shown == here.customers.sent[number]
