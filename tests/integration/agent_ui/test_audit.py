"""Administrators read who did what: by person, by act, by customer, by day, page by page."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from contact_center.directory import service as directory
from contact_center.directory.service import Role
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import House, Person


def rows(page: str) -> list[str]:
    """The entries as they read, the latest first."""
    body = page[page.index("<tbody>") : page.index("</tbody>")] if "<tbody>" in page else ""
    found = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", one)).split()) for one in found]


async def write(house: House, person: Person, action: str, subject: str, **detail: str) -> None:
    async def note(work: UnitOfWork) -> None:
        await directory.audit(work, action, subject, **detail)

    await house.runtime.database.run(house.tenant, note, actor=person.who.actor)


async def test_the_latest_comes_first_and_it_is_said_who_could_not_sign_in(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    wrong = await house.stranger().post(
        "/sign-in", data={"login": "mei@kiln", "password": "wrong"}, headers={"origin": "http://localhost:8600"}
    )
    assert wrong.status_code in (401, 422)
    read = rows((await ada.get("/admin/audit")).text)
    assert "not signed in sign-in failed Mei" in read[0]
    assert any("signed in Mei" in one for one in read[1:])
    of_mei = rows((await ada.get(f"/admin/audit?person={mei.agent}")).text)
    assert len(of_mei) == 2
    assert all("Mei" in one for one in of_mei)
    assert rows((await ada.get("/admin/audit?act=sign-in failed")).text) == read[:1]
    assert rows((await ada.get("/admin/audit?act=group:work")).text) == []


async def test_what_was_read_and_changed_of_a_customer_is_found_by_the_customer(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    sms = await house.text("15005550001", "Hello")
    await house.give(sms, mei.agent)
    (known,) = await house.rows("select customer_id from core.interaction where id = %s", sms)
    await mei.get(f"/console?c={sms}")
    if known["customer_id"] is None:
        (made,) = await house.rows("select id from crm.customer where tenant_id = %s limit 1", house.tenant)
        known = {"customer_id": made["id"]}
    customer = str(known["customer_id"])
    await write(house, mei, "customer verified", f"interaction:{sms}", customer=customer, how="order")
    await write(house, mei, "customer read", f"customer:{customer}")
    await write(house, mei, "customer read", "customer:01a2289d-164e-7402-9002-9c48970e194c")
    page = (await ada.get(f"/admin/audit?customer_id={customer}")).text
    assert "verified the customer" in page
    assert f'href="/customers/{customer}"' in page
    assert f'href="/supervisor/work/{sms}"' in page
    assert "erased customer" not in page
    assert "erased customer" in (await ada.get("/admin/audit?act=group:reading")).text
    nobody = (await ada.get("/admin/audit?customer=nobody-of-this-name")).text
    assert "No customer matches." in nobody


async def test_old_entries_are_reached_page_by_page_and_none_is_shown_twice(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    for n in range(120):
        await write(house, ada, "queue paused", "tenant", why=f"reason {n}")
    seen: list[str] = []
    address: str | None = "/admin/audit?act=group:work"
    while address:
        page = (await ada.get(address)).text
        seen += rows(page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = unescape(older[1]) if older else None
    reasons = [re.search(r"reason (\d+)", one)[1] for one in seen]  # type: ignore[index]
    assert reasons == [str(n) for n in reversed(range(120))]


async def test_days_are_those_of_the_organisation_and_nonsense_asks_for_nothing(house: House) -> None:
    ada = await house.person("ada", Role.ADMIN)
    today = house.runtime.clock.now().astimezone().date()
    later = today + timedelta(days=3)
    assert rows((await ada.get(f"/admin/audit?since={later}")).text) == []
    assert rows((await ada.get(f"/admin/audit?until={today - timedelta(days=3)}")).text) == []
    assert rows((await ada.get("/admin/audit?since=soon&until=9999-12-31&person=x")).text)
    assert (await ada.get("/admin/audit?before=yesterday")).status_code == 422
    assert (await ada.get("/admin/audit?before=2026-01-01T00:00:00~1")).status_code == 422


async def test_only_administrators_read_the_audit_of_their_own_organisation(house: House) -> None:
    ada, sam = await house.person("ada", Role.ADMIN), await house.person("sam", Role.SUPERVISOR)
    other = await house.person("ola", Role.ADMIN, house.other)
    assert (await sam.get("/admin/audit")).status_code == 403
    assert "Ola" not in (await ada.get("/admin/audit")).text
    assert "Ada signed in" not in " ".join(rows((await other.get("/admin/audit")).text))
