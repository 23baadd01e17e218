"""A call that is parked and picked up, comes back, or is left: tones tell who hears whom, the books what it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.voice.parking.endpoints import router as parking_router
from channels.voice.parking.service import CallParking
from channels.voice.providers.builtin.preflight import webrtc_available
from channels.voice.service import CallService
from contact_center.interactions.reading.handling_queries import HandledBy, handled
from contact_center.interactions.work import call_parking, waiting
from contact_center.kernel.ids import SegmentId
from routing.flow.watch import FlowWatch
from tests.centre import Centre
from tests.integration.channels.voice.service.office import AgentsPage, CustomersCall, Office, happens, open_office
from tests.servers import Database

pytestmark = pytest.mark.webrtc


class ParkingOffice(Office):
    def routers(self, desk: CallService) -> list[Any]:
        return [
            parking_router(self.centre.db, self.ports, CallParking(desk, self.ports)),
            *super().routers(desk),
        ]


@pytest.fixture
async def office(centre: Centre, database: Database, tmp_path: Path) -> AsyncIterator[ParkingOffice]:
    able, reason = webrtc_available()
    if not able:
        pytest.skip(reason)
    async with open_office(centre, database, tmp_path, kind=ParkingOffice) as office:
        yield office


async def acts(page: AgentsPage, call: CustomersCall, what: str) -> httpx.Response:
    return await page.http.post(f"/api/v1/calls/{call.call_id}/{what}")


async def refused(page: AgentsPage, call: CustomersCall, what: str, code: str) -> None:
    answer = await acts(page, call, what)
    assert answer.json()["type"].endswith(code), answer.text


async def parked(page: AgentsPage) -> list[dict[str, Any]]:
    return list((await page.http.get("/api/v1/calls/parked")).json())


async def history(office: Office, call: CustomersCall) -> list[str]:
    rows = await office.centre.rows(
        "select code from core.interaction_history where interaction_id = %s order by number", call.interaction
    )
    return [row["code"] for row in rows]


async def parts(office: Office, call: CustomersCall) -> list[tuple[str, str | None]]:
    rows = await office.centre.rows(
        "select state, reason from core.segment where interaction_id = %s order by offered_at, id", call.interaction
    )
    return [(row["state"], row["reason"]) for row in rows]


async def test_parked_by_one_and_picked_up_by_the_first_colleague_of_the_queue_who_asks(office: ParkingOffice) -> None:
    mei, wei = await office.agent("mei"), await office.agent("wei")
    call = await office.customer_calls()
    await refused(mei, call, "park", "not_with_you")
    segment = await office.talk(call, mei)
    await refused(wei, call, "park", "not_with_you")
    await refused(wei, call, "pick-up", "not_parked")

    assert (await acts(mei, call, "park")).status_code == 204
    await happens(
        lambda: call.ann.hears_music() and mei.ear.ended, "the customer hears music, the agent is off the call"
    )
    assert await office.interaction(call) == ("waiting", None)
    assert await parts(office, call) == [("done", "parked")], "free at once, with nothing to wrap up"
    [one] = await parked(wei)
    assert (one["call"], one["by"]) == (str(call.call_id), str(mei.agent))
    assert [line["call"] for line in await parked(mei)] == [one["call"]]
    assert (await office.seen_by(call)).phase == "on_hold"

    office.centre.clock.pass_(seconds=40)
    answers = await asyncio.gather(acts(wei, call, "pick-up"), acts(mei, call, "pick-up"))
    assert sorted(one.status_code for one in answers) == [200, 409], "the first who asks gets it"
    taker = wei if answers[0].is_success else mei
    assert next(one.json() for one in answers if one.is_success) == {"interaction": str(call.interaction)}
    assert await parked(mei) == []
    assert (await taker.joins(call.call_id)).json()["sdp"]
    await office.hear_each_other(call, taker)
    assert await office.interaction(call) == ("working", None)
    await taker.does(call.call_id, "hangup")
    await office.becomes(call, "closed", "completed")

    codes = await history(office, call)
    assert codes[codes.index("call_parked") :][:2] == ["call_parked", "call_picked_up"]
    [said] = await office.centre.rows(
        "select args from core.interaction_history where interaction_id = %s and code = 'call_picked_up'",
        call.interaction,
    )
    assert 40 <= said["args"]["seconds"] < 60
    acts_ = await office.centre.rows("select action from core.audit where action like 'call p%%' order by at")
    assert [row["action"] for row in acts_] == ["call parked", "call picked up"]
    await no_part_has_the_time_it_was_parked(office, segment)
    marks = (await office.books(call))["state"]["recorded"]["marks"]
    assert marks[0]["kind"] == "parked", "the recording says what is missing in it"


async def no_part_has_the_time_it_was_parked(office: Office, first: SegmentId) -> None:
    async with office.centre.db.read(office.centre.tenant) as reader:
        now = reader.now
        rows = await handled(reader, office.centre.tenant, HandledBy.CHANNEL, now - timedelta(hours=1), now)
    [done] = await office.centre.rows("select hold_seconds from core.segment where id = %s", first)
    assert sum(row.contact_seconds + row.hold_seconds for row in rows) < 40
    assert done["hold_seconds"] == 0


async def test_nobody_picks_it_up_so_it_comes_back_to_whoever_parked_it_with_its_old_place(
    office: ParkingOffice,
) -> None:
    mei, wei = await office.agent("mei"), await office.agent("wei")
    await office.centre.run(call_parking.set_seconds, 30)
    call = await office.customer_calls()
    before = await place(office, call)
    await office.talk(call, mei)
    assert (await acts(mei, call, "park")).status_code == 204
    await happens(call.ann.hears_music, "the customer hears music")
    watch = FlowWatch(office.ports)
    await look(office, watch)
    assert await office.interaction(call) == ("waiting", None), "its time is not over"
    office.centre.clock.pass_(seconds=30)
    await look(office, watch)
    await office.becomes(call, "queued")
    await happens(call.ann.hears_music, "the customer hears music still")
    assert await place(office, call) == before
    [row] = await office.centre.rows(
        "select preferred_agent_id, at_head from core.interaction where id = %s", call.interaction
    )
    assert (row["preferred_agent_id"], row["at_head"]) == (mei.agent, False)

    async def at_large() -> bool:
        return (await office.books(call))["state"]["phase"] == "waiting"

    await happens(at_large, "the call follows")
    await refused(wei, call, "pick-up", "not_parked")
    await office.talk(call, mei)
    assert (await history(office, call))[-3:] == ["call_parked", "park_over", "accepted"]
    # whoever parked it may also take it up from their own work
    assert (await acts(mei, call, "park")).status_code == 204
    await office.centre.run(waiting.take_up, call.interaction, mei.agent)
    await happens(at_large, "the call follows")
    assert (await mei.joins(call.call_id)).json()["sdp"]
    await office.hear_each_other(call, mei)


async def place(office: Office, call: CustomersCall) -> tuple[Any, ...]:
    [row] = await office.centre.rows(
        "select queue_id, entered_at, ranked_at, sl_started_at from core.interaction where id = %s", call.interaction
    )
    return tuple(row.values())


async def look(office: Office, watch: FlowWatch) -> None:
    centre = office.centre
    async with centre.db.read(centre.tenant) as reader:
        due = await watch.due(reader, centre.tenant, reader.now)
    for one in due:
        await centre.db.run(centre.tenant, one.do, actor="router")


async def test_who_may_not_and_what_becomes_of_it_when_the_customer_or_the_media_is_gone(office: ParkingOffice) -> None:
    mei, wei = await office.agent("mei"), await office.agent("wei")
    stranger = await office.agent("ana", queues=())
    call, other = await office.customer_calls(), await office.customer_calls("visitor-2")
    await office.talk(call, mei)
    await acts(mei, call, "park")
    assert await parked(stranger) == []
    await refused(stranger, call, "pick-up", "not_yours_to_pick_up")
    await office.talk(other, wei)
    await refused(wei, call, "pick-up", "already_on_call")
    await office.calls.hangup(await office.chat_account(), call.visitor, call.call_id)
    await office.becomes(call, "closed", "abandoned")
    assert (await history(office, call))[-1] == "call_left_parked"
    assert await parked(mei) == []
    await refused(mei, call, "pick-up", "not_parked")

    await acts(wei, other, "park")
    await office.media.die()
    await office.becomes(other, "closed", "dropped")
    assert await parked(wei) == []
