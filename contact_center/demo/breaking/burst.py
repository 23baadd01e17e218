"""Many numbered texts of simulated customers at once, so that it can be counted what becomes of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final
from uuid import uuid4

import httpx

from contact_center.demo.names import BURST_PHONES, OUR_NUMBER

PHONES: Final = 8
MOST: Final = 500


@dataclass(slots=True)
class Burst:
    """`sent`: taken by the carrier, so that the product has to show each of them, once."""

    wanted: int
    id: str = field(default_factory=lambda: uuid4().hex[:4])
    sent: int = 0
    refused: int = 0
    """Not taken by the carrier: these customers know that nothing was sent."""
    done: bool = False

    @property
    def marker(self) -> str:
        """How each text of this burst begins; its number is the last word."""
        return f"Burst {self.id}, message"

    @property
    def phones(self) -> list[str]:
        return [f"{BURST_PHONES}{n:04}" for n in range(PHONES)]

    async def run(self, http: httpx.AsyncClient, carrier: str) -> None:
        """Each phone sends its texts one after another, all phones at the same time."""
        try:
            await asyncio.gather(*(self._phone(http, carrier, n) for n in range(PHONES)))
        finally:
            self.done = True

    async def _phone(self, http: httpx.AsyncClient, carrier: str, phone: int) -> None:
        for number in range(phone, self.wanted, PHONES):
            text = {"from": self.phones[phone], "to": OUR_NUMBER, "body": f"{self.marker} {number + 1}"}
            try:
                answer = await http.post(f"{carrier}/sim/sms", json=text)
                taken = answer.is_success
            except httpx.HTTPError:
                taken = False
            self.sent += taken
            self.refused += not taken
