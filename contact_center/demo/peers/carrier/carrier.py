"""The carrier itself: takes messages from both sides and sees to what follows."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Coroutine, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx

from channels.sms.segments import segments
from contact_center.demo.peers.carrier.answers import Refused
from contact_center.demo.peers.carrier.config import Account, CarrierConfig, Number
from contact_center.demo.peers.carrier.courier import Courier
from contact_center.demo.peers.carrier.domain import (
    FAILING_RECIPIENTS,
    HELP_WORDS,
    INBOUND,
    OUTBOUND,
    REPLY,
    START_WORDS,
    STOP_WORDS,
    Sms,
)
from contact_center.demo.peers.carrier.faults import Counters
from contact_center.demo.peers.carrier.rules import refusal
from contact_center.demo.peers.carrier.store import CarrierStore
from contact_center.demo.peers.carrier.switchboard import Switchboard
from contact_center.kernel.clock import Clock

STOPPED: Final = (
    "You have successfully been unsubscribed. You will not receive any more messages. Reply START to resubscribe."
)
STARTED: Final = "You have successfully been re-subscribed to messages from this number. Reply STOP to unsubscribe."
HELPED: Final = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."


class Carrier:
    """Opened and closed with the process; everything it has started ends with `aclose`."""

    def __init__(self, config: CarrierConfig, clock: Clock, http: httpx.AsyncClient) -> None:
        self.config = config
        self.store = CarrierStore(config)
        self.switchboard = Switchboard()
        self.counters = Counters()
        self.chance = random.Random(config.seed)  # noqa: S311 (chances of faults, repeatable by seed)
        self._clock = clock
        self.courier = Courier(http, self.switchboard, self.counters, self.chance)
        self._running: set[asyncio.Task[None]] = set()

    async def aclose(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def from_product(self, account: Account, form: Mapping[str, str]) -> Sms:
        """Take a message of the product. Raises `Refused`."""
        if code := refusal(self.store, account, form):
            raise Refused(code)
        sms = self._new(account.sid, form["From"], form["To"], form["Body"], OUTBOUND, "queued")
        sms.status_callback = form.get("StatusCallback")
        self.counters.sent += 1
        if self._repeats(sms):
            self.counters.repeated += 1
        self.start(self._deliver(sms))
        return sms

    def from_customer(self, number: Number, sender: str, body: str) -> Sms:
        """Take an SMS somebody wrote to a number of the product."""
        sms = self._new(number.account_sid, sender, number.number, body, INBOUND, "received")
        self.counters.received += 1
        self._keywords(number, sender, body)
        if number.sms_url:
            self.start(self._announce(number.sms_url, sms))
        return sms

    def _repeats(self, sms: Sms) -> bool:
        query = parse_qs(urlsplit(sms.status_callback or "").query)
        return "m" in query and self.store.seen_before(query["m"][0], sms.sid)

    def _keywords(self, number: Number, sender: str, body: str) -> None:
        word, line = body.strip().upper(), number.number
        if word in STOP_WORDS:
            self.store.stop(line, sender)
            self._auto_reply(number, sender, STOPPED)
        elif word in START_WORDS and self.store.has_stopped(line, sender):
            self.store.start(line, sender)
            self._auto_reply(number, sender, STARTED)
        elif word in HELP_WORDS:
            self._auto_reply(number, sender, HELPED)

    def _auto_reply(self, number: Number, to: str, body: str) -> None:
        self._new(number.account_sid, number.number, to, body, REPLY, "delivered")

    def _new(self, account: str, sender: str, to: str, body: str, direction: str, status: str) -> Sms:
        sid, now = f"SM{uuid.uuid4().hex}", self.now()
        sms = Sms(sid, account, sender, to, body, direction, status, now, now)
        sms.sent = None if direction == OUTBOUND else now
        self.store.add(sms)
        return sms

    async def _announce(self, url: str, sms: Sms) -> None:
        sender = self.store.accounts[sms.account_sid]
        if await self.courier.bring(url, _incoming(sms), sender):
            self.counters.acknowledged += 1
        else:
            self.counters.unacknowledged += 1

    async def _deliver(self, sms: Sms) -> None:
        """queued → sent → delivered or undelivered, each reported on its own: they may overtake."""
        fate = FAILING_RECIPIENTS.get(sms.recipient)
        self._report(sms, "queued")
        await self._step()
        sms.sent = self.now()
        self._report(sms, "sent")
        await self._step()
        sms.error_code = fate
        if fate:
            self.counters.undelivered += 1
        else:
            self.counters.delivered += 1
        self._report(sms, "undelivered" if fate else "delivered")

    async def _step(self) -> None:
        await asyncio.sleep(self.config.step_ms / 1000)
        await self.switchboard.working()

    def _report(self, sms: Sms, status: str) -> None:
        sms.status, sms.updated = status, self.now()
        if sms.status_callback:
            self.start(self._call_back(sms.status_callback, sms, _status(sms)))

    async def _call_back(self, url: str, sms: Sms, fields: Mapping[str, str]) -> None:
        if await self.courier.bring(url, fields, self.store.accounts[sms.account_sid]):
            self.counters.callbacks += 1

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def now(self) -> datetime:
        return self._clock.now()


def _incoming(sms: Sms) -> dict[str, str]:
    country = {"FromCity": "", "FromState": "", "FromZip": "", "FromCountry": "", "ToCountry": ""}
    return {
        "ApiVersion": "2010-04-01",
        "AccountSid": sms.account_sid,
        "MessageSid": sms.sid,
        "SmsSid": sms.sid,
        "SmsMessageSid": sms.sid,
        "SmsStatus": "received",
        "From": sms.sender,
        "To": sms.recipient,
        "Body": sms.body,
        "NumMedia": "0",
        "NumSegments": str(segments(sms.body).count),
        **country,
    }


def _status(sms: Sms) -> dict[str, str]:
    fields = {
        "ApiVersion": "2010-04-01",
        "AccountSid": sms.account_sid,
        "MessageSid": sms.sid,
        "SmsSid": sms.sid,
        "MessageStatus": sms.status,
        "SmsStatus": sms.status,
        "From": sms.sender,
        "To": sms.recipient,
    }
    if sms.error_code:
        fields["ErrorCode"] = str(sms.error_code)
    if sms.status in ("delivered", "undelivered"):
        fields["RawDlrDoneDate"] = f"{sms.updated:%y%m%d%H%M}"
    return fields
