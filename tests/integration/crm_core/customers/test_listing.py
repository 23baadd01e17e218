"""Customers are found by any part of what they are known by, page by page, whoever changes meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldKind, FieldSubject
from contact_center.kernel.errors import ContactCenterError, Invalid
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.listing import many
from crm_core.customers.listing import service as listing
from crm_core.customers.listing.domain import FieldTest, OwnFilter, grams
from crm_core.customers.listing.service import CustomerFilter, CustomerOrder
from crm_core.customers.merging import service as merging
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import EditOrigin, EditSource, ItemKind
from tests.centre import Centre


async def made(centre: Centre, name: str, **values: Any) -> CustomerId:
    found: CustomerId = await centre.run(customers.create_customer, name=name, **values)
    return found


async def names(centre: Centre, text: str = "", **filters: Any) -> list[str]:
    async with centre.db.read(centre.tenant) as reader:
        found = await listing.page(reader, centre.tenant, CustomerFilter(text, **filters), 50)
    assert found.count == len(found.customers)
    return [one.name for one in found.customers]


async def read(centre: Centre, function: Any, *args: Any) -> Any:
    async with centre.db.read(centre.tenant) as reader:
        return await function(reader, centre.tenant, *args)


@pytest.mark.parametrize(
    "text",
    ["林", "佳穎", "林佳", "lin@moss", "MOSS", "moss.example", "0912 345 081", "+886912345081",
     "345081", "12345675", "C-1042"],
)  # fmt: skip
async def test_a_customer_is_found_by_part_of_name_address_or_number(centre: Centre, text: str) -> None:
    await made(centre, "林佳穎", emails=["lin@moss.example"], phones=["0912 345 081"], tax_id="12345675",
               external={"erp": "C-1042"})  # fmt: skip
    await made(centre, "Tom Hale", emails=["tom@hale.example"], phones=["0922 000 111"])
    assert await names(centre, text) == ["林佳穎"]


async def test_two_words_must_both_fit_and_signs_find_nobody(centre: Centre) -> None:
    await made(centre, "Tom Hale", emails=["tom@hale.example"])
    await made(centre, "Tom Lin", emails=["tom@lin.example"])
    assert await names(centre, "lin tom") == ["Tom Lin"]
    assert await names(centre, "to ha") == ["Tom Hale"]
    assert await names(centre, "%") == []
    assert len(await names(centre)) == 2


async def test_what_the_database_keeps_is_what_the_list_looks_for(centre: Centre) -> None:
    for text in ("Lin Chia-Ying 林佳穎", "Ｍｏｓｓ café 12-34", "d.okafor@northgate.example"):
        kept = await centre.value("select crm.search_grams(%s)", text)
        assert set(grams(text)) <= set(kept)


async def test_merged_ones_are_found_as_one_and_apart_again(centre: Centre) -> None:
    lin, other = await made(centre, "林佳穎"), await made(centre, "Chia-Ying", emails=["cy@mail.example"])
    merge = await centre.run(merging.merge, lin, other, [])
    assert await names(centre) == ["林佳穎"]
    assert await names(centre, "chia") == ["林佳穎"]
    assert await names(centre, "cy@mail.example") == ["林佳穎"]
    await centre.run(merging.unmerge, merge)
    assert await names(centre, "chia") == ["Chia-Ying"]


async def test_pages_follow_one_another_without_gaps_in_either_order(centre: Centre) -> None:
    for n in range(7):
        await made(centre, f"Customer {n % 3}")
    for order in CustomerOrder:
        seen: list[UUID] = []
        after = None
        async with centre.db.read(centre.tenant) as reader:
            for _ in range(10):
                found = await listing.page(reader, centre.tenant, CustomerFilter(order=order), 2, after)
                seen += [one.id for one in found.customers]
                after = found.next
                if after is None:
                    break
        assert len(seen) == len(set(seen)) == 7, order


async def test_many_are_tagged_and_given_an_owner_at_once_and_it_is_taken_back(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    ids = [await made(centre, f"Customer {n}") for n in range(3)]
    tagged, owned = new_id(), new_id()

    async def run(function: Any, *args: Any) -> Any:
        return await centre.run(function, *args, actor=f"user:{mei}")

    assert await run(many.add_tag, ids[:2], "café", tagged) == 2
    assert await run(many.add_tag, ids, "café", new_id()) == 1
    assert await run(many.set_owner, ids, mei, owned) == 3
    assert len(await names(centre, tag="café")) == 3
    assert len(await names(centre, owner=UUID(str(mei)), kind="person")) == 3
    await run(many.undo, owned)
    assert await names(centre, owner=UUID(str(mei))) == []
    with pytest.raises(ContactCenterError):
        await run(many.add_tag, [], "café", new_id())


async def test_customers_are_found_by_where_they_are_reached_and_where_they_wrote(centre: Centre) -> None:
    lin = await made(centre, "林佳穎", phones=["0912 345 081"])
    other = await made(centre, "Chia-Ying", emails=["cy@mail.example"])
    await made(centre, "Tom", emails=["tom@hale.example"])
    await centre.customer_writes("+886912345081", "Hello")
    assert await names(centre, reach="phone") == ["林佳穎"]
    assert await names(centre, reach="email") == ["Chia-Ying", "Tom"]
    assert await names(centre, wrote="webchat") + await names(centre, wrote="email") == []
    channel = await centre.value("select channel from core.conversation")
    assert await names(centre, wrote=channel) == ["林佳穎"]
    merge = await centre.run(merging.merge, other, lin, [])  # under whichever id they wrote or are reached
    assert await names(centre, wrote=channel) == await names(centre, reach="phone") == ["Chia-Ying"]
    await centre.run(merging.unmerge, merge)
    (address,) = [one for one in await read(centre, customers.addresses, lin) if one.kind == "phone"]
    await centre.run(profile.end_item, lin, ItemKind.ADDRESS, address.id, EditSource(EditOrigin.PAGE))
    centre.clock.pass_(seconds=1)
    assert await names(centre, reach="phone") == []


async def test_customers_are_found_by_the_organisations_own_fields(centre: Centre) -> None:
    kinds = {
        "City": FieldKind.TEXT, "Shops": FieldKind.NUMBER, "Since": FieldKind.DATE, "Plan": FieldKind.CHOICE,
        "Visited": FieldKind.YES_NO, "Credit": FieldKind.MONEY,
    }  # fmt: skip
    for name, kind in kinds.items():
        choices = ["Gold", "Silver", "Basic"] if kind is FieldKind.CHOICE else []
        await centre.run(own_fields.define, FieldSubject.CUSTOMER, name, kind, choices)
    for name, values in {
        "A": {"city": "臺北 Da'an 100%", "shops": "9", "since": "2026-01-31", "plan": "Gold", "visited": "yes"},
        "B": {"city": "Taichung", "shops": "10", "since": "2025-12-01", "plan": "Silver", "visited": "no"},
        "C": {"city": "TAINAN", "shops": "-1.5", "plan": "Basic", "credit": "TWD 12000"},
        "D": {"credit": "USD 500"},
    }.items():
        new = profile.NewCustomer(name, fields={f"field.{code}": value for code, value in values.items()})
        await centre.run(profile.create, new, EditSource(EditOrigin.PAGE))

    async def by(*asked: tuple[str, str, str], **more: Any) -> str:
        own = tuple(OwnFilter(code, FieldTest(test), tuple(value.split("|"))) for code, test, value in asked)
        return "".join(await names(centre, own=own, **more))

    assert await by(("city", "contains", "台北")) == await by(("city", "contains", "00%")) == "A"
    assert await by(("city", "contains", "ai")) == "BC"
    assert await by(("city", "is", "tainan")) == "C"
    assert await by(("city", "is", "tai")) == await by(("city", "contains", "_")) == ""
    assert await by(("shops", "from", "9"), ("shops", "to", "10.0")) == "AB"
    assert await by(("shops", "to", "0")) == "C"
    assert await by(("since", "from", "2026-01-01")) == "A"
    assert await by(("since", "to", "2026-01-31")) == "AB"
    assert await by(("plan", "any", "Gold|Silver")) == "AB"
    assert await by(("plan", "any", "Gold|Silver"), ("visited", "is", "no")) == "B"
    assert await by(("credit", "from", "TWD 12,000")) == "C"
    assert await by(("shops", "from", "0"), text="台北") == "A"
    assert await by(text="taichung") == "B"  # what own fields say is found as any text is
    for wrong in (("shops", "from", "many"), ("city", "from", "1"), ("gone", "is", "1"), ("plan", "any", "Bronze")):
        with pytest.raises(Invalid) as told:
            await by(wrong)
        assert told.value.fields["field"] == wrong[0]
    (b,) = await read(centre, customers.search, "B")
    await centre.run(
        profile.edit, CustomerId(b.id), {"field.shops": "3", "field.plan": None}, EditSource(EditOrigin.PAGE)
    )
    assert await by(("shops", "from", "9")) == "A"
    assert await by(("plan", "any", "Gold|Silver")) == "A"


async def test_another_organisations_customers_are_never_found(centre: Centre) -> None:
    from contact_center.directory import service as directory

    await made(centre, "林佳穎")
    other = await directory.create_tenant(centre.db, slug="lantern", name="Lantern")

    async def look(work: UnitOfWork) -> list[UUID]:
        return await work.values("select crm.find_customers(%s, %s, %s, 10)", [centre.tenant, ["林"], ["林"]])

    assert await centre.db.run(other, look, actor="test") == []
    assert len(await centre.run(look)) == 1
