"""A conversation begun over the API, once for each key."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House, Person

NUMBER = "+886912345678"


async def begin(person: Person, key: str, **body: Any) -> httpx.Response:
    headers = {"origin": HOST, "x-csrf-token": person.csrf, "idempotency-key": key}
    return await person.http.post("/api/v1/conversations", json=body, headers=headers)


async def test_conversation_is_begun_once_for_a_key_and_its_attempts_are_told(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    sms = {"account": str(house.accounts[house.tenant]), "to": "0912 345 678", "text": "Your part is here."}
    first, again = await begin(mei, "first-key", **sms), await begin(mei, "first-key", **sms)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"repeated": True}
    changed = await begin(mei, "first-key", **(sms | {"text": "Something else"}))
    assert changed.status_code == 409
    assert changed.json()["type"].endswith("already_sent")
    where = f"/api/v1/interactions/{first.json()['interaction']}/attempts"
    [attempt] = (await mei.get(where, accept="application/json")).json()
    told = {"address": NUMBER, "state": "scheduled", "result": None, "cost": None, "agent_id": str(mei.agent)}
    assert {name: attempt[name] for name in told} == told
    page = (await mei.get(f"/console?c={first.json()['interaction']}")).text
    assert "Your part is here." in page
    assert "started this conversation" in page


async def test_account_of_another_organisation_begins_nothing_here(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    body = {"account": str(house.accounts[house.other]), "to": NUMBER, "text": "Hello"}
    assert (await begin(mei, "some-key-1", **body)).status_code == 404


async def test_attempts_are_for_who_may_read_the_work(house: House) -> None:
    mei, otto = await house.person("mei", Role.AGENT), await house.person("otto", Role.AGENT, house.other)
    sms = {"account": str(house.accounts[house.tenant]), "to": NUMBER, "text": "Hello"}
    made = (await begin(mei, "some-key-1", **sms)).json()
    where = f"/api/v1/interactions/{made['interaction']}/attempts"
    assert (await otto.get(where, accept="application/json")).status_code == 404


async def test_what_cannot_be_sent_says_which_value(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    sms = {"account": str(house.accounts[house.tenant]), "text": "Hello", "to": NUMBER}
    wrong = await begin(mei, "some-key-1", **(sms | {"to": "nobody"}))
    assert wrong.status_code == 422
    assert wrong.json()["type"].endswith("not_reachable")
    assert (await begin(mei, "short", **sms)).status_code == 422


async def test_programs_plan_messages_and_answers_see_what_waits_and_cancel_it(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    later = (house.runtime.clock.now() + timedelta(hours=3)).isoformat()
    sms = {"account": str(house.accounts[house.tenant]), "to": NUMBER, "text": "Your part is here."}
    headers = {"origin": HOST, "x-csrf-token": mei.csrf, "idempotency-key": "answer-key"}

    others = headers | {"x-csrf-token": wei.csrf}

    async def held(person: Person) -> list[dict[str, Any]]:
        return (await person.get("/api/v1/messages/held", accept="application/json")).json()

    past = (house.runtime.clock.now() - timedelta(hours=3)).isoformat()
    assert (await begin(mei, "plan-key-1", **sms, send_at=past)).json()["type"].endswith("not_then")
    made = (await begin(mei, "plan-key-1", **sms, send_at=later)).json()
    assert (await begin(mei, "plan-key-1", **sms, send_at=later)).json()["message"] == made["message"]
    work = await house.text("886911222333", "Is it here?")
    await house.give(work, mei.agent)
    path = f"/api/v1/interactions/{work}/messages"
    body = {"text": "It is.", "send_at": later, "then": "wait"}
    assert (await wei.http.post(path, json=body, headers=others)).status_code in (
        403,
        409,
    )
    answer = await mei.http.post(path, json=body, headers=headers)
    assert answer.status_code == 201
    assert (await mei.http.post(path, json=body, headers=headers)).json() == answer.json()
    waiting = await held(mei)
    assert [(one["message"], one["planned"], one["to"]) for one in waiting] == [
        (made["message"], True, [NUMBER]), (answer.json()["message"], True, ["+886911222333"]),
    ]  # fmt: skip
    assert await held(wei) == []
    back = f"/api/v1/messages/{made['message']}/take-back"
    assert (await wei.http.post(back, headers=others)).status_code == 403
    assert (await mei.http.post(back, headers=headers)).json()["began"] is True
    assert (await mei.http.post(back, headers=headers)).status_code == 409
    assert [one["message"] for one in await held(mei)] == [answer.json()["message"]]
