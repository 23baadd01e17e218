"""The customer's phone: texts go through the simulated carrier, and what comes back is read there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import httpx
from pydantic import BaseModel

from contact_center.demo.peers.visitor_site.config import Customer, SiteConfig
from contact_center.kernel.errors import GiveUp, RetryLater


class Text(BaseModel):
    id: str
    mine: bool
    body: str
    at: datetime
    failed: bool


class Phone:
    """Raises `RetryLater` while the carrier does not answer, `GiveUp` with its reason when it refuses."""

    def __init__(self, http: httpx.AsyncClient, config: SiteConfig) -> None:
        self._http = http
        self._config = config

    async def send(self, customer: Customer, body: str) -> None:
        sms = {"from": customer.phone, "to": self._config.sms_number, "body": body}
        await self._ask("POST", "/sim/sms", sms)

    async def texts(self, customer: Customer) -> list[Text]:
        """Oldest first; only those with the company's number."""
        answer = await self._ask("GET", f"/sim/phones/{customer.phone}/messages")
        return [_text(m) for m in answer if m["line"] == self._config.sms_number]

    async def _ask(self, method: str, path: str, body: object = None) -> Any:
        try:
            answer = await self._http.request(method, self._config.carrier_url + path, json=body)
        except httpx.HTTPError as error:
            raise RetryLater(f"the simulated carrier at {self._config.carrier_url}: {error}") from None
        if answer.is_error:
            raise GiveUp(f"the simulated carrier: {answer.text[:300]}")
        return answer.json()


def _text(message: dict[str, Any]) -> Text:
    return Text(
        id=message["sid"],
        mine=message["direction"] == "out",
        body=message["body"],
        at=message["at"],
        failed=message["status"] in ("failed", "undelivered"),
    )
