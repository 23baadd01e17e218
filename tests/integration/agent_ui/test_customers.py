"""The customer list."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest

from contact_center.directory.service import Role
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from tests.integration.agent_ui.conftest import HOST, House, Person


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678",
        "0912-345-678",
        "0912 345",
        "+886 912 345 678",
        "+886\u00a0912\u00a0345\u00a0678",
        "\u202a0912345678",
    ],
)
async def test_a_customer_is_found_by_the_number_as_people_say_it(house: House, typed: str) -> None:
    mei = await house.person("mei", Role.AGENT)
    for name, phone in (("Lin Jiaying", "0912 345 678"), ("Chen Bohan", "0922 000 111")):
        create = partial(customers.create_customer, name=name, phones=[phone])
        await house.runtime.database.run(house.tenant, create, actor="test")
    page = (await mei.get(f"/customers?q={quote(typed)}")).text
    assert "Lin Jiaying" in page
    assert "Chen Bohan" not in page


async def _consents(house: House) -> list[dict[str, str]]:
    return await house.rows("select purpose, state from crm.consent where tenant_id = %s", house.tenant)


async def test_consent_is_written_down_withdrawn_and_taken_back_on_the_customers_page(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    create = partial(customers.create_customer, name="Lin", phones=["0912 345 678"], emails=["lin@x.example"])
    lin = await house.runtime.database.run(house.tenant, create, actor="test")
    page = (await mei.get(f"/customers/{lin}")).text
    assert page.count("not asked yet") == 6, "of e-mail, SMS and calls"
    assert page.count("no objection") == 3
    assert "rests on the contract" in page
    agree = {"change": "given marketing phone +886912345678", "how": "spoken"}
    assert (await mei.post(f"/customers/{lin}/consent", agree)).status_code == 422, "of a yes the proof is kept"
    done = await mei.post(f"/customers/{lin}/consent", agree | {"note": "yes, about new beans"})
    assert "agreed" in done.text
    assert await _consents(house) == [{"purpose": "marketing", "state": "given"}]
    page = (await mei.get(f"/customers/{lin}")).text
    assert "told Mei" in page
    assert "yes, about new beans" in page
    withdraw = {"change": "withdrawn marketing phone +886912345678", "how": "written"}
    answer = await mei.post(f"/customers/{lin}/consent", withdraw)
    assert await _consents(house) == [{"purpose": "marketing", "state": "withdrawn"}]
    back = re.search(rf"/customers/{lin}/consent/[0-9a-f-]+/undo", answer.text)
    assert back is not None
    assert (await wei.post(back[0])).status_code == 409, "only who recorded it takes it back"
    assert (await mei.post(back[0])).status_code in (200, 303)
    assert (await mei.post(back[0])).status_code == 409
    assert await _consents(house) == [{"purpose": "marketing", "state": "given"}]
    page = (await mei.get(f"/customers/{lin}")).text
    assert "took back what was recorded" in page
    object_to = {"change": "objected service email lin@x.example", "how": "form"}
    await mei.post(f"/customers/{lin}/consent", object_to)
    assert {"purpose": "service", "state": "objected"} in await _consents(house)


async def test_what_a_customer_has_just_written_is_the_proof_beside_the_conversation(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    at_work = await house.text("886900000001", "no more advertising please")
    await house.give(at_work, mei.agent)
    customer = (await house.rows("select customer_id from core.interaction where id = %s", at_work))[0]["customer_id"]
    assert f"/customers/{customer}/consent?beside={at_work}" in (await mei.get(f"/console?c={at_work}")).text
    dialog = (await mei.get(f"/customers/{customer}/consent?beside={at_work}")).text
    assert "no more advertising please" in dialog
    proof = re.search(r'name="message" value="([0-9a-f-]+)"', dialog)
    assert proof is not None
    told = {"change": "withdrawn marketing phone +886900000001", "how": "written", "message": proof[1]}
    await mei.post(f"/customers/{customer}/consent", told | {"beside": str(at_work)})
    [kept] = await house.rows("select state, message_id from crm.consent where purpose = 'marketing'")
    assert kept == {"state": "withdrawn", "message_id": UUID(proof[1])}
    shown = await mei.get(f"/customers/{customer}/consent/proof/{proof[1]}")
    assert shown.headers["location"].startswith(f"/customers/{customer}?entry={at_work}")


async def api(person: Person, path: str, body: object = None, **headers: str) -> httpx.Response:
    return await person.http.post(path, json=body, headers={"origin": HOST, "x-csrf-token": person.csrf} | headers)


async def test_consent_over_the_api_is_recorded_once_and_asked_for_with_its_reason(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    create = partial(customers.create_customer, name="Lin", phones=["0912 345 678"])
    lin = await house.runtime.database.run(house.tenant, create, actor="test")
    at = f"/api/v1/customers/{lin}/consents"
    body = {
        "kind": "phone", "address": "+886912345678", "channel": "sms", "purpose": "survey", "state": "given",
        "how": "form", "note": "form 12 of the fair",
    }  # fmt: skip
    key = {"Idempotency-Key": "first"}
    made = (await api(mei, at, body, **key)).json()
    assert (await api(mei, at, body, **key)).json() == made
    other = await api(mei, at, body | {"state": "withdrawn"}, **key)
    assert (other.status_code, other.json()["type"]) == (409, "urn:contact-center:consent_key_taken")
    assert (await api(mei, at, body | {"channel": "email"})).status_code == 422
    standing = [one for one in (await mei.get(at)).json()["consents"] if one["channel"] == "sms"]
    assert [(one["purpose"], one["basis"], one["state"]) for one in standing] == [
        ("service", "contract", "unknown"), ("survey", "consent", "given"), ("marketing", "consent", "unknown"),
    ]  # fmt: skip
    ask = "/api/v1/consents/decision?kind=phone&address=%2B886912345678&channel=sms&purpose="
    assert (await mei.get(f"{ask}survey")).json() == {"allowed": True, "reason": "consent", "record": made["change"]}
    assert (await mei.get(f"{ask}marketing")).json() == {"allowed": False, "reason": "no_consent", "record": None}
    assert (await api(mei, f"{at}/{made['change']}/undo")).json()["change"] == made["change"]
    assert (await mei.get(f"{ask}survey")).json()["reason"] == "no_consent"
    history = (await mei.get(f"{at}/history")).json()["changes"]
    assert [one["state"] for one in history] == ["unknown", "given"]


@pytest.mark.parametrize(
    "change",
    [
        "",
        "given",
        "given service phone +886900999999",
        "perhaps service phone +886912345678",
        "given service web x",
        "given service phone +886912345678",
    ],
)
async def test_what_is_no_choice_of_the_page_changes_no_consent(house: House, change: str) -> None:
    mei = await house.person("mei", Role.AGENT)
    create = partial(customers.create_customer, name="Lin", phones=["0912 345 678"])
    lin = await house.runtime.database.run(house.tenant, create, actor="test")
    answer = await mei.post(f"/customers/{lin}/consent", {"change": change, "how": "spoken"})
    assert answer.status_code in (404, 422)
    assert await _consents(house) == []


async def test_the_agent_at_work_is_told_that_the_customer_opted_out(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    at_work = await house.text("886900000001", "hello")
    await house.give(at_work, mei.agent)
    await house.text("886900000001", "STOP&OptOutType=STOP")
    page = (await mei.get(f"/console?c={at_work}")).text
    assert "Opted out: no automatic messages are sent to this address any more." in page
    assert "The customer opted out. You can still answer, but their provider may block it." in page
    assert "opted out" in page.partition('id="customer-of-')[2]


async def test_a_picture_is_named_in_the_conversation_and_shown_once_it_is_there(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    media = "&NumMedia=2&MediaUrl0=https%3A%2F%2Fapi.twilio.com%2FME1&MediaContentType0=image%2Fpng"
    media += "&MediaUrl1=https%3A%2F%2Fapi.twilio.com%2FME2&MediaContentType1=video%2Fmp4"
    at_work = await house.text("886900000001", media)
    await house.give(at_work, mei.agent)
    page = (await mei.get(f"/console?c={at_work}")).text
    assert re.search(r"picture-1\.png.*being fetched.*film-2\.mp4.*being fetched", page, re.S)
    key, page_like = f"{house.tenant}/attachments/1", b"<script>alert(1)</script>"
    png = b"\x89PNG\r\n\x1a\n1"
    await house.runtime.blobs.put(key, png)

    async def arrive(work: UnitOfWork) -> None:
        await work.execute("update core.attachment set blob_key = %s, size = 9 where name = 'picture-1.png'", [key])
        await work.execute("update core.attachment set trouble = 'too_large' where name = 'film-2.mp4'")

    await house.runtime.database.run(house.tenant, arrive, actor="test")
    page = (await mei.get(f"/console?c={at_work}")).text
    shown = re.search(r'<img src="(/files/[0-9a-f-]+)" alt="picture-1\.png"', page)
    assert shown is not None
    assert "too large to be fetched" in page
    picture = await mei.get(shown[1])
    assert (picture.content, picture.headers["content-type"]) == (png, "image/png")
    assert "sandbox" in picture.headers["content-security-policy"]
    await house.runtime.blobs.put(key, page_like)  # whatever it is called: only what is a picture is shown as one
    assert (await mei.get(shown[1])).headers["content-type"] == "application/octet-stream"
