"""The pages of case types, asked as a browser asks them: made, changed, retired and taken back."""

from __future__ import annotations

import re
from typing import Any

from contact_center.directory.service import Role
from crm_core.cases import service
from crm_core.cases.ports import AroundTheClock
from crm_core.cases.service import Opening
from tests.integration.agent_ui.conftest import HOST, House, Person

LOAN = {
    "name_en": "Loan machine", "name_zh": "借用機", "first_priority": "normal", "priority.normal": "on",
    "priority.high": "on", "reopen_days": "7", "statutory_days": "", "hours_of_queue": "", "approval_over": "",
    "fields.0.en": "Serial number", "fields.0.zh": "序號", "fields.0.kind": "text", "fields.0.required": "on",
    "reasons.0.en": "Repair takes long", "reasons.0.zh": "維修時間長", "do": "save",
}  # fmt: skip
EDIT = "/admin/case-types/edit"


def headers(person: Person) -> dict[str, str]:
    return {"origin": HOST, "x-csrf-token": person.csrf}


async def save(person: Person, form: dict[str, str], code: str = "") -> Any:
    return await person.post(f"{EDIT}?code={code}" if code else EDIT, form)


async def test_a_type_is_made_changed_with_its_consequences_told_first_retired_and_taken_back(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    wrong = await save(ada, LOAN | {"statutory_days": "400", "goals.0.clock": "solve", "goals.0.hours": "x"})
    assert wrong.status_code == 422
    assert "at most 366" in wrong.text
    assert "Write a number" in wrong.text
    assert "借用機" in wrong.text
    made = await save(ada, LOAN)
    assert made.headers["HX-Redirect"] == "/admin/case-types?done=saved&code=loan_machine&n=1"
    assert "Loan machine was saved." in (await ada.get(made.headers["HX-Redirect"])).text
    assert (await save(ada, LOAN | {"code": "loan_machine"})).status_code == 409

    opening = Opening("loan_machine", "Lent M2", reason="repair_takes_long", owner_id=mei.who.user.id)
    case = await house.runtime.database.run(
        house.tenant, lambda work: service.open_case(work, opening, AroundTheClock()), actor=mei.who.actor
    )
    assert "Loan machine" in (await mei.get("/cases/new")).text
    changed = {name: value for name, value in LOAN.items() if not name.startswith("reasons")} | {"statutory_days": "5"}
    told = await save(ada, changed | {"seen": "1"}, "loan_machine")
    assert told.status_code == 200
    assert "“Repair takes long” stays until" in told.text
    assert "the day that the law sets stays" in told.text
    digest = re.search(r'name="told" value="([0-9a-f]+)"', told.text)
    assert digest is not None
    kept = await save(ada, changed | {"seen": "1", "told": digest[1]}, "loan_machine")
    assert kept.headers["HX-Redirect"].endswith("n=2")
    assert (await save(ada, changed | {"seen": "1", "statutory_days": "6"}, "loan_machine")).status_code in (200, 409)
    edited = await mei.post(f"/cases/{case.id}/act/edit", {"title": "Lent an M2"})
    assert edited.status_code == 204, "a reason that is no longer offered does not keep the rest from being changed"

    assert (await ada.post("/admin/case-types/loan_machine/in-use/no")).status_code == 204
    assert "Loan machine" not in (await mei.get("/cases/new")).text
    page = (await ada.get(f"{EDIT}?code=loan_machine")).text
    assert "Use it again" in page
    assert "In use: Yes → No" in page
    assert "taken out Repair takes long" in page
    assert (await ada.post("/admin/case-types/loan_machine/undo/2")).status_code == 409
    assert (await ada.post("/admin/case-types/loan_machine/undo/3")).status_code == 204
    assert (await ada.post("/admin/case-types/loan_machine/put-back/1")).status_code == 204
    rows = await house.rows("select definition from crm.case_type where code = 'loan_machine'")
    assert (rows[0]["definition"]["active"], rows[0]["definition"]["statutory_days"]) == (True, None)


async def test_types_are_set_by_administrators_and_by_programs_with_the_same_rules(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    assert (await mei.get("/admin/case-types")).status_code == 403
    assert (await mei.post("/admin/case-types/question/in-use/no")).status_code == 403
    api = "/api/v1/cases/types/question"
    now = (await ada.get(api)).json()
    assert (now["version"], now["open_cases"]) == (0, 0)
    wanted = now["type"] | {"needs_cause": True}
    judged = (await ada.http.post(f"{api}/effects", json=wanted, headers=headers(ada))).json()
    assert judged == {"problems": [{"code": "nothing_to_choose", "field": "needs_cause"}], "effects": []}
    refused = await ada.http.put(api, json=wanted, headers=headers(ada))
    assert (refused.status_code, refused.json()["field"]) == (422, "needs_cause")
    assert refused.json()["type"].endswith("nothing_to_choose")
    kept = await ada.http.put(
        f"{api}?version=0", json=now["type"] | {"approvers": [str(ada.who.user.id)]}, headers=headers(ada)
    )
    assert kept.status_code == 200
    stale = await ada.http.put(f"{api}?version=0", json=now["type"], headers=headers(ada))
    assert stale.status_code == 409
    assert stale.json()["type"].endswith("case_type_changed_meanwhile")
    changes = (await ada.get(f"{api}/changes")).json()
    assert [(one["n"], one["was"]) for one in changes] == [(1, None)]
    assert (await ada.http.post(f"{api}/changes/1/undo", headers=headers(ada))).json() == {"n": 2}
    assert (await ada.get(api)).json()["type"]["approvers"] == []
    assert (await mei.http.post(f"{api}/changes/1/undo", headers=headers(mei))).status_code == 403
