"""A contact centre that takes calls: the real media process, the watch over it, an agent's page over HTTP."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx
from fastapi import APIRouter, FastAPI

from agent_ui.console.calls import ConsoleCalls
from agent_ui.views import CallView
from channels.voice.adapter import VoiceAdapter
from channels.voice.calls import media_secret
from channels.voice.effects import at_work
from channels.voice.endpoints import router, supervisors
from channels.voice.entry import WidgetCalls
from channels.voice.flow.running import FlowRuns
from channels.voice.flow.sounds import PromptSounds
from channels.voice.following import CallsFollowWork
from channels.voice.listening import CallListening
from channels.voice.providers.builtin.client import BuiltinTelephony
from channels.voice.recordings import Recordings
from channels.voice.registry import WEB, Providers, WebCalls
from channels.voice.service import CallService
from channels.voice.transcripts.client import AudioTranscriptions
from channels.voice.transcripts.service import Transcripts
from channels.voice.watch import CallWatch
from channels.webchat.model import CallPage, Visitor, VisitorCallState
from contact_center.bootstrap.joins.call_flows import StoredFlowFacts
from contact_center.bootstrap.joins.customers import CustomersLanguages
from contact_center.bootstrap.joins.erp import KnownCustomers
from contact_center.bootstrap.joins.waits import QueueWaits
from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE, csrf_token
from contact_center.interactions.intake.service import Intake
from contact_center.kernel.clock import SystemClock
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.ids import AgentId, CallId, ChannelAccountId, InteractionId, SegmentId, new_id
from contact_center.platform import problems
from contact_center.platform.blobs import blob_store
from contact_center.platform.log_watch import run_consumers
from contact_center.platform.vault import Vault
from contact_center.platform.wakeups import Wakeups
from erp_link.systems import ErpSystems
from routing.flow.ports import NoNumbers
from tests.centre import Centre
from tests.forked import Forked
from tests.patience import PATIENCE
from tests.people import signed_in
from tests.servers import Database
from tests.told import ENGLISH
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ, THIRD_HZ, TonePeer

SECRET_KEY = "test secret"


def flow_facts(centre: Centre) -> StoredFlowFacts:
    """What flows look up, with no ERP connected."""
    erp = ErpSystems(centre.db, Vault(SECRET_KEY), centre.clock, KnownCustomers(), timedelta(seconds=2))
    return StoredFlowFacts(centre.db, centre.ports, erp)


async def happens(condition: Callable[[], Awaitable[bool] | bool], what: str, seconds: float = PATIENCE) -> None:
    """Waits for the condition; fails with `what` if it does not come true in time."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                answer = condition()
                if await answer if isinstance(answer, Awaitable) else answer:
                    return
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"did not happen within {seconds} s: {what}") from None


class MediaProcess:
    """`contact-center media` as it runs in production."""

    def __init__(self, database: Database, data: Path, calls: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._env = {
            **os.environ,
            "CONTACT_CENTER_DATA_DIR": str(data),
            "CONTACT_CENTER_DATABASE_URL": database.app,
            "CONTACT_CENTER_DATABASE_SYSTEM_URL": database.system,
            "CONTACT_CENTER_SECRET_KEY": SECRET_KEY,
            "CONTACT_CENTER_MEDIA_PORT": str(self.port),
            "CONTACT_CENTER_MEDIA_CALLS": str(calls),
        }
        self._process: Forked | None = None

    async def start(self) -> None:
        self._process = Forked("media", env=self._env)
        async with httpx.AsyncClient(trust_env=False) as http:
            await happens(lambda: self._healthy(http), "the media process is ready", 60)

    async def _healthy(self, http: httpx.AsyncClient) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, "the media process ended at its start"
        try:
            return (await http.get(f"{self.url}/health")).is_success
        except httpx.TransportError:
            return False

    async def die(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        await self._end(signal.SIGTERM)

    async def _end(self, number: int) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            await asyncio.to_thread(self._process.wait, 20)
            self._process = None


@dataclass
class CustomersCall:
    """A customer on the line."""

    visitor: Visitor
    call_id: CallId
    interaction: InteractionId
    ann: TonePeer


@dataclass
class AgentsPage:
    """An agent's browser: a session, the requests `call.js` makes, and a voice."""

    agent: AgentId
    http: httpx.AsyncClient
    peers: list[TonePeer] = field(default_factory=list)

    @property
    def ear(self) -> TonePeer:
        return self.peers[-1]

    async def joins(self, call_id: CallId, hz: float = AGENT_HZ, **how: Any) -> httpx.Response:
        """`how`: `page`, `before` and `take` as a browser says them."""
        peer = TonePeer(hz)
        self.peers.append(peer)
        answer = await self.http.post(f"/console/calls/{call_id}/leg", json={"sdp": await peer.offer(), **how})
        if answer.is_success and answer.json()["sdp"]:
            await peer.accept(answer.json()["sdp"])
        return answer

    async def joins_too_late(self, call_id: CallId, **how: Any) -> str:
        """Why the call is not this page's any more: an ordinary answer, no error for the browser to complain of."""
        answer = await self.joins(call_id, **how)
        assert (answer.status_code, answer.json()["sdp"]) == (200, None)
        return str(answer.json()["gone"])

    async def does(self, call_id: CallId, what: str, **form: str) -> httpx.Response:
        return await self.http.post(f"/console/calls/{call_id}/{what}", data=form)

    async def listens(self, call_id: CallId, **how: Any) -> httpx.Response:
        """As a supervisor; `how`: `listening` and `page` as a browser says them."""
        peer = TonePeer(THIRD_HZ)
        answer = await self.http.post(f"/supervisor/calls/{call_id}/leg", json={"sdp": await peer.offer(), **how})
        if answer.is_success:
            self.peers.append(peer)
            await peer.accept(answer.json()["sdp"])
        else:
            await peer.hang_up()
        return answer

    async def takes_part(self, call_id: CallId, listening: str) -> httpx.Response:
        return await self.http.put(f"/supervisor/calls/{call_id}/listening", json={"listening": listening})

    async def stops(self, call_id: CallId) -> httpx.Response:
        return await self.http.delete(f"/supervisor/calls/{call_id}/listening")

    async def plays(self, call_id: CallId, what: str = "recording") -> httpx.Response:
        return await self.http.get(f"/console/calls/{call_id}/{what}")


class Office:
    abilities = WEB

    def __init__(self, centre: Centre, media: MediaProcess, data: Path) -> None:
        self.centre, self.media, self.data = centre, media, data
        self.vault = Vault(SECRET_KEY)
        adapters = {**centre.ports.adapters, "voice": VoiceAdapter()}
        self.ports = replace(centre.ports, adapters=adapters, blobs=blob_store(data / "blobs", self.vault))
        self.telephony = self._client()
        self.desk = self.another_web_process()
        intake = Intake(centre.db, self.ports, silence=timedelta(hours=24), raw_kept=timedelta(days=30))
        waits = QueueWaits(self.ports, NoNumbers())
        self.calls = WidgetCalls(
            centre.accounts, intake, centre.db, self.desk, waits, CustomersLanguages(), record=True,
            flows=FlowRuns(centre.db, flow_facts(centre)), sounds=PromptSounds(centre.db, self.ports.blobs),
        )  # fmt: skip
        self.watch = self._new_watch()
        self._watching: list[asyncio.Task[None]] = []
        self._following: list[asyncio.Task[None]] = []
        self._peers: list[TonePeer] = []
        self._pages: list[AgentsPage] = []

    def secret_and_clock(self) -> tuple[str, SystemClock]:
        return media_secret(self.vault), SystemClock()

    def _client(self) -> BuiltinTelephony:
        return BuiltinTelephony(self.media.url, *self.secret_and_clock())

    def _new_watch(self) -> CallWatch:
        client = self._client()
        self._followers = [*getattr(self, "_followers", []), client]
        return CallWatch(self.centre.db, self.desk, client)

    async def open(self) -> None:
        settings = {"calls": True, "voice_account": str(self.centre.account_ids["voice"])}
        await self.centre.run(
            self.centre.accounts.change, self.centre.account_ids["webchat"], settings=settings, active=True
        )
        self.begin_watching()
        follower = CallsFollowWork(self.desk, self.ports)
        self._following = [asyncio.create_task(run_consumers(self.centre.db, Wakeups(""), [follower]))]

    def begin_watching(self) -> None:
        """As a worker does that has just got the lease."""
        self.watch = self._new_watch()
        self._watching = [asyncio.create_task(self.watch.follow()), asyncio.create_task(self.watch.tend())]

    async def stop_watching(self) -> None:
        await _cancel(self._watching)

    async def close(self) -> None:
        for peer in [*self._peers, *(peer for page in self._pages for peer in page.peers)]:
            await peer.hang_up()
        for page in self._pages:
            await page.http.aclose()
        await _cancel([*self._watching, *self._following])
        for client in [self.telephony, *self._followers]:
            await client.close()

    async def chat_account(self) -> ChannelAccount:
        found = await self.centre.accounts.get(ChannelAccountId(self.centre.account_ids["webchat"]))
        assert found is not None
        return found

    # The customer

    async def customer_calls(self, name: str = "visitor-1", page: str = "") -> CustomersCall:
        """Calls from the web page and hears the waiting music. With a `page` they may come back after a reload."""
        visitor, ann = Visitor(name, "Ann"), TonePeer(CUSTOMER_HZ)
        self._peers.append(ann)
        started = await self.calls.start(await self.chat_account(), visitor, await ann.offer(), page)
        await ann.accept(started.answer_sdp)
        await happens(ann.hears_music, "the customer hears music")
        interaction = await self.centre.value("select interaction_id from channels.call where id = %s", started.call_id)
        return CustomersCall(visitor, started.call_id, InteractionId(interaction), ann)

    async def seen_by(self, call: CustomersCall) -> VisitorCallState:
        found = await self.calls.call_of(await self.chat_account(), call.visitor, call.call_id)
        assert found is not None
        return found

    async def customer_rejoins(self, call: CustomersCall, page: CallPage) -> None:
        """From another page, with another connection."""
        peer = TonePeer(CUSTOMER_HZ)
        self._peers.append(peer)
        sdp = await self.calls.rejoin(await self.chat_account(), call.visitor, call.call_id, await peer.offer(), page)
        call.ann = peer
        await peer.accept(sdp)

    # The agent

    def another_web_process(self) -> CallService:
        """Knows nothing but what is in the database."""
        return CallService(
            self.centre.db, self.ports, Providers(WebCalls(self.telephony, self.media.url, abilities=self.abilities))
        )

    def routers(self, desk: CallService) -> list[APIRouter]:
        """What a page asks of calls."""
        recordings = Recordings(self.centre.db, self.ports.blobs)
        written = Transcripts(self.centre.db, recordings, self.centre.accounts, AudioTranscriptions())
        return [router(desk, recordings, written), supervisors(CallListening(desk))]

    async def page_of(self, agent: AgentId, login: str, desk: CallService | None = None) -> AgentsPage:
        """A page of one sign-in, served by one web process."""
        database = self.centre.db
        cookie = await signed_in(database, self.centre.tenant, login)
        app = FastAPI()
        app.state.database, app.state.vault = database, self.vault
        problems.install(app, _no_page, ENGLISH.error)
        for one in self.routers(desk or self.desk):
            app.include_router(one)
        who = await directory.session(database, cookie)
        http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://office",
            cookies={COOKIE: cookie},
            headers={"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": csrf_token(self.vault, who)},
        )
        page = AgentsPage(agent, http)
        self._pages.append(page)
        return page

    async def agent(self, name: str, **more: Any) -> AgentsPage:
        return await self.page_of(await self.centre.agent(name, **more), name)

    async def talk(self, call: CustomersCall, page: AgentsPage) -> SegmentId:
        """The agent takes the call; returns the segment once both hear each other."""
        segment = await self.centre.give(call.interaction, page.agent)
        assert (await page.joins(call.call_id)).is_success
        await self.hear_each_other(call, page)
        return segment

    async def hear_each_other(self, call: CustomersCall, page: AgentsPage) -> None:
        await happens(lambda: call.ann.hears(AGENT_HZ), "the customer hears the agent")
        await happens(lambda: page.ear.hears(CUSTOMER_HZ), "the agent hears the customer")

    async def own_call(self, call: CustomersCall, page: AgentsPage) -> CallView | None:
        """The call as the agent's console shows it; None for an agent who does not have it."""
        async with self.centre.db.read(self.centre.tenant) as reader:
            segment = await at_work(reader, self.centre.tenant, call.interaction)
        return await self.shown(call) if segment is not None and segment.agent_id == page.agent else None

    async def shown(self, call: CustomersCall, reader_id: AgentId | None = None) -> CallView:
        """The call as a console shows it."""
        async with self.centre.db.read(self.centre.tenant) as reader:
            view = await ConsoleCalls().of(reader, self.centre.tenant, call.interaction, "Ann", reader_id or new_id())
        assert view is not None
        return view

    # What the books say

    async def is_away(self, call: CustomersCall, who: str) -> None:
        """Waits until it is known that the media of `agent` or `customer` is gone."""

        async def known() -> bool:
            legs = (await self.books(call))["state"]["legs"]
            return any(leg["away"] for leg in legs if leg["role"] == who)

        await happens(known, f"the {who} is away")

    async def interaction(self, call: CustomersCall) -> tuple[str, str | None]:
        rows = await self.centre.rows("select state, outcome from core.interaction where id = %s", call.interaction)
        return rows[0]["state"], rows[0]["outcome"]

    async def books(self, call: CustomersCall) -> dict[str, Any]:
        return (await self.centre.rows("select * from channels.call where id = %s", call.call_id))[0]

    async def becomes(self, call: CustomersCall, state: str, outcome: str | None = None) -> None:
        async def is_so() -> bool:
            return await self.interaction(call) == (state, outcome)

        await happens(is_so, f"the interaction is {state} ({outcome})")

    async def recorded(self, call: CustomersCall) -> str:
        """Waits for the recording; returns its key."""

        async def ready() -> bool:
            return (await self.books(call))["recording_key"] is not None

        await happens(ready, "the recording is kept")
        return str((await self.books(call))["recording_key"])


OfficeKind = TypeVar("OfficeKind", bound=Office)


async def _no_page(*_: object) -> None:
    return None


async def _cancel(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def open_office(
    centre: Centre, database: Database, data: Path, calls: int = 3, kind: type[OfficeKind] = Office
) -> AsyncIterator[OfficeKind]:
    media = MediaProcess(database, data, calls)
    office = kind(centre, media, data)
    try:
        await media.start()
        await office.open()
        yield office
    finally:
        await office.close()
        await media.stop()
