"""Codes by which work is closed: made on the page and by API, chosen in wrap-up, told in the words of their time."""

from __future__ import annotations

from typing import Any

from contact_center.directory.service import Role
from contact_center.interactions.dispositions import store
from contact_center.interactions.dispositions.domain import DispositionNode
from contact_center.interactions.work import closing
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, House, Person

API = "/api/v1/dispositions"


async def send(person: Person, method: str, path: str, body: Any = None) -> Any:
    headers = {"origin": HOST, "x-csrf-token": person.csrf}
    return await person.http.request(method, path, json=body, headers=headers)


async def wrapping(house: House, mei: Person, sender: str) -> tuple[Any, Any]:
    """Work that Mei has closed, in its wrap-up: interaction and segment."""
    work = await house.text(sender, "hello")
    segment = await house.give(work, mei.agent)

    async def close(unit: UnitOfWork) -> None:
        await closing.close(unit, house.runtime.ports, work, mei.agent)

    await house.runtime.database.run(house.tenant, close, actor=mei.who.actor)
    return work, segment


async def test_codes_are_made_named_anew_archived_and_history_keeps_the_words_of_its_time(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    refused = await ada.post("/admin/codes/new", {"name_en": "", "name_zh": ""})
    assert refused.status_code == 422
    assert "Give the code a name" in refused.text
    assert (await ada.post("/admin/codes/new", {"name_en": "Order", "name_zh": "訂單"})).status_code == 303
    assert (await ada.post("/admin/codes/new", {"name_en": "Late", "parent": "order"})).status_code == 303
    deep = await ada.post("/admin/codes/order", {"name_en": "Order", "parent": "late"})
    assert deep.status_code == 422
    assert "below itself" in deep.text

    work, segment = await wrapping(house, mei, "886900000001")
    assert "<optgroup" in (await mei.get(f"/console?c={work}")).text
    assert (await mei.post(f"/console/segments/{segment}/wrap-up", {"disposition": "order"})).status_code == 422
    assert (await mei.post(f"/console/segments/{segment}/wrap-up", {"disposition": "late"})).status_code == 200
    assert "Order › Late" in (await mei.get("/conversations?stage=closed")).text

    assert (await ada.post("/admin/codes/late", {"name_en": "Delayed", "parent": ""})).status_code == 303
    assert "Until" in (await ada.get("/admin/codes/late")).text
    assert (await ada.post("/admin/codes/late/in-use/no")).status_code == 303
    assert "archived" in (await ada.get("/admin/codes")).text
    assert "Order › Late" in (await mei.get("/conversations?stage=closed")).text
    _, another = await wrapping(house, mei, "886900000002")
    gone = await mei.post(f"/console/segments/{another}/wrap-up", {"disposition": "late"})
    assert gone.status_code == 422
    assert (await ada.post("/admin/codes/late/in-use/yes")).status_code == 303
    assert (await mei.post(f"/console/segments/{another}/wrap-up", {"disposition": "late"})).status_code == 200

    acts = await house.rows("select action from core.audit where subject = 'disposition:late' order by at, id")
    assert [one["action"] for one in acts] == [
        "disposition added", "disposition changed", "disposition archived", "disposition used again",
    ]  # fmt: skip
    assert (await mei.get("/admin/codes")).status_code == 403
    assert (await ada.get("/admin/codes/nothing")).status_code == 404


async def test_a_code_of_one_queue_is_offered_there_alone_and_opens_its_case(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    here = str(house.queues[house.tenant])
    wrong = await send(ada, "POST", API, {"name": {"en": "x"}, "queues": [str(house.queues[house.other])]})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "queues")
    wrong = await send(ada, "POST", API, {"name": {"en": "x"}, "case_type": "nonsense"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "case_type")
    made = await send(ada, "POST", API, {"name": {"en": "Angry"}, "queues": [here], "case_type": "complaint"})
    assert made.status_code == 201
    assert made.json()["code"] == "angry"
    assert made.json()["choosable"]
    asked = (await mei.http.get(API, params={"queue": here})).json()["dispositions"]
    assert [one["code"] for one in asked] == ["other", "angry"]
    elsewhere = (await mei.http.get(API, params={"queue": str(house.queues[house.other])})).json()["dispositions"]
    assert [one["code"] for one in elsewhere] == ["other"]
    assert (await send(mei, "POST", API, {"name": {"en": "Mine"}})).status_code == 403

    work, segment = await wrapping(house, mei, "886900000003")
    chosen = await mei.post(f"/console/segments/{segment}/disposition", {"disposition": "angry"})
    assert chosen.status_code == 200
    assert f"/cases/new?interaction={work}&amp;type=complaint" in chosen.text
    assert 'value="complaint" selected' in (await mei.get(f"/cases/new?interaction={work}&type=complaint")).text
    kept = await house.rows("select disposition from core.segment where id = %s", segment)
    assert kept == [{"disposition": "angry"}], "a browser that crashes loses nothing of it"
    none = await mei.post(f"/console/segments/{segment}/disposition", {"disposition": ""})
    assert "/cases/new" not in none.text
    wei = await house.person("wei", Role.AGENT)
    assert (await wei.post(f"/console/segments/{segment}/disposition", {"disposition": "other"})).status_code == 403


async def test_a_queue_that_offers_no_code_asks_for_none(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    assert (await send(ada, "DELETE", f"{API}/other")).status_code == 204
    _, segment = await wrapping(house, mei, "886900000004")
    assert (await mei.post(f"/console/segments/{segment}/wrap-up", {"disposition": ""})).status_code == 200
    assert (await send(ada, "POST", f"{API}/other/use-again")).status_code == 204


async def test_reports_add_codes_up_by_branch_and_look_into_each(house: House) -> None:
    sam, mei = await house.person("sam", Role.SUPERVISOR), await house.person("mei", Role.AGENT)

    async def plant(work: UnitOfWork) -> None:
        for n, (code, parent) in enumerate((("order", None), ("late", "order"), ("lost", "order"))):
            await store.keep(work, DispositionNode(code, parent, {"en": code.title()}, n, True))

    await house.runtime.database.run(house.tenant, plant, actor="test")
    for n, code in enumerate(("late", "late", "lost", "other")):
        _, segment = await wrapping(house, mei, f"88690000010{n}")
        assert (await mei.post(f"/console/segments/{segment}/wrap-up", {"disposition": code})).status_code == 200
    page = (await sam.get("/supervisor/reports?by=reason")).text
    assert "under=order" in page
    assert "under=lost" not in page
    below = (await sam.get("/supervisor/reports?by=reason&under=order")).text
    assert ">Lost<" in below
    assert ">Other<" not in below
    file = (await sam.get("/supervisor/reports.csv?by=reason&under=order")).text
    now = house.runtime.clock.now()
    span = {"from": now.replace(hour=0, minute=0).isoformat(), "to": now.replace(hour=23, minute=59).isoformat()}
    asked = (await sam.http.get("/api/v1/measures/reasons", params=span | {"under": "order"})).json()
    assert [(one["reason"], one["closed"]) for one in asked["lines"]] == [("late", 2), ("lost", 1)]
    assert "Late,2" in file
    flat = (await sam.http.get("/api/v1/measures/reasons", params=span)).json()
    assert {one["reason"]: one["closed"] for one in flat["lines"]} == {"late": 2, "lost": 1, "other": 1}
    whole = (await sam.http.get("/api/v1/measures/reasons", params=span | {"branches": "true"})).json()
    assert [(one["reason"], one["closed"], one["is_branch"]) for one in whole["lines"]] == [
        ("order", 3, True), ("other", 1, False),
    ]  # fmt: skip


async def test_codes_change_their_order_among_their_siblings(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    for name in ("First", "Second"):
        await send(ada, "POST", API, {"name": {"en": name}})
    assert (await ada.post("/admin/codes/second/move/up")).status_code == 303
    listed = (await ada.http.get(API)).json()["dispositions"]
    assert [one["code"] for one in listed] == ["other", "second", "first"]
    changed = await send(ada, "PUT", f"{API}/second", {"name": {"en": "Second", "zh-Hant": "第二"}, "parent": "first"})
    assert changed.json()["path"] == ["first", "second"]
    assert (await send(ada, "PUT", f"{API}/nothing", {"name": {"en": "x"}})).status_code == 404
