"""Erasing a customer through the administrator's door, files included."""

from __future__ import annotations

import asyncio
import re
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from contact_center.bootstrap.registry import TABLES
from contact_center.directory.service import Role
from contact_center.kernel.contracts.channels import RawEnvelope
from contact_center.kernel.ids import ChannelAccountId, new_id
from contact_center.platform import sharing
from contact_center.platform.blobs import NoSuchBlob
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import House, Person

PRICES = b"%PDF-1.7 prices of everything"


async def mailbox(house: House) -> ChannelAccountId:
    made: ChannelAccountId = await house.runtime.database.run(
        house.tenant,
        lambda work: house.runtime.accounts.create(
            work,
            channel="email",
            name="Service",
            address="help@kiln.example",
            settings={"imap_host": "imap.kiln.example", "smtp_host": "smtp.kiln.example"},
            secrets={"password": "secret"},
            queue_id=house.queues[house.tenant],
        ),
        actor="test",
    )
    return made


async def mails(house: House, account: ChannelAccountId, sender: str, content: bytes) -> str:
    """A mail with one file; its key in the blob store."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = sender, "help@kiln.example", "Hi", f"<{new_id()}@x>"
    mail.set_content("see the file")
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="prices.pdf")
    found = await house.runtime.accounts.get(account)
    assert found is not None
    raw = RawEnvelope(found, str(new_id()), house.runtime.clock.now(), "message/rfc822", mail.as_bytes())
    receipt = await house.runtime.intake.take(raw)
    assert receipt.quarantined is None
    rows = await house.rows("select blob_key from core.attachment where message_id = %s", receipt.message_id)
    return str(rows[0]["blob_key"])


async def erase(admin: Person, address: str) -> None:
    found = (await admin.get(f"/admin?erase={quote(address)}")).text
    button = re.search(r'action="(/admin/customers/[0-9a-f-]+/erase)"', found)
    assert button is not None
    done = await admin.post(button[1], {"confirm": "yes"})
    assert done.headers["location"] == "/admin?done=erased#erase"


async def test_a_file_that_another_customer_sent_too_stays_until_both_are_erased(house: House) -> None:
    admin, account = await house.person("ada", Role.ADMIN), await mailbox(house)
    shared = await mails(house, account, "lin@x.example", PRICES)
    own = await mails(house, account, "lin@x.example", b"%PDF-1.7 mine alone")
    assert await mails(house, account, "chen@y.example", PRICES) == shared
    await erase(admin, "lin@x.example")
    with pytest.raises(NoSuchBlob):
        await house.runtime.blobs.get(own)
    [file] = await house.rows("select id from core.attachment")
    kept = await admin.get(f"/files/{file['id']}")
    assert (kept.status_code, kept.content) == (200, PRICES)
    await erase(admin, "chen@y.example")
    with pytest.raises(NoSuchBlob):
        await house.runtime.blobs.get(shared)


async def test_a_file_that_comes_while_its_like_is_erased_is_there_afterwards(house: House) -> None:
    """Whoever deletes waits for whoever is just adding a row, and looks again."""
    account = await mailbox(house)
    key = await mails(house, account, "lin@x.example", PRICES)
    database, tenant = house.runtime.database, house.tenant
    held, go_on = asyncio.Event(), asyncio.Event()

    async def adding(work: UnitOfWork) -> None:
        await sharing.hold(work, [key])
        held.set()
        await go_on.wait()
        [message] = await work.values("select id from core.message")
        await work.execute(
            "insert into core.attachment (tenant_id, id, message_id, name, content_type, size, blob_key) "
            "values (%s, %s, %s, 'again.pdf', 'application/pdf', 1, %s)",
            [tenant, new_id(), message, key],
        )

    task = asyncio.create_task(database.run(tenant, adding, actor="test"))
    await held.wait()
    await house.runtime.database.run(tenant, _forget_first, actor="test")
    releasing = asyncio.create_task(sharing.release(database, tenant, house.runtime.blobs, TABLES, [key], "test"))
    go_on.set()
    await task
    assert await releasing == 0
    assert await house.runtime.blobs.get(key) == PRICES


async def _forget_first(work: UnitOfWork) -> None:
    await work.execute("delete from core.attachment where name = 'prices.pdf'")
