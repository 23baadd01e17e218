"""An agent says who a conversation is with: somebody of ours, or somebody new; and takes it back."""

from __future__ import annotations

import re
from functools import partial
from uuid import UUID

from contact_center.directory.service import Role
from contact_center.kernel.ids import CustomerId
from crm_core.customers import service as customers
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource
from tests.integration.agent_ui.conftest import House


async def _with(house: House, interaction: UUID) -> UUID | None:
    [row] = await house.rows(
        "select c.customer_id from core.interaction i join core.conversation c on c.id = i.conversation_id "
        "where i.tenant_id = %s and i.id = %s", house.tenant, interaction,
    )  # fmt: skip
    found: UUID | None = row["customer_id"]
    return found


async def test_a_conversation_is_linked_to_a_customer_and_taken_back(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    create = partial(customers.create_customer, name="林佳穎")
    lin: CustomerId = await house.runtime.database.run(house.tenant, create, actor="test")
    at_work = await house.text("886900000001", "hello")
    await house.give(at_work, mei.agent)
    before = await _with(house, at_work)
    at = f"/console/interactions/{at_work}/link"
    assert 'value="+886900000001"' in (await mei.get(at)).text
    assert f'value="{lin}"' in (await mei.get(f"{at}/found?q=佳穎")).text
    linked = (await mei.post(at, {"customer": str(lin)})).text
    assert "This conversation is with 林佳穎." in linked
    assert await _with(house, at_work) == lin
    await mei.post(f"{at}/undo")
    assert await _with(house, at_work) == before
    assert (await mei.post(f"{at}/undo")).status_code == 409


async def test_somebody_new_is_made_from_what_is_known(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    at_work = await house.text("886900000001", "hello")
    await house.give(at_work, mei.agent)
    form = {"name": "Tom Hale", "email": "tom@x.example", "phone": ""}
    assert (await mei.post(f"/console/interactions/{at_work}/link/new", form)).status_code == 200
    made = await _with(house, at_work)
    assert "tom@x.example" in (await mei.get(f"/customers/{made}")).text


async def test_the_console_shows_warnings_and_edits_a_number_beside_the_conversation(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    create = partial(customers.create_customer, name="林佳穎", phones=["0912345001"])
    lin: CustomerId = await house.runtime.database.run(house.tenant, create, actor="test")
    warn = partial(
        profile.put_note, id=lin, text="Deliver before 10:30", source=EditSource(EditOrigin.PAGE), warning=True
    )
    await house.runtime.database.run(house.tenant, warn, actor="test")
    at_work = await house.text("886912345001", "hello")
    await house.give(at_work, mei.agent)
    page = (await mei.get(f"/console?c={at_work}")).text
    assert "Deliver before 10:30" in page
    edit = re.search(rf'hx-get="(/customers/{lin}/details/address-[0-9a-f-]+)/edit\?beside={at_work}"', page)
    assert edit is not None
    form = (await mei.get(f"{edit[1]}/edit?beside={at_work}")).text
    assert f'name="beside" value="{at_work}"' in form
    change = {"text": "0912 345 002", "use": "", "seen_text": "+886912345001", "beside": str(at_work)}
    assert "Saved." in (await mei.post(edit[1], change)).text
    rows = await house.rows("select origin, reference from crm.customer_change where field = 'address'")
    assert {(row["origin"], row["reference"]) for row in rows} == {("conversation", at_work)}
