"""Whoever is known by nothing but a visit of the web site decides what may be sent to them, too."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import Any
from uuid import UUID

from contact_center.directory.service import Role
from contact_center.interactions.work import identifying
from contact_center.kernel.contracts.channels import Address, AddressKind, RawEnvelope
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.consent import service as consent
from crm_core.consent.domain import SendPurpose
from crm_core.customers import service as customers
from tests.integration.agent_ui.conftest import HOST, House, Person

VISITOR = "visitor-7f3a"


async def chats(house: House, said: str) -> UUID:
    """Somebody on the shop's page."""

    async def widget(work: UnitOfWork) -> Any:
        return await house.runtime.accounts.create(
            work, channel="webchat", name="Shop", address="shop", queue_id=house.queues[house.tenant], settings={},
            secrets={},
        )  # fmt: skip

    account = await house.runtime.accounts.get(await house.runtime.database.run(house.tenant, widget, actor="test"))
    assert account is not None
    now = house.runtime.clock.now()
    body = {"visitor": VISITOR, "client_key": "0123456789abcdef", "text": said, "sent_at": now.isoformat()}
    raw = RawEnvelope(account, "chat-1", now, "application/json", json.dumps(body).encode())
    receipt = await house.runtime.intake.take(raw)
    assert receipt.quarantined is None
    [found] = await house.rows("select id from core.interaction where conversation_id = %s", receipt.conversation_id)
    return UUID(str(found["id"]))


async def may(house: House, purpose: SendPurpose) -> bool:
    async with house.runtime.database.read(house.tenant) as reader:
        here = Address(AddressKind.WEB, VISITOR)
        return (await consent.decision(reader, house.tenant, here, "webchat", purpose)).allowed


def change_of(dialog: str, state: str, purpose: str) -> str:
    """What the button of the dialog says."""
    found = re.search(rf'value="({state} {purpose} web:webchat [^"]+)"', dialog)
    assert found is not None
    return found[1]


async def test_a_stranger_in_a_chat_decides_and_is_found_again_as_a_customer(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    work = await chats(house, "please no surveys, but news about beans is fine")
    await house.give(work, mei.agent)
    at = f"/console/interactions/{work}/consent"
    assert f'data-url="{at}"' in (await mei.get(f"/console?c={work}")).text
    dialog = (await mei.get(at)).text
    assert "Visitor on the web site" in dialog
    assert VISITOR not in dialog
    assert "please no surveys" in dialog
    proof = re.search(r'name="message" value="([0-9a-f-]+)"', dialog)
    assert proof is not None
    agree = {"change": change_of(dialog, "given", "marketing"), "how": "written"}
    assert (await mei.post(at, agree)).status_code == 422, "of a yes the proof is kept"
    assert (await wei.post(at, agree | {"message": proof[1]})).status_code == 403, "only who has it in hand"
    assert "Marketing: agreed" in (await mei.post(at, agree | {"message": proof[1]})).text
    no = {"change": change_of(dialog, "objected", "service"), "how": "spoken"}
    done = (await mei.post(at, no)).text
    assert (await may(house, SendPurpose.MARKETING), await may(house, SendPurpose.CONTACT)) == (True, False)
    back = re.search(rf"{at}/[0-9a-f-]+/undo", done)
    assert back is not None
    assert (await wei.post(back[0])).status_code == 403
    assert (await mei.post(back[0])).status_code == 200
    assert await may(house, SendPurpose.CONTACT)
    await the_same_by_api(mei, wei, work, proof[1])
    await as_a_customer(house, mei, work)


async def the_same_by_api(mei: Person, wei: Person, work: UUID, message: str) -> None:
    at = f"/api/v1/interactions/{work}/consents"
    headers = {"origin": HOST, "x-csrf-token": mei.csrf, "Idempotency-Key": "one"}
    body = {"purpose": "survey", "state": "withdrawn", "how": "written", "message": message}
    made = (await mei.http.post(at, json=body, headers=headers)).json()
    assert (made["kind"], made["channel"], made["state"]) == ("web", "webchat", "withdrawn")
    assert (await mei.http.post(at, json=body, headers=headers)).json() == made
    other = await wei.http.post(at, json=body, headers={"origin": HOST, "x-csrf-token": wei.csrf})
    assert other.status_code == 403
    standing = {one["purpose"]: one["state"] for one in (await mei.get(at)).json()["consents"]}
    assert standing == {"service": "unknown", "survey": "withdrawn", "marketing": "given"}
    undone = await mei.http.post(f"{at}/{made['change']}/undo", headers=headers)
    assert undone.json()["change"] == made["change"]
    assert (await mei.http.post(at, json=body | {"message": str(work)}, headers=headers)).status_code == 422


async def as_a_customer(house: House, mei: Person, work: UUID) -> None:
    """Who they are is learnt: what they said is on their page, is changed there, and goes when they are erased."""
    database = house.runtime.database
    lin: CustomerId = await database.run(
        house.tenant, partial(customers.create_customer, name="Lin", emails=["lin@x.example"]), actor="test"
    )
    await database.run(house.tenant, lambda unit: identifying.pick_customer(unit, work, lin), actor="test")
    page = (await mei.get(f"/customers/{lin}")).text
    assert "Visitor on the web site" in page
    assert "Marketing: agreed" in page
    assert VISITOR not in page
    beside = (await mei.get(f"/customers/{lin}/consent?beside={work}")).text
    take = {"change": change_of(beside, "withdrawn", "marketing"), "how": "spoken", "beside": str(work)}
    assert "Marketing, Visitor on the web site: withdrawn." in (await mei.post(f"/customers/{lin}/consent", take)).text
    assert not await may(house, SendPurpose.MARKETING)
    channels = {
        (one["kind"], one["channel"]) for one in (await mei.get(f"/api/v1/customers/{lin}/consents")).json()["consents"]
    }
    assert channels == {("email", "email"), ("web", "webchat"), ("web", "voice")}
    async with database.read(house.tenant) as reader:
        subject = await customers.data_subject(reader, house.tenant, lin)
    assert Address(AddressKind.WEB, VISITOR) in subject.addresses
