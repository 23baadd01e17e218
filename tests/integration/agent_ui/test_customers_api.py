"""Customers over the API: created once, patched at a version, read with all that belongs to them, undone."""

from __future__ import annotations

from typing import Any

import httpx

from contact_center.directory.service import Role
from contact_center.kernel.ids import new_id
from tests.integration.agent_ui.conftest import HOST, House, Person

AT = "/api/v1/customers"


async def call(who: Person, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
    sent = {"origin": HOST, "x-csrf-token": who.csrf, **headers}
    return await who.http.request(method, f"{AT}{path}", json=body, headers=sent)


async def test_a_customer_is_created_once_and_read_whole(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    body = {"name": "林佳穎", "family_name": "林", "emails": ["Lin@X.example"], "tags": ["café"]}
    made = [await call(mei, "POST", "", body, **{"idempotency-key": "order 7"}) for _ in range(2)]
    assert [one.status_code for one in made] == [201, 201]
    assert made[0].json()["id"] == made[1].json()["id"]
    one = f"/{made[0].json()['id']}"
    postal = {
        "country": "TW",
        "postal_code": "106",
        "region": "台北市",
        "city": "大安區",
        "street": "和平東路一段 1 號",
    }
    assert (await call(mei, "POST", f"{one}/postal-addresses", postal | {"use": "delivery"})).status_code == 200
    assert (await call(mei, "POST", f"{one}/notes", {"text": "Before 10:30", "warning": True})).status_code == 200
    read = await call(mei, "GET", one)
    found = read.json()
    assert (found["family_name"], found["tags"], found["version"]) == ("林", ["café"], 4)
    assert read.headers["etag"] == '"4"'
    assert found["postal_addresses"][0]["lines"][0] == "106 臺北市大安區"
    assert [address["value"] for address in found["addresses"]] == ["lin@x.example"]
    assert found["notes"][0]["warning"] is True


async def test_a_patch_at_an_old_version_is_refused_and_a_repeated_one_is_not(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    one = f"/{(await call(mei, 'POST', '', {'name': 'Lin'})).json()['id']}"
    first = await call(mei, "PATCH", one, {"segment": "A"}, **{"if-match": '"1"'})
    assert (first.status_code, first.json()["version"]) == (200, 2)
    assert (await call(mei, "PATCH", one, {"segment": "A"}, **{"if-match": '"1"'})).status_code == 200
    refused = await call(mei, "PATCH", one, {"segment": "B", "version": 1})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:contact-center:version_gone")
    wrong = await call(mei, "PATCH", one, {"time_zone": "Taipei"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "time_zone")
    [change] = (await call(mei, "GET", f"{one}/history")).json()["changes"]
    assert (change["field"], change["before"], change["after"], change["origin"]) == ("segment", None, "A", "api")
    undone = await call(mei, "POST", f"{one}/edits/{change['edit_id']}/undo")
    assert undone.status_code == 200
    assert (await call(mei, "GET", one)).json()["segment"] is None


async def test_an_address_is_added_ended_and_the_list_goes_on_where_it_stopped(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    for name in ("Anna", "Bert", "Carl"):
        await call(mei, "POST", "", {"name": name, "phones": ["0912 345 678"]})
    first = (await call(mei, "GET", "?limit=2&q=912345678")).json()
    assert [one["name"] for one in first["customers"]] == ["Anna", "Bert"]
    rest = (await call(mei, "GET", f"?limit=2&q=912345678&after={first['next']}")).json()
    assert ([one["name"] for one in rest["customers"]], rest["next"]) == (["Carl"], None)
    carl = f"/{rest['customers'][0]['id']}"
    [address] = (await call(mei, "GET", carl)).json()["addresses"]
    assert (await call(mei, "DELETE", f"{carl}/addresses/{address['id']}")).json()["fields"] == ["phone"]
    assert (await call(mei, "GET", carl)).json()["addresses"] == []


async def test_another_organisations_customer_does_not_exist_here(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    one = f"/{(await call(mei, 'POST', '', {'name': 'Lin'})).json()['id']}"
    spy = await house.person("spy", Role.ADMIN, house.other)
    tried = [("GET", one, None), ("PATCH", one, {"segment": "A"}), ("GET", f"{one}/history", None),
             ("POST", f"{one}/notes", {"text": "x"}), ("DELETE", f"{one}/notes/{new_id()}", None)]  # fmt: skip
    assert [(await call(spy, *one)).status_code for one in tried] == [404] * 5
    assert (await call(spy, "GET", "")).json()["customers"] == []
