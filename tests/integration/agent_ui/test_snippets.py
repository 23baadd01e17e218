"""Snippets: written by an administrator, filled where somebody writes, and never sent with a gap."""

from __future__ import annotations

import re

import httpx

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.integration.agent_ui.test_starting import lin, sms


async def write(person: Person, text: str, **more: str) -> int:
    sent = await person.post("/admin/snippets", {"name": "Order", "text": text} | more)
    return sent.status_code


async def test_a_snippet_is_filled_for_its_customer_and_a_gap_is_not_sent(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    who = await lin(house)
    queue = str(house.queues[house.tenant])
    assert await write(ada, "Dear {{customer.name}}, {{order.number}} is here. {{agent.name}}", queue=queue) == 303
    assert await write(ada, "Another of this name", queue=queue) == 409
    assert await write(ada, "Dear {{customer.nam}}", name="Wrong") == 422
    offered = (await mei.get(f"/snippets?customer={who}")).text
    assert "Dear Lin Jiaying, {{order.number}} is here. Mei" in offered
    assert "Still to be filled in: number of the latest order" in offered
    gap = await mei.post("/new", sms(house, text="Dear Lin, {{order.number}} is here."))
    assert (gap.status_code, gap.json()["type"].rpartition(":")[2]) == (422, "unfilled_place")
    opened = (await mei.post("/new", sms(house, queue=queue))).headers["hx-redirect"].rpartition("=")[2]
    assert "Dear Lin Jiaying" in (await mei.get(f"/snippets?interaction={opened}")).text
    answer = {"client_key": "an-answer", "text": "{{ invoice.number }} is paid"}
    assert (await mei.post(f"/console/interactions/{opened}/messages", answer)).status_code == 422


async def test_snippets_are_changed_and_removed_by_administrators_of_their_own_organisation(house: House) -> None:
    ada, eve = await house.person("ada", Role.ADMIN), await house.person("eve", Role.ADMIN, house.other)
    mei = await house.person("mei", Role.AGENT)
    await write(ada, "Hello")
    page = (await ada.get("/admin/snippets")).text
    found = re.search(r'action="/admin/snippets/([0-9a-f-]{36})"', page)
    assert found
    change = {"name": "Greeting", "text": "Good day"}
    assert (await mei.post(f"/admin/snippets/{found[1]}", change)).status_code == 403
    assert (await eve.post(f"/admin/snippets/{found[1]}", change)).status_code == 404
    assert "Hello" not in (await eve.get("/admin/snippets")).text
    foreign = str(house.queues[house.other])
    assert (await ada.post(f"/admin/snippets/{found[1]}", change | {"queue": foreign})).status_code == 422
    assert (await ada.post(f"/admin/snippets/{found[1]}", change)).status_code == 303
    assert "Good day" in (await mei.get("/snippets")).text
    assert (await ada.post(f"/admin/snippets/{found[1]}/remove")).status_code == 303
    assert "Good day" not in (await mei.get("/snippets")).text
    page = (await ada.get(f"/admin/snippets?removed={found[1]}")).text
    assert "“Greeting” was removed." in page
    assert (await mei.post(f"/admin/snippets/{found[1]}/bring-back")).status_code == 403
    assert (await ada.post(f"/admin/snippets/{found[1]}/bring-back")).headers["hx-redirect"]
    assert "Good day" in (await mei.get("/snippets")).text


async def test_programs_write_snippets_and_signatures_and_see_how_they_have_read(house: House) -> None:
    ada, eve = await house.person("ada", Role.ADMIN), await house.person("eve", Role.ADMIN, house.other)
    mei = await house.person("mei", Role.AGENT)

    async def ask(person: Person, method: str, path: str, body: object = None) -> httpx.Response:
        headers = {"origin": HOST, "x-csrf-token": person.csrf}
        return await person.http.request(method, f"/api/v1{path}", json=body, headers=headers)

    given = {"name": "Order", "text": "Dear {{customer.name}}", "language": "en"}
    assert (await ask(mei, "POST", "/snippets", given)).status_code == 403
    made = (await ask(ada, "POST", "/snippets", given)).json()["id"]
    assert (await ask(ada, "POST", "/snippets", given)).status_code == 409
    foreign = given | {"queue": str(house.queues[house.other])}
    assert (await ask(ada, "PUT", f"/snippets/{made}", foreign)).status_code == 422
    assert (await ask(ada, "PUT", f"/snippets/{made}", given | {"text": "Hello"})).json()["text"] == "Hello"
    assert (await ask(ada, "DELETE", f"/snippets/{made}")).status_code == 204
    assert (await ask(mei, "GET", f"/snippets/{made}")).status_code == 404
    versions = (await ask(mei, "GET", f"/snippets/{made}/versions")).json()
    assert [(one["number"], one["text"], one["removed"]) for one in versions] == [
        (3, "Hello", True), (2, "Hello", False), (1, "Dear {{customer.name}}", False),
    ]  # fmt: skip
    assert (await ask(ada, "POST", f"/snippets/{made}/bring-back")).json()["text"] == "Hello"
    assert [one["id"] for one in (await ask(mei, "GET", "/snippets?language=en")).json()] == [made]
    assert (await ask(eve, "GET", f"/snippets/{made}/versions")).status_code == 404
    queue = str(house.queues[house.tenant])
    signature = {"text": "{{agent.name}}, Orders", "queue": queue}
    assert (await ask(mei, "PUT", "/signatures", signature)).status_code == 403
    assert len((await ask(ada, "PUT", "/signatures", signature)).json()) == 1
    assert (await ada.post("/admin/signatures", {"queue": queue, "text": ""})).status_code == 303
    assert (await ask(mei, "GET", "/signatures")).json() == []
    kept = (await ask(mei, "GET", f"/signatures/versions?queue={queue}")).json()
    assert [one["text"] for one in kept] == ["", "{{agent.name}}, Orders"]
    await ada.post("/admin/signatures", {"queue": queue, "text": "Orders desk"})
    page = (await ada.get("/admin/signatures")).text
    assert "Orders desk" in page
    assert "2 earlier texts" in page
    assert (await ask(eve, "GET", "/signatures")).json() == []
