"""The list of customers as a page: filters, views, many at once, a file."""

from __future__ import annotations

import re
from functools import partial
from html import unescape
from typing import Any
from uuid import UUID

from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldKind, FieldSubject, JsonValue
from contact_center.directory.service import Role
from contact_center.kernel.ids import CustomerId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource
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


async def test_columns_are_chosen_for_oneself_and_kept_in_views_and_the_file_follows(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    await made(house, "林佳穎", phones=["0912 345 081"], tax_id="12345675")

    def heads(text: str) -> list[str]:
        return re.findall(r'<span class="cell-name">(.*?): </span>', text)

    usual = ["Contact", "Owner", "Tags", "Last message", "Last contact"]
    assert heads((await mei.get("/customers")).text) == usual
    sent = await mei.post("/customers/columns", {"column": ["tax_id", "phone"], "state": "kind=person"})
    assert sent.headers["location"] == "/customers?kind=person"
    page = (await mei.get("/customers?kind=person")).text
    assert heads(page) == ["Tax number", "Phone"]
    assert "12345675" in page
    assert heads((await wei.get("/customers")).text) == usual
    state = re.search(r'name="state" value="([^"]*columns=[^"]*)"', page)
    assert state is not None
    saved = await mei.post("/customers/views", {"name": "Tax", "state": unescape(state[1]), "team": "true"})
    view = saved.headers["location"]
    assert heads((await wei.get(view)).text) == ["Tax number", "Phone"]
    file = (await wei.get(view.replace("/customers?", "/customers/export.csv?"))).content.decode("utf-8-sig")
    assert file.splitlines()[0] == "Name,Tax number,Phone,Id"
    assert file.splitlines()[1].startswith("林佳穎,12345675,+886912345081,")
    inside = view.partition("?")[2]
    changed = await wei.post("/customers/columns", {"column": ["owner"], "state": inside})  # of the view alone
    assert heads((await wei.get(changed.headers["location"])).text) == ["Owner"]
    assert heads((await wei.get("/customers")).text) == usual
    await mei.post("/customers/columns", {"usual": "true", "state": ""})
    assert heads((await mei.get("/customers")).text) == usual
    for wrong in ({"state": ""}, {"column": ["x", "x"]}, {"column": [str(n) for n in range(13)]}):
        assert (await mei.post("/customers/columns", wrong)).status_code == 422


async def test_customers_are_filtered_by_own_fields_on_the_page_in_the_file_and_over_the_api(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    ids = [await made(house, name, emails=[f"{name.lower()}@x.example"]) for name in ("Anna", "Ben", "Cora")]

    async def fill(unit: UnitOfWork) -> None:
        for name, kind in (("City", FieldKind.TEXT), ("Shops", FieldKind.NUMBER), ("Plan", FieldKind.CHOICE)):
            choices = ["Gold", "Silver", "Basic"] if kind is FieldKind.CHOICE else []
            await own_fields.define(unit, FieldSubject.CUSTOMER, name, kind, choices)
        values = (("Taipei", "3", "Gold"), ("Taichung", "12", "Silver"), ("Tainan", "40", "Basic"))
        for id, (city, shops, plan) in zip(ids, values, strict=True):
            fields: dict[str, JsonValue] = {"field.city": city, "field.shops": shops, "field.plan": plan}
            await profile.edit(unit, CustomerId(id), fields, EditSource(EditOrigin.PAGE))

    await house.runtime.database.run(house.tenant, fill, actor="test")
    asked = "own.city=tai&own.shops.from=5&own.plan.any=Silver&own.plan.any=Basic&reach=email&order=newest"
    page = (await mei.get(f"/customers?{asked}")).text
    assert re.findall(r"<b[^>]*>(Anna|Ben|Cora)</b>", page) == ["Cora", "Ben"]
    assert 'name="own.shops.from" value="5"' in page
    more = await mei.get("/customers?own.city=TAINAN&own.city.how=is&columns=field.plan,field.shops")
    assert more.text.count('class="customer-row"') == 1
    assert "own.city.is=TAINAN" in more.text  # as the file and a saved view say it
    file = (await mei.get("/customers/export.csv?own.city.is=Tainan&columns=field.plan,field.shops")).text
    assert file.splitlines()[1].startswith("Cora,Basic,40,")
    wrong = (await mei.get("/customers?own.shops.from=many")).text
    assert "Shops: Write a number." in wrong
    assert wrong.count('class="customer-row"') == 0
    assert (await mei.get("/customers/export.csv?own.shops.from=many")).status_code == 422

    async def names(query: str) -> list[str]:
        answered = await mei.get(f"/api/v1/customers?{query}")
        assert answered.status_code == 200, answered.text
        return [one["name"] for one in answered.json()["customers"]]

    assert await names("field=shops:from:5&field=plan:any:Silver&field=plan:any:Gold") == ["Ben"]
    assert await names("reach=email&q=taichung") == ["Ben"]
    first = (await mei.get("/api/v1/customers?reach=email&limit=2")).json()
    assert await names(f"reach=email&after={first['next']}") == ["Cora"]
    assert await names("wrote=sms") == []
    refused = await mei.get("/api/v1/customers?field=shops:contains:5")
    assert (refused.status_code, refused.json()["field"]) == (422, "shops")
    assert (await mei.get("/api/v1/customers?field=shops")).status_code == 422


async def test_a_place_that_is_none_begins_at_the_beginning(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    await made(house, "Lin")
    for after in ("x", "1.2.3", "%00"):
        answered = await mei.get(f"/customers?after={after}")
        assert answered.status_code in (200, 422)
    assert (await mei.post("/customers/many", {"tag": "x"})).status_code == 422
