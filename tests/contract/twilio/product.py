"""The product's side of calls, as small as it can be: says what calls hear, and remembers what it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import reduce

import httpx
from fastapi import FastAPI, Request
from fastapi.responses import Response

from channels.vendors.twilio.domain import Credentials
from channels.vendors.twilio.transport import Transport
from channels.vendors.twilio.verify import SETTINGS_HEADER, SIGNATURE_HEADER, Keys, SignedRequest, form, genuine
from channels.vendors.twilio.voice.client import VoiceClient
from channels.vendors.twilio.voice.domain import Callback
from channels.vendors.twilio.voice.pacing import Turns
from channels.vendors.twilio.voice.parse import call_report, room_report
from channels.vendors.twilio.voice.progress import CallProgress, RoomProgress, advanced, room_advanced
from channels.vendors.twilio.voice.render import Verb, twiml
from contact_center.demo.peers.carrier.app import create_app
from contact_center.demo.peers.carrier.carrier import Carrier
from contact_center.demo.peers.carrier.config import Account, CarrierConfig, Number
from contact_center.demo.peers.carrier.contract import Contract
from contact_center.demo.peers.carrier.voice.exchange import Exchange
from tests.contract.twilio.conftest import free_port, holding_against, serving
from tests.patience import PATIENCE
from tests.unit.channels.sms.builders import ACCOUNT_SID, OURS, TOKEN
from tools.fetch_twilio_openapi import target

WHO = Credentials(ACCOUNT_SID, ACCOUNT_SID, TOKEN)
SECOND = 0.02
"""How long a second of a call lasts here."""
Says = Sequence[Verb] | Callable[[dict[str, str]], Sequence[Verb]]


@dataclass
class Product:
    base: str
    says: dict[str, Says] = field(default_factory=dict)
    told: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    keys: Keys = field(default_factory=lambda: Keys((TOKEN,)))
    forged: int = 0
    files: dict[str, bytes] = field(default_factory=dict)

    def file(self, name: str) -> str:
        return f"{self.base}/files/{name}"

    def url(self, kind: str) -> str:
        return f"{self.base}/{kind}"

    @property
    def callback(self) -> Callback:
        return Callback(self.url("status"))

    def of(self, kind: str) -> list[dict[str, str]]:
        return [fields for told, fields in self.told if told == kind]

    def call(self, sid: str) -> CallProgress:
        reports = [call_report(fields) for fields in self.of("status") if fields["CallSid"] == sid]
        return reduce(advanced, (r for r in reports if r), CallProgress())

    def room(self, sid: str) -> RoomProgress:
        reports = [room_report(fields) for fields in self.of("room")]
        return reduce(room_advanced, (r for r in reports if r), RoomProgress(sid))

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/files/{name}")
        async def fetch(name: str) -> Response:
            found = self.files.get(name)
            return Response(status_code=404) if found is None else Response(found, media_type="audio/x-wav")

        @app.post("/{kind}")
        async def take(request: Request, kind: str) -> Response:
            body = await request.body()
            signature, settings = (request.headers.get(name, "") for name in (SIGNATURE_HEADER, SETTINGS_HEADER))
            if not genuine(SignedRequest(self.url(kind), signature, settings, body=body), self.keys):
                self.forged += 1
                return Response(status_code=403)
            fields = dict(form(body))
            if kind in self.broken:
                return Response(status_code=500)
            self.told.append((kind, fields))
            says = self.says.get(kind)
            if says is None:
                return Response(status_code=204)
            return Response(twiml(says(fields) if callable(says) else says), media_type="text/xml")

        return app


@dataclass
class Network:
    """A product, a carrier and the telephones."""

    product: Product
    carrier: Carrier
    exchange: Exchange
    client: VoiceClient
    transport: Transport
    sim: httpx.AsyncClient

    async def dial(self, caller: str = "+14155552671") -> str:
        answer = await self.sim.post("/sim/calls", json={"from": caller, "to": OURS})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["sid"])

    async def act(self, sid: str, what: str, **body: str) -> None:
        answer = await self.sim.post(f"/sim/calls/{sid}/{what}", json=body or None)
        assert answer.status_code == 200, answer.text

    async def shown(self, sid: str) -> dict[str, object]:
        return dict((await self.sim.get(f"/sim/calls/{sid}")).json())

    async def heard(self, sid: str) -> list[tuple[str, str]]:
        answer = await self.sim.get(f"/sim/calls/{sid}")
        return [(h["kind"], h["text"]) for h in answer.json()["heard"]]

    async def habit(self, number: str, habit: str, **more: object) -> None:
        answer = await self.sim.post("/sim/telephones", json={"number": number, "habit": habit, **more})
        assert answer.status_code == 200, answer.text

    async def hears(self) -> dict[str, list[str]]:
        """Who hears whom in the only conference, by label."""
        [room] = (await self.sim.get("/sim/rooms")).json()
        return {m["label"]: m["hears"] for m in room["members"] if m["joined"]}

    async def faults(self, **changes: object) -> None:
        assert (await self.sim.post("/sim/faults", json=changes)).status_code == 200


@asynccontextmanager
async def network(contract: Contract, second: float = SECOND) -> AsyncIterator[Network]:
    """Real HTTP in both directions; whatever is not as in Twilio's document fails the test at its end."""
    product = Product(f"http://127.0.0.1:{free_port()}")
    number = Number(
        OURS, ACCOUNT_SID, voice_url=product.url("call"), voice_fallback_url=product.url("fallback"),
        status_callback=product.url("status"),
    )  # fmt: skip
    config = CarrierConfig(
        (Account(ACCOUNT_SID, TOKEN),), (number,), contract=target(), second_ms=int(second * 1000), speech=False
    )
    app = create_app(config)
    faults: list[str] = []
    async with (
        serving(product.app(), int(product.base.rpartition(":")[2])),
        serving(app, free_port()) as url,
        holding_against(contract, faults, []) as http,
        httpx.AsyncClient(base_url=url, trust_env=False, verify=False) as sim,
    ):
        transport = Transport(http, url)
        client = VoiceClient(transport, Turns(gap=second))
        yield Network(product, app.state.carrier, app.state.exchange, client, transport, sim)
    broken = [fault for fault in faults if not fault.endswith(".wav")]  # the sound is not in the document
    assert not broken, broken
    assert product.forged == 0


async def true_of(ask: Callable[[], object]) -> None:
    """Waits until what is asked (a coroutine function or a plain one) is true."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = ask()
            if asyncio.iscoroutine(answer):
                answer = await answer
            if answer:
                return
            await asyncio.sleep(0.01)
