"""A contact centre whose number is at the simulated carrier: webhooks over real HTTP, agents' pages as its devices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import httpx
from fastapi import FastAPI

from channels.vendors.twilio.transport import Transport
from channels.vendors.twilio.verify import FORM, SIGNATURE_HEADER, sign
from channels.vendors.twilio.voice.client import VoiceClient
from channels.vendors.twilio.voice.line import LineCall
from channels.vendors.twilio.voice.pacing import Turns
from channels.voice import endpoints as pages
from channels.voice.adapter import VoiceAdapter
from channels.voice.devices import device_name
from channels.voice.flow.running import FlowRuns
from channels.voice.flow.sounds import PromptSounds
from channels.voice.following import CallsFollowWork
from channels.voice.listening import CallListening
from channels.voice.providers.twilio import store
from channels.voice.providers.twilio.account import addresses_of
from channels.voice.providers.twilio.endpoints import VoiceDoor, router
from channels.voice.providers.twilio.incoming import IncomingCalls, call_of
from channels.voice.providers.twilio.lines import TwilioLines
from channels.voice.providers.twilio.news import LineNews, LineReports
from channels.voice.providers.twilio.prompts import LinePrompts
from channels.voice.providers.twilio.sealing import PromptSignatures, SealedKeys
from channels.voice.providers.twilio.sounds import LineSounds
from channels.voice.providers.twilio.tapes import LineTapes
from channels.voice.recordings import Recordings
from channels.voice.registry import Providers
from channels.voice.service import CallService
from channels.voice.transcripts.client import AudioTranscriptions
from channels.voice.transcripts.service import Transcripts
from contact_center.bootstrap.joins.customers import CustomersLanguages
from contact_center.demo.peers.carrier.app import create_app
from contact_center.demo.peers.carrier.config import Account, CarrierConfig, Number
from contact_center.demo.peers.carrier.contract import Contract
from contact_center.demo.peers.carrier.voice.exchange import Exchange
from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE, csrf_token
from contact_center.interactions.intake.service import Intake
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.ids import AgentId, CallId, ChannelAccountId, InteractionId
from contact_center.platform import problems
from contact_center.platform.log_watch import run_consumers
from contact_center.platform.vault import Vault
from contact_center.platform.wakeups import Wakeups
from tests.centre import Centre
from tests.contract.twilio.conftest import free_port, holding_against, serving
from tests.integration.channels.voice.service.office import flow_facts
from tests.patience import PATIENCE
from tests.people import signed_in
from tests.told import ENGLISH
from tests.unit.channels.sms.builders import ACCOUNT_SID, OURS, TOKEN
from tools.fetch_twilio_openapi import target

SECOND = 0.02
"""How long a second of a call lasts at the carrier."""
CUSTOMER = "+14155552671"
KEY = ("SK" + "b" * 32, "a secret of the tests, long enough to sign")


async def happens(condition: Callable[[], Awaitable[object] | object], what: str, seconds: float = PATIENCE) -> None:
    try:
        async with asyncio.timeout(seconds):
            while True:
                answer = condition()
                if await answer if isinstance(answer, Awaitable) else answer:
                    return
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(f"did not happen within {seconds} s: {what}") from None


@dataclass
class LineCaller:
    """A customer's telephone."""

    sid: str
    call_id: CallId
    interaction: InteractionId


@dataclass
class LinePage:
    """A page of one of ours, which answers when the carrier rings it."""

    who: AgentId
    http: httpx.AsyncClient
    page: str

    @property
    def device(self) -> str:
        return device_name(self.who, self.page)


class Switch:
    exchange: Exchange

    def __init__(self, centre: Centre, account: ChannelAccount, vault: Vault, carrier: str, base: str) -> None:
        self.centre, self.account, self.vault, self.base = centre, account, vault, base
        self.addresses = addresses_of(account, base)
        self.flows = FlowRuns(centre.db, flow_facts(centre))
        self.ports = replace(centre.ports, adapters={**centre.ports.adapters, "voice": VoiceAdapter()})
        self.http = httpx.AsyncClient(trust_env=False, timeout=10)
        self.sim = httpx.AsyncClient(base_url=carrier, trust_env=False)
        self.pages: list[LinePage] = []
        self.carrier = carrier

    def open(self, http: httpx.AsyncClient) -> FastAPI:
        centre, database = self.centre, self.centre.db
        client = VoiceClient(Transport(http, self.carrier), Turns(gap=0))
        self.lines = TwilioLines(
            client, database, centre.accounts, centre.clock, SealedKeys(self.vault), public_url=self.base
        )
        self.desk = CallService(database, self.ports, Providers(self.lines))
        intake = Intake(database, self.ports, silence=timedelta(hours=24), raw_kept=timedelta(days=30))
        wakeups = Wakeups("")
        incoming = IncomingCalls(database, intake, self.desk, CustomersLanguages(), self.flows, record=True)
        reports = LineReports(database, wakeups)
        self.news = LineNews(database, wakeups, self.desk, self.lines)
        self.tapes = LineTapes(database, wakeups, self.desk, self.lines, self.ports.blobs)
        app = FastAPI()
        app.state.database, app.state.vault = database, self.vault
        problems.install(app, _no_page, ENGLISH.error)
        recordings = Recordings(database, self.ports.blobs)
        prompts = LinePrompts(
            centre.accounts, PromptSounds(database, self.ports.blobs), PromptSignatures(self.vault)
        )  # fmt: skip
        door = VoiceDoor(
            centre.accounts, database, incoming, reports, LineSounds(), prompts, SealedKeys(self.vault), self.base
        )  # fmt: skip
        app.include_router(router(door))
        written = Transcripts(database, recordings, self.centre.accounts, AudioTranscriptions())
        app.include_router(pages.router(self.desk, recordings, written))
        app.include_router(pages.supervisors(CallListening(self.desk)))
        self.app = app
        return app

    def working(self) -> list[asyncio.Task[None]]:
        """What a worker does."""
        follower = CallsFollowWork(self.desk, self.ports)
        return [
            asyncio.create_task(self.news.run()),
            asyncio.create_task(self.tapes.run()),
            asyncio.create_task(run_consumers(self.centre.db, Wakeups(""), [follower])),
        ]

    # The customer

    async def dials(self, number: str = CUSTOMER) -> LineCaller:
        """Calls our number and waits in the conference of the call."""
        return await self.waits(await self.rings(number))

    async def rings(self, number: str = CUSTOMER) -> str:
        """Calls our number; the carrier's id of the call."""
        answer = await self.sim.post("/sim/calls", json={"from": number, "to": OURS})
        assert answer.status_code == 202, answer.text
        return str(answer.json()["sid"])

    async def waits(self, sid: str) -> LineCaller:
        """Until the call is in its conference."""
        call_id = call_of(self.account.id, sid)
        await happens(lambda: self._books(call_id), "the call is in the books")
        row = (await self.centre.rows("select interaction_id from channels.call where id = %s", call_id))[0]
        caller = LineCaller(sid, call_id, InteractionId(row["interaction_id"]))
        await happens(lambda: self.leg_is(caller, "customer", joined=True), "the customer's line is there")
        return caller

    async def acts(self, caller: LineCaller, what: str, **body: str) -> None:
        answer = await self.sim.post(f"/sim/calls/{caller.sid}/{what}", json=body or None)
        assert answer.status_code == 200, answer.text

    async def heard(self, sid: str) -> list[tuple[str, str]]:
        return [(h["kind"], h["text"]) for h in (await self.sim.get(f"/sim/calls/{sid}")).json()["heard"]]

    # Ours

    async def agent(self, name: str, *, page: str | None = None, **more: Any) -> LinePage:
        who = await self.centre.agent(name, **more)
        return await self.page_of(who, name, page or f"page-of-{name}")

    async def page_of(self, who: AgentId, login: str, page: str) -> LinePage:
        database = self.centre.db
        cookie = await signed_in(database, self.centre.tenant, login)
        session = await directory.session(database, cookie)
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://office",
            cookies={COOKIE: cookie},
            headers={"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": csrf_token(self.vault, session)},
        )
        made = LinePage(who, http, page)
        self.pages.append(made)
        body = {"number": f"client:{made.device}", "habit": "answer", "after": 0.1}
        assert (await self.sim.post("/sim/telephones", json=body)).status_code == 200
        return made

    async def joins(self, caller: LineCaller, page: LinePage, **more: Any) -> httpx.Response:
        return await page.http.post(f"/console/calls/{caller.call_id}/device", json={"page": page.page, **more})

    async def does(self, caller: LineCaller, page: LinePage, what: str, **form: str) -> None:
        answer = await page.http.post(f"/console/calls/{caller.call_id}/{what}", data=form)
        assert answer.status_code == 204, answer.text

    async def talks(self, caller: LineCaller, page: LinePage) -> None:
        """The agent takes the call, and both hear each other after the notice."""
        await self.centre.give(caller.interaction, page.who)
        answer = await self.joins(caller, page)
        assert answer.status_code == 200, answer.text
        assert answer.json()["leg_id"], answer.text
        await self.is_in(caller, "talking")
        await self.hears({"customer": {"agent"}, "agent": {"customer"}}, caller)

    # What is so

    async def line(self, call_id: CallId) -> LineCall:
        async with self.centre.db.read(self.centre.tenant) as reader:
            found = await store.read(reader, self.centre.tenant, call_id)
        assert found is not None
        return found

    async def ask_music(self, call_id: CallId, leg: UUID) -> str:
        """The document for what a leg hears that hears nobody."""
        url = self.addresses.music(call_id, leg)
        fields = {"AccountSid": ACCOUNT_SID, "CallSid": "CA" + "1" * 32}
        headers = {"Content-Type": FORM, SIGNATURE_HEADER: sign(TOKEN, url, fields.items())}
        answer = await self.http.post(url, content=urlencode(fields), headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.text

    async def _books(self, call_id: CallId) -> list[dict[str, Any]]:
        return await self.centre.rows("select * from channels.call where id = %s", call_id)

    async def books(self, caller: LineCaller) -> dict[str, Any]:
        return (await self._books(caller.call_id))[0]

    async def leg_is(self, caller: LineCaller, role: str, *, joined: bool) -> bool:
        legs = (await self.books(caller))["state"]["legs"]
        return any(leg["role"] == role and leg["joined"] is joined for leg in legs)

    async def is_in(self, caller: LineCaller, phase: str) -> None:
        async def so() -> bool:
            return bool((await self.books(caller))["state"]["phase"] == phase)

        await happens(so, f"the call is {phase}")

    async def room(self, caller: LineCaller) -> dict[str, set[str]]:
        """Who hears whom at the carrier, by role."""
        legs = (await self.books(caller))["state"]["legs"]
        names = {leg["id"]: leg["role"] for leg in legs}
        for room in (await self.sim.get("/sim/rooms")).json():
            if room["name"] == f"call-{caller.call_id}":
                inside = [m for m in room["members"] if m["joined"]]
                return {names.get(m["label"], m["label"]): {names.get(h, h) for h in m["hears"]} for m in inside}
        return {}

    async def hears(self, matrix: dict[str, set[str]], caller: LineCaller) -> None:
        last: list[object] = []

        async def so() -> bool:
            last[:] = [await self.room(caller)]
            return last == [matrix]

        try:
            await happens(so, "")
        except AssertionError:
            raise AssertionError(f"heard is {last}, not {matrix}") from None

    async def becomes(self, caller: LineCaller, state: str, outcome: str | None) -> None:
        async def so() -> bool:
            rows = await self.centre.rows(
                "select state, outcome from core.interaction where id = %s", caller.interaction
            )
            return (rows[0]["state"], rows[0]["outcome"]) == (state, outcome)

        await happens(so, f"the work is {state} ({outcome})")


async def _no_page(*_: object) -> None:
    return None


async def line_account(centre: Centre, *, queue: str | None = "general") -> ChannelAccount:
    made: UUID = await centre.run(
        centre.accounts.create,
        channel="voice",
        name="Service line",
        address=OURS,
        settings={"provider": "twilio", "account_sid": ACCOUNT_SID, "api_key_sid": KEY[0]},
        secrets={"auth_token": TOKEN, "api_key_secret": KEY[1], "shared_key:K1": KEY[1]},
        queue_id=centre.queues[queue] if queue else None,
    )
    found = await centre.accounts.get(ChannelAccountId(made))
    assert found is not None
    return found


@asynccontextmanager
async def open_switch(centre: Centre, contract: Contract) -> AsyncIterator[Switch]:
    """Everything as in production but for the carrier, who holds each request against Twilio's document."""
    base, carrier_port = f"http://127.0.0.1:{free_port()}", free_port()
    vault = Vault("test secret")
    account = await line_account(centre)
    at = addresses_of(account, base)
    number = Number(OURS, ACCOUNT_SID, voice_url=at.incoming, voice_fallback_url=at.fallback, status_callback=at.status)
    keys = {KEY[0]: KEY[1]}
    config = CarrierConfig(
        (Account(ACCOUNT_SID, TOKEN, keys),), (number,), contract=target(), second_ms=int(SECOND * 1000)
    )
    faults: list[str] = []
    switch = Switch(centre, account, vault, f"http://127.0.0.1:{carrier_port}", base)
    async with holding_against(contract, faults, []) as http:
        app = switch.open(http)
        carrier = create_app(config)
        switch.exchange = carrier.state.exchange
        async with serving(app, int(base.rpartition(":")[2])), serving(carrier, carrier_port):
            tasks = switch.working()
            try:
                yield switch
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                for page in switch.pages:
                    await page.http.aclose()
                await switch.sim.aclose()
                await switch.http.aclose()
    broken = [fault for fault in faults if not fault.endswith(".wav")]  # the sound is not in the document
    assert not broken, broken
