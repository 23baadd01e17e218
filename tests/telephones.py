"""A telephone of the simulated network without a loudspeaker: hums a tone, presses keys, and measures what it hears.

customer = await Telephone.dials(sim, "+14155552671", OURS, CUSTOMER_HZ)
await true_of(lambda: customer.hears(AGENT_HZ))
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from tests.patience import PATIENCE

TONES = (1900.0, 2700.0, 3100.0, 3500.0)
"""Hz, well apart and above what prompts and music have; a telephone carries up to 3.6 kHz."""
HEARD = 1_500
NOT_HEARD = 300
"""Amplitudes, of a tone that is sent with 6 000."""


@dataclass
class Telephone:
    """The telephone of one call, whichever side began it."""

    sim: httpx.AsyncClient
    sid: str

    @classmethod
    async def dials(cls, sim: httpx.AsyncClient, number: str, to: str, pitch: float = 0.0) -> Telephone:
        await keep(sim, number, pitch=pitch)
        answer = await sim.post("/sim/calls", json={"from": number, "to": to})
        assert answer.status_code == 202, answer.text
        return cls(sim, str(answer.json()["sid"]))

    async def act(self, what: str, **body: object) -> None:
        answer = await self.sim.post(f"/sim/calls/{self.sid}/{what}", json=body or None)
        assert answer.status_code == 200, answer.text

    async def hum(self, pitch: float) -> None:
        await self.act("hum", pitch=pitch)

    async def press(self, digits: str) -> None:
        await self.act("press", digits=digits)

    async def shown(self) -> dict[str, Any]:
        return dict((await self.sim.get(f"/sim/calls/{self.sid}")).json())

    async def measure(self, pitches: Sequence[float] = TONES) -> tuple[float, dict[float, float]]:
        """Loudness and amplitudes of half a second that begins now."""
        where = f"/sim/calls/{self.sid}/hearing"
        await self.sim.get(where, params={"forget": True})
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.sim.get(where, params={"pitch": list(pitches)})
                assert answer.status_code == 200, answer.text
                found = answer.json()
                if found["ready"]:
                    return found["loudness"], dict(zip(pitches, found["levels"], strict=True))
                await asyncio.sleep(0.05)

    async def tones(self) -> set[float]:
        """Which of the test tones it hears; measured again while one of them is neither there nor away."""
        async with asyncio.timeout(PATIENCE):
            while True:
                _, levels = await self.measure()
                if all(level > HEARD or level < NOT_HEARD for level in levels.values()):
                    return {pitch for pitch, level in levels.items() if level > HEARD}

    async def hears_something_else(self) -> bool:
        """A prompt or music: something, and none of the tones."""
        loud, levels = await self.measure()
        return loud > 150 and all(level < NOT_HEARD for level in levels.values())

    async def hears_nothing(self) -> bool:
        loud, _ = await self.measure()
        return loud < 20


async def keep(sim: httpx.AsyncClient, number: str, **habits: object) -> None:
    """How the telephone of this number behaves: `habit`, `after`, `keys`, `pitch`."""
    answer = await sim.post("/sim/telephones", json={"number": number, **habits})
    assert answer.status_code == 200, answer.text
