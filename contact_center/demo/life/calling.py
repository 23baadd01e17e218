"""A simulated caller: a real WebRTC call over the widget's own door.

aiortc is loaded with the first call, as most of a demo's minutes have none.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

import httpx

from contact_center.demo.life.synthetic_voice import picked_up
from contact_center.kernel.errors import RetryLater

PRESSES = 0.9
"""Share of the choices in a menu that are made; the others are waited out."""


@dataclass(frozen=True, slots=True)
class CallClient:
    """Where the widget's page asks for calls."""

    http: httpx.AsyncClient
    product: str
    account: UUID

    @asynccontextmanager
    async def call(self, token: str, random: Random) -> AsyncIterator[UUID]:
        """Rings while inside; hangs up at the end. Raises `RetryLater` where calls are not possible."""
        async with picked_up(random) as phone:
            menu = await self._menu(token, random)
            answer = await self._ask("calls", token, {"sdp": await phone.offer(), "menu": menu})
            await phone.connect(answer["sdp"])
            try:
                yield UUID(answer["call_id"])
            finally:
                with suppress(RetryLater):
                    await self._ask(f"calls/{answer['call_id']}/hangup", token, None)

    async def _menu(self, token: str, random: Random) -> str | None:
        """Through the menu, if there is one, by keys that mean something; numbers are left out."""
        now = await self._ask("calls/menu", token, {"lang": random.choice(["en", "zh-Hant"])})
        while now["then"] == "":
            keys = random.choice(now["keys"]) if now["most"] == 1 and random.random() < PRESSES else None
            body = {"turn": now["turn"], "keys": keys}
            now = await self._ask(f"calls/menu/{now['menu']}/keys", token, body)
        if now["then"] not in ("connect", "message"):
            raise RetryLater(f"the menu: {now['then']}")
        found: str | None = now["menu"]
        return found

    async def _ask(self, path: str, token: str, body: dict[str, Any] | None) -> dict[str, Any]:
        url = f"{self.product}/widget/{self.account}/{path}"
        answer = await self.http.post(url, json=body, headers={"authorization": f"Bearer {token}"})
        if answer.is_error:
            raise RetryLater(f"the call: {answer.status_code}")
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found
