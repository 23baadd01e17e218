"""An invoice goes out once more: to the billing address that the ERP has and to no other, with its print, once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from contact_center.bootstrap.joins.erp import erp_systems
from contact_center.bootstrap.joins.invoice_letters import MailedInvoices
from contact_center.directory.service import Role
from contact_center.interactions.delivery.service import PostponedUntil
from contact_center.kernel.contracts.channels import Address, AddressKind, SteeringWord
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import UnitOfWork
from erp_link.connectors.odoo.client import OdooApi
from erp_link.copying import Copying
from erp_link.proposals.sending import ProposalSender
from tests.contract.erp.kits import OdooKit
from tests.integration.agent_ui.conftest import House, Person
from tests.integration.agent_ui.test_back_office import customer_of
from tests.integration.agent_ui.test_erp_page import form as erp_form
from tests.integration.agent_ui.test_starting import mailbox
from tests.odoo_server import OdooServer, odoo_server

BILLS = "bills@mosslane.example"
INVOICE = "31"


@pytest_asyncio.fixture(loop_scope="session")
async def odoo() -> AsyncIterator[OdooServer]:
    async with odoo_server() as server:
        yield server


def bills_to(odoo: OdooServer, address: str) -> None:
    same = {name: value for name, value in odoo.rows["res.partner"][12].items() if name != "id"}
    odoo.put("res.partner", 13, **{**same, "name": "Bills", "type": "invoice", "email": address, "phone": False})


async def sent(house: House) -> list[dict[str, Any]]:
    return await house.rows(
        "select c.contact_value, c.subject, c.customer_id, m.text, m.author_name, m.meta, a.name, a.blob_key "
        "from core.message m join core.conversation c on c.tenant_id = m.tenant_id and c.id = m.conversation_id "
        "left join core.attachment a on a.tenant_id = m.tenant_id and a.message_id = m.id "
        "where m.tenant_id = %s and m.direction = 'out'",
        house.tenant,
    )


async def connected(house: House, odoo: OdooServer, ann: Person) -> None:
    kit = OdooKit(odoo, OdooApi.JSON2)
    bills_to(odoo, BILLS)
    assert (await ann.post("/admin/erp", erp_form(odoo))).status_code == 303
    asked = kit.connector()
    await Copying(house.runtime.database, house.tenant, asked).once()
    await asked.close()


async def stop(house: House, address: str) -> None:
    """Whoever reads that address has answered STOP."""

    async def hear(work: UnitOfWork) -> None:
        await house.runtime.ports.consent.heard(
            work, Address(AddressKind.EMAIL, address), "email", SteeringWord.STOP, "test"
        )  # fmt: skip

    await house.runtime.database.run(house.tenant, hear, actor="test")


async def test_it_goes_to_the_billing_address_on_file_alone_and_once(house: House, odoo: OdooServer) -> None:
    ann, mei = await house.person("ann", Role.ADMIN), await house.person("mei", Role.AGENT)
    await connected(house, odoo, ann)
    interaction = await house.text("886912345018", "Please send me my invoice again")
    await house.give(interaction, mei.agent)
    tom = await customer_of(house, interaction)
    wanted = {
        "kind": "resend", "customer": str(tom), "record": INVOICE, "interaction": str(interaction),
        "value": "thief@mail.example", "id": str(new_id()),
    }  # fmt: skip
    assert "Send an invoice again" in (await mei.get(f"/proposals/new?customer={tom}")).text
    assert "INV/2026/0031" in (await mei.get(f"/proposals/new?customer={tom}&kind=resend")).text
    nowhere = await mei.post("/proposals/preview", wanted)
    assert "no_mailbox_for_it" in nowhere.text
    await mailbox(house)
    shown = (await mei.post("/proposals/preview", wanted)).text
    for said in (BILLS, "service@kiln.example", ".pdf", "Send it"):
        assert said in shown
    assert "thief" not in shown
    assert await sent(house) == []

    systems = erp_systems(house.runtime)
    sender = ProposalSender(house.runtime.database, systems, MailedInvoices(house.runtime))
    for _ in range(2):
        assert (await mei.post("/proposals", wanted)).status_code in (200, 303)
    for _ in range(2):
        await sender.send(house.tenant, UUID(wanted["id"]))
    [one] = await sent(house)
    assert (one["contact_value"], one["customer_id"], one["author_name"]) == (BILLS, tom, mei.who.user.name)
    assert "INV/2026/0031" in one["subject"]
    assert await house.runtime.blobs.get(one["blob_key"]) == b"%PDF-1.4"
    notes = await house.rows(
        "select text from core.message where direction = 'note' and interaction_id = %s", interaction
    )
    assert [BILLS in note["text"] for note in notes] == [True]
    page = (await mei.get(f"/proposals/{wanted['id']}")).text
    assert "in the outbox" in page
    assert "Undo it" not in page

    again = wanted | {"id": str(new_id())}
    await mei.post("/proposals", again)
    odoo.faults.status = 503
    with pytest.raises(PostponedUntil):
        await sender.send(house.tenant, UUID(again["id"]))
    odoo.faults.status = None
    bills_to(odoo, "new@mosslane.example")
    await sender.send(house.tenant, UUID(again["id"]))
    page = (await mei.get(f"/proposals/{again['id']}")).text
    assert "not sent" in page
    assert "has another address" in page
    assert len(await sent(house)) == 1
    await systems.close()
    await stop(house, "new@mosslane.example")
    refused = await mei.post("/proposals/preview", wanted | {"id": str(new_id())})
    assert refused.status_code == 403
    assert "customer_objected" in refused.text
