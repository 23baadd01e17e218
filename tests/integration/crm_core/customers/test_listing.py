"""Customers are found by any part of what they are known by, page by page, whoever changes meanwhile."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.listing import many
from crm_core.customers.listing import service as listing
from crm_core.customers.listing.domain import grams
from crm_core.customers.listing.service import CustomerFilter, CustomerOrder
from crm_core.customers.merging import service as merging
from tests.centre import Centre


async def made(centre: Centre, name: str, **values: Any) -> CustomerId:
    found: CustomerId = await centre.run(customers.create_customer, name=name, **values)
    return found


async def names(centre: Centre, text: str = "", **filters: Any) -> list[str]:
    async with centre.db.read(centre.tenant) as reader:
        found = await listing.page(reader, centre.tenant, CustomerFilter(text, **filters), 50)
    assert found.count == len(found.customers)
    return [one.name for one in found.customers]


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


async def test_another_organisations_customers_are_never_found(centre: Centre) -> None:
    from contact_center.directory import service as directory

    await made(centre, "林佳穎")
    other = await directory.create_tenant(centre.db, slug="lantern", name="Lantern")

    async def look(work: UnitOfWork) -> list[UUID]:
        return await work.values("select crm.find_customers(%s, %s, %s, 10)", [centre.tenant, ["林"], ["林"]])

    assert await centre.db.run(other, look, actor="test") == []
    assert len(await centre.run(look)) == 1
