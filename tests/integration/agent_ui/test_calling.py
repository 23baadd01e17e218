"""Calling a customer from the pages: the dialog, the ringing call, its end, and who does not want to be called."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import httpx
import pytest_asyncio
from fastapi import FastAPI

from agent_ui import wiring as agent_ui
from agent_ui.console.calls import ConsoleCalls
from agent_ui.frame.throttle import Throttle
from channels.voice import endpoints
from channels.voice.calling.service import CallsOut
from channels.voice.parking import endpoints as parking_endpoints
from channels.voice.parking.service import CallParking
from channels.voice.recordings import Recordings
from channels.voice.registry import Providers, WebCalls
from channels.voice.service import CallService
from channels.voice.transcripts.client import AudioTranscriptions
from channels.voice.transcripts.service import Transcripts
from contact_center.bootstrap.joins.erp import erp_systems
from contact_center.bootstrap.joins.screens import screen_parts
from contact_center.directory.service import Role
from contact_center.kernel.contracts.telephony import Abilities, LegRole, MediaEvent, MediaEventKind, Play
from contact_center.kernel.ids import CallId
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.integration.agent_ui.test_starting import NUMBER, lin

SHOWN = "+886227110480"


class Line:
    """A telephony provider that only notes what it is told."""

    name = "line"

    def __init__(self) -> None:
        self.dialled: list[tuple[UUID, str, str]] = []
        self.ended: list[CallId] = []
        self.pressed: list[str] = []

    async def create_bridge(self, call_id: CallId, language: str = "en") -> None: ...

    async def connect_browser(self, call_id: CallId, leg_id: UUID, role: LegRole, offer_sdp: str) -> str:
        return "an answer"

    async def dial(self, call_id: CallId, leg_id: UUID, role: LegRole, number: str, caller_id: str) -> None:
        self.dialled.append((leg_id, number, caller_id))

    async def press(self, call_id: CallId, leg_id: UUID, digits: str) -> None:
        self.pressed.append(digits)

    async def hear(self, call_id: CallId, matrix: dict[UUID, set[UUID]]) -> None: ...

    async def play(self, call_id: CallId, leg_id: UUID, what: Play) -> None: ...

    async def mute(self, call_id: CallId, leg_id: UUID, muted: bool) -> None: ...

    async def start_recording(self, call_id: CallId, customer: UUID, agent: UUID) -> None: ...

    async def stop_recording(self, call_id: CallId) -> None: ...

    async def pause_recording(self, call_id: CallId, paused: bool) -> None: ...

    async def take_message(self, call_id: CallId, customer: UUID) -> None: ...

    async def remove_leg(self, call_id: CallId, leg_id: UUID) -> None: ...

    async def end_bridge(self, call_id: CallId) -> None:
        self.ended.append(call_id)

    async def events(self) -> AsyncIterator[MediaEvent]:
        return
        yield


@dataclass
class Desk:
    """The pages over a line that rings telephones."""

    house: House
    line: Line
    calls: CallService
    app: FastAPI
    people: list[Person] = field(default_factory=list)

    async def person(self, login: str, role: Role = Role.AGENT) -> Person:
        known = await self.house.person(login, role)
        http = httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=HOST, cookies=known.http.cookies)
        self.people.append(replace(known, http=http))
        return self.people[-1]

    async def hears(self, call: CallId, kind: MediaEventKind, leg: UUID, why: str | None = None) -> None:
        [row] = await self.house.rows("select last_sequence from channels.call where id = %s", call)
        now = self.house.runtime.clock.now()
        event = MediaEvent(call, leg, kind, row["last_sequence"] + 1, now, why)
        await self.calls.heard(self.house.tenant, event)


@pytest_asyncio.fixture(loop_scope="session")
async def desk(house: House) -> AsyncIterator[Desk]:
    runtime, line = house.runtime, Line()
    settings: dict[str, Any] = {"record": False, "dialling": {"hours": {"contact": ["00:00", "23:59:59"]}}}

    async def make(work: UnitOfWork) -> None:
        await runtime.accounts.create(
            work, channel="voice", name="Service line", address=SHOWN, settings=settings, secrets={}, queue_id=None
        )

    await runtime.database.run(house.tenant, make, actor="test")
    async with AsyncExitStack() as closing:
        erp, throttle = erp_systems(runtime), Throttle(runtime.settings.redis_url)
        closing.push_async_callback(erp.close)
        closing.push_async_callback(throttle.close)
        dialling = WebCalls(line, "line", abilities=Abilities(browsers=True, dials=True, keys=True))
        calls = CallService(runtime.database, runtime.ports, Providers(dialling))
        out = CallsOut(runtime.database, runtime.ports, runtime.accounts, calls, runtime.languages, record=False)
        parts = screen_parts(runtime, house.app.state.hub, erp, throttle, closing)
        app = FastAPI()
        for name in ("runtime", "database", "vault", "hub", "settings"):
            setattr(app.state, name, getattr(house.app.state, name))
        recordings = Recordings(runtime.database, runtime.blobs)
        written = Transcripts(runtime.database, recordings, runtime.accounts, AudioTranscriptions())
        app.include_router(endpoints.router(calls, recordings, written))
        parking = CallParking(calls, runtime.ports)
        app.include_router(parking_endpoints.rules(runtime.database))
        app.include_router(parking_endpoints.router(runtime.database, runtime.ports, parking))
        agent_ui.install(app, replace(parts, calls_out=out, calls=ConsoleCalls(calls.providers.abilities)))
        made = Desk(house, line, calls, app)
        yield made
        for one in made.people:
            await one.http.aclose()


async def test_a_customer_is_called_from_their_page_and_the_console_shows_how_it_goes(desk: Desk) -> None:
    mei, who = await desk.person("mei"), await lin(desk.house)
    asked = (await mei.get(f"/calls/new?customer={who}")).text
    assert "Lin Jiaying" in asked
    assert "+886\N{NO-BREAK SPACE}912\N{NO-BREAK SPACE}345\N{NO-BREAK SPACE}678" in asked
    assert "May be called about what they have with us" in asked
    typed = (await mei.get("/calls/way?to=0912-345-678")).text
    assert "Lin Jiaying" in typed
    assert SHOWN in typed
    assert "Emergency numbers are never dialled" in (await mei.get("/calls/way?to=119")).text

    begun = await mei.post("/calls", {"to": "0912 345 678", "client_key": "a-key-of-mine", "customer": str(who)})
    assert begun.status_code == 204, begun.text
    page = begun.headers["hx-redirect"]
    opening = (await mei.get(page)).text
    assert "then it rings" in opening
    assert "Stop calling" in opening
    assert desk.line.dialled == [], "nothing rings before the agent is there"
    [row] = await desk.house.rows("select id from channels.call")
    call = CallId(row["id"])
    leg = (await mei.http.post(
        f"/console/calls/{call}/leg", json={"sdp": "an offer of media"},
        headers={"origin": HOST, "x-csrf-token": mei.csrf},
    )).json()  # fmt: skip
    await desk.hears(call, MediaEventKind.LEG_JOINED, UUID(leg["leg_id"]))
    [(customer, number, shown)] = desk.line.dialled
    assert (number, shown) == (NUMBER, SHOWN)
    assert 'data-state="ringing"' in (await mei.get(page)).text
    assert (await mei.post(f"/console/calls/{call}/keys", {"digits": "1"})).status_code == 409
    await desk.hears(call, MediaEventKind.LEG_JOINED, customer)
    talking = (await mei.get(page)).text
    assert "Keypad" in talking
    assert "The customer answered." in talking
    assert (await mei.post(f"/console/calls/{call}/keys", {"digits": "42#"})).status_code == 204
    assert desk.line.pressed == ["42#"]
    assert (await mei.post(f"/console/calls/{call}/hangup")).status_code == 204
    assert "Write instead" not in (await mei.get(page)).text


async def test_a_parked_call_is_shown_to_the_queue_and_whoever_picks_it_up_has_it(desk: Desk) -> None:
    mei, wei, ada = await desk.person("mei"), await desk.person("wei"), await desk.person("ada", Role.ADMIN)
    assert (await ada.post("/admin/parking", {"seconds": "5"})).status_code == 422
    assert (await ada.post("/admin/parking", {"seconds": "90"})).status_code == 303
    assert 'value="90"' in (await ada.get("/admin")).text
    assert (await ada.http.get("/api/v1/calls/parking")).json() == {"seconds": 90}
    who = await lin(desk.house)
    begun = await mei.post("/calls", {"to": NUMBER, "client_key": "a-key-of-mine", "customer": str(who)})
    page = begun.headers["hx-redirect"]
    [row] = await desk.house.rows("select id from channels.call")
    call = CallId(row["id"])
    leg = (await mei.http.post(
        f"/console/calls/{call}/leg", json={"sdp": "an offer of media"},
        headers={"origin": HOST, "x-csrf-token": mei.csrf},
    )).json()  # fmt: skip
    await desk.hears(call, MediaEventKind.LEG_JOINED, UUID(leg["leg_id"]))
    await desk.hears(call, MediaEventKind.LEG_JOINED, desk.line.dialled[0][0])
    assert 'data-call-do="park"' in (await mei.get(page)).text
    assert "Parked calls" not in (await wei.get("/console")).text
    assert (await mei.post(f"/api/v1/calls/{call}/park")).status_code == 204

    own = (await mei.get(page)).text
    assert own.count("Parked by you.") == 2, "above the work, and in the conversation"
    assert "Mei parked the call; it comes back at" in own or "mei parked the call; it comes back at" in own
    listed = (await wei.get("/console/work")).text
    assert "Lin Jiaying" in listed
    assert f'action="/console/parked/{call}/pick-up"' in listed
    open_ = (await wei.get(page)).text
    assert "on hold, hears music" in open_
    assert "data-call=" not in open_, "no page carries it"

    taken = await wei.post(f"/console/parked/{call}/pick-up")
    assert taken.status_code == 200, taken.text
    late = await mei.post(f"/console/parked/{call}/pick-up")
    assert (late.status_code, late.json()["type"]) == (409, "urn:contact-center:not_parked")
    assert f'data-call="{call}"' in (await wei.get(page)).text, "the page joins"
    assert "Parked calls" not in (await mei.get("/console")).text
    assert "picked the call up, which had been parked for" in (await wei.get(page)).text
    [done] = await desk.house.rows("select reason from core.segment where state = 'done'")
    assert done["reason"] == "parked"


async def test_who_is_busy_is_called_again_or_written_to(desk: Desk) -> None:
    mei, who = await desk.person("mei"), await lin(desk.house)
    begun = await mei.post("/calls", {"to": NUMBER, "client_key": "a-key-of-mine", "customer": str(who)})
    [row] = await desk.house.rows("select id, state from channels.call")
    call = CallId(row["id"])
    await desk.hears(call, MediaEventKind.LEG_LEFT, UUID(row["state"]["legs"][0]["id"]), "busy")
    over = (await mei.get(begun.headers["hx-redirect"])).text
    assert "The line is busy." in over
    assert f"/new?customer={who}&amp;to=%2B886912345678" in over
    assert f"/calls/new?customer={who}&amp;to=%2B886912345678" in over
    assert desk.line.ended == [call]


async def test_who_does_not_want_to_be_called_is_not_but_may_be_written_to(desk: Desk) -> None:
    mei, who = await desk.person("mei"), await lin(desk.house)
    said = {"change": f"objected service phone:voice {NUMBER}", "how": "spoken"}
    assert (await mei.post(f"/customers/{who}/consent", said)).status_code == 200
    way = (await mei.get(f"/calls/way?to=0912345678&customer={who}")).text
    assert "notice" in way
    begun = await mei.post("/calls", {"to": NUMBER, "client_key": "a-key-of-mine"})
    assert begun.json()["type"].endswith("customer_objected"), begun.text
    assert await desk.house.rows("select 1 from core.attempt") == []
    assert "data-can-send" in (await mei.get(f"/new/way?to=%2B886912345678&customer={who}")).text
    strange = {"change": f"objected service phone:webchat {NUMBER}", "how": "spoken"}
    assert (await mei.post(f"/customers/{who}/consent", strange)).status_code == 422
