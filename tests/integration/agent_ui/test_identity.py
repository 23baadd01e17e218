"""What waits until a customer is verified waits on the panel, the page and the API, and opens with the verification."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio

from contact_center.directory.service import Role
from contact_center.kernel.contracts.channels import AddressKind
from contact_center.kernel.ids import CustomerId, InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource
from crm_core.customers.profile.postal import PostalParts
from crm_core.identity.codes import KEY, MASK
from crm_core.identity.domain import code_of
from tests.integration.agent_ui.conftest import HOST, House, Person
from tests.integration.agent_ui.test_access import routes_of

TAIPEI = PostalParts("TW", "106", "臺北市", "大安區", "和平東路一段147巷6號")
POLICY = {
    "questions": ["postal_code", "called_back"], "needed": 1, "attempts": 3, "lock_minutes": 15,
    "locked": ["orders", "invoices", "addresses", "changes"],
}  # fmt: skip


async def api(person: Person, method: str, path: str, body: Any = None) -> httpx.Response:
    headers = {"origin": HOST, "x-csrf-token": person.csrf}
    return await person.http.request(method, path, json=body, headers=headers)


@pytest_asyncio.fixture(loop_scope="session")
async def mei(house: House) -> Person:
    return await house.person("mei", Role.AGENT)


@pytest_asyncio.fixture(loop_scope="session")
async def anna(house: House) -> CustomerId:
    """On file for long."""
    long_ago = house.runtime.clock.now() - timedelta(days=30)
    create = partial(customers.create_customer, name="Anna", phones=["0912 345 678"], emails=["anna@x.example"])
    async with house.runtime.database.work(house.tenant, actor="test", now=long_ago) as work:
        made = CustomerId(await create(work))
        await profile.put_postal(work, made, TAIPEI, EditSource(EditOrigin.PAGE))
    return made


@pytest_asyncio.fixture(loop_scope="session")
async def contact(house: House, mei: Person, anna: CustomerId) -> InteractionId:
    at_work = await house.text("886912345678", "hello")
    await house.give(at_work, mei.agent)
    return at_work


async def test_what_an_organisation_locks_is_locked_everywhere_until_somebody_is_verified(
    house: House, mei: Person, anna: CustomerId, contact: InteractionId
) -> None:
    ada = await house.person("ada", Role.ADMIN)
    assert (await api(mei, "PUT", "/api/v1/identity/policy", POLICY)).status_code == 403
    assert (await api(ada, "PUT", "/api/v1/identity/policy", POLICY | {"needed": 3})).status_code == 422
    assert (await api(ada, "PUT", "/api/v1/identity/policy", POLICY)).status_code == 200
    change = {"job": "Owner"}
    for path in (f"/console?c={contact}", f"/customers/{anna}", f"/console/customers/{anna}/orders"):
        page = (await mei.get(path)).text
        assert "Shown once the customer is verified." in page, path
        assert "anna@x.example" not in page, path
    assert "和平東路" not in (await mei.get(f"/customers/{anna}")).text
    told = (await api(mei, "GET", f"/api/v1/customers/{anna}")).json()
    assert [one["value"] for one in told["addresses"]] == ["an•••@x.example", "+886 ••• 678"]
    assert told["postal_addresses"][0]["street"] == ""
    for answer in (
        await api(mei, "PATCH", f"/api/v1/customers/{anna}", change),
        await api(mei, "POST", f"/api/v1/customers/{anna}/notes", {"text": "x"}),
        await mei.post(f"/customers/{anna}/details/tags", {"value": "x"}),
        await mei.get(f"/customers/{anna}/details/tags/edit"),
    ):
        assert answer.status_code == 403
    for path in ("/customers?q=Anna", "/customers/export.csv", "/commands?q=Anna"):
        page = (await mei.get(path)).text
        assert "Anna" in page, path
        assert "anna@x.example" not in page, path
    assert "anna@x.example" in (await ada.get("/customers/export.csv")).text
    assert "和平東路" in (await ada.get(f"/customers/{anna}")).text, "administrators see all"
    page = (await mei.get(f"/customers/{anna}/consent?beside={contact}")).text
    change_of = re.search(r'value="(objected service phone[^"]*)"', page)
    assert change_of is not None
    objected = {"change": change_of[1], "how": "spoken"}
    assert (await mei.post(f"/customers/{anna}/consent", objected)).status_code == 200, "a no is always heard"

    dialog = (await mei.get(f"/console/interactions/{contact}/verify")).text
    assert "Postal code" in dialog
    assert ">106<" not in dialog
    assert 'value="106' not in dialog
    wrong = await mei.post(f"/console/interactions/{contact}/verify", {"how": "postal_code", "answer": "107"})
    assert "That is not what is on file." in wrong.text
    right = await mei.post(f"/console/interactions/{contact}/verify", {"how": "postal_code", "answer": "106"})
    assert right.headers["x-closes-dialog"] == "yes"
    assert "named their postal code" in right.text
    assert "anna@x.example" in (await mei.get(f"/console?c={contact}")).text
    assert (await api(mei, "PATCH", f"/api/v1/customers/{anna}", change)).status_code == 200
    standing = (await api(mei, "GET", f"/api/v1/interactions/{contact}/identity")).json()
    assert (standing["answered"], standing["needed"]) == (["postal_code"], 1)
    checks = (await api(mei, "GET", f"/api/v1/customers/{anna}/identity/checks")).json()["checks"]
    assert [(one["question"], one["passed"]) for one in checks] == [("postal_code", True), ("postal_code", False)]
    assert (await api(mei, "DELETE", f"/api/v1/interactions/{contact}/identity")).status_code == 204
    assert (await api(mei, "PATCH", f"/api/v1/customers/{anna}", {"job": "Boss"})).status_code == 403


async def test_the_api_asks_counts_and_locks_like_the_dialog(
    house: House, mei: Person, anna: CustomerId, contact: InteractionId
) -> None:
    ada = await house.person("ada", Role.ADMIN)
    form = {"question": ["postal_code", "called_back"], "needed": "1", "attempts": "2", "lock_minutes": "15"}
    assert (await ada.post("/admin/identity", form)).status_code == 303
    assert "checked" in (await ada.get("/admin/identity")).text
    assert (await mei.get("/admin/identity")).status_code == 403
    at = f"/api/v1/interactions/{contact}/identity/checks"
    missing = await api(mei, "POST", at, {"question": "called_back"})
    assert missing.json()["type"] == "urn:contact-center:answer_missing"
    for expected in (False, True):
        told = (await api(mei, "POST", at, {"question": "postal_code", "answer": "999"})).json()
        assert (told["passed"], told["locked_until"] is not None) == (False, expected)
    assert (await api(mei, "POST", at, {"question": "called_back", "passed": True})).status_code == 429
    assert "Nothing is asked before" in (await mei.get(f"/console/interactions/{contact}/verify")).text
    kai = await house.person("kai", Role.AGENT)
    assert (await api(kai, "POST", at, {"question": "called_back", "passed": True})).status_code == 403
    assert (await api(kai, "DELETE", at.removesuffix("/checks"))).status_code == 403
    assert (await kai.post(f"/console/interactions/{contact}/code", {"address": str(anna)})).status_code == 403
    wei = await house.person("wei", Role.AGENT, house.other)
    for path in (at.removesuffix("/checks"), f"/api/v1/customers/{anna}/identity/checks"):
        assert (await api(wei, "GET", path)).status_code == 404


async def test_a_code_is_asked_for_and_checked_by_the_api_under_the_rules_of_the_dialog(
    house: House, mei: Person, anna: CustomerId, contact: InteractionId
) -> None:
    ada = await house.person("ada", Role.ADMIN)
    at = f"/api/v1/interactions/{contact}/identity"
    none = await api(mei, "GET", f"{at}/code-addresses")
    assert none.json()["addresses"] == [], "this organisation does not ask for one"
    assert (await api(ada, "PUT", "/api/v1/identity/policy", POLICY | {"questions": ["code"]})).status_code == 200
    await house.runtime.database.run(house.tenant, partial(_moves, anna), actor="test")
    told = (await api(mei, "GET", f"{at}/code-addresses")).json()
    by_text = {one["shown"]: one for one in told["addresses"] if one["channel"] == "sms"}
    assert {shown: one["old_enough"] for shown, one in by_text.items()} == {
        "+886 ••• 678": True, "+886 ••• 111": False,
    }  # fmt: skip
    old, new = by_text["+886 ••• 678"]["id"], by_text["+886 ••• 111"]["id"]
    kai, wei = await house.person("kai", Role.AGENT), await house.person("wei", Role.AGENT, house.other)
    for who, address, status in ((kai, old, 403), (wei, old, 404), (mei, new, 409), (mei, str(anna), 404)):
        refused = await api(who, "POST", f"{at}/codes", {"address": address})
        assert refused.status_code == status, refused.text
    assert (await api(kai, "GET", f"{at}/code-addresses")).status_code == 403
    assert (await api(wei, "GET", f"{at}/code-addresses")).status_code == 404
    sent = await api(mei, "POST", f"{at}/codes", {"address": old})
    assert (sent.status_code, sent.json()["shown"]) == (202, "+886 ••• 678")
    assert (await api(mei, "POST", f"{at}/codes", {"address": old})).status_code == 429, "one a minute"
    assert (await api(mei, "GET", f"{at}/code-addresses")).json()["sent_at"] is not None
    [row] = await house.rows("select id from crm.identity_code")
    [message] = await house.rows("select text from core.message where text like '%%verification code%%'")
    code = code_of(house.runtime.vault.key(KEY), row["id"])
    assert MASK in message["text"]
    assert code not in sent.text
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    for answer, passed in ((wrong, False), (code, True)):
        done = (await api(mei, "POST", f"{at}/checks", {"question": "code", "answer": answer})).json()
        assert (done["passed"], done["verified"]) == (passed, passed)
    again = await api(mei, "POST", f"{at}/checks", {"question": "code", "answer": code})
    assert (again.status_code, again.json()["type"]) == (409, "urn:contact-center:no_code")
    audited = await house.rows("select action from core.audit where action in ('code sent', 'verification failed')")
    assert sorted(one["action"] for one in audited) == ["code sent", "verification failed"]


SECOND = ("922000111", "922 000 111")
"""A number of hers of which nobody has spoken in the contact."""


async def test_no_page_and_no_answer_tells_a_whole_address_of_somebody_who_is_not_verified(
    house: House, mei: Person, anna: CustomerId, contact: InteractionId
) -> None:
    ada = await house.person("ada", Role.ADMIN)
    await house.runtime.database.run(house.tenant, partial(_moves, anna), actor="test")
    found = (await mei.get("/new/found?q=Anna")).text
    assert "anna@x.example" in found, "nothing is locked"
    assert (await api(ada, "PUT", "/api/v1/identity/policy", POLICY)).status_code == 200
    found = (await mei.get("/new/found?q=Anna")).text
    assert "+886 ••• 111" in found
    chosen = dict(re.findall(r'data-pick="(#[^"]+)"[^>]*data-shown="([^"]+)"', found))
    [by_id] = [to for to, shown in chosen.items() if "111" in shown]
    way = (await mei.http.get("/new/way", params={"to": by_id, "customer": str(anna)})).text
    assert f'data-to="{by_id}"' in way
    [account] = await house.rows(
        "select id from core.channel_account where channel = 'sms' and tenant_id = %s", house.tenant
    )
    form = {"account": str(account["id"]), "to": by_id, "customer": str(anna), "text": "Hello", "client_key": "k" * 12}
    assert (await mei.post("/new", form | {"customer": str(contact)})).status_code == 422, "nobody else's address"
    sent = await mei.post("/new", form)
    assert sent.status_code in (204, 303), sent.text
    begun = UUID((sent.headers.get("location") or sent.headers["hx-redirect"]).partition("?c=")[2])
    [row] = await house.rows("select v.contact_value from core.conversation v join core.interaction i "
                             "on i.conversation_id = v.id where i.id = %s", begun)  # fmt: skip
    assert row["contact_value"] == "+886922000111", "it goes to the whole number"
    case = (
        await api(mei, "POST", "/api/v1/cases", {"type": "question", "title": "Anna", "customer": str(anna)})
    ).json()
    known = {
        "id": anna,
        "customer": anna,
        "case": case.get("id"),
        "interaction": contact,
        "tab": "history",
        "other": ada.who.user.id,
    }
    told = []
    gets = {route.path or "" for route in routes_of(house) if "GET" in (getattr(route, "methods", None) or ())}
    for path in sorted(gets):
        for interaction in (contact, begun):
            names = re.findall(r"{(\w+)(?::\w+)?}", path)
            if interaction is begun and "interaction" not in names and path != "/console":
                continue
            values = {name: (known | {"interaction": interaction}).get(name, anna) for name in names}
            place = re.sub(r":\w+}", "}", path).format(**values)
            asked = {"q": "Anna", "customer": str(anna), "c": str(interaction), "beside": str(interaction)}
            answer = await mei.http.get(place, params=asked, headers={"origin": HOST}, timeout=30)
            if any(one in answer.text for one in ("anna@x.example", *SECOND)):
                told.append(
                    (
                        place.replace(str(interaction), "CONTACT" if interaction is contact else "BEGUN"),
                        answer.status_code,
                    )
                )
    assert told == []


async def _moves(customer: CustomerId, work: UnitOfWork) -> None:
    """A number of theirs that came on file just now."""
    await profile.add_address(work, customer, AddressKind.PHONE, "0922 000 111", EditSource(EditOrigin.PAGE))


@pytest.mark.parametrize("how", ["", "guessed", "order_number"])
async def test_what_is_not_asked_here_verifies_nobody(mei: Person, contact: InteractionId, how: str) -> None:
    answer = await mei.post(f"/console/interactions/{contact}/verify", {"how": how, "answer": "1"})
    assert answer.status_code == 422


async def test_many_at_once_honour_what_is_locked(house: House, mei: Person, anna: CustomerId) -> None:
    ada = await house.person("ada", Role.ADMIN)
    assert (await api(ada, "PUT", "/api/v1/identity/policy", POLICY)).status_code in (200, 204)
    chosen = {"id": [str(anna)], "tag": "vip", "state": ""}
    refused = await mei.post("/customers/many", chosen)
    assert refused.status_code == 403
    assert await house.rows("select 1 from crm.customer where 'vip' = any(tags)") == []
    at_work = await house.text("886912345678", "hello")
    await house.give(at_work, mei.agent)
    changed = await ada.post("/customers/many", chosen)
    assert "1 customer changed." in changed.text
    await house.runtime.database.run(
        house.tenant, partial(_verified, interaction=at_work), actor=mei.who.actor
    )  # fmt: skip
    assert "1 customer changed." in (await mei.post("/customers/many", chosen | {"tag": "regular"})).text


async def _verified(work: UnitOfWork, interaction: InteractionId) -> None:
    await work.execute(
        "update core.conversation set identity = 'verified' where id = "
        "(select conversation_id from core.interaction where id = %s)",
        [interaction],
    )
