"""Possible duplicates are found as customers come, and what a person decided stays decided."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contact_center.kernel.ids import CustomerId
from contact_center.platform.eventlog import consume_once
from crm_core.customers import service as customers
from crm_core.customers.duplicates import service as duplicates
from crm_core.customers.duplicates.domain import MOST_ALIKE, Sign, ordered
from crm_core.customers.merging import service as merging
from tests.centre import Centre


async def follow(centre: Centre) -> None:
    """What the worker does."""
    async with centre.db.read(centre.tenant) as reader:
        rows = await reader.dicts("select payload from core.event where type like 'customer%%' order by position")
    for row in rows:
        for key in ("customer_id", "other_id"):
            if key in row["payload"]:
                await centre.run(duplicates.look, UUID(row["payload"][key]))


async def suggested(centre: Centre) -> dict[tuple[UUID, UUID], set[Sign]]:
    async with centre.db.read(centre.tenant) as reader:
        found = await duplicates.suggestions(reader, centre.tenant)
    return {(one.pair.first_id, one.pair.second_id): {e.sign for e in one.judgement.evidence} for one in found}


async def made(centre: Centre, name: str, **values: Any) -> CustomerId:
    found: CustomerId = await centre.run(customers.create_customer, name=name, **values)
    return found


async def test_whoever_shares_a_number_with_the_same_name_is_suggested_until_they_are_one_or_two(
    centre: Centre,
) -> None:
    lin = await made(centre, "林佳穎", phones=["0912 345 081"])
    again = await made(centre, "林 佳穎", phones=["+886912345081"])
    await made(centre, "林佳穎")  # by name alone nobody is suggested
    await follow(centre)
    assert await suggested(centre) == {ordered(lin, again): {Sign.ADDRESS, Sign.NAME}}
    await centre.run(duplicates.two_people, again, lin)
    await follow(centre)
    assert await suggested(centre) == {}
    await centre.run(duplicates.two_people, lin, again, are=False)
    assert set(await suggested(centre)) == {ordered(lin, again)}
    merge = await centre.run(merging.merge, lin, again)
    await follow(centre)
    assert await suggested(centre) == {}
    await centre.run(merging.unmerge, merge)
    await follow(centre)
    assert set(await suggested(centre)) == {ordered(lin, again)}


async def test_other_spellings_of_a_mailbox_a_tax_number_and_an_erp_number_are_found(centre: Centre) -> None:
    one = await made(centre, "Lin", emails=["lin@moss.example"], external={"erp": "C-7"})
    mail = await made(centre, "Lin", emails=["l.in+shop@moss.example"])
    erp = await made(centre, "Moss Lane", external={"erp": "C-7"})
    shop = await made(centre, "Moss", kind="organisation", tax_id="12345675")
    twin = await made(centre, "MOSS", kind="organisation", tax_id="12345675")
    await follow(centre)
    assert set(await suggested(centre)) == {ordered(one, mail), ordered(one, erp), ordered(shop, twin)}


async def test_a_switchboards_number_makes_nobody_a_duplicate(centre: Centre) -> None:
    for n in range(MOST_ALIKE + 2):
        await made(centre, f"Clerk {n % 2}", phones=["+886227712345"])
    await follow(centre)
    assert await suggested(centre) == {}


async def test_the_worker_follows_the_log(centre: Centre) -> None:
    lin = await made(centre, "Lin", emails=["lin@moss.example"])
    again = await made(centre, "Lin", emails=["lin@moss.example"])
    await consume_once(centre.db, duplicates.DuplicatesFollow())
    assert set(await suggested(centre)) == {ordered(lin, again)}
