from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from channels.sms.client import SmsAdapter
from channels.sms.endpoints import router
from channels.sms.parse import parse
from channels.sms.ports import SmsPorts
from channels.sms.render import webhook_url
from channels.vendors.twilio.client import TwilioClient
from contact_center.demo.peers.carrier.app import create_app
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.config import Account, CarrierConfig, Number
from contact_center.demo.peers.carrier.contract import Contract
from contact_center.interactions.delivery.domain import moves
from contact_center.kernel.clock import Clock, SystemClock
from contact_center.kernel.contracts.channels import (
    ChannelAccount,
    Delivery,
    DeliveryReport,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
)
from contact_center.kernel.ids import ChannelAccountId, MessageId, new_id
from tests.patience import PATIENCE
from tests.unit.channels.sms.builders import ACCOUNT_SID, OURS, TOKEN, account, outbound
from tools.fetch_twilio_openapi import target


@pytest.fixture(scope="session")
def contract() -> Contract:
    path = target()
    assert path.is_file(), f"{path} is missing: run python tools/fetch_twilio_openapi.py"
    return Contract.load(path)


def free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@asynccontextmanager
async def serving(app: FastAPI, port: int) -> AsyncIterator[str]:
    """The application behind a real socket, in this event loop."""
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="critical", timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve())
    try:
        await until(lambda: server.started)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await running


async def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)


@dataclass
class Desk:
    """What the product does with messages and reports, kept in memory: the ports' other side."""

    account: ChannelAccount
    clock: Clock = field(default_factory=SystemClock)
    inbox: dict[str, InboundMessage] = field(default_factory=dict)
    deliveries: Counter[str] = field(default_factory=Counter)
    states: dict[MessageId, Delivery] = field(default_factory=dict)
    sids: dict[MessageId, str] = field(default_factory=dict)
    down: int = 0
    """Fails this many times before it takes anything."""

    async def get(self, account_id: ChannelAccountId) -> ChannelAccount | None:
        return self.account if account_id == self.account.id else None

    async def take(self, raw: RawEnvelope) -> None:
        if self.down > 0:
            self.down -= 1
            raise ConnectionError("the database is away")
        self.deliveries[raw.provider_id] += 1
        self.inbox.setdefault(raw.provider_id, parse(raw))

    async def report(self, account: ChannelAccount, report: DeliveryReport, message_id: MessageId | None) -> None:
        assert message_id is not None
        current = self.states.get(message_id, Delivery.SENDING)
        self.sids[message_id] = report.provider_id
        if moves(current, report.state):
            self.states[message_id] = report.state

    async def claimed(self, account: ChannelAccount, provider_ids: Collection[str]) -> frozenset[str]:
        return frozenset(provider_ids) & frozenset(self.sids.values())

    def app(self, public_url: str) -> FastAPI:
        app = FastAPI()
        app.include_router(router(SmsPorts(self, self, self, self.clock), public_url))
        return app


@dataclass
class Line:
    """A desk and a carrier that can reach each other."""

    desk: Desk
    carrier: Carrier
    adapter: SmsAdapter
    carrier_url: str
    desk_url: str
    contract: Contract
    faults: list[str]
    seen: list[tuple[str, int]]
    http: httpx.AsyncClient

    def message(self, text: str = "Your parcel is on its way.", **changes: object) -> OutboundMessage:
        now = SystemClock().now()
        return replace(outbound(text), **{"id": MessageId(new_id()), "created_at": now} | changes)

    async def sim(self, path: str, body: dict[str, object]) -> httpx.Response:
        return await self.http.post(f"/sim/{path}", json=body)

    async def customer_sends(self, text: str, sender: str = "+14155552671") -> str:
        answer = await self.sim("sms", {"from": sender, "to": OURS, "body": text})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["sid"])

    async def on_the_phone(self, number: str = "+14155552671") -> list[str]:
        answer = await self.http.get(f"/sim/phones/{number}/messages")
        return [m["body"] for m in answer.json() if m["direction"] == "in"]


def holding_against(contract: Contract, faults: list[str], seen: list[tuple[str, int]]) -> httpx.AsyncClient:
    """A client that checks each of its requests and the simulator's answers against the document."""

    async def check(response: httpx.Response) -> None:
        request = response.request
        url = request.url
        verdict = contract.check(
            request.method, url.path, url.query.decode(), request.content.decode() if request.content else ""
        )
        faults.extend(verdict.faults)
        seen.append((f"{request.method} {url.path.rsplit('/', 1)[-1]}", response.status_code))
        if verdict.operation is None or "Content-Length" not in response.headers:
            return
        await response.aread()
        faults.extend(contract.check_answer(verdict.operation, response.status_code, response.json()))

    return httpx.AsyncClient(trust_env=False, verify=False, timeout=10, event_hooks={"response": [check]})


@pytest.fixture
async def line(contract: Contract) -> AsyncIterator[Line]:
    desk_port, carrier_port = free_port(), free_port()
    desk_url = f"http://127.0.0.1:{desk_port}"
    ours = account()
    desk = Desk(ours)
    config = CarrierConfig(
        accounts=(Account(ACCOUNT_SID, TOKEN),),
        numbers=(Number(OURS, ACCOUNT_SID, webhook_url(ours, desk_url)),),
        product_url=desk_url,
        contract=target(),
        step_ms=5,
    )
    carrier_app = create_app(config)
    faults: list[str] = []
    seen: list[tuple[str, int]] = []
    async with (
        serving(desk.app(desk_url), desk_port),
        serving(carrier_app, carrier_port) as carrier_url,
        holding_against(contract, faults, seen) as http,
        httpx.AsyncClient(base_url=carrier_url, trust_env=False, verify=False) as other_side,
    ):
        client = TwilioClient(http, carrier_url)
        adapter = SmsAdapter(client, desk_url, desk, desk.clock, settle=timedelta(0))
        yield Line(desk, carrier_app.state.carrier, adapter, carrier_url, desk_url, contract, faults, seen, other_side)
    assert faults == []
