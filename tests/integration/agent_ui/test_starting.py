"""Writing first from the desk: whom it may go to, by which way, whether it may, and what comes of it."""

from __future__ import annotations

import re
from uuid import UUID

from contact_center.directory.service import Role
from contact_center.interactions.scheduled import service as scheduled
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import ChannelAccountId, CustomerId, UserId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.consent import service as consent
from crm_core.consent.domain import ConsentPurpose, ConsentState, ToldHow
from crm_core.consent.service import NewConsent
from crm_core.customers import service as customers
from tests.integration.agent_ui.conftest import HOST, House, Person

NUMBER = "+886912345678"


async def lin(house: House, name: str = "Lin Jiaying") -> CustomerId:
    async def make(work: UnitOfWork) -> CustomerId:
        return await customers.create_customer(
            work, name=name, phones=[NUMBER], emails=[f"{name[:3].lower()}@moss.example"]
        )

    return await house.runtime.database.run(house.tenant, make, actor="test")


async def stops(house: House, who: CustomerId, by: Person) -> None:
    async def record(work: UnitOfWork) -> None:
        told = NewConsent(
            address=Address(AddressKind.PHONE, NUMBER), channel="sms", purpose=ConsentPurpose.SERVICE,
            state=ConsentState.OBJECTED, how=ToldHow.SPOKEN,
        )  # fmt: skip
        await consent.record(work, who, told, by=UserId(by.who.user.id))

    await house.runtime.database.run(house.tenant, record, actor="test")


def sms(house: House, **more: str) -> dict[str, str]:
    return {
        "account": str(house.accounts[house.tenant]), "to": NUMBER, "client_key": "a-key-of-mine",
        "text": "Your part is here.",
    } | more  # fmt: skip


async def test_a_customer_is_found_by_name_and_number_with_the_channel_that_their_address_gives(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    who = await lin(house)
    for typed in ("jiay", "0912 345 678"):
        found = (await mei.get(f"/new/found?q={typed}")).text
        assert f'data-pick="{NUMBER}"' in found
        assert f'data-customer="{who}"' in found
    typed = (await mei.get("/new/found?q=0922333444")).text
    assert "nobody has this address yet" in typed
    way = (await mei.get(f"/new/way?to={NUMBER.replace('+', '%2B')}")).text
    assert "data-can-send" in way
    assert "Lin Jiaying" in way
    assert "they have not objected" in way
    assert "data-has-subject" not in way
    mail = (await mei.get("/new/way?to=lin@moss.example")).text
    assert "data-can-send" not in mail
    assert "No mailbox or number is connected" in mail


async def test_what_is_sent_opens_and_stands_in_the_case_it_began_from(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    who = await lin(house)
    made = await mei.post("/cases", {"title": "Grinder", "type": "complaint", "customer": str(who)})
    assert made.status_code in (200, 204)
    async with house.runtime.database.read(house.tenant) as reader:
        case = await reader.value("select id from crm.case where tenant_id = %s", [house.tenant])
    page = (await mei.get(f"/new?case={case}")).text
    assert "Grinder" in page
    assert f'name="customer" value="{who}"' in page
    queue = str(house.queues[house.tenant])
    sent = await mei.post("/new", sms(house, customer=str(who), case=str(case), queue=queue))
    assert sent.status_code == 204
    opened = sent.headers["hx-redirect"]
    page = (await mei.get(opened)).text
    assert "Your part is here." in page
    again = await mei.post("/new", sms(house, customer=str(who), case=str(case), queue=queue))
    assert again.headers["hx-redirect"] == opened
    interaction = re.search(r"c=([0-9a-f-]+)", opened)
    assert interaction
    async with house.runtime.database.read(house.tenant) as reader:
        row = await reader.value(
            "select i.conversation_id from core.interaction i where i.tenant_id = %s and i.id = %s "
            "and i.direction = 'outbound' and i.queue_id = %s", [house.tenant, UUID(interaction[1]), UUID(queue)],
        )  # fmt: skip
        linked = await reader.value(
            "select count(*) from crm.case_link where tenant_id = %s and ref = %s", [house.tenant, str(row)]
        )
    assert linked == 1


async def test_a_first_message_taken_back_is_on_the_page_again_with_all_that_was_chosen(house: House) -> None:
    async def undo_for_ten(work: UnitOfWork) -> None:
        await scheduled.set_undo_seconds(work, 10)

    await house.runtime.database.run(house.tenant, undo_for_ten, actor="test")
    mei = await house.person("mei", Role.AGENT)
    who = await lin(house)
    await mei.post("/cases", {"title": "Grinder", "type": "complaint", "customer": str(who)})
    [case] = [row["id"] for row in await house.rows("select id from crm.case where tenant_id = %s", house.tenant)]
    queue = str(house.queues[house.tenant])
    chosen = {"customer": str(who), "case": str(case), "queue": queue}
    await mei.post("/new", sms(house, **chosen))
    [held] = await house.rows("select id, held from core.message where tenant_id = %s", house.tenant)
    taken = await mei.post(f"/console/messages/{held['id']}/take-back")
    page = taken.headers["hx-redirect"]
    html = (await mei.get(page)).text
    for part in (
        "Your part is here.",
        "Grinder",
        f'value="{case}"',
        f'value="{queue}" selected',
        f'name="to" value="{NUMBER}"',
    ):
        assert part in html
    again = page.partition("again=")[2]
    key = re.search(r'name="client_key" value="([^"]+)"', html)
    assert key
    await mei.post("/new", sms(house, **chosen, again=again, client_key=key[1]))
    links = await house.rows("select ref from crm.case_link where tenant_id = %s", house.tenant)
    now = await house.rows(
        "select conversation_id::text as ref from core.message where tenant_id = %s and direction = 'out'", house.tenant
    )
    assert links == now
    assert await house.rows("select 1 from core.new_draft where tenant_id = %s", house.tenant) == []


async def test_what_is_written_is_kept_for_every_window_and_none_overwrites_another(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    key = "a-key-of-mine"

    async def keep(by: Person, text: str, writing: int, knew: int | None, *, over: bool = False) -> int:
        draft = {
            "begins": "blank", "client_key": key, "writing": str(UUID(int=writing)), "text": text, "to": NUMBER,
            "knew": str(UUID(int=knew)) if knew else None, "over": over,
        }  # fmt: skip
        headers = {"origin": HOST, "x-csrf-token": by.csrf, "hx-request": "true"}
        return (await by.http.post("/new/draft", json=draft, headers=headers)).status_code

    assert await keep(mei, "Half a thought", 1, None) == 204
    assert "Half a thought" in (await mei.get("/new")).text
    assert "Half a thought" not in (await wei.get("/new")).text
    assert "Half a thought" not in (await mei.get(f"/new?to={NUMBER.replace('+', '%2B')}")).text
    assert await keep(mei, "Of a window that knew nothing", 2, None) == 409
    assert await keep(mei, "A whole one", 3, 1) == 204
    assert await keep(mei, "Rather this", 4, None, over=True) == 204
    page = (await mei.get("/new")).text
    assert "Rather this" in page
    assert f'data-writing="{UUID(int=4)}"' in page
    await mei.post("/new", sms(house, text="Rather this"))
    assert await keep(mei, "Rather this", 5, 4) == 204  # it was overtaken by its own sending
    assert "Rather this" not in (await mei.get("/new")).text


async def test_where_a_conversation_goes_on_it_is_offered_instead(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    await mei.post("/new", sms(house))
    own = (await mei.get("/new/way?to=0912345678")).text
    assert "You are already writing with them here." in own
    assert "Open it" in own
    assert "data-can-send" not in own
    assert "Mei is already writing with them here." in (await wei.get("/new/way?to=0912345678")).text
    refused = await wei.post("/new", sms(house, client_key="another-key"))
    assert refused.status_code == 409


async def test_who_withdrew_is_not_written_to_and_why_is_said_before(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    who = await lin(house)
    await stops(house, who, mei)
    way = (await mei.get("/new/way?to=0912345678")).text
    assert "Must not be sent: they objected, Today, told Mei in person or on the phone." in way
    assert "data-can-send" not in way
    assert (await mei.post("/new", sms(house))).status_code == 403
    survey = (await mei.get("/new/way?to=0922333444&purpose=survey")).text
    assert "none is on file" in survey


async def test_several_who_share_an_address_are_asked_for(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    first, _ = await lin(house), await lin(house, "Tom Hale")
    way = (await mei.get("/new/way?to=0912345678")).text
    assert "Several people share this address" in way
    chosen = (await mei.get(f"/new/way?to=0912345678&customer={first}")).text
    assert "Several people" not in chosen
    assert f"/customers/{first}" in chosen


async def test_nothing_of_another_organisation_can_be_used_or_seen(house: House) -> None:
    otto, mei = await house.person("otto", Role.AGENT, house.other), await house.person("mei", Role.AGENT)
    who = await lin(house)
    assert "Lin" not in (await otto.get("/new/found?q=lin")).text
    assert "Lin" not in (await otto.get(f"/new?customer={who}")).text
    assert "Lin" not in (await otto.get(f"/new/way?to=0912345678&customer={who}")).text
    assert (await otto.get(f"/new/note?customer={who}")).status_code == 404
    assert (await otto.post("/new", sms(house))).status_code == 404
    assert (await mei.post("/new", sms(house, queue=str(house.queues[house.other])))).status_code == 403
    assert (await mei.post("/new", sms(house, customer="nobody"))).status_code == 422


async def test_a_note_about_a_customer_is_kept_for_colleagues(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    who = await lin(house)
    assert "Lin Jiaying" in (await mei.get(f"/new/note?customer={who}")).text
    kept = await mei.post("/new/note", {"customer": str(who), "text": "Prefers mornings"})
    assert kept.headers["hx-redirect"] == f"/customers/{who}"
    assert "Prefers mornings" in (await mei.get(f"/customers/{who}")).text


async def mailbox(house: House) -> ChannelAccountId:
    async def make(work: UnitOfWork) -> ChannelAccountId:
        return await house.runtime.accounts.create(
            work,
            channel="email",
            name="Service",
            address="service@kiln.example",
            settings={},
            secrets={},
            queue_id=None,
        )

    return await house.runtime.database.run(house.tenant, make, actor="test")


async def test_a_mail_is_passed_on_with_its_words_and_files_by_who_may_read_it(house: House) -> None:
    mei, otto = await house.person("mei", Role.AGENT), await house.person("otto", Role.AGENT, house.other)
    mail = {
        "account": str(await mailbox(house)),
        "to": "lin@moss.example",
        "subject": "Plan",
        "client_key": "first-mail",
    }
    headers = {"origin": HOST, "x-csrf-token": mei.csrf, "hx-request": "true"}
    attached = {"files": ("plan.txt", b"north door", "text/plain")}
    sent = await mei.http.post("/new", data=mail | {"text": "See the plan."}, files=attached, headers=headers)
    assert sent.status_code == 204, sent.text
    opened = (await mei.get(sent.headers["hx-redirect"])).text
    found = re.search(r"/new\?forward=([0-9a-f-]+)", opened)
    assert found
    page = (await mei.get(f"/new?forward={found[1]}")).text
    assert "Fwd: Plan" in page
    assert "See the plan." in page
    assert "From: Mei" in page
    [file] = re.findall(r'name="kept" value="([0-9a-f-]+)"', page)
    assert (await otto.get(f"/new?forward={found[1]}")).status_code == 404
    on = mail | {
        "to": "supplier@parts.example", "subject": "Fwd: Plan", "text": "Please look.", "client_key": "second-mail",
        "forward": found[1], "kept": file, "cc": "Boss <boss@kiln.example>; ana@kiln.example",
    }  # fmt: skip
    assert (await mei.post("/new", on)).status_code == 204
    async with house.runtime.database.read(house.tenant) as reader:
        names = await reader.value(
            "select array_agg(a.name order by a.id) from core.attachment a where a.tenant_id = %s", [house.tenant]
        )
        copies = await reader.value(
            "select recipients -> 'cc' from core.message where tenant_id = %s and client_key = 'second-mail'",
            [house.tenant],
        )
    assert names == ["plan.txt", "plan.txt"]
    assert [one["value"] for one in copies] == ["boss@kiln.example", "ana@kiln.example"]
    refused = await mei.post("/new", on | {"client_key": "third-mail", "bcc": "nobody"})
    assert (refused.status_code, refused.json()["type"].rpartition(":")[2]) == (422, "not_a_mail_address")


async def test_an_answer_goes_to_others_openly_and_blindly(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    mail = {
        "account": str(await mailbox(house)),
        "to": "lin@moss.example",
        "subject": "Plan",
        "client_key": "first-mail",
    }
    opened = (await mei.post("/new", mail | {"text": "Hello"})).headers["hx-redirect"]
    interaction = opened.rpartition("=")[2]
    page = (await mei.get(opened)).text
    assert 'data-copy-add="bcc:"' in page
    answer = {"client_key": "an-answer", "text": "And this", "copies": ["ana@kiln.example", "bcc:boss@kiln.example"]}
    assert (await mei.post(f"/console/interactions/{interaction}/messages", answer)).status_code == 204
    async with house.runtime.database.read(house.tenant) as reader:
        to = await reader.value(
            "select recipients from core.message where tenant_id = %s and client_key = 'an-answer'", [house.tenant]
        )
    assert [one["value"] for one in to["cc"]] == ["ana@kiln.example"]
    assert [one["value"] for one in to["bcc"]] == ["boss@kiln.example"]
    assert "ana@kiln.example" in (await mei.get(opened)).text
