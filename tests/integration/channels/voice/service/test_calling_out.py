"""Calls that begin with us: the agent's page first, then a telephone; every result stands in the books once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from channels.voice.providers.builtin.preflight import webrtc_available
from contact_center.interactions.work import agent_leaving
from contact_center.kernel.ids import CallId
from tests.centre import Centre
from tests.integration.channels.voice.service.office import AgentsPage, happens, open_office
from tests.integration.channels.voice.service.telephones import REFUSED, CallingOffice, Ringing
from tests.servers import Database
from tests.voice_tools import AGENT_HZ, CUSTOMER_HZ

pytestmark = pytest.mark.webrtc
NUMBER = "+886912345678"


@pytest.fixture
async def office(centre: Centre, database: Database, tmp_path: Path) -> AsyncIterator[CallingOffice]:
    able, reason = webrtc_available()
    if not able:
        pytest.skip(reason)
    async with open_office(centre, database, tmp_path, kind=CallingOffice) as office:
        yield office


ALWAYS = {"hours": {"contact": ["00:00", "23:59:59"]}}


async def asks(page: AgentsPage, account: str, key: str = "first-call", **body: Any) -> Any:
    wanted = {"account": account, "to": "0912-345-678", **body}
    return await page.http.post("/api/v1/calls", json=wanted, headers={"Idempotency-Key": key})


async def rings(office: CallingOffice, page: AgentsPage, account: str, key: str = "first-call", **body: Any) -> Ringing:
    """Called, the agent's page there, the telephone rings."""
    answer = await asks(page, account, key, **body)
    assert answer.status_code == 201, answer.text
    call = CallId(answer.json()["call"])
    before = len(office.exchange.rung)
    assert (await page.joins(call)).json()["sdp"]
    await happens(lambda: len(office.exchange.rung) > before, "the telephone rings")
    await happens(lambda: not page.ear.hears_nothing(), "the agent hears that it rings")
    return office.exchange.rung[-1]


async def attempt(office: CallingOffice, phone: Ringing) -> dict[str, Any]:
    [row] = await office.centre.rows(
        "select a.*, i.state as work, i.outcome, i.direction from core.attempt a join core.interaction i "
        "on i.id = a.interaction_id join channels.call c on c.interaction_id = i.id where c.id = %s", phone.call_id,
    )  # fmt: skip
    return row


async def test_an_answered_call_is_talked_in_pressed_keys_in_and_paid_for(office: CallingOffice) -> None:
    account = await office.dialling(prices={"+886": "1.5"}, currency="TWD", **ALWAYS)
    mei = await office.agent("mei")
    way = (await mei.http.get("/api/v1/calls/way", params={"account": account, "to": "0912 345 678"})).json()
    assert (way["number"], way["caller_ids"], way["estimate"]) == (NUMBER, ["+886227110480"], "7.5")
    assert (way["consent"], way["problem"]) == ("contract", None)
    phone = await rings(office, mei, account)
    assert (phone.number, phone.caller_id) == (NUMBER, "+886227110480")
    again = await asks(mei, account)
    assert (again.status_code, again.json()["call"]) == (200, str(phone.call_id)), "the same key rings nobody twice"
    assert (await attempt(office, phone))["state"] == "dialling"
    assert (await mei.does(phone.call_id, "hold", held="true")).status_code == 409, "nobody is there to be held"
    other = await asks(mei, account, "second-call", to="0911 222 333")
    assert other.json()["type"].endswith("already_on_call")

    peer = await office.picks_up(phone)
    await happens(lambda: peer.hears(AGENT_HZ) and mei.ear.hears(CUSTOMER_HZ), "they hear each other")
    assert (await attempt(office, phone))["result"] == "answered"
    keys = f"/api/v1/calls/{phone.call_id}/keys"
    assert (await mei.http.post(keys, json={"digits": "12*#"})).status_code == 204
    assert office.exchange.pressed == ["12*#"]
    assert (await mei.http.post(keys, json={"digits": "A"})).status_code == 422

    await office.tells(phone, "busy")  # late, and wrong by now: a telephone that has answered has hung up
    await happens(lambda: peer.ended, "the call is over")
    row = await attempt(office, phone)
    assert (row["result"], row["cost"], row["work"], row["outcome"]) == ("answered", 1.5, "closed", "completed")
    assert (row["direction"], row["consent"], row["purpose"]) == ("outbound", "contract", "contact")
    [paid] = await office.centre.rows("select args from core.interaction_history where code = 'call_paid'")
    assert paid["args"] == {"minutes": 1, "cost": "1.5", "currency": "TWD"}
    assert await office.centre.rows("select 1 from core.message where text like '%%12*#%%'") == []
    [shown] = (await mei.http.get(f"/api/v1/interactions/{row['interaction_id']}/attempts")).json()
    assert (shown["caller_id"], shown["cost"]) == ("+886227110480", "1.5")


async def test_a_call_that_nobody_answers_leaves_its_result_once(office: CallingOffice) -> None:
    account = await office.dialling(**ALWAYS)
    mei = await office.agent("mei")
    for n, why in enumerate(["busy", "no_answer", "machine", "no such number"], 1):
        phone = await rings(office, mei, account, f"call-no-{n}")
        await office.tells(phone, why)
        await office.tells(phone, "busy")
        row = await attempt(office, phone)
        failed = why == "no such number"
        assert (row["state"], row["result"]) == ("ended", "failed" if failed else why)
        assert row["error_code"] == (why if failed else None)
        assert (row["work"], row["outcome"], row["cost"]) == ("closed", "never_reached", None)
        assert len(await office.centre.rows("select 1 from core.event where type = 'call_out.ended'")) == n
        await happens(lambda phone=phone: phone.stopped, "nothing rings any more")


async def test_the_agent_gives_up_and_a_telephone_that_answers_too_late_talks_to_nobody(office: CallingOffice) -> None:
    account = await office.dialling(**ALWAYS)
    mei = await office.agent("mei")
    phone = await rings(office, mei, account)
    assert (await mei.does(phone.call_id, "hangup")).status_code == 204
    row = await attempt(office, phone)
    assert (row["result"], row["work"]) == ("cancelled", "closed")
    await happens(lambda: phone.stopped, "it rings no more")
    refused = await asks(mei, account, "refused-call", to=REFUSED)
    call = CallId(refused.json()["call"])
    await mei.joins(call)

    async def over() -> bool:
        found = await office.centre.rows("select end_reason from channels.call where id = %s", call)
        return bool(found[0]["end_reason"] == "failed")

    await happens(over, "what the network refuses is over")
    row = await attempt(office, Ringing(call, call, "", ""))
    assert (row["result"], row["error_code"]) == ("failed", "number_not_dialled")


async def test_a_call_without_its_agent_ends_and_never_waits_for_another(office: CallingOffice) -> None:
    account = await office.dialling(ring_seconds=10, **ALWAYS)
    mei = await office.agent("mei")
    phone = await rings(office, mei, account)
    await office.centre.run(agent_leaving.sign_out, mei.agent, frozenset())

    async def over() -> bool:
        return bool((await attempt(office, phone))["work"] == "closed")

    await happens(over, "nobody is called any more")
    assert (await attempt(office, phone))["result"] == "cancelled"


async def test_who_was_reached_waits_with_music_for_another_agent_when_theirs_leaves(office: CallingOffice) -> None:
    account = await office.dialling(**ALWAYS)
    mei = await office.agent("mei")
    phone = await rings(office, mei, account)
    peer = await office.picks_up(phone)
    await happens(lambda: peer.hears(AGENT_HZ), "they talk")
    await office.centre.run(agent_leaving.sign_out, mei.agent, frozenset())
    await happens(peer.hears_music, "the customer hears music")
    row = await attempt(office, phone)
    assert (row["work"], row["result"]) == ("queued", "answered")
    await office.tells(phone, "completed")
    row = await attempt(office, phone)
    assert (row["work"], row["outcome"]) == ("closed", "abandoned")


async def test_the_media_dies_while_it_rings(office: CallingOffice) -> None:
    account = await office.dialling(**ALWAYS)
    mei = await office.agent("mei")
    phone = await rings(office, mei, account)
    await office.media.die()

    async def over() -> bool:
        return bool((await attempt(office, phone))["result"] == "failed")

    await happens(over, "the attempt has failed")
    assert (await attempt(office, phone))["work"] == "closed"


async def test_rules_are_kept_whoever_asks(office: CallingOffice) -> None:
    account = await office.dialling(
        prices={"+886": "1"}, currency="TWD", most_a_day="12", most_a_day_each="6", **ALWAYS
    )
    mei = await office.agent("mei")

    async def refused(code: str, **body: Any) -> None:
        answer = await asks(mei, account, "refused-key", **body)
        assert answer.json()["type"].endswith(code), answer.text

    await refused("emergency_number", to="110")
    await refused("destination_not_allowed", to="+1 212 555 0100")
    await refused("premium_number", to="+886203123456")
    await refused("not_reachable", to="12")
    await refused("caller_id_not_allowed", caller_id="+886900000000")
    await refused("no_consent", purpose="marketing")
    await refused("not_called_for", work=str(mei.agent))
    assert await office.centre.rows("select 1 from core.attempt") == []
    await rings(office, mei, account)
    wei = await office.agent("wei")
    assert (await asks(wei, account, "of-wei-1")).json()["type"].endswith("conversation_goes_on"), (
        "a colleague rings them"
    )
    await rings(office, wei, account, "of-wei-2", to="0911 222 333")
    lin = await office.agent("lin")
    answer = await asks(lin, account, "of-lin-1", to="0911 222 444")
    assert answer.json()["type"].endswith("spending_cap_reached"), "what two calls may still cost is spent"
    await office.dialling(prices={"+886": "1"}, currency="TWD", most_a_day_each="4", **ALWAYS)
    assert (await asks(lin, account, "of-lin-2", to="0911 222 444")).json()["type"].endswith("own_spending_cap_reached")
    await office.dialling(hours={"contact": ["00:00", "00:00:01"]})
    assert (await asks(lin, account, "of-lin-3")).json()["type"].endswith("outside_calling_hours")
