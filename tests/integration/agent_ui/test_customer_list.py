"""The list of customers as a page: filters, views, many at once, a file."""

from __future__ import annotations

import re
from functools import partial
from typing import Any
from uuid import UUID

from contact_center.directory.service import Role
from crm_core.customers import service as customers
from tests.integration.agent_ui.conftest import House


async def made(house: House, name: str, **values: Any) -> UUID:
    create = partial(customers.create_customer, name=name, **values)
    found: UUID = await house.runtime.database.run(house.tenant, create, actor="test")
    return found


async def test_customers_are_filtered_tagged_saved_as_a_view_and_exported(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    wei = await house.person("wei", Role.AGENT)
    lin = await made(house, "林佳穎", emails=["lin@moss.example"])
    await made(house, "=cmd()", kind="organisation", phones=["0922 000 111"])
    told = (await mei.post("/customers/many", {"id": str(lin), "tag": "café", "state": ""})).text
    assert "1 customer changed." in told
    page = (await mei.get("/customers?tag=caf%C3%A9")).text
    assert page.count('class="customer-line"') == 1
    assert "Save view" in page
    for name, team in (("Cafés", "true"), ("Only my cafés", "")):
        form = {"name": name, "state": "tag=caf%C3%A9"} | ({"team": team} if team else {})
        saved = await mei.post("/customers/views", form)
        assert saved.headers["location"] == "/customers?tag=caf%C3%A9"
    seen = (await wei.get("/customers")).text
    assert "Cafés" in seen
    assert "Only my cafés" not in seen
    view = re.search(r"/customers/views/([0-9a-f-]+)/delete", (await mei.get("/customers?tag=caf%C3%A9")).text)
    assert view is not None
    assert (await wei.post(view[0], {})).status_code == 404
    assert (await mei.post(view[0], {})).status_code == 303
    file = (await mei.get("/customers/export.csv?kind=organisation")).content.decode("utf-8-sig").splitlines()
    assert file[0].startswith("Name,Kind,Organisation")
    assert file[1].startswith("'=cmd(),organisation,,,+886922000111")
    acts = await house.rows("select action from core.audit where action = 'customers exported'")
    assert len(acts) == 1
    undo = re.search(r"/customers/many/[0-9a-f-]+/undo", told)
    assert undo is not None
    assert (await mei.post(undo[0], {})).status_code == 200
    assert (await mei.get("/customers?tag=caf%C3%A9")).text.count('class="customer-line"') == 0


async def test_a_place_that_is_none_begins_at_the_beginning(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await made(house, "Lin")
    for after in ("x", "1.2.3", "%00"):
        answered = await mei.get(f"/customers?after={after}")
        assert answered.status_code in (200, 422)
    assert (await mei.post("/customers/many", {"tag": "x"})).status_code == 422
