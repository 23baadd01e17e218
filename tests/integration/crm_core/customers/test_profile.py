"""Customers are edited: kept with who, when and from where; nothing overwritten unseen; taken back at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldKind, FieldSubject
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.customers import CustomerChanged
from contact_center.kernel.contracts.interactions import Claim
from contact_center.kernel.events import revive
from contact_center.kernel.ids import CustomerId
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from crm_core.customers.errors import NoSuchCustomer
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource, FieldChange, ItemKind
from crm_core.customers.profile.errors import EditedMeanwhile, InACircle, NotAnOrganisation, TooLateToUndo, VersionGone
from crm_core.customers.profile.postal import PostalParts
from crm_core.customers.profile.service import AffiliationParts, NewCustomer
from tests.centre import Centre

PAGE = EditSource(EditOrigin.PAGE)


async def person(centre: Centre, name: str = "林佳穎", **more: Any) -> CustomerId:
    made: CustomerId = await centre.run(customers.create_customer, name=name, **more)
    return made


async def known(centre: Centre, id: UUID) -> Customer:
    async with centre.db.read(centre.tenant) as reader:
        return await customers.customer(reader, centre.tenant, id)


async def history(centre: Centre, id: UUID) -> list[FieldChange]:
    async with centre.db.read(centre.tenant) as reader:
        return await profile.history(reader, centre.tenant, [id])


async def phones(centre: Centre, id: UUID) -> list[str]:
    async with centre.db.read(centre.tenant) as reader:
        return [one.value for one in await customers.addresses(reader, centre.tenant, id) if one.kind == "phone"]


async def test_an_edit_is_kept_with_who_when_and_from_where_and_told_by_names_alone(centre: Centre) -> None:
    lin = await person(centre)
    names = {"family_name": "林", "given_name": "佳穎", "form_of_address": "ms"}
    done = await centre.run(profile.edit, lin, names, PAGE, actor="user:mei")
    one = await known(centre, lin)
    assert (one.family_name, one.given_name, one.form_of_address, one.version) == ("林", "佳穎", "ms", 2)
    kept = await history(centre, lin)
    assert {(change.field, change.before, change.after) for change in kept} == {
        (field, None, value) for field, value in names.items()
    }
    assert {(change.actor, change.origin, change.at) for change in kept} == {("user:mei", "page", centre.clock.now())}
    async with centre.db.read(centre.tenant) as reader:
        [row] = await reader.dicts("select payload from core.event where type = 'customer.changed'")
    event = revive("customer.changed", row["payload"])
    assert isinstance(event, CustomerChanged)
    assert (event.fields, event.origin) == (done.fields, "page")
    assert "佳穎" not in str(row["payload"])
    again = await centre.run(profile.edit, lin, names, PAGE)
    assert (again.id, again.version) == (None, 2), "what is so already is no edit"


def test_an_event_of_before_is_read_still() -> None:
    old = revive("customer.changed", {"customer_id": str(UUID(int=1))})
    assert isinstance(old, CustomerChanged)
    assert old.fields == ()


async def test_who_edits_what_somebody_else_has_just_changed_is_told_what_they_wrote(centre: Centre) -> None:
    lin = await person(centre)
    seen = {"segment": None}
    await centre.run(profile.edit, lin, {"segment": "A"}, PAGE, seen=seen, actor="user:mei")
    with pytest.raises(EditedMeanwhile) as told:
        await centre.run(profile.edit, lin, {"segment": "B"}, PAGE, seen=seen, actor="user:wei")
    assert (told.value.fields["now"], told.value.fields["by"]) == ("A", "user:mei")
    assert (await known(centre, lin)).segment == "A"
    await centre.run(profile.edit, lin, {"language": "zh-Hant"}, PAGE, seen={"language": None}, actor="user:wei")


async def test_a_program_that_read_an_older_version_overwrites_nothing_but_may_repeat_itself(centre: Centre) -> None:
    lin = await person(centre)
    await centre.run(profile.edit, lin, {"segment": "A"}, PAGE, version=1)
    await centre.run(profile.edit, lin, {"segment": "A"}, PAGE, version=1)
    with pytest.raises(VersionGone):
        await centre.run(profile.edit, lin, {"segment": "B"}, PAGE, version=1)


async def test_another_number_takes_the_place_of_the_old_one_and_undo_brings_it_back(centre: Centre) -> None:
    lin = await person(centre, phones=["+886912345081"])
    async with centre.db.read(centre.tenant) as reader:
        [old] = await customers.addresses(reader, centre.tenant, lin)
    change = {"text": "0912 345 018", "seen": "+886912345081"}
    done = await centre.run(profile.change_address, lin, old.id, PAGE, **change, actor="user:mei")
    assert done.fields == ("phone",)
    assert await phones(centre, lin) == ["+886912345018"]
    claim = Claim(Address(AddressKind.PHONE, "+886912345081"), None)
    [found] = await centre.run(customers.CustomerDirectory().identify, [claim])
    assert found.customer_id != lin, "an old number may be somebody else's by now"
    with pytest.raises(EditedMeanwhile) as told:
        await centre.run(profile.change_address, lin, old.id, PAGE, text="0912 345 000", seen="+886912345081")
    assert told.value.fields["now"] == "+886912345018"
    with pytest.raises(TooLateToUndo):
        await centre.run(profile.undo, lin, done.id, actor="user:wei")
    await centre.run(profile.undo, lin, done.id, actor="user:mei")
    assert await phones(centre, lin) == ["+886912345081"]
    assert await history(centre, lin) == []
    with pytest.raises(TooLateToUndo):
        await centre.run(profile.undo, lin, done.id, actor="user:mei")


async def test_after_its_time_or_after_another_edit_nothing_is_undone(centre: Centre) -> None:
    lin = await person(centre)
    done = await centre.run(profile.edit, lin, {"segment": "A"}, PAGE)
    await centre.run(profile.edit, lin, {"segment": "B"}, PAGE)
    with pytest.raises(EditedMeanwhile):
        await centre.run(profile.undo, lin, done.id)
    late = await centre.run(profile.edit, lin, {"segment": "C"}, PAGE)
    centre.clock.pass_(seconds=16)
    with pytest.raises(TooLateToUndo):
        await centre.run(profile.undo, lin, late.id)


async def test_somebody_works_at_two_organisations_and_may_order_at_one(centre: Centre) -> None:
    lin = await person(centre)
    cafe = await person(centre, "苔巷咖啡", kind="organisation")
    roastery = await person(centre, "Roastery", kind="organisation")
    owner = AffiliationParts(cafe, job="owner", may_order=True, order_limit="TWD 20,000", may_get_invoices=True)
    await centre.run(profile.put_affiliation, lin, owner, PAGE)
    await centre.run(profile.put_affiliation, lin, AffiliationParts(roastery, job="adviser"), PAGE)
    async with centre.db.read(centre.tenant) as reader:
        first, second = await profile.affiliations(reader, centre.tenant, [lin])
        [there] = await profile.members(reader, centre.tenant, [cafe])
    assert (first.organisation_name, first.may_order, first.order_limit) == ("苔巷咖啡", True, "TWD 20000")
    assert (second.organisation_name, second.may_order) == ("Roastery", False)
    assert there.customer_name == "林佳穎"
    one = await known(centre, lin)
    assert (one.organisation_name, one.job) == ("苔巷咖啡", "owner"), "who reads the old columns sees the first"
    await centre.run(profile.end_item, lin, ItemKind.AFFILIATION, first.id, PAGE)
    assert (await known(centre, lin)).organisation_name == "Roastery"
    with pytest.raises(NotAnOrganisation):
        await centre.run(profile.put_affiliation, cafe, AffiliationParts(lin), PAGE)


async def test_an_organisation_belongs_to_another_but_never_to_itself(centre: Centre) -> None:
    group, shop = [await person(centre, name, kind="organisation") for name in ("Group", "Shop")]
    await centre.run(profile.edit, shop, {"organisation_id": str(group)}, PAGE)
    for circle in (group, shop):
        with pytest.raises(InACircle):
            await centre.run(profile.edit, group, {"organisation_id": str(circle)}, PAGE)
    async with centre.db.read(centre.tenant) as reader:
        assert [one.name for one in await profile.parts_of(reader, centre.tenant, group)] == ["Shop"]


async def test_a_warning_is_read_first_and_ends(centre: Centre) -> None:
    lin = await person(centre)
    await centre.run(profile.put_note, lin, "Deliver before 10:30", PAGE, warning=True)
    centre.clock.pass_(minutes=1)
    await centre.run(profile.put_note, lin, "Likes light roasts", PAGE)
    async with centre.db.read(centre.tenant) as reader:
        first, second = await profile.notes(reader, centre.tenant, [lin])
    assert (first.warning, second.text) == (True, "Likes light roasts")
    await centre.run(profile.end_item, lin, ItemKind.NOTE, first.id, PAGE)
    async with centre.db.read(centre.tenant) as reader:
        assert [one.id for one in await profile.notes(reader, centre.tenant, [lin])] == [second.id]


async def test_an_own_field_and_a_postal_address_are_edited_like_any_other(centre: Centre) -> None:
    lin = await person(centre)
    made = await centre.run(own_fields.define, FieldSubject.CUSTOMER, "Opening", FieldKind.DATE)
    await centre.run(profile.edit, lin, {f"field.{made.code}": "2026-11-27", "tags": "café"}, PAGE)
    one = await known(centre, lin)
    assert (one.fields, one.tags) == ({"opening": "2026-11-27"}, ["café"])
    parts = PostalParts("TW", "106", "台北市", "大安區", "和平東路一段147巷6號1樓")
    done = await centre.run(profile.put_postal, lin, parts, PAGE, use="delivery")
    async with centre.db.read(centre.tenant) as reader:
        [address] = await profile.postals(reader, centre.tenant, [lin])
    assert (address.region, address.use) == ("臺北市", "delivery")
    await centre.run(profile.undo, lin, done.id)
    async with centre.db.read(centre.tenant) as reader:
        assert await profile.postals(reader, centre.tenant, [lin]) == []


async def test_a_customer_that_is_asked_for_twice_with_one_key_is_made_once(centre: Centre) -> None:
    new = NewCustomer("林佳穎", emails=["lin@x.example"], fields={"family_name": "林"})
    made = [await centre.run(profile.create, new, EditSource(EditOrigin.API), key="k1") for _ in range(2)]
    assert made[0] == made[1]
    other = await centre.run(profile.create, new, EditSource(EditOrigin.API), key="k2")
    assert other != made[0]
    with pytest.raises(NoSuchCustomer):
        await centre.run(profile.edit, UUID(int=5), {"segment": "A"}, PAGE)
