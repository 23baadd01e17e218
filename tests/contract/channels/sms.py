"""SMS: the simulated carrier behind real sockets, and the product's own webhooks for it to knock at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import httpx
from fastapi import FastAPI

from channels.sms.client import SmsAdapter
from channels.sms.endpoints import router
from channels.sms.ports import SmsPorts
from channels.sms.render import webhook_url
from channels.sms.service import MessageClaims, SmsReports
from channels.vendors.twilio.client import TwilioClient
from channels.vendors.twilio.verify import FORM
from contact_center.demo.peers.carrier.app import create_app
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.config import Account, CarrierConfig, Number
from contact_center.demo.peers.carrier.domain import OUTBOUND
from contact_center.demo.peers.carrier.faults import FaultChange
from contact_center.kernel.contracts.channels import ChannelAccount, ChannelAdapter, RawEnvelope
from tests.centre import START, Centre
from tests.contract.channels.kit import ChannelKit
from tests.contract.channels.stage import Stage
from tests.contract.twilio.conftest import free_port, serving
from tests.patience import PATIENCE

SID = "AC" + "c" * 32
TOKEN = "a token of the simulated carrier"


class SmsKit(ChannelKit):
    channel = "sms"
    address = "+15005550006"

    @asynccontextmanager
    async def opened(self, centre: Centre) -> AsyncIterator[ChannelAdapter]:
        self._port = free_port()
        app = create_app(CarrierConfig((Account(SID, TOKEN),), step_ms=1), centre.clock)
        self._carrier: Carrier = app.state.carrier
        self._carrier.store.numbers[self.address] = Number(self.address, SID)
        async with (
            serving(app, free_port()) as url,
            httpx.AsyncClient(trust_env=False, verify=False, timeout=10) as http,
        ):
            claims = MessageClaims(centre.db)
            yield SmsAdapter(TwilioClient(http, url), self._desk_url, claims, centre.clock, timedelta(seconds=5))

    @asynccontextmanager
    async def connected(self, stage: Stage) -> AsyncIterator[None]:
        database = stage.centre.db
        inbound = stage.intake
        ports = SmsPorts(stage.centre.accounts, inbound, SmsReports(database), stage.centre.clock)
        app = FastAPI()
        app.include_router(router(ports, self._desk_url))
        async with serving(app, self._port):
            where = webhook_url(stage.account, self._desk_url)
            self._carrier.store.numbers[self.address] = Number(self.address, SID, where)
            yield

    @property
    def _desk_url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def settings(self) -> dict[str, Any]:
        return {"account_sid": SID}

    def secrets(self) -> dict[str, str]:
        return {"auth_token": TOKEN}

    def customer(self, number: int) -> str:
        return f"+1415555{number:04}"

    def envelope(
        self, account: ChannelAccount, number: int, text: str, *, customer: int = 0, name: str | None = None
    ) -> RawEnvelope:
        sid = f"SM{number:032x}"
        fields = {"MessageSid": sid, "AccountSid": SID, "From": self.customer(customer), "To": self.address}
        fields |= {"Body": text, "NumMedia": "0"} | ({"ProfileName": name} if name else {})
        return _raw(account, sid, fields)

    def malformed(self, account: ChannelAccount) -> Sequence[RawEnvelope]:
        ours = {"AccountSid": SID, "To": self.address, "Body": "hi"}
        broken: list[dict[str, str]] = [
            {}, {"Body": "who?"}, ours, ours | {"MessageSid": "SM1"}, ours | {"MessageSid": "SM2", "From": " "},
            ours | {"MessageSid": "SM3", "From": "whatsapp:+14155550000"},
            ours | {"MessageSid": "SM4", "From": "+14155550000", "To": "+15005550009"},
            ours | {"MessageSid": "SM5", "From": "+14155550000", "AccountSid": "AC" + "0" * 32},
            ours | {"MessageSid": "SM6", "From": "+1" + "4" * 9_000},
        ]  # fmt: skip
        bytes_of_no_form = RawEnvelope(account, "broken-bytes", START, FORM, b"\xff\xfe=\x00&%zz")
        return [*(_raw(account, f"broken-{n}", fields) for n, fields in enumerate(broken)), bytes_of_no_form]

    async def provider_brings(self, stage: Stage, texts: Sequence[str]) -> None:
        number = self._carrier.store.numbers[self.address]
        self._carrier.switchboard.change(FaultChange(duplicate=1.0, shuffle=True))
        for text in texts:
            self._carrier.from_customer(number, self.customer(0), text)
        async with asyncio.timeout(PATIENCE):
            while self._carrier.counters.acknowledged < len(texts):
                await asyncio.sleep(0.02)

    async def received(self, customer: int = 0) -> list[str]:
        phone = self.customer(customer)
        return [sms.body for sms in self._carrier.store.of_phone(phone) if sms.direction == OUTBOUND]

    async def rate_limit(self, on: bool) -> None:
        self._carrier.switchboard.change(FaultChange(rate_limit=float(on)))

    async def outage(self, on: bool) -> None:
        self._carrier.switchboard.change(FaultChange(outage=on))

    async def lose_answers(self, on: bool) -> None:
        self._carrier.switchboard.change(FaultChange(drop_response=float(on)))

    async def shuffle_reports(self, on: bool) -> None:
        self._carrier.switchboard.change(FaultChange(duplicate=float(on), shuffle=on))


def _raw(account: ChannelAccount, sid: str, fields: dict[str, str]) -> RawEnvelope:
    pairs = (f"{name}={quote_plus(value, errors='surrogatepass')}" for name, value in fields.items())
    return RawEnvelope(account, sid, START, FORM, "&".join(pairs).encode())
