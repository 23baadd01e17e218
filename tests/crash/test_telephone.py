"""A telephone call outlives each process of ours in each state: nobody is alone on it, and the record is true."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from channels.voice.devices import device_name
from channels.voice.flow import service as flows
from channels.voice.providers.twilio.incoming import call_of
from contact_center.bootstrap.heartbeat import beat
from contact_center.bootstrap.runtime import Runtime, open_runtime
from contact_center.demo.names import KILN, OUR_NUMBER, TELEPHONE, agent_id
from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE, csrf_token
from contact_center.interactions.presence import connections
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import offers, wrapping_up
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import CallId, InteractionId, SegmentId
from contact_center.platform.unit_of_work import UnitOfWork
from tests.installation import Installation, installed, until
from tests.patience import PATIENCE
from tests.people import signed_in
from tests.servers import Postgres
from tests.telephones import HEARD, NOT_HEARD, Telephone, keep

pytestmark = pytest.mark.asyncio(loop_scope="module")

CUSTOMER = "+886912345018"
CUSTOMER_HZ, MEI_HZ, WEI_HZ = 1_900.0, 2_700.0, 3_100.0


@dataclass
class Seat:
    """An agent at work, whose page is a telephone that hums and is picked up by itself."""

    login: str
    http: httpx.AsyncClient

    @property
    def page(self) -> str:
        return f"page-of-{self.login}"


@dataclass
class Line:
    installation: Installation
    runtime: Runtime
    sim: httpx.AsyncClient
    mei: Seat
    wei: Seat

    async def run(self, use_case: Callable[..., Awaitable[Any]], *args: Any, **kwargs: Any) -> Any:
        async def call(unit: UnitOfWork) -> Any:
            return await use_case(unit, *args, **kwargs)

        return await self.runtime.database.run(KILN, call, actor="test")

    async def rows(self, query: str, *params: object) -> list[dict[str, Any]]:
        async with self.runtime.database.read(KILN) as reader:
            return await reader.dicts(query, list(params))

    def dies(self, name: str) -> int:
        """From one moment to the next; who died. It is started again by itself."""
        pid = self.installation.pid(name)
        os.kill(pid, 9)
        return pid

    async def is_back(self, name: str, died: int) -> None:
        async def so() -> bool:
            return self.installation.runs(name) and self.installation.pid(name) != died

        await until(so, f"{name} runs again")

    async def post(self, seat: Seat, path: str, **body: Any) -> httpx.Response:
        """As a page does: again, while nobody answers."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    return await seat.http.post(path, **body)
                except httpx.TransportError:
                    await asyncio.sleep(0.2)

    async def does(self, seat: Seat, call: CallId, what: str, **form: str) -> None:
        answer = await self.post(seat, f"/console/calls/{call}/{what}", data=form)
        assert answer.status_code == 204, answer.text

    async def takes(self, seat: Seat, call: CallId, segment: SegmentId) -> None:
        await self.run(offers.accept, segment, agent_id(seat.login))
        answer = await self.post(seat, f"/console/calls/{call}/device", json={"page": seat.page})
        assert answer.json()["leg_id"], answer.text

    async def call(self, id: CallId) -> dict[str, Any]:
        found = await self.rows("select * from channels.call where id = %s", id)
        return found[0] if found else {}


@pytest.fixture(scope="module")
def installation(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(postgres, tmp_path_factory.mktemp("line"), "web", "worker", "carrier") as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def line(installation: Installation) -> AsyncIterator[Line]:
    """The company's number without a menu, and two agents at work."""
    async with AsyncExitStack() as stack:
        runtime = await stack.enter_async_context(open_runtime(installation.settings, "test"))
        sim = httpx.AsyncClient(base_url=installation.carrier_url, trust_env=False, timeout=30)
        seats = [await _seat(runtime, installation, login) for login in ("mei", "wei")]
        for http in (sim, *(seat.http for seat in seats)):
            await stack.enter_async_context(http)
        made = Line(installation, runtime, sim, *seats)
        await made.run(flows.assign, TELEPHONE, None)
        for seat, hz in zip(seats, (MEI_HZ, WEI_HZ), strict=True):
            await made.run(connections.opened, agent_id(seat.login), runtime.process_id)
            await made.run(presence.choose, agent_id(seat.login), Presence.AVAILABLE)
            device = f"client:{device_name(agent_id(seat.login), seat.page)}"
            await keep(sim, device, habit="answer", after=0.1, pitch=hz)
        beating = asyncio.create_task(beat(runtime, "office"))
        yield made
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


async def _seat(runtime: Runtime, installation: Installation, login: str) -> Seat:
    cookie = await signed_in(runtime.database, KILN, login)
    session = await directory.session(runtime.database, cookie)
    headers = {"Sec-Fetch-Site": "same-origin", "X-CSRF-Token": csrf_token(runtime.vault, session)}
    http = httpx.AsyncClient(base_url=installation.url, cookies={COOKIE: cookie}, headers=headers, timeout=30)
    return Seat(login, http)


async def hears(telephone: Telephone, hz: float | None) -> None:
    """One of ours, or music (None) and none of ours."""

    async def so() -> bool:
        loud, levels = await telephone.measure([MEI_HZ, WEI_HZ])
        others = [level for one, level in levels.items() if one != hz]
        return max(others) < NOT_HEARD and (levels[hz] > HEARD if hz else loud > 150)

    await until(so, f"the customer hears {hz or 'music'}")


@pytest.mark.parametrize("name", ["worker", "web"])
async def test_in_each_state_a_process_dies_and_nobody_is_left_alone_or_lost(line: Line, name: str) -> None:
    customer = await Telephone.dials(line.sim, CUSTOMER, OUR_NUMBER, CUSTOMER_HZ)
    call = call_of(TELEPHONE, customer.sid)

    # ringing
    await until(lambda: _waits(customer), "the caller hears what is heard while one waits")
    died = line.dies(name)
    await hears(customer, None)
    await line.is_back(name, died)
    await until(lambda: _joined(line, call), "and is known to wait")
    work = InteractionId((await line.call(call))["interaction_id"])
    mei = agent_id("mei")
    expires = line.runtime.clock.now() + timedelta(seconds=60)
    segment = await line.run(offers.offer, work, mei, expires_at=expires)
    await line.takes(line.mei, call, segment)

    # talking, and recorded
    await hears(customer, MEI_HZ)
    await until(lambda: _recorded(line, call), "it is being recorded")
    died = line.dies(name)
    await hears(customer, MEI_HZ)
    await line.is_back(name, died)

    # held
    await line.does(line.mei, call, "hold", held="true")
    await hears(customer, None)
    died = line.dies(name)
    await hears(customer, None)
    await line.is_back(name, died)

    # consulting
    await line.does(line.mei, call, "consult", to=str(agent_id("wei")))
    [asked] = await line.rows(
        "select id from core.segment where interaction_id = %s and agent_id = %s and state = 'alerting'",
        work, agent_id("wei"),
    )  # fmt: skip
    await line.takes(line.wei, call, SegmentId(asked["id"]))
    await until(lambda: _rung(line, call, 3), "the colleague is there")
    died = line.dies(name)
    await hears(customer, None)
    await line.is_back(name, died)
    await line.does(line.mei, call, "complete")
    await hears(customer, WEI_HZ)

    # the customer hangs up while it is dead, and the agent wraps up over another death
    died = line.dies(name)
    await customer.act("hang-up")
    await line.is_back(name, died)
    await until(lambda: _over(line, call), "the call is over in our books")
    died = line.dies(name)
    await line.is_back(name, died)
    await until(lambda: _kept(line, call), "the recording is at home")
    for seat in (line.mei, line.wei):
        await _wraps_up(line, seat, work)
    assert await line.rows("select id from core.segment where state <> 'done'") == [], "the agents are free"
    [closed] = await line.rows("select state, outcome from core.interaction where id = %s", work)
    assert (closed["state"], closed["outcome"]) == ("closed", "completed")
    ringing = [one for one in (await line.sim.get("/sim/rooms")).json() if one["members"]]
    assert ringing == [], "nobody is left on a line"


async def _waits(customer: Telephone) -> bool:
    return any(one["kind"] == "music" for one in (await customer.shown())["heard"])


async def _joined(line: Line, call: CallId) -> bool:
    return bool((await line.call(call))["state"]["legs"][0]["joined"])


async def _rung(line: Line, call: CallId, many: int) -> bool:
    return sum(leg["joined"] for leg in (await line.call(call))["state"]["legs"]) == many


async def _recorded(line: Line, call: CallId) -> bool:
    return (await line.call(call))["recording_started_at"] is not None


async def _over(line: Line, call: CallId) -> bool:
    return bool((await line.call(call))["state"]["phase"] == "ended")


async def _kept(line: Line, call: CallId) -> bool:
    return (await line.call(call))["recording_key"] is not None


async def _wraps_up(line: Line, seat: Seat, work: UUID) -> None:
    for one in await line.rows(
        "select id from core.segment where interaction_id = %s and agent_id = %s and state = 'wrapping'",
        work, agent_id(seat.login),
    ):  # fmt: skip
        await line.run(wrapping_up.wrap_up, SegmentId(one["id"]), agent_id(seat.login), disposition="advice_given")
