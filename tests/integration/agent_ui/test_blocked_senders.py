"""Blocked senders are listed with why, when and who; unblocked, and that taken back, on the page and by API."""

from __future__ import annotations

from contact_center.directory.service import Role
from tests.integration.agent_ui.conftest import HOST, House, Person

PAGE, API = "/conversations/blocked", "/api/v1/blocked-senders"


async def test_a_supervisor_finds_unblocks_and_blocks_again(house: House) -> None:
    mei, sam = await house.person("mei", Role.AGENT), await house.person("sam", Role.SUPERVISOR)
    eve = await house.person("eve", Role.SUPERVISOR, house.other)
    assert "Nobody is blocked." in (await sam.get(PAGE)).text
    work = await house.text("886900000001", "You+won+<b>100%25</b>")
    await house.give(work, mei.agent)
    await mei.post("/conversations/many", {"do": "spam", "id": [str(work)]})

    assert (await mei.get(PAGE)).status_code == 403
    listed = (await sam.get(PAGE)).text
    assert all(word in listed for word in ("+886900000001", "closed as spam", "Mei"))
    assert "+886900000001" in (await sam.get(f"{PAGE}?q=0000001")).text
    assert "Nobody fits." in (await sam.get(f"{PAGE}?q=%25%25")).text
    assert "+886900000001" not in (await eve.get(PAGE)).text
    [told] = (await sam.http.get(API)).json()
    assert (told["address"], told["interaction"], told["by"]) == ("+886900000001", str(work), str(mei.agent))

    done = await sam.post(f"{PAGE}/{work}/lift")
    assert done.status_code == 303
    page = (await sam.get(done.headers["location"])).text
    assert f"{PAGE}/{work}/again" in page
    assert await house.rows("select 1 from core.blocked_sender") == []
    assert (await sam.post(f"{PAGE}/{work}/again")).status_code == 303
    assert len(await house.rows("select 1 from core.blocked_sender")) == 1

    assert (await eve.http.delete(f"{API}/{work}", headers=by_script(eve))).status_code == 404
    assert (await sam.http.delete(f"{API}/{work}", headers=by_script(sam))).status_code == 204
    assert (await sam.http.put(f"{API}/{work}", headers=by_script(sam))).status_code == 204
    other = await house.text("886900000002", "A+question")
    assert (await sam.http.put(f"{API}/{other}", headers=by_script(sam))).status_code == 409


async def test_what_stands_below_letters_is_read_and_changed_by_api(house: House) -> None:
    mei, ada = await house.person("mei", Role.AGENT), await house.person("ada", Role.ADMIN)
    card = {"title": "Support engineer", "team": "Repairs", "phone": "02 2711 0480"}
    assert (await mei.http.put("/api/v1/me/card", json=card, headers=by_script(mei))).status_code == 204
    assert (await mei.http.get("/api/v1/me/card")).json() == card | {"name": "Mei", "email": None}
    path = f"/api/v1/users/{mei.agent}/card"
    assert (await mei.http.get(path)).status_code == 403
    assert (await ada.http.put(path, json=card | {"title": "{{name}}"}, headers=by_script(ada))).status_code == 422
    assert (await ada.http.put(path, json=card | {"team": ""}, headers=by_script(ada))).status_code == 204
    assert (await ada.http.get(path)).json()["team"] == ""
    assert (await mei.http.put("/api/v1/company", json={"address": "x"}, headers=by_script(mei))).status_code == 403
    address = {"address": "台北市大同區迪化街一段 88 號"}
    assert (await ada.http.put("/api/v1/company", json=address, headers=by_script(ada))).status_code == 204
    assert (await mei.http.get("/api/v1/company")).json()["address"] == address["address"]


def by_script(who: Person) -> dict[str, str]:
    return {"x-csrf-token": who.csrf, "origin": HOST}
