"""Brings webhooks to the product: signed, with the retries Twilio's connection overrides ask for.

Source: twilio.com/docs/usage/webhooks/webhooks-connection-overrides. How long Twilio pauses between
retries is not documented; here it doubles from a quarter of a second.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urldefrag

import httpx
import structlog

from contact_center.demo.peers.carrier.config import Account
from contact_center.demo.peers.carrier.faults import Counters
from contact_center.demo.peers.carrier.switchboard import Switchboard

FIRST_PAUSE: Final = 0.25
AT_ONCE: Final = 40
_OVERTAKING: Final = 0.4

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Overrides:
    """The fragment of a webhook's address; times in seconds."""

    connect: float = 5.0
    read: float = 15.0
    total: float = 15.0
    retries: int = 1
    policy: frozenset[str] = frozenset({"ct"})

    def again(self, failure: str) -> bool:
        return failure in self.policy or "all" in self.policy


def overrides(url: str) -> tuple[str, Overrides]:
    """The URL to call and sign, and how; values out of range are cut to it."""
    bare, fragment = urldefrag(url)
    given = dict(parse_qsl(fragment))
    policy = frozenset(p.strip() for p in given.get("rp", "ct").split(","))
    return bare, Overrides(
        connect=_number(given.get("ct"), 5000, 100, 10_000) / 1000,
        read=_number(given.get("rt"), 15_000, 100, 15_000) / 1000,
        total=_number(given.get("tt"), 15_000, 100, 15_000) / 1000,
        retries=_number(given.get("rc"), 1, 0, 5),
        policy=policy,
    )


class Courier:
    def __init__(
        self, http: httpx.AsyncClient, switchboard: Switchboard, counters: Counters, chance: random.Random
    ) -> None:
        self._http = http
        self._switchboard = switchboard
        self._counters = counters
        self._chance = chance
        self._room = asyncio.Semaphore(AT_ONCE)

    async def bring(self, url: str, fields: Mapping[str, str], sender: Account) -> bool:
        """True once the product has answered 2xx; False when all retries are spent."""
        await self._wait()
        if self._lost():
            return False
        token = str(uuid.uuid4())
        if self._chance.random() >= self._switchboard.faults.duplicate:
            return await self._with_retries(url, fields, sender, token)
        self._counters.doubled += 1
        both = (self._with_retries(url, fields, sender, token) for _ in range(2))
        return any(await asyncio.gather(*both))

    async def ask(self, url: str, fields: Mapping[str, str], sender: Account) -> str | None:
        """What the product answers to a question (TwiML); None when all retries are spent.

        A question that is doubled reaches the product twice under one token; what is answered first counts.
        """
        await asyncio.sleep(self._switchboard.faults.delay_ms / 1000)
        await self._switchboard.working()
        answers: list[str] = []
        token = str(uuid.uuid4())
        twice = self._chance.random() < self._switchboard.faults.duplicate
        self._counters.doubled += twice
        asked = [self._with_retries(url, fields, sender, token, answers) for _ in range(1 + twice)]
        await asyncio.gather(*asked)
        return answers[0] if answers else None

    async def _wait(self) -> None:
        faults = self._switchboard.faults
        pause = faults.delay_ms / 1000
        if faults.shuffle:
            pause += self._chance.random() * _OVERTAKING
        await asyncio.sleep(pause)
        await self._switchboard.working()

    def _lost(self) -> bool:
        share = self._switchboard.faults.lose
        lost = share > 0 and self._chance.random() < share
        self._counters.lost += lost
        return lost

    async def _with_retries(
        self, url: str, fields: Mapping[str, str], sender: Account, token: str, answers: list[str] | None = None
    ) -> bool:
        bare, rules = overrides(url)
        headers = {
            **sender.signed(bare, fields),
            "I-Twilio-Idempotency-Token": token,
            "User-Agent": "TwilioProxy/1.1",
        }
        failure: str | None = "total"
        try:
            async with self._room, asyncio.timeout(rules.total):
                failure = await self._attempts(bare, fields, headers, rules, answers)
        except TimeoutError:
            pass
        if failure:
            _log.warning("webhook not acknowledged", url=bare, failure=failure)
        return failure is None

    async def _attempts(
        self,
        url: str,
        fields: Mapping[str, str],
        headers: Mapping[str, str],
        rules: Overrides,
        answers: list[str] | None,
    ) -> str | None:
        pause = FIRST_PAUSE
        failure = await self._attempt(url, fields, headers, rules, answers)
        for _ in range(rules.retries):
            if failure is None or not rules.again(failure):
                break
            await asyncio.sleep(pause)
            pause *= 2
            self._counters.retried += 1
            failure = await self._attempt(url, fields, headers, rules, answers)
        return failure

    async def _attempt(
        self,
        url: str,
        fields: Mapping[str, str],
        headers: Mapping[str, str],
        rules: Overrides,
        answers: list[str] | None,
    ) -> str | None:
        """None if acknowledged, else the kind of failure in the words of the retry policy."""
        self._counters.webhooks += 1
        timeout = httpx.Timeout(rules.read, connect=rules.connect)
        try:
            answer = await self._http.post(url, data=dict(fields), headers=dict(headers), timeout=timeout)
        except (httpx.ReadTimeout, httpx.WriteTimeout):
            return "rt"
        except httpx.HTTPError:
            return "ct"
        if answer.is_success and answers is not None:
            answers.append(answer.text)
        return None if answer.is_success else f"{answer.status_code // 100}xx"


def _number(text: str | None, default: int, low: int, high: int) -> int:
    return min(max(int(text), low), high) if text and text.isdecimal() else default
