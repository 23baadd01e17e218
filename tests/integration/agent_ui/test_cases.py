"""The pages of cases, asked as a browser asks them."""

from __future__ import annotations

import re

import pytest_asyncio

from contact_center.directory.service import Role
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import incidents, service
from crm_core.cases.domain import Case
from crm_core.cases.outcomes import CaseOutcomes
from crm_core.cases.ports import AroundTheClock
from crm_core.cases.service import Opening
from tests.integration.agent_ui.conftest import House, Person


@pytest_asyncio.fixture(loop_scope="session")
async def mei(house: House) -> Person:
    return await house.person("mei", Role.AGENT)


async def a_case(house: House, owner: Person, title: str = "Grinder rattles", type: str = "question") -> Case:
    opening = Opening(type, title, owner_id=owner.who.user.id)
    return await house.runtime.database.run(
        house.tenant, lambda work: service.open_case(work, opening, AroundTheClock()), actor=owner.who.actor
    )


async def test_a_case_is_on_the_board_of_its_owner_and_counted_in_the_bar(house: House, mei: Person) -> None:
    case = await a_case(house, mei)
    page = await mei.get("/cases")
    assert page.status_code == 200
    assert f"CS-{case.number}" in page.text
    assert "Grinder rattles" in page.text
    one = await mei.get(f"/cases/{case.id}")
    assert one.status_code == 200
    assert "First answer" in one.text
    found = await mei.get(f"/cases?q=CS-{case.number}")
    assert (found.status_code, found.headers["location"]) == (303, f"/cases/{case.id}")


async def test_waiting_resolving_and_taking_back_from_the_page(house: House, mei: Person) -> None:
    case = await a_case(house, mei)
    for what in ("owner", "wait", "state", "resolve", "merge", "link", "refund"):
        assert (await mei.get(f"/cases/{case.id}/ask/{what}")).status_code == 200, what
    waited = await mei.post(f"/cases/{case.id}/wait", {"reason": "customer", "note": "serial number"})
    assert waited.headers["HX-Redirect"] == f"/cases/{case.id}"
    page = await mei.get(f"/cases/{case.id}")
    assert f'action="/cases/{case.id}/undo"' in page.text
    assert (await mei.post(f"/cases/{case.id}/undo")).status_code == 204
    assert [row["state"] for row in await house.rows("select state from crm.case")] == ["open"]
    resolved = await mei.post(f"/cases/{case.id}/act/resolve", {"resolution": "Explained."})
    assert resolved.status_code == 204
    assert (await mei.post(f"/cases/{case.id}/go/reopen")).status_code == 204
    assert (await mei.post(f"/cases/{case.id}/act/edit", {"wants": "Quiet", "version": "1"})).status_code == 409


async def test_from_a_conversation_a_case_is_opened_or_an_open_one_linked_by_one_key(house: House, mei: Person) -> None:
    interaction = await house.text("886912345678", "It+rattles")
    await house.give(interaction, mei.agent)
    dialog = await mei.get(f"/cases/new?interaction={interaction}")
    assert dialog.status_code == 200
    [row] = await house.rows("select id, customer_id from core.conversation")
    given = {"type": "complaint", "title": "Rattles", "conversation": row["id"], "customer": row["customer_id"]}
    opened = await mei.post("/cases", given)
    assert opened.status_code == 200
    again = await mei.get(f"/cases/new?interaction={interaction}")
    assert "Rattles" in again.text
    [case] = await house.rows("select id, owner_id from crm.case")
    linked = await mei.post(f"/cases/{case['id']}/conversations", {"conversation": row["id"]})
    assert linked.status_code == 200
    page = await mei.get(f"/cases/{case['id']}")
    assert f"/console?c={interaction}" in page.text


async def test_a_colleague_cannot_resolve_it_and_another_organisation_does_not_see_it(
    house: House, mei: Person
) -> None:
    case = await a_case(house, mei)
    wei = await house.person("wei", Role.AGENT)
    assert (await wei.post(f"/cases/{case.id}/act/resolve", {"resolution": "x"})).status_code == 403
    nobody = await house.person("lea", Role.SUPERVISOR, house.other)
    for path in (f"/cases/{case.id}", f"/cases/{case.id}/ask/owner", f"/api/v1/cases/{case.id}"):
        assert (await nobody.get(path)).status_code == 404
    assert (await nobody.post(f"/cases/{case.id}/go/reopen")).status_code == 404
    assert "Grinder rattles" not in (await nobody.get("/cases?view=all&as=list")).text


async def test_a_refund_over_the_limit_is_asked_and_another_person_answers(house: House, mei: Person) -> None:
    case = await a_case(house, mei, type="complaint")
    sam = await house.person("sam", Role.SUPERVISOR)
    small = await mei.post(f"/cases/{case.id}/act/refund", {"amount": "450", "why": "courier"})
    assert small.status_code == 204
    assert (await mei.post(f"/cases/{case.id}/act/refund", {"amount": "100", "why": "again"})).status_code == 204
    assert [row["amount"] for row in await house.rows("select amount from core.approval")] == [100], "450 and 100"
    [asked] = await house.rows("select id from core.approval")
    answer = f"/cases/{case.id}/approvals/{asked['id']}"
    assert (await mei.post(answer, {"verdict": "approved"})).status_code == 403
    assert (await sam.post(answer, {"verdict": "refused"})).status_code == 422, "a reason is needed"
    assert (await sam.post(answer, {"verdict": "approved"})).status_code == 204
    assert [row["cost"] for row in await house.rows("select cost from crm.case")] == [550]


async def _announced(work: UnitOfWork) -> list[dict[str, str]]:
    return await incidents.announced(work, work.tenant_id)


async def test_a_known_incident_is_shown_where_it_fits_and_linked_by_one_click(house: House, mei: Person) -> None:
    parent, case = await a_case(house, mei, "Carriers come loose"), await a_case(house, mei)
    sam = await house.person("sam", Role.SUPERVISOR)
    given = {"words": "rattle, clatter", "lots": "2609-B", "en": "We know.", "announced": "true"}
    assert (await mei.post(f"/cases/{parent.id}/act/incident", given)).status_code == 403
    assert (await sam.post(f"/cases/{parent.id}/act/incident", given)).status_code == 204
    assert "Looks like known incident" in (await mei.get(f"/cases/{case.id}")).text
    assert (await mei.post(f"/cases/{case.id}/incident/{parent.id}")).status_code == 204
    assert "Part of known incident" in (await mei.get(f"/cases/{case.id}")).text
    interaction = await house.text("886912345678", "Such+a+clatter")
    await house.give(interaction, mei.agent)
    [row] = await house.rows("select id, customer_id from core.conversation")
    linked = await mei.post(
        f"/cases/incidents/{parent.id}/conversations", {"conversation": row["id"], "customer": row["customer_id"]}
    )
    assert linked.status_code == 200
    announced = await house.runtime.database.run(house.tenant, _announced, actor="test")
    assert announced == [{"en": "We know."}], "the web chat asks for it before a chat begins"
    await house.text("886912345678", "STOP&OptOutType=STOP")
    told = await sam.post(f"/cases/{parent.id}/act/update", {"en": "New carriers come on Wednesday."})
    assert told.status_code == 204
    [update] = await house.rows("select outcomes from crm.incident_update")
    assert update["outcomes"] == {"no_conversation": 1, "not_agreed": 1}, "who has objected is not written to"


async def test_figures_of_quality_lead_to_their_cases_for_supervisors_alone(house: House, mei: Person) -> None:
    case = await a_case(house, mei)
    assert (await mei.post(f"/cases/{case.id}/act/resolve", {"resolution": "Explained."})).status_code == 204
    while await consume_once(house.runtime.database, CaseOutcomes()):
        pass
    assert (await mei.get("/cases/quality")).status_code == 403
    sam = await house.person("sam", Role.SUPERVISOR)
    page = (await sam.get("/cases/quality")).text
    assert "without a cause" in page
    links = [one.replace("&amp;", "&") for one in re.findall(r'href="(/cases/quality/cases[^"]*)"', page)]
    assert links
    for link in links:
        assert f"CS-{case.number}" in (await sam.get(link)).text, link
    file = await sam.get("/cases/quality.csv")
    assert file.headers["content-type"].startswith("text/csv")
    assert "without a cause,1,100.0,100.0" in file.text
    assert (await sam.get("/cases/quality?from=2026-05-02&to=2026-05-01")).status_code == 422
    assert "No case was resolved" in (await sam.get("/cases/quality?from=2020-05-01&to=2020-05-02")).text
    told = (await sam.get("/api/v1/cases/quality?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z")).json()
    assert (told["all"]["cases"], told["causes"][0]["key"], told["types"][0]["key"]) == (1, None, "question")


async def test_a_part_becomes_a_case_of_its_own_and_goes_back(house: House, mei: Person) -> None:
    case = await a_case(house, mei)
    for kind, ref in (("order", "SO-1042"), ("lot", "2609-B")):
        assert (await mei.post(f"/cases/{case.id}/act/link", {"kind": kind, "ref": ref})).status_code == 204
    dialog = (await mei.get(f"/cases/{case.id}/ask/split")).text
    assert 'value="order SO-1042"' in dialog
    form = {"title": "Wrong invoice", "type": "question", "what": ["order SO-1042"]}
    assert (await mei.post(f"/cases/{case.id}/act/split", form | {"what": ["order SO-9"]})).status_code == 422
    made = (await mei.post(f"/cases/{case.id}/act/split", form)).headers["HX-Redirect"]
    page = (await mei.get(made)).text
    assert f"Split from CS-{case.number}" in page
    undo = re.search(r'action="(/cases/[^"]+/unsplit/[^"]+)"', page)
    assert undo is not None
    links = "select kind, ref from crm.case_link where case_id = %s and kind <> 'case' order by kind"
    assert [row["kind"] for row in await house.rows(links, case.id)] == ["lot"]
    first = (await mei.get(f"/cases/{case.id}")).text
    assert "A part became" in first
    new = (await house.rows("select id, opened_at from crm.case where id <> %s", case.id))[0]
    assert new["opened_at"] == case.opened_at
    wei = await house.person("wei", Role.AGENT)
    assert (await wei.post(undo[1])).status_code == 409
    assert (await mei.post(undo[1])).headers["HX-Redirect"] == f"/cases/{case.id}"
    assert [row["kind"] for row in await house.rows(links, case.id)] == ["lot", "order"]
    assert await house.rows(links, new["id"]) == []
    assert (await mei.post(undo[1])).status_code == 409
