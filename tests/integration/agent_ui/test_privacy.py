"""Personal data on pages and by API: requests with clocks, an export, legal holds, and what goes by time."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contact_center.bootstrap.joins.holds import StoredHolds
from contact_center.bootstrap.joins.privacy import RegistryData
from contact_center.directory.privacy import running, store
from contact_center.directory.privacy.domain import RetentionKind, RetentionRun
from contact_center.directory.service import Role
from contact_center.interactions.work import closing, wrapping_up
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import HOST, House, Person

API = "/api/v1/privacy"


async def send(person: Person, method: str, path: str, body: Any = None) -> Any:
    headers = {"origin": HOST, "x-csrf-token": person.csrf}
    return await person.http.request(method, path, json=body, headers=headers)


async def spoken(house: House, mei: Person, sender: str, words: str) -> UUID:
    """A customer wrote, the work is closed; returns the customer."""
    work = await house.text(sender, words)
    segment = await house.give(work, mei.agent)

    async def close(unit: UnitOfWork) -> None:
        await closing.close(unit, house.runtime.ports, work, mei.agent)
        await wrapping_up.wrap_up(unit, segment, mei.agent, disposition="other")

    await house.runtime.database.run(house.tenant, close, actor=mei.who.actor)
    rows = await house.rows("select customer_id from core.interaction where id = %s", work)
    found: UUID = rows[0]["customer_id"]
    return found


async def end_conversations(house: House) -> None:
    """As their time closes them."""

    async def end(unit: UnitOfWork) -> None:
        await unit.execute("update core.conversation set state = 'closed' where tenant_id = %s", [house.tenant])

    await house.runtime.database.run(house.tenant, end, actor="test")


async def texts(house: House) -> list[str]:
    rows = await house.rows("select text from core.message where tenant_id = %s order by at, id", house.tenant)
    return [one["text"] for one in rows]


async def test_a_request_runs_its_clock_and_is_answered_with_a_reason_where_it_is_refused(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    customer = await spoken(house, mei, "886900000001", "hello")
    place = f"/admin/privacy/customers/{customer}"
    assert "Conversations, messages and files" in (await ada.get(place)).text
    today = house.runtime.clock.now().date()
    form = {"kind": "access", "came_on": (today - timedelta(days=20)).isoformat(), "note": "By letter."}
    assert (await ada.post(f"{place}/requests", form)).status_code == 303
    late = (await ada.get("/admin/privacy")).text
    assert "late by 5 days" in late
    future = {"kind": "erasure", "came_on": (today + timedelta(days=2)).isoformat()}
    assert (await ada.post(f"{place}/requests", future)).status_code == 422
    listed = (await ada.http.get(f"{API}/requests")).json()["requests"]
    assert [(one["kind"], one["due_on"]) for one in listed] == [
        ("access", (today - timedelta(days=5)).isoformat()),
    ]  # fmt: skip
    answer = f"/admin/privacy/requests/{listed[0]['id']}/answer"
    assert (await ada.post(answer, {"outcome": "refused", "answer": ""})).status_code == 422
    assert (await ada.post(answer, {"outcome": "done", "answer": "Sent by post."})).status_code == 303
    assert (await ada.post(answer, {"outcome": "done", "answer": "Again."})).status_code == 404
    assert "Sent by post." in (await ada.get(place)).text
    made = await send(ada, "POST", f"{API}/requests", {"customer": str(customer), "kind": "erasure"})
    assert made.status_code == 201
    due = (await ada.http.get(f"{API}/requests")).json()["requests"][0]["due_on"]
    assert due == (today + timedelta(days=30)).isoformat()
    assert (
        await send(mei, "POST", f"{API}/requests", {"customer": str(customer), "kind": "access"})
    ).status_code == 403


async def test_the_export_has_what_every_room_holds_and_is_audited(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    customer = await spoken(house, mei, "886900000002", "Where+is+Xyzzyva")
    await spoken(house, mei, "886900000003", "Somebody+else")
    held = (await ada.http.get(f"{API}/customers/{customer}")).json()
    assert held["customer"] == str(customer)
    assert [one["text"] for one in held["tables"]["core.message"]] == ["Where is Xyzzyva"]
    assert held["tables"]["core.conversation"][0]["contact_value"] == "+886900000002"
    assert "Somebody else" not in str(held)
    file = await ada.post(f"/admin/privacy/customers/{customer}/export")
    assert file.headers["content-disposition"].startswith("attachment")
    assert "Xyzzyva" in file.text
    acts = await house.rows("select count(*)::int as n from core.audit where action = 'customer data exported'")
    assert acts == [{"n": 2}]
    stranger = await house.person("eve", Role.ADMIN, house.other)
    assert (await stranger.http.get(f"{API}/customers/{customer}")).status_code == 404


async def test_a_legal_hold_stops_erasing_on_request_and_says_why(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    customer = await spoken(house, mei, "886900000004", "Keep+me")
    place = f"/admin/privacy/customers/{customer}"
    assert (await ada.post(f"{place}/hold", {"why": " "})).status_code == 422
    assert (await ada.post(f"{place}/hold", {"why": "Lawsuit 112-3456"})).status_code == 303
    page = (await ada.get(place)).text
    assert "Lawsuit 112-3456" in page
    assert f"{place}/erase" not in page
    for address in (f"{place}/erase", f"/admin/customers/{customer}/erase"):
        refused = await ada.post(address, {"confirm": "yes"})
        assert refused.status_code == 409
        assert "Lawsuit 112-3456" in refused.text
    assert await texts(house) == ["Keep me"]
    lift = re.search(r'action="(/admin/privacy/holds/[0-9a-f-]+/lift)"', page)
    assert lift is not None
    assert (await ada.post(lift[1])).status_code == 303
    assert (await ada.post(lift[1])).status_code == 404
    assert (await ada.post(f"{place}/erase", {})).status_code == 422
    assert (await ada.post(f"{place}/erase", {"confirm": "yes"})).status_code == 303
    assert await texts(house) == [""]


async def test_what_is_kept_long_enough_goes_at_night_but_for_what_is_held(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    await spoken(house, mei, "886900000005", "Old+words")
    held = await spoken(house, mei, "886900000006", "Held+words")
    await end_conversations(house)
    assert (await ada.post(f"/admin/privacy/customers/{held}/hold", {"why": "Audit of 2026"})).status_code == 303
    short = await ada.post("/admin/privacy/retention", {"messages": "3", "do": "keep"})
    assert short.status_code == 422
    assert 'value="3"' in short.text
    assert (await send(ada, "PUT", f"{API}/retention/audit", {"days": 30})).status_code == 422
    tried = await ada.post("/admin/privacy/retention", {"messages": "30", "do": "try"})
    assert "nothing is that old" in tried.text
    assert (await ada.http.get(f"{API}/retention")).json()["kinds"][0]["days"] is None
    assert (await ada.post("/admin/privacy/retention", {"messages": "30", "do": "keep"})).status_code == 303

    database, data = house.runtime.database, RegistryData(house.runtime)
    later = house.runtime.clock.now() + timedelta(days=40)
    async with database.read(house.tenant) as reader:
        holds = await store.holds(reader, house.tenant)
        would = await data.preview(reader, house.tenant, RetentionKind.MESSAGES, later, holds)
    assert would.rows > 0
    assert would.held > 0
    work = {
        (row["tenant_id"], row["id"]): row["customer_id"] for row in await house.rows("select * from core.interaction")
    }
    async with database.read_all() as reader:
        stays = await StoredHolds().held(reader, list(work))
    assert {str(work[one]) for one in stays} == {str(held)}  # recordings of this work stay, too
    gone = await running.run_kind(database, data, house.tenant, RetentionKind.MESSAGES, later)
    assert gone == would.rows
    assert await texts(house) == ["", "Held words"]
    assert await running.run_kind(database, data, house.tenant, RetentionKind.MESSAGES, later) == 0
    runs = await house.rows("select erased, ended_at from core.retention_run where tenant_id = %s", house.tenant)
    assert sorted(one["erased"] for one in runs) == [0, gone]
    assert all(one["ended_at"] for one in runs)
    acts = await house.rows("select detail from core.audit where action = 'retention run' order by at, id")
    assert [one["detail"]["erased"] for one in acts] == [gone, 0]


async def test_a_hold_on_everybody_stops_time_too(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    customer = await spoken(house, mei, "886900000007", "Words")
    await end_conversations(house)
    made = await send(ada, "POST", f"{API}/holds", {"why": "The authority asked"})
    assert made.status_code == 201
    assert "A legal hold on all customers stands" in (await ada.get("/admin/privacy")).text
    later = house.runtime.clock.now() + timedelta(days=40)
    data = RegistryData(house.runtime)
    assert await running.run_kind(house.runtime.database, data, house.tenant, RetentionKind.MESSAGES, later) == 0
    refused = await ada.post(f"/admin/privacy/customers/{customer}/erase", {"confirm": "yes"})
    assert refused.status_code == 409
    assert await texts(house) == ["Words"]
    assert (await send(ada, "DELETE", f"{API}/holds/{made.json()['id']}")).status_code == 204
    assert await running.run_kind(house.runtime.database, data, house.tenant, RetentionKind.MESSAGES, later) > 0


NIGHT = datetime(2026, 11, 30, 19, tzinfo=UTC)
"""Three in the morning of 1 December in Taipei."""


def run(began: datetime, *, ended: bool = True) -> RetentionRun:
    return RetentionRun(UUID(int=1), "messages", began, began, began if ended else None, 3)


@pytest.mark.parametrize(
    ("last", "now", "due"),
    [
        (None, NIGHT, True),
        (None, NIGHT + timedelta(hours=8), False),
        (run(NIGHT - timedelta(minutes=30)), NIGHT, False),
        (run(NIGHT - timedelta(minutes=30), ended=False), NIGHT, True),
        (run(NIGHT - timedelta(days=1)), NIGHT, True),
    ],
)
def test_it_runs_once_a_night_of_the_organisation_and_goes_on_where_it_broke_off(
    last: RetentionRun | None, now: datetime, due: bool
) -> None:
    assert running.is_due(last, now, "Asia/Taipei") is due
