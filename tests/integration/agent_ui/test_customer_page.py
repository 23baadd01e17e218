"""The page about one customer: edited in place, undone, told what a colleague was faster with; one timeline."""

from __future__ import annotations

import re
from functools import partial
from uuid import UUID

from contact_center.directory.service import Role
from contact_center.kernel.ids import CustomerId
from crm_core.customers import service as customers
from tests.integration.agent_ui.conftest import House


async def customer(house: House, name: str = "林佳穎", **more: object) -> CustomerId:
    create = partial(customers.create_customer, name=name, **more)  # type: ignore[arg-type]
    made: CustomerId = await house.runtime.database.run(house.tenant, create, actor="test")
    return made


async def test_a_field_is_edited_shown_in_the_timeline_and_taken_back(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await customer(house)
    form = (await mei.get(f"/customers/{lin}/details/name/edit")).text
    assert 'name="family_name"' in form
    names = {"name": "林佳穎", "family_name": "林", "given_name": "佳穎", "seen_name": "林佳穎"}
    saved = (await mei.post(f"/customers/{lin}/details/name", names)).text
    assert "family 林, given 佳穎" in saved
    undo = re.search(rf'action="(/customers/{lin}/edits/[0-9a-f-]+/undo)"', saved)
    assert undo is not None
    page = (await mei.get(f"/customers/{lin}")).text
    assert "Family name, Given name added" in page
    assert "Changes 1" in page
    back = (await mei.post(undo[1])).text
    assert "family 林" not in back
    assert "Changes 0" in (await mei.get(f"/customers/{lin}")).text


async def test_the_form_of_address_is_said_in_the_script_of_the_name(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    for name, said in (("林佳穎", "林小姐"), ("Tom Hale", "Ms Hale")):
        who = await customer(house, name)
        await mei.post(f"/customers/{who}/details/form_of_address", {"value": "ms"})
        assert said in (await mei.get(f"/customers/{who}")).text


async def test_who_saves_second_reads_what_the_first_wrote_and_loses_nothing(house: House) -> None:
    mei, wei = await house.person("mei", Role.AGENT), await house.person("wei", Role.AGENT)
    lin = await customer(house)
    await mei.post(f"/customers/{lin}/details/segment", {"value": "A", "seen_value": ""})
    refused = (await wei.post(f"/customers/{lin}/details/segment", {"value": "B", "seen_value": ""})).text
    assert "Mei has just changed this to “A”." in refused
    assert 'value="B"' in refused
    seen = re.search(r'name="seen_value" value="([^"]*)"', refused)
    assert seen is not None
    assert "B" in (await wei.post(f"/customers/{lin}/details/segment", {"value": "B", "seen_value": seen[1]})).text


async def test_what_is_wrong_is_said_at_its_field_with_what_was_typed(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    shop = await customer(house, "Shop", kind="organisation")
    refused = (await mei.post(f"/customers/{shop}/details/tax_id", {"value": "53218890", "seen_value": ""})).text
    assert "This is not a valid tax number" in refused
    assert 'value="53218890"' in refused
    assert 'aria-invalid="true"' in refused
    kept = (await mei.post(f"/customers/{shop}/details/tax_id", {"value": "04595257", "seen_value": ""})).text
    assert "04595257" in kept


async def test_number_address_organisation_and_warning_are_added_and_removed(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await customer(house)
    await customer(house, "Moss Lane Café", kind="organisation")
    at = f"/customers/{lin}/details"
    assert "912\xa0345\xa0678" in (await mei.post(f"{at}/new-phone", {"text": "0912 345 678", "use": "work"})).text
    postal = {
        "country": "TW",
        "postal_code": "106",
        "region": "台北市",
        "city": "大安區",
        "street": "和平東路一段 1 號",
    }
    assert "106 臺北市大安區" in (await mei.post(f"{at}/new-postal", postal)).text
    works = {"organisation": "moss lane café", "job": "owner", "may_order": "yes", "order_limit": "TWD 20000"}
    assert "may order up to NT$20,000" in (await mei.post(f"{at}/new-affiliation", works)).text
    unknown = (await mei.post(f"{at}/new-affiliation", works | {"organisation": "Nobody's"})).text
    assert "No organisation has exactly this name" in unknown
    noted = (await mei.post(f"{at}/new-warning", {"text": "Deliver before 10:30"})).text
    note = re.search(r'id="detail-(note-[0-9a-f-]+)"', noted)
    assert note is not None
    page = (await mei.get(f"/customers/{lin}")).text
    assert page.count("Deliver before 10:30") >= 2, "among the notes, and first"
    assert "Moss Lane Café" in page
    gone = (await mei.post(f"{at}/{note[1]}/remove")).text
    assert "Deliver before" not in gone


async def test_the_timeline_shows_one_kind_and_goes_back_without_end(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await customer(house, phones=["0912345001"])
    await house.text("886912345001", "the+words")
    for n in range(35):
        await mei.post(f"/customers/{lin}/details/segment", {"value": f"S{n}"})
    page = (await mei.get(f"/customers/{lin}")).text
    assert ("Changes 35" in page, "Conversations 1" in page) == (True, True)
    first = page.partition('id="main"')[2].partition("customer-facts")[0]
    assert "the words" not in first, "it is older than the first stretch"
    older = re.search(r'hx-get="(/customers/[^"]*/timeline\?[^"]*)"', page)
    assert older is not None
    assert "the words" in (await mei.get(older[1].replace("&amp;", "&"))).text
    talk = (await mei.get(f"/customers/{lin}?show=conversation")).text
    assert "the words" in talk
    assert "S34" not in talk.partition('id="main"')[2].partition("customer-facts")[0]


async def test_another_organisations_customer_is_nobodys_to_edit(house: House) -> None:
    lin = await customer(house)
    spy = await house.person("spy", Role.ADMIN, house.other)
    for path in (f"/customers/{lin}/details/name/edit", f"/customers/{lin}/profile", f"/customers/{lin}/timeline"):
        assert (await spy.get(path)).status_code == 404
    assert (await spy.post(f"/customers/{lin}/details/segment", {"value": "A"})).status_code == 404
    assert (await spy.post(f"/customers/{lin}/details/address-{UUID(int=3)}", {"text": "x"})).status_code == 404


async def test_a_customer_is_found_by_a_part_of_their_postal_address_and_by_a_tag(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    lin = await customer(house)
    await customer(house, "Somebody Else")
    postal = {
        "country": "TW",
        "postal_code": "106",
        "region": "臺北市",
        "city": "大安區",
        "street": "和平東路一段 1 號",
    }
    await mei.post(f"/customers/{lin}/details/new-postal", postal)
    await mei.post(f"/customers/{lin}/details/tags", {"value": "two shops"})
    for typed in ("台北市大安區", "和平東路1段", "two shops"):
        found = (await mei.get(f"/customers?q={typed}")).text
        assert ("林佳穎" in found, "Somebody Else" in found) == (True, False), typed


async def test_an_administrator_defines_a_field_that_agents_fill_in(house: House) -> None:
    ada, mei = await house.person("ada", Role.ADMIN), await house.person("mei", Role.AGENT)
    lin = await customer(house)
    form = {"name": "Business", "kind": "choice", "choices": "café, roastery"}
    assert (await ada.post("/admin/fields", form)).status_code == 303
    assert "café, roastery" in (await ada.get("/admin/fields")).text
    assert (await mei.post("/admin/fields", form)).status_code == 403
    edit = (await mei.get(f"/customers/{lin}/details/own-business/edit")).text
    assert '<option value="roastery">' in edit
    kept = (await mei.post(f"/customers/{lin}/details/own-business", {"value": "roastery", "seen_value": ""})).text
    assert "own field" in kept
    wrong = (await mei.post(f"/customers/{lin}/details/own-business", {"value": "bank", "seen_value": "roastery"})).text
    assert "Choose one of the values in the list." in wrong
