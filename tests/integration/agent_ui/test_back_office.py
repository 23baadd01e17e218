"""What the ERP may ask of us: history by key, a page of it in a frame, a note that reaches the agent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.service import Role
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import CustomerId, UserId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.care import store as care
from crm_core.care.domain import Rating
from crm_core.cases import service as cases
from crm_core.cases.ports import AroundTheClock
from crm_core.cases.service import Opening
from crm_core.consent import service as consent
from crm_core.consent.domain import ConsentProof, ConsentPurpose, ConsentState, ToldHow
from crm_core.tasks import service as tasks
from tests.integration.agent_ui.conftest import House, Person
from tests.integration.agent_ui.test_api_keys import call, make

HISTORY = "/api/v1/back-office/history"
NOTES = "/api/v1/back-office/notes"


async def key_of(ada: Person, person: Person, way: str = "write") -> str:
    """A key for the ERP, in this person's name."""
    only = {"area.people": "", "area.dispositions": "", "user": str(person.who.user.id), "per_minute": "600"}
    return await make(ada, **only, **{"area.back office": way})


async def customer_of(house: House, interaction: UUID) -> CustomerId:
    [row] = await house.rows(
        "select c.customer_id from core.interaction i join core.conversation c on c.tenant_id = i.tenant_id "
        "and c.id = i.conversation_id where i.id = %s",
        interaction,
    )
    return CustomerId(row["customer_id"])


async def known(house: House, mei: Person) -> CustomerId:
    """A customer who has written, with a case, a promise, a task, consent and a rating; number C00003 in the ERP."""
    interaction = await house.text("886912345001", "My grinder rattles")
    id = await customer_of(house, interaction)
    now = house.runtime.clock.now()

    async def fill(work: UnitOfWork) -> None:
        await work.execute(
            "update crm.customer set name = '林佳穎', external = '{\"erp\": \"C00003\"}' where id = %s", [id]
        )
        opening = Opening("question", "Grinder rattles", customer_id=id, owner_id=mei.who.user.id)
        await cases.open_case(work, opening, AroundTheClock())
        for subject, promised, hours in (("Call back about the burrs", True, 5), ("Look up the spare part", False, 2)):
            new = tasks.NewTask(
                subject, now + timedelta(hours=hours), promised=promised, owner=mei.agent, customer=id
            )  # fmt: skip
            await tasks.create(work, house.runtime.ports, new, by=mei.who.user.id)
        told = consent.NewConsent(
            address=Address(AddressKind.PHONE, "+886912345001"), channel="sms", purpose=ConsentPurpose.MARKETING,
            state=ConsentState.GIVEN, how=ToldHow.SPOKEN, proof=ConsentProof(note="Said so at the fair."),
        )  # fmt: skip
        await consent.record(work, id, told, by=UserId(mei.who.user.id))
        [conversation] = await work.values("select conversation_id from core.interaction where id = %s", [interaction])
        asked = Rating(
            new_id(), interaction, conversation, id, "sms", None, None, "csat", "How was it?", "en", now,
            now + timedelta(days=14), None, "", None, None,
        )  # fmt: skip
        await care.insert(work, asked, None)
        await care.answer(work, asked.id, score=4, bad=False, comment="Quick.", customer=id, task=None)

    await house.runtime.database.run(house.tenant, fill, actor=mei.who.actor)
    return id


async def test_the_erp_reads_by_its_number_or_an_address_what_the_person_of_its_key_may_read(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    id = await known(house, mei)
    key = await key_of(ada, mei, "read")
    told = (await call(house, key, "GET", f"{HISTORY}?number=C00003")).json()
    assert [one["name"] for one in told["customers"]] == ["林佳穎"]
    assert [(one["channel"], one["subject"]) for one in told["contacts"]] == [("sms", "My grinder rattles")]
    [case] = told["cases"]
    assert (case["title"], case["owner"], case["customer"]) == ("Grinder rattles", "Mei", str(id))
    assert case["number"].startswith("CS-")
    assert [one["subject"] for one in told["promises"]] == ["Call back about the burrs"]
    assert told["next_action"]["subject"] == "Look up the spare part"
    [yes] = told["consents"]
    assert (yes["address"], yes["purpose"], yes["state"]) == ("+886912345001", "marketing", "given")
    assert (told["last_rating"]["kind"], told["last_rating"]["score"]) == ("csat", 4)
    by_phone = (await call(house, key, "GET", f"{HISTORY}?phone=0912-345-001")).json()
    assert by_phone["contacts"] == told["contacts"]
    nobody = (await call(house, key, "GET", f"{HISTORY}?email=nobody@mail.example")).json()
    assert (nobody["customers"], nobody["contacts"], nobody["next_action"]) == ([], [], None)
    read = await house.rows("select actor from core.audit where action = 'customer read'")
    assert read == [{"actor": mei.who.actor}]
    for wrong in ("", "?number=C00003&phone=0912345001", "?phone=twelve"):
        assert (await call(house, key, "GET", f"{HISTORY}{wrong}")).status_code == 422
    refused = await call(house, key, "POST", NOTES, {"number": "C00003", "by": "Chen", "text": "x"})
    assert (refused.status_code, refused.json()["detail"]) == (403, "back office:write")


async def test_older_contacts_follow_and_words_of_other_queues_are_not_told(house: House) -> None:
    ada, far = await house.person("ada", Role.ADMIN), await house.person("far", Role.AGENT)
    await house.text("886912345001", "My grinder rattles")

    async def elsewhere(work: UnitOfWork) -> None:
        await work.execute("update core.interaction set queue_id = null where tenant_id = %s", [house.tenant])

    await house.runtime.database.run(house.tenant, elsewhere, actor="test")
    key = await key_of(ada, far, "read")
    [contact] = (await call(house, key, "GET", f"{HISTORY}?phone=0912345001")).json()["contacts"]
    assert (contact["channel"], contact["subject"]) == ("sms", None)
    hers = await key_of(ada, ada, "read")
    page = (await call(house, hers, "GET", f"{HISTORY}?phone=0912345001&limit=1")).json()
    assert (page["contacts"][0]["subject"], page["older"]) == ("My grinder rattles", None)
    before = quote((house.runtime.clock.now() - timedelta(hours=1)).isoformat())
    none = (await call(house, hers, "GET", f"{HISTORY}?phone=0912345001&before={before}")).json()
    assert none["contacts"] == []


async def test_a_link_shows_the_history_in_frames_of_named_sites_until_it_ends(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    await known(house, mei)
    key = await key_of(ada, mei, "read")

    async def linked() -> str:
        made = await call(house, key, "GET", "/api/v1/back-office/timeline-link?number=C00003&minutes=30")
        return urlsplit(str(made.json()["url"])).path

    async def opened(path: str) -> Any:
        async with house.stranger() as http:
            return await http.get(path, headers={"accept-language": "en"})

    path = await linked()
    page = await opened(path)
    assert page.status_code == 200
    for said in (
        "林佳穎",
        "My grinder rattles",
        "Grinder rattles",
        "Call back about the burrs",
        "CSAT 4 of 5",
        "agreed",
    ):
        assert said in page.text
    assert "<script" not in page.text
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers
    assert (await opened(f"{path}?language=zh-Hant")).text.count("未結案件") == 1
    assert (await ada.post("/admin/erp/sites", {"sites": "https://erp.example\nerp"})).status_code == 422
    assert (await ada.post("/admin/erp/sites", {"sites": "https://erp.example/"})).status_code == 303
    policy = (await opened(path)).headers["content-security-policy"]
    assert "frame-ancestors https://erp.example;" in policy
    assert "script-src" not in policy
    assert "https://erp.example" in (await ada.get("/admin/erp")).text
    assert (await opened(path[:-2] + ("AA" if path[-2:] != "AA" else "BB"))).status_code == 404
    assert (await ada.post("/admin/erp/end-links")).status_code == 303
    over = await opened(path)
    assert over.status_code == 404
    assert "This link is over" in over.text
    assert "林佳穎" not in over.text
    ended, by_key = key, await linked()
    assert (await opened(by_key)).status_code == 200
    own = urlsplit(str((await ada.get("/api/v1/back-office/timeline-link?number=C00003")).json()["url"])).path
    [kept] = await house.rows("select id from core.api_key where user_id = %s", mei.who.user.id)
    assert (await ada.post(f"/admin/keys/{kept['id']}/revoke")).status_code == 303
    assert (await opened(by_key)).status_code == 404
    assert (await opened(own)).status_code == 200
    key = await key_of(ada, mei, "read")
    assert key != ended
    fresh = await linked()
    assert (await opened(fresh)).status_code == 200

    async def leaves(work: UnitOfWork) -> None:
        await directory.set_active(work, mei.who.user.id, False)

    await house.runtime.database.run(house.tenant, leaves, actor="test")
    assert (await opened(fresh)).status_code == 404
    nobody = await call(house, await key_of(ada, ada), "GET", "/api/v1/back-office/timeline-link?number=C9")
    assert nobody.status_code == 404
    assert (await mei.post("/admin/erp/sites", {"sites": ""})).status_code in (401, 403)


async def test_a_note_from_the_erp_reaches_who_is_in_contact_else_it_stands_beside_the_customer(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    interaction = await house.text("886912345001", "Where is my order?")
    await house.give(interaction, mei.agent)
    key = await key_of(ada, mei)

    async def note(text: str, idempotency: str, **whom: str) -> Any:
        body = {"by": "Chen Mei-hua", "text": text, **(whom or {"phone": "0912345001"})}
        headers = {"authorization": f"Bearer {key}", "idempotency-key": idempotency}
        async with house.stranger() as http:
            return await http.post(NOTES, json=body, headers=headers)

    made = await note("The carrier lost the parcel; a new one leaves today.", "note-0001")
    assert (made.status_code, made.json()["place"]) == (201, "conversation")
    assert made.json()["interaction"] == str(interaction)
    assert (await note("The carrier lost the parcel; a new one leaves today.", "note-0001")).json() == made.json()
    assert (await note("Something else.", "note-0001")).status_code == 409
    page = (await mei.get(f"/console?c={interaction}")).text
    assert page.count("The carrier lost the parcel; a new one leaves today.") == 1
    assert "Chen Mei-hua (ERP)" in page

    async def over(work: UnitOfWork) -> None:
        await work.execute("update core.interaction set state = 'closed' where id = %s", [interaction])

    await house.runtime.database.run(house.tenant, over, actor="test")
    kept = await note("Pays on Fridays.", "note-0002")
    assert kept.json()["place"] == "customer"
    profile = (await mei.get(f"/customers/{kept.json()['customer']}")).text
    assert "Chen Mei-hua (ERP): Pays on Fridays." in profile
    acts = await house.rows("select detail->>'by' as by from core.audit where action = 'back office note' order by at")
    assert [one["by"] for one in acts] == ["Chen Mei-hua", "Chen Mei-hua"]
    assert (await note("x", "note-0003", email="nobody@mail.example")).status_code == 404
    assert (await note(" ", "note-0004")).status_code == 422
