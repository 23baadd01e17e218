"""The customer's own door: in by a code to an address on file, and nothing behind it but what is theirs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx

from contact_center.bootstrap.joins.cases import QueueHours
from contact_center.bootstrap.joins.door import send_code
from contact_center.bootstrap.upkeep import upkeep_once
from contact_center.directory.service import Role
from contact_center.interactions.work import closing, replies
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import administering
from crm_core.cases import service as cases
from crm_core.cases.domain import WaitFor
from crm_core.cases.linking import LinkTo
from crm_core.cases.numbers import quoted
from crm_core.cases.service import Opening
from crm_core.consent import service as consent
from crm_core.consent.domain import SendPurpose
from crm_core.customers.merging import service as merging
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource, ItemKind
from crm_core.customers.profile.items import end_item
from crm_core.customers.profile.service import AffiliationParts
from crm_core.customers.service import create_customer
from crm_core.identity import service as identity
from crm_core.identity.codes import KEY
from crm_core.identity.domain import DEFAULT, code_of
from tests.integration.agent_ui.conftest import HOST, House

NUMBER, FRESH, STRANGER, OTHERS = "+886932555081", "+886932555082", "+886932555083", "+886932555084"
ROOT = "/help/kiln/en/own"
BY = EditSource(EditOrigin.PAGE)


async def do(house: House, function: Any, *args: Any, tenant: TenantId | None = None, **values: Any) -> Any:
    async def run(work: UnitOfWork) -> Any:
        return await function(work, *args, **values)

    return await house.runtime.database.run(tenant or house.tenant, run, actor="test")


async def opened(house: House, tenant: TenantId | None = None) -> None:
    await do(house, identity.set_policy, replace(DEFAULT, own_door=True), tenant=tenant)


async def customer(house: House, name: str, number: str, *, old: bool = True, **values: Any) -> CustomerId:
    made = CustomerId(await do(house, create_customer, name=name, phones=[number], **values))
    if old:
        await do(house, _aged, number)
    return made


async def _aged(work: UnitOfWork, number: str) -> None:
    await work.execute(
        "update crm.customer_address set created_at = created_at - interval '8 days' where value = %s", [number]
    )


async def knocks(house: House, http: httpx.AsyncClient, number: str, root: str = ROOT) -> UUID:
    asked = await http.post(f"{root}/sign-in", data={"address": number}, headers={"origin": HOST})
    assert asked.status_code == 303, asked.text
    where = asked.headers["location"]
    page = await http.get(where)
    assert (page.status_code, "Type the code" in page.text, page.headers["cache-control"]) == (200, True, "no-store")
    return UUID(where.partition("knock=")[2])


def code(house: House, knock: UUID) -> str:
    return code_of(house.runtime.vault.key(KEY), knock)


async def types(http: httpx.AsyncClient, knock: UUID, typed: str, root: str = ROOT) -> httpx.Response:
    return await http.post(f"{root}/code", data={"knock": str(knock), "code": typed}, headers={"origin": HOST})


async def signs_in(house: House, number: str) -> httpx.AsyncClient:
    http = house.stranger()
    knock = await knocks(house, http, number)
    await send_code(house.runtime, house.tenant, knock)
    entered = await types(http, knock, code(house, knock))
    assert (entered.status_code, entered.headers["location"]) == (303, ROOT), entered.text
    cookie = entered.headers["set-cookie"].lower()
    assert all(one in cookie for one in ("httponly", "samesite=lax", "path=/help/kiln", "max-age=14400")), cookie
    return http


def csrf(page: str) -> str:
    return re.search(r'name="csrf_token" value="([0-9a-f]+)"', page)[1]  # type: ignore[index]


async def a_case(house: House, of: CustomerId, *conversations: UUID, **values: Any) -> str:
    links = [LinkTo("conversation", str(one)) for one in conversations] + [LinkTo("order", "SO-20418")]
    made = await do(
        house, cases.open_case,
        Opening(type="complaint", title="DIFFICULT: pays late", reason="quality", customer_id=of, told="told secret",
                links=links, **values), QueueHours(),
    )  # fmt: skip
    return quoted(made.number)


async def conversation_of(house: House, interaction: UUID) -> UUID:
    [row] = await house.rows("select conversation_id from core.interaction where id = %s", interaction)
    return UUID(str(row["conversation_id"]))


async def test_nobody_learns_whose_address_is_on_file(house: House) -> None:
    http = house.stranger()
    assert (await http.get(f"{ROOT}/sign-in")).status_code == 404, "shut until the organisation opens it"
    assert (await http.get("/help/nobody/en/own/sign-in")).status_code == 404
    await opened(house)
    assert "Your cases and orders" in (await http.get("/help/kiln/en")).text
    lin = await customer(house, "Lin", NUMBER)
    await customer(house, "New", FRESH, old=False)
    await customer(house, "One", OTHERS)
    await customer(house, "Two", OTHERS)
    firm = await customer(house, "Moss Lane", "+886932555085", kind="organisation")
    assert firm
    answers, known = [], {}
    for number in (NUMBER, FRESH, STRANGER, OTHERS, "+886932555085"):
        each = house.stranger()
        known[number] = await knocks(house, each, number)
        page = await each.get(f"{ROOT}/code?knock={known[number]}")
        answers.append(page.text.replace(str(known[number]), ""))
        await send_code(house.runtime, house.tenant, known[number])
    assert len(set(answers)) == 1, "every address is answered alike"
    sent = await house.rows("select k.value from crm.door_knock k where k.message_id is not null")
    assert [row["value"] for row in sent] == [NUMBER], "a code goes to one person, at an address older than seven days"
    for number, knock in known.items():
        entered = await types(http, knock, code(house, knock))
        assert entered.status_code == (303 if number == NUMBER else 422), number
    again = await types(house.stranger(), known[NUMBER], code(house, known[NUMBER]))
    assert again.status_code == 422, "a code is good once"
    [message] = await house.rows("select text, meta from core.message where direction = 'out'")
    assert ("••••••" in message["text"], code(house, known[NUMBER]) in str(message)) == (True, False)
    events = await house.rows("select payload from core.event where type = 'door.entered'")
    assert [row["payload"]["customer_id"] for row in events] == [str(lin)]
    too_soon = await http.post(f"{ROOT}/sign-in", data={"address": STRANGER}, headers={"origin": HOST})
    assert (too_soon.status_code, "A code was asked for just now" in too_soon.text) == (429, True)
    for headers in ({}, {"origin": "https://elsewhere.example"}):
        assert (await http.post(f"{ROOT}/sign-in", data={"address": NUMBER}, headers=headers)).status_code == 403
    wrong = await http.post(f"{ROOT}/sign-in", data={"address": "<b>lin"}, headers={"origin": HOST})
    assert (wrong.status_code, "&lt;b&gt;lin" in wrong.text) == (422, True)


async def test_five_wrong_codes_and_it_is_over(house: House) -> None:
    await opened(house)
    await customer(house, "Lin", NUMBER)
    http = house.stranger()
    knock = await knocks(house, http, NUMBER)
    await send_code(house.runtime, house.tenant, knock)
    right = code(house, knock)
    wrong = "000000" if right != "000000" else "111111"
    assert [(await types(http, knock, wrong)).status_code for _ in range(5)] == [422] * 5
    assert (await types(http, knock, right)).status_code == 422
    assert await house.rows("select 1 from crm.door_stay") == []
    answers = [
        await http.post(f"{ROOT}/sign-in", data={"address": f"+88693255{n:04d}"}, headers={"origin": HOST})
        for n in range(12)
    ]
    assert [one.status_code for one in answers[-2:]] == [429, 429], (
        "one network asks for few codes, whoever they are for"
    )
    assert "Too many attempts from your network" in answers[-1].text
    await opened(house, house.other)
    elsewhere = await types(http, knock, right, "/help/lantern/en/own")
    assert elsewhere.status_code == 422, "codes of one organisation open no other"


async def test_a_stranger_never_locks_the_owner_of_an_address_out(house: House) -> None:
    await opened(house)
    await customer(house, "Lin", NUMBER)
    lin, stranger = await signs_in(house, NUMBER), house.stranger("198.51.100.7")
    await knocks(house, stranger, NUMBER)
    await do(house, _an_hour_passes)
    owned = await knocks(house, lin, NUMBER)
    await send_code(house.runtime, house.tenant, owned)
    for _ in range(4):
        await knocks(house, stranger, NUMBER)
        await do(house, _an_hour_passes, but=owned)
    refused = await stranger.post(f"{ROOT}/sign-in", data={"address": NUMBER}, headers={"origin": HOST})
    assert refused.status_code == 429, "five a day from there"
    assert (await types(lin, owned, code(house, owned))).status_code == 303, "asking elsewhere ends no code of theirs"
    await knocks(house, house.stranger("203.0.113.9"), NUMBER)
    crowd = "insert into crm.door_knock (tenant_id, id, kind, value, language, asked_at, expires_at, origin) " \
        "select %s, gen_random_uuid(), 'phone', %s, 'en', now() - interval '1 hour', now(), n::text " \
        "from generate_series(1, 50) n"  # fmt: skip
    await do(house, _executes, crowd, [house.tenant, NUMBER])
    new = await house.stranger("203.0.113.10").post(
        f"{ROOT}/sign-in", data={"address": NUMBER}, headers={"origin": HOST}
    )
    assert new.status_code == 429, "all strangers together are limited"
    await do(house, _an_hour_passes)
    again = await knocks(house, lin, NUMBER)
    await send_code(house.runtime, house.tenant, again)
    assert (await types(lin, again, code(house, again))).status_code == 303, "the owner's own device is not"
    kept = await house.rows("select 1 from crm.door_knock where origin like '%%.%%'")
    assert kept == [], "networks are not kept as they are"


async def _an_hour_passes(work: UnitOfWork, but: UUID | None = None) -> None:
    await work.execute(
        "update crm.door_knock set asked_at = asked_at - interval '1 hour' where id is distinct from %s", [but]
    )


async def _executes(work: UnitOfWork, statement: str, values: list[Any]) -> None:
    await work.execute(statement, values)


async def test_a_case_is_read_and_answered_and_the_answer_waits_in_its_queue(house: House) -> None:
    await opened(house)
    lin = await customer(house, "Lin", NUMBER)
    mei = await house.person("mei", Role.AGENT)
    work = await house.text(NUMBER.removeprefix("+"), "The grinder rattles")
    await house.give(work, mei.agent)
    await do(house, replies.reply, house.runtime.ports, work, mei.agent, "Mei", "Which one is it?", client_key="k1")
    await do(house, closing.close, house.runtime.ports, work, mei.agent, disposition=None)
    number = await a_case(house, lin, await conversation_of(house, work))
    await do(house, _waits, number)

    http = await signs_in(house, NUMBER)
    home = (await http.get(ROOT)).text
    assert (number in home, "We wait for your answer" in home, "Not available at the moment" in home) == (True,) * 3
    page = await http.get(f"{ROOT}/cases/{number}")
    assert all(text in page.text for text in ("The grinder rattles", "Which one is it?", "SO-20418", "Complaint"))
    assert not any(secret in page.text + home for secret in ("DIFFICULT", "told secret", "••••••"))
    form = {"csrf_token": csrf(page.text), "key": "0" * 31 + "1", "text": "The G1 <b>"}
    answer = f"{ROOT}/cases/{number}/answers"
    for refused in (form | {"csrf_token": "0" * 128}, form | {"csrf_token": ""}):
        assert (await http.post(answer, data=refused, headers={"origin": HOST})).status_code == 403
    empty = await http.post(answer, data=form | {"text": " "}, headers={"origin": HOST})
    assert (empty.status_code, "Write your answer" in empty.text) == (422, True)
    for _ in range(2):
        sent = await http.post(answer, data=form, headers={"origin": HOST})
        assert (sent.status_code, sent.headers["location"]) == (303, f"{ROOT}/cases/{number}?done=sent")
    rows = await house.rows(
        "select i.state, i.queue_id, m.text, m.meta from core.message m join core.interaction i "
        "on i.id = m.interaction_id where m.conversation_id = %s and m.direction = 'in' order by m.position",
        await conversation_of(house, work),
    )
    assert [(row["text"], row["state"]) for row in rows] == [
        ("The grinder rattles", "closed"),
        ("The G1 <b>", "queued"),
    ]
    assert (rows[1]["queue_id"], rows[1]["meta"]["written_at"]) == (house.queues[house.tenant], "own-door")
    assert "The G1 &lt;b&gt;" in (await http.get(sent.headers["location"])).text
    asked = await house.rows("select id from core.interaction where state = 'queued'")
    await house.give(asked[0]["id"], mei.agent)
    thread = await mei.get(f"/console?c={asked[0]['id']}")
    assert "own page, signed in by a code" in thread.text

    bare = await a_case(house, lin)
    page = await http.get(f"{ROOT}/cases/{bare}")
    await http.post(
        f"{ROOT}/cases/{bare}/answers", data=form | {"csrf_token": csrf(page.text), "key": "0" * 31 + "2"},
        headers={"origin": HOST},
    )  # fmt: skip
    linked = await house.rows(
        "select l.ref from crm.case_link l join crm.case c on c.id = l.case_id where c.number = %s and l.kind = "
        "'conversation'", int(bare.split("-")[1]),
    )  # fmt: skip
    assert len(linked) == 1, "what has no conversation gets one, by the address they signed in with"


async def _waits(work: UnitOfWork, number: str) -> None:
    id = await cases.find(work, work.tenant_id, number)
    assert id is not None
    await cases.wait(work, id, None, WaitFor.CUSTOMER)


async def test_nothing_of_others_shows_whatever_is_asked_for(house: House) -> None:
    """Another customer's, another organisation's, a confidential one, one between others: all as if they were not."""
    await opened(house)
    await opened(house, house.other)
    lin, hale = await customer(house, "Lin", NUMBER), await customer(house, "Hale SECRET", OTHERS)
    theirs = await house.text(OTHERS.removeprefix("+"), "SECRET of Hale")
    foreign = await a_case(house, hale, await conversation_of(house, theirs))
    own = await a_case(house, lin, await conversation_of(house, theirs))
    known = await do(house, cases.types, house.tenant)
    await do(house, administering.keep, known["request"].model_copy(update={"confidential": True}))
    made = await do(
        house, cases.open_case, Opening(type="request", title="fraud SECRET", customer_id=lin), QueueHours()
    )
    hidden = quoted(made.number)
    http = await signs_in(house, NUMBER)
    page = (await http.get(f"{ROOT}/cases/{own}")).text
    seen = [page] + [(await http.get(f"{ROOT}{path}")).text for path in ("", "/choices", "/data")]
    assert not any("SECRET" in one or OTHERS[4:] in one for one in seen)
    token = csrf(page)
    for number in (foreign, hidden, "CS-999999-9", "CS-1", "x", "%00"):
        for answer in (
            await http.get(f"{ROOT}/cases/{number}"),
            await http.post(f"{ROOT}/cases/{number}/answers", data={"csrf_token": token, "text": "x"},
                            headers={"origin": HOST}),
        ):  # fmt: skip
            assert answer.status_code in (404, 405, 422), (number, answer.status_code)
            assert "SECRET" not in answer.text
    for change in ("given marketing phone " + OTHERS, "given marketing web 1", "x", "", "unknown marketing phone "):
        posted = await http.post(
            f"{ROOT}/choices", data={"csrf_token": token, "change": change}, headers={"origin": HOST}
        )
        assert posted.status_code == 422, change
    cookie = {"cookie": "; ".join(f"{name}={value}" for name, value in http.cookies.items())}
    lantern = await house.stranger().get("/help/lantern/en/own", headers=cookie)
    assert (lantern.status_code, "/sign-in" in lantern.headers["location"]) == (303, True)
    for staff in ("/console", "/customers", "/api/v1/cases", "/cases"):
        assert (await house.stranger().get(staff, headers=cookie)).status_code in (303, 401), staff
    mei = await house.person("mei", Role.AGENT)
    assert (await mei.get(ROOT)).status_code == 303, "a sign-in of ours opens no customer's page"


async def test_a_sign_in_ends_when_it_should(house: House) -> None:
    await opened(house)
    lin = await customer(house, "Lin", NUMBER)
    one = await signs_in(house, NUMBER)
    await do(house, _aged_knocks)
    two = await signs_in(house, NUMBER)
    page = (await one.get(f"{ROOT}/data")).text
    left = await one.post(f"{ROOT}/leave", data={"csrf_token": csrf(page)}, headers={"origin": HOST})
    assert (left.status_code, (await one.get(ROOT)).status_code, (await two.get(ROOT)).status_code) == (303, 303, 200)
    page = (await two.get(f"{ROOT}/data")).text
    await two.post(f"{ROOT}/leave?everywhere=yes", data={"csrf_token": csrf(page)}, headers={"origin": HOST})
    assert await house.rows("select 1 from crm.door_stay where ended_at is null") == []
    await do(house, _aged_knocks)
    three = await signs_in(house, NUMBER)
    [address] = await house.rows("select id from crm.customer_address where value = %s", NUMBER)
    await do(house, end_item, lin, ItemKind.ADDRESS, address["id"], BY)
    assert (await three.get(ROOT)).status_code == 303, "the address is theirs no more"
    await upkeep_once(house.runtime)


async def _aged_knocks(work: UnitOfWork) -> None:
    await work.execute("update crm.door_knock set asked_at = asked_at - interval '2 minutes'")


async def test_a_role_decides_what_of_an_organisation_shows_and_a_merged_customer_is_one(house: House) -> None:
    await opened(house)
    firm = CustomerId(await do(house, create_customer, name="Moss Lane", kind="organisation"))
    lin = await customer(house, "Lin", NUMBER)
    http = await signs_in(house, NUMBER)
    assert "No orders" not in (await http.get(ROOT)).text
    await do(house, profile.put_affiliation, lin, AffiliationParts(firm, "Buyer", False, None, False, False), BY)
    home = (await http.get(ROOT)).text
    assert ("has not named you" in home, ">Invoices<" in home) == (True, False)
    [row] = await house.rows("select id from crm.customer_affiliation")
    await do(
        house, profile.put_affiliation, lin, AffiliationParts(firm, "Buyer", False, None, True, False), BY,
        item=row["id"],
    )  # fmt: skip
    home = (await http.get(ROOT)).text
    assert ("Moss Lane" in home, "Invoices" in home, ">Orders" in home) == (True, True, False)
    assert "You may see invoices." in (await http.get(f"{ROOT}/data")).text

    old = await customer(house, "Lin Sufen", FRESH)
    number = await a_case(house, old)
    assert number not in home
    await do(house, merging.merge, old, lin, {})
    assert number in (await http.get(ROOT)).text, "merged, they are one customer"


async def test_consent_is_given_and_withdrawn_with_its_proof(house: House) -> None:
    await opened(house)
    await customer(house, "Lin", NUMBER)
    http = await signs_in(house, NUMBER)
    page = (await http.get(f"{ROOT}/choices")).text
    changes = re.findall(r'name="change" value="([^"]+)"', page)
    assert changes == [
        f"objected service phone {NUMBER}", f"given survey phone {NUMBER}", f"given marketing phone {NUMBER}"
    ]  # fmt: skip
    for change in changes:
        done = await http.post(
            f"{ROOT}/choices", data={"csrf_token": csrf(page), "change": change}, headers={"origin": HOST}
        )
        assert done.status_code == 303
    page = (await http.get(f"{ROOT}/choices?done=saved")).text
    assert ("You agreed" in page, "You objected" in page, "by you, on this page" in page) == (True, True, True)
    async with house.runtime.database.read(house.tenant) as reader:
        to = Address(AddressKind.PHONE, NUMBER)
        assert (await consent.decision(reader, house.tenant, to, "sms", SendPurpose.MARKETING)).allowed
        assert not (await consent.decision(reader, house.tenant, to, "sms", SendPurpose.SERVICE)).allowed
    [kept] = await house.rows("select source, note from crm.consent where purpose = 'marketing'")
    assert (kept["source"].startswith("door:"), kept["note"]) == (
        True, "“I agree”: Marketing, SMS to +886 932 555 081",
    )  # fmt: skip
    await http.post(
        f"{ROOT}/choices", data={"csrf_token": csrf(page), "change": f"withdrawn marketing phone {NUMBER}"},
        headers={"origin": HOST},
    )  # fmt: skip
    mei = await house.person("mei", Role.AGENT)
    [row] = await house.rows("select customer_id from crm.customer_address where value = %s", NUMBER)
    assert "by the customer, on their own page" in (await mei.get(f"/customers/{row['customer_id']}")).text
