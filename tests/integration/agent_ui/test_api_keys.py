"""Keys of the API: made on the page, shown once, held to their scopes and speed, refused once they are revoked."""

from __future__ import annotations

import re
from typing import Any

from contact_center.directory.service import Role, set_active
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, House, Person

FORM = {"name": "Night export", "days": "90", "per_minute": "300", "area.people": "read", "area.dispositions": "write"}


async def make(ada: Person, **more: str) -> str:
    """The key, as the page shows it once."""
    made = await ada.post("/admin/keys", FORM | {"user": str(ada.who.user.id)} | more)
    assert made.status_code == 200, made.text
    found = re.search(r'value="(cck_[^"]+)"', made.text)
    assert found is not None
    return found[1]


async def call(house: House, key: str, method: str, path: str, body: Any = None) -> Any:
    """As a program does: no cookie, no origin, no token."""
    async with house.stranger() as http:
        return await http.request(method, path, json=body, headers={"authorization": f"Bearer {key}"})


async def test_a_key_is_shown_once_acts_for_its_person_and_is_refused_once_revoked(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    key = await make(ada)
    page = (await ada.get("/admin/keys")).text
    assert "Night export" in page
    assert key not in page
    assert "never" in page
    listed = await call(house, key, "GET", "/api/v1/people")
    assert listed.status_code == 200
    assert [one["login"] for one in listed.json()["people"]] == ["ada"]
    made = await call(house, key, "POST", "/api/v1/dispositions", {"name": {"en": "By a program"}})
    assert made.status_code == 201
    acts = await house.rows("select actor from core.audit where action = 'disposition added'")
    assert acts == [{"actor": ada.who.actor}]
    assert "127.0.0.1" in (await ada.get("/admin/keys")).text
    id = (await ada.http.get("/api/v1/keys")).json()["keys"][0]["id"]
    assert (await ada.post(f"/admin/keys/{id}/revoke")).status_code == 303
    refused = await call(house, key, "GET", "/api/v1/people")
    assert (refused.status_code, refused.json()["type"]) == (401, "urn:contact-center:api_key_wrong")
    assert (await ada.post(f"/admin/keys/{id}/revoke")).status_code == 404


async def test_a_key_does_nothing_beyond_its_scopes_nor_what_its_person_may_not(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    key = await make(ada)
    for method, path, needed in (
        ("POST", "/api/v1/people", "people:write"),
        ("GET", "/api/v1/privacy/requests", "privacy:read"),
    ):
        refused = await call(house, key, method, path, {})
        assert (refused.status_code, refused.json()["detail"]) == (403, needed)
    whole = await make(ada, **{"area.*": "write"})
    assert (await call(house, whole, "GET", "/api/v1/keys")).status_code == 403, "keys never manage keys"
    assert (await call(house, whole, "GET", "/api/v1/privacy/requests")).status_code == 200
    hers = await make(ada, user=str(mei.who.user.id), **{"area.*": "write"})
    assert (await call(house, hers, "GET", "/api/v1/people")).status_code == 403
    assert (await call(house, hers, "GET", "/api/v1/dispositions")).status_code == 200
    assert (await call(house, hers, "GET", "/admin/keys")).status_code in (302, 303, 401), "pages know no keys"


async def test_a_key_dies_with_the_account_of_its_person_and_is_good_in_one_organisation_alone(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    key = await make(ada, user=str(mei.who.user.id))
    assert (await call(house, key, "GET", "/api/v1/dispositions")).status_code == 200
    moved = key.replace(house.tenant.hex, house.other.hex)
    assert (await call(house, moved, "GET", "/api/v1/dispositions")).status_code == 401
    assert (await call(house, key + "x", "GET", "/api/v1/dispositions")).status_code == 401

    async def off(work: UnitOfWork) -> None:
        await set_active(work, mei.who.user.id, False)

    await house.runtime.database.run(house.tenant, off, actor="test")
    assert (await call(house, key, "GET", "/api/v1/dispositions")).status_code == 401
    gone = await ada.post("/admin/keys", FORM | {"user": str(mei.who.user.id)})
    assert gone.status_code == 422
    assert "Choose somebody who works here." in gone.text


async def test_a_key_is_held_to_its_speed_and_told_how_long_to_wait(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    key = await make(ada, per_minute="2")
    answers = [await call(house, key, "GET", "/api/v1/dispositions") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 31


async def test_what_was_typed_for_a_key_that_cannot_be_is_kept(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    wrong = await ada.post("/admin/keys", FORM | {"user": str(ada.who.user.id), "per_minute": "fast"})
    assert wrong.status_code == 422
    assert 'value="Night export"' in wrong.text
    assert 'value="fast"' in wrong.text
    assert re.search(r'name="area.people".{0,200}value="read" selected', wrong.text, re.DOTALL)
    assert (await mei.get("/admin/keys")).status_code == 403
    headers = {"origin": HOST, "x-csrf-token": ada.csrf}
    by_api = await ada.http.post(
        "/api/v1/keys", json={"name": "CI", "scopes": ["cases:read"], "days": 7}, headers=headers
    )
    assert by_api.status_code == 201
    assert (await call(house, by_api.json()["secret"], "GET", "/api/v1/cases")).status_code in (200, 403)
    unknown = await ada.http.post(
        "/api/v1/keys", json={"name": "CI", "scopes": ["nothing:read"], "days": 7}, headers=headers
    )
    assert (unknown.status_code, unknown.json()["field"]) == (422, "scopes")


async def test_the_page_of_the_api_shows_every_area_with_its_operations(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    areas = [one["name"] for one in (await ada.http.get("/api/openapi.json")).json()["tags"]]
    shown = 0
    for area in areas:
        page = await ada.get(f"/admin/api?area={area}")
        assert page.status_code == 200
        shown += page.text.count("data-api-try")
    document = (await ada.http.get("/api/openapi.json")).json()
    assert shown >= sum(len(item) for item in document["paths"].values())
    one = (await ada.get("/admin/api?area=dispositions")).text
    assert "/api/v1/dispositions/{code}" in one
    assert (await mei.get("/admin/api")).status_code == 403
