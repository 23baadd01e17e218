"""Files are shared by content: one goes when nobody has it any more, and not before."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from contact_center.bootstrap.sweeping import sweep_once
from contact_center.directory.service import Role
from contact_center.interactions.delivery import files
from contact_center.kernel.ids import InteractionId, new_id
from contact_center.platform.blobs import NoSuchBlob
from contact_center.platform.unit_of_work import UnitOfWork
from tests.integration.agent_ui.conftest import House, Person

GUIDE = b"%PDF the same guide"


async def attached(house: House, interaction: InteractionId, content: bytes) -> str:
    """As intake keeps a file of a message."""
    key = files.key_of(house.tenant, content)
    await house.runtime.blobs.put(key, content)

    async def note(work: UnitOfWork) -> None:
        await work.execute(
            "insert into core.attachment (tenant_id, id, message_id, name, content_type, size, blob_key) "
            "select tenant_id, %s, id, 'guide.pdf', 'application/pdf', 20, %s from core.message "
            "where tenant_id = %s and interaction_id = %s limit 1",
            [new_id(), key, work.tenant_id, interaction],
        )

    await house.runtime.database.run(house.tenant, note, actor="test")
    return key


async def erase(admin: Person, number: str) -> None:
    found = (await admin.get(f"/admin?erase=%2B{number}")).text
    action = re.search(r'action="(/admin/customers/[0-9a-f-]+/erase)"', found)
    assert action is not None
    assert (await admin.post(action[1], {"confirm": "yes"})).status_code == 303


async def test_erasing_a_customer_leaves_the_same_file_to_another_and_takes_it_with_the_last(house: House) -> None:
    admin = await house.person("ada", Role.ADMIN)
    for number in ("886900000001", "886900000002"):
        key = await attached(house, await house.text(number, "see+the+guide"), GUIDE)
    await erase(admin, "886900000001")
    assert await house.runtime.blobs.get(key) == GUIDE
    await erase(admin, "886900000002")
    with pytest.raises(NoSuchBlob):
        await house.runtime.blobs.get(key)


async def test_files_that_no_message_names_are_swept_when_they_are_old_enough(house: House) -> None:
    kept = await attached(house, await house.text("886900000003", "see+the+guide"), GUIDE)
    lost = files.key_of(house.tenant, b"of a message that was never stored")
    elsewhere = f"{house.tenant}/recordings/call"
    for key in (lost, elsewhere):
        await house.runtime.blobs.put(key, b"bytes")
    assert await sweep_once(house.runtime) == 0
    assert await sweep_once(house.runtime, young=timedelta(seconds=-60)) == 1
    with pytest.raises(NoSuchBlob):
        await house.runtime.blobs.get(lost)
    assert await house.runtime.blobs.get(kept) == GUIDE
    assert await house.runtime.blobs.get(elsewhere) == b"bytes"
