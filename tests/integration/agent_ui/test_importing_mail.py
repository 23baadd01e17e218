"""Old mail as its pages import it: sorted by address, tried, brought in once, read on its customer, taken back."""

from __future__ import annotations

import re
from uuid import UUID

from contact_center.directory.service import Role
from contact_center.interactions.importing.batches import MailHistory
from contact_center.interactions.intake.parsing import Parsing
from contact_center.kernel.contracts.channels import RawEnvelope
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import House, Person

LIN = (
    "From: 林佳穎 <lin@x.example>\nTo: service@kiln.example\nSubject: 訂單\nMessage-ID: <a1@x.example>\n"
    "Date: Mon, 02 Jan 2023 10:00:00 +0800\nContent-Type: text/plain; charset=utf-8\n\n"
    "請問出貨了嗎 <script>alert(1)</script>\n"
)
ANSWER = (
    "From: Mei <mei@kiln.example>\nTo: lin@x.example\nSubject: Re: 訂單\nMessage-ID: <b1@kiln.example>\n"
    "In-Reply-To: <a1@x.example>\nReferences: <a1@x.example>\nDate: Mon, 02 Jan 2023 11:00:00 +0800\n\nIt left today.\n"
)
NEWS = (
    "From: News <news@shop.example>\nTo: service@kiln.example\nSubject: Sale\nMessage-ID: <n1@shop.example>\n"
    "List-Unsubscribe: <mailto:x@shop.example>\nPrecedence: bulk\nDate: Mon, 02 Jan 2023 12:00:00 +0800\n\nBuy.\n"
)
BROKEN = "Subject: nobody wrote this\n\n?\n"


def mbox(*mails: str) -> bytes:
    return "".join(f"From x Mon Jan 02 03:04:05 2023\n{mail}\n" for mail in mails).encode()


async def mailbox(house: House) -> UUID:
    async def make(work: UnitOfWork) -> UUID:
        return await house.runtime.accounts.create(
            work, channel="email", name="Mail", address="service@kiln.example",
            settings={"imap_host": "mail.example", "smtp_host": "mail.example"}, secrets={},
            queue_id=house.queues[house.tenant],
        )  # fmt: skip

    return UUID(str(await house.runtime.database.run(house.tenant, make, actor="test")))


async def upload(sam: Person, address: str, files: dict[str, bytes], **form: str) -> str:
    sent = await sam.http.post(
        address, data=form, files=[("file", (name, raw, "application/mbox")) for name, raw in files.items()],
        headers={"x-csrf-token": sam.csrf, "origin": "http://localhost:8600"},
    )  # fmt: skip
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


async def go_on(house: House, address: str) -> None:
    runtime = house.runtime
    work = MailHistory(runtime.database, runtime.ports, runtime.accounts, Parsing())
    await work.go_on(house.tenant, UUID(address.rpartition("/")[2]))


async def value(house: House, sql: str, *args: object) -> object:
    async with house.runtime.database.read(house.tenant) as reader:
        return await reader.value(sql, [house.tenant, *args])


IN_ALL = "select count(*) from core.message where tenant_id = %s and meta ? 'imported'"


async def test_old_mail_is_tried_brought_in_once_read_on_its_customer_and_taken_back(house: House) -> None:
    account = await mailbox(house)
    sam = await house.person("sam", Role.SUPERVISOR)
    mei = await house.person("mei", Role.AGENT)
    assert (await mei.get("/customers/import-mail")).status_code == 403
    assert "service@kiln.example" in (await sam.get("/customers/import-mail")).text

    one = await upload(sam, "/customers/import-mail", {"in.mbox": mbox(LIN, NEWS, LIN, BROKEN)}, mailbox=str(account))
    await go_on(house, one)
    one = await upload(sam, f"{one}/files", {"sent.mbox": mbox(ANSWER)})
    await go_on(house, one)
    page = (await sam.get(one)).text
    roles = dict(re.findall(r'name="address" value="([^"]+)".*?<option value="(\w+)" selected', page))
    assert roles == {
        "lin@x.example": "customer", "service@kiln.example": "ours", "mei@kiln.example": "ours",
        "news@shop.example": "left_out",
    }  # fmt: skip
    chosen = {"address": list(roles), "role": list(roles.values()), "means": [""] * len(roles)}
    assert (await sam.post(f"{one}/try", chosen)).status_code == 303
    await go_on(house, one)
    page = (await sam.get(one)).text
    assert "Import 3 mails" in page, "the twin is found when it is brought in"
    assert "No sender" in page or "sender" in page
    assert await value(house, IN_ALL) == 0
    assert b"nobody wrote this" in (await sam.get(f"{one}/mails/4.eml")).content

    assert (await sam.post(f"{one}/run")).status_code == 303
    await go_on(house, one)
    page = (await sam.get(one)).text
    assert "2 mails in 1 conversation" in page
    work = await value(house, "select id from core.interaction where tenant_id = %s and outcome = 'imported'")
    conversation = (await sam.get(f"/console?c={work}")).text
    assert "It left today." in conversation
    assert "<script>alert" not in conversation
    assert (await sam.post(f"/console/interactions/{work}/reopen")).status_code in (403, 409)
    assert await value(house, "select count(*) from core.message_words where tenant_id = %s") == 2
    assert await value(
        house, "select count(*) from core.interaction where tenant_id = %s and state <> 'closed'"
    ) == 0  # fmt: skip

    arrived = RawEnvelope(
        await house.runtime.accounts.get(account), "p", house.runtime.clock.now(), "message/rfc822", LIN.encode()
    )
    runtime = house.runtime
    message = runtime.ports.adapters["email"].parse(arrived)
    receipt = await runtime.intake.take_understood(arrived, message)
    assert receipt.repeated, "the same mail fetched from the mailbox is the one that is here"

    twice = await upload(sam, "/customers/import-mail", {"in.mbox": mbox(LIN)}, mailbox=str(account))
    await go_on(house, twice)
    await sam.post(f"{twice}/try")
    await go_on(house, twice)
    assert "Already here" in (await sam.get(twice)).text

    assert (await sam.post(f"{one}/undo")).status_code == 303
    await go_on(house, one)
    assert await value(house, IN_ALL) == 0
    for table in ("core.conversation", "core.envelope", "core.thread_key", "core.message_words", "crm.customer"):
        assert await value(house, f"select count(*) from {table} where tenant_id = %s") == 0, table
    assert "undone" in (await sam.get(one)).text
