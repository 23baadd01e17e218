"""The customer list."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

import pytest

from contact_center.directory.service import Role
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
