"""Two customers beside each other: suggested, compared, merged, and two again."""

from __future__ import annotations

import re
from functools import partial
from typing import Any
from uuid import UUID

from contact_center.directory.service import Role
from contact_center.platform.eventlog import consume_once
from crm_core.customers import service as customers
from crm_core.customers.duplicates.service import DuplicatesFollow
from tests.integration.agent_ui.conftest import House


async def made(house: House, name: str, **values: Any) -> UUID:
    create = partial(customers.create_customer, name=name, **values)
    found: UUID = await house.runtime.database.run(house.tenant, create, actor="test")
    return found


async def test_a_suggested_duplicate_is_compared_merged_and_taken_apart_again(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await made(house, "林佳穎", phones=["0912 345 081"], emails=["lin@moss.example"])
    other = await made(house, "林佳穎", phones=["0912 345 081"], language="en", tax_id="12345675")
    await consume_once(house.runtime.database, DuplicatesFollow())
    assert f'hx-get="/customers/{lin}/perhaps"' in (await mei.get(f"/customers/{lin}")).text
    banner = (await mei.get(f"/customers/{lin}/perhaps")).text
    assert "Perhaps the same person:" in banner
    assert "same address: +886 912 345 081" in banner.replace("\u00a0", " ")
    assert f"/customers/{lin}/compare/{other}" in banner
    assert (await mei.get("/customers/duplicates")).text.count('class="pair"') == 1
    page = (await mei.get(f"/customers/{lin}/compare/{other}")).text
    assert re.search(r'name="tax_id" value="other" checked', page)
    done = await mei.post(f"/customers/{lin}/merge/{other}", {"tax_id": "other", "language": "survivor"})
    assert done.headers["location"] == f"/customers/{lin}"
    moved = await mei.get(f"/customers/{other}?tab=orders")
    assert (moved.status_code, moved.headers["location"]) == (303, f"/customers/{lin}?tab=orders")
    banner = (await mei.get(f"/customers/{lin}/perhaps")).text
    assert "Merged with 林佳穎" in banner
    assert "Merged into one customer." in banner  # with Undo
    end = re.search(r'action="(/customers/merges/[^"]+/end)"', banner)
    assert end is not None
    assert (await mei.get("/customers?q=0912345081")).text.count('class="customer-row"') == 1
    assert (await mei.post(end[1], {})).headers["hx-redirect"] == f"/customers/{lin}"
    assert (await mei.get("/customers?q=0912345081")).text.count('class="customer-row"') == 2
    assert (await mei.post(end[1], {})).status_code == 409


async def test_two_people_stay_two_and_it_can_be_taken_back(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await made(house, "林佳穎", phones=["0912 345 081"])
    other = await made(house, "林佳穎", phones=["0912 345 081"])
    await consume_once(house.runtime.database, DuplicatesFollow())
    told = (await mei.post(f"/customers/{lin}/two/{other}", {})).text
    assert "Kept as two customers." in told
    assert f"/customers/{lin}/one/{other}" in told
    assert "Perhaps" not in (await mei.get(f"/customers/{lin}/perhaps")).text
    await mei.post(f"/customers/{lin}/one/{other}", {})
    assert "Perhaps" in (await mei.get(f"/customers/{lin}/perhaps")).text
