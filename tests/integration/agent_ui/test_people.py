"""People as an administrator looks after them: found, changed, leaving, from a file, each taken back."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest_asyncio

from contact_center.directory.service import Role
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import service as cases
from crm_core.cases.ports import AroundTheClock
from crm_core.cases.service import Opening
from crm_core.tasks import service as tasks
from crm_core.tasks.service import NewTask
from tests.integration.agent_ui.conftest import HOST, House, Person

API = "/api/v1/people"


@pytest_asyncio.fixture(loop_scope="session")
async def admin(house: House) -> Person:
    return await house.person("ada", Role.ADMIN)


async def api(person: Person, method: str, path: str = "", body: Any = None) -> httpx.Response:
    headers = {"origin": HOST, "x-csrf-token": person.csrf}
    return await person.http.request(method, API + path, json=body, headers=headers)


async def audited(house: House) -> set[str]:
    rows = await house.rows("select action from core.audit where tenant_id = %s", house.tenant)
    return {row["action"] for row in rows}


async def test_people_are_found_and_changed_in_one_place_and_changed_back(house: House, admin: Person) -> None:
    mei, _ = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    shown = (await admin.get("/admin/people?q=MEI")).text
    assert "Mei</a>" in shown
    assert "Wei</a>" not in shown
    assert "Nobody matches." in (await admin.get("/admin/people?q=%25")).text
    page = f"/admin/people/{mei.who.user.id}"
    queue = house.queues[house.tenant]
    form = {"name": "Mei Chen", "login": "mei", "role": "supervisor", "locale": "zh-Hant", "team": "Repairs"}
    saved = await admin.post(page, {**form, "email": "Mei@Kiln.example"})
    assert "undo=" in saved.headers["location"]
    told = (await api(admin, "GET", f"/{mei.who.user.id}")).json()
    assert (told["name"], told["role"], told["team"], told["email"]) == (
        "Mei Chen", "supervisor", "Repairs", "mei@kiln.example",
    )  # fmt: skip
    assert told["queues"] == []
    assert [one["name"] for one in (await api(admin, "GET", "/teams")).json()["teams"]] == ["Repairs"]
    undo = re.search(
        r'action="(/admin/people/acts/[0-9a-f-]+/undo)"', (await admin.get(saved.headers["location"])).text
    )
    assert undo is not None
    await admin.post(undo[1])
    back = (await api(admin, "GET", f"/{mei.who.user.id}")).json()
    assert (back["name"], back["role"], back["team"], back["email"]) == ("Mei", "agent", "", None)
    assert back["queues"] == [str(queue)]
    assert (await admin.post(undo[1])).status_code == 404, "once"
    assert {"user changed", "people act undone"} <= await audited(house)


async def test_what_cannot_be_saved_is_said_at_its_field_and_kept(house: House, admin: Person) -> None:
    mei = await house.person("mei", Role.AGENT)
    wrong = await admin.post(f"/admin/people/{mei.who.user.id}", {"name": "Typed Name", "login": "ADA", "role": "agent",
                                                                 "locale": "en"})  # fmt: skip
    assert wrong.status_code == 409
    assert 'value="Typed Name"' in wrong.text
    field = re.search(r'<input[^>]* name="login"[^>]*>', wrong.text)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    demoted = await api(admin, "PATCH", f"/{admin.who.user.id}", {"role": "agent"})
    assert demoted.status_code == 409
    assert demoted.json()["type"].endswith("last_administrator")


async def test_who_leaves_hands_over_what_they_have_and_comes_back_with_it(house: House, admin: Person) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    talk, parked = [await house.text(f"88690000000{n}", "hello") for n in range(2)]
    await house.give(talk, mei.agent)
    await house.give(parked, mei.agent)
    later = (house.runtime.clock.now() + timedelta(hours=20)).strftime("%Y-%m-%dT%H:%M")
    await mei.post(f"/console/interactions/{parked}/park", {"until": "at", "at": later})
    database, ports = house.runtime.database, house.runtime.ports

    async def furnish(work: UnitOfWork) -> None:
        due = work.now + timedelta(hours=2)
        await tasks.create(work, ports, NewTask("Call", due, owner=AgentId(mei.who.user.id)), by=mei.who.user.id)
        opening = Opening(type="complaint", title="It rattles", owner_id=mei.who.user.id)
        await cases.open_case(work, opening, AroundTheClock())

    await database.run(house.tenant, furnish, actor=mei.who.actor)
    preview = (await admin.get(f"/admin/people/{mei.who.user.id}/leave")).text
    assert "2 conversations in hand or waiting" in preview
    assert "1 open task" in preview
    assert "1 open case" in preview
    refused = await admin.post(f"/admin/people/{mei.who.user.id}/leave", {"to": str(mei.who.user.id)})
    assert refused.status_code == 422
    left = await admin.post(f"/admin/people/{mei.who.user.id}/leave", {"to": str(wei.who.user.id)})
    assert (await mei.get("/console")).status_code == 303, "signed out"

    async def owners() -> list[Any]:
        rows = await house.rows(
            "select (select owner_id from crm.task where tenant_id = %s) as task, "
            "(select owner_id from crm.case where tenant_id = %s) as case, "
            "(select owner_agent_id from core.interaction where tenant_id = %s and id = %s) as parked, "
            "(select state from core.interaction where tenant_id = %s and id = %s) as talk",
            house.tenant, house.tenant, house.tenant, parked, house.tenant, talk,
        )  # fmt: skip
        return list(rows[0].values())

    assert await owners() == [wei.who.user.id, wei.who.user.id, wei.who.user.id, "queued"]
    undo = re.search(r'action="(/admin/people/acts/[0-9a-f-]+/undo)"', (await admin.get(left.headers["location"])).text)
    assert undo is not None
    await admin.post(undo[1])
    assert await owners() == [mei.who.user.id, mei.who.user.id, mei.who.user.id, "queued"]
    assert (await api(admin, "GET", f"/{mei.who.user.id}")).json()["state"] == "active"


async def test_a_file_is_checked_row_by_row_taken_over_whole_and_taken_back(house: House, admin: Person) -> None:
    mei = await house.person("mei", Role.AGENT)
    head = "name,email,login,role,team,queues,like\n"
    bad = head + "New One,new@kiln.example,,agent,Repairs,,mei\nX,x@kiln.example,,boss,,,\nY,new@kiln.example,,,,,\n"
    checked = (await api(admin, "POST", "/import/check", {"file": bad})).json()
    assert [(one["outcome"], one["trouble"]) for one in checked["rows"]] == [
        ("new", None), ("wrong", "role_unknown"), ("wrong", "twice"),
    ]  # fmt: skip
    assert (await api(admin, "POST", "/import", {"file": bad})).status_code == 409
    shown = await admin.post("/admin/people/import", {"text": bad, "do": "check"})
    assert "“boss” is no role" in shown.text
    assert "Take it over" not in shown.text
    good = head + "New One,new@kiln.example,,agent,Repairs,,mei\nMei,,mei,,Orders,orders,\n"
    taken = await admin.post("/admin/people/import", {"text": good, "do": "take"})
    link = re.search(r'value="http[^"]*(/key/[^"]+)"', taken.text)
    assert link is not None
    async with house.stranger() as browser:
        assert (await browser.get(link[1], headers={"accept": "text/html"})).status_code == 200
    told = (await api(admin, "GET", "?q=new@kiln")).json()["people"][0]
    assert (told["state"], told["team"], told["queues"]) == ("invited", "Repairs", [str(house.queues[house.tenant])])
    undo = re.search(r'action="(/admin/people/acts/[0-9a-f-]+/undo)"', (await admin.get("/admin/people/import")).text)
    assert undo is not None
    await admin.post(undo[1])
    assert (await api(admin, "GET", "?q=new@kiln")).json()["people"][0]["state"] == "off"
    assert (await api(admin, "GET", f"/{mei.who.user.id}")).json()["team"] == ""


async def test_pages_of_people_go_on_where_the_last_one_ended(house: House, admin: Person) -> None:
    for login in ("bo", "cy", "di"):
        await house.person(login, Role.AGENT)
    first = (await api(admin, "GET", "?limit=2")).json()
    second = (await api(admin, "GET", f"?limit=2&after={first['next']}")).json()
    names = [one["name"] for page in (first, second) for one in page["people"]]
    assert (names, second["next"]) == (["Ada", "Bo", "Cy", "Di"], None)
