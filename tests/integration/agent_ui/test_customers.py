"""The customer list."""

from __future__ import annotations

import re
from functools import partial
from urllib.parse import quote

import pytest

from contact_center.directory.service import Role
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from tests.integration.agent_ui.conftest import House


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


async def test_consent_is_written_down_and_withdrawn_on_the_customers_page(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    create = partial(customers.create_customer, name="Lin", phones=["0912 345 678"], emails=["lin@x.example"])
    lin = await house.runtime.database.run(house.tenant, create, actor="test")
    page = (await mei.get(f"/customers/{lin}")).text
    assert page.count("not asked yet") == 6
    agree = re.search(r'value="(given service phone \+886912345678)"', page)
    assert agree is not None
    done = await mei.post(f"/customers/{lin}/consent", {"change": agree[1], "how": "spoken"})
    assert done.headers["location"] == f"/customers/{lin}#consent"
    assert await _consents(house) == [{"purpose": "service", "state": "given"}]
    page = (await mei.get(f"/customers/{lin}")).text
    assert "told Mei" in page
    withdraw = re.search(r'value="(withdrawn service phone \+886912345678)"', page)
    assert withdraw is not None
    await mei.post(f"/customers/{lin}/consent", {"change": withdraw[1], "how": "written"})
    assert await _consents(house) == [{"purpose": "service", "state": "withdrawn"}]


@pytest.mark.parametrize(
    "change",
    ["", "given", "given service phone +886900999999", "perhaps service phone +886912345678", "given service web x"],
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
