"""Two customers become one, and two again; no row of any room is rewritten."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import pytest

from contact_center.bootstrap.erasure import erase
from contact_center.interactions.reading import contact_queries, timeline_queries
from contact_center.kernel.ids import CustomerId, new_id
from crm_core.customers import facts
from crm_core.customers import service as customers
from crm_core.customers.errors import NoSuchCustomer
from crm_core.customers.merging import service as merging
from crm_core.customers.merging.errors import DifferentKinds, MergedMeanwhile, NoSuchField, NotMerged, SameCustomer
from crm_core.customers.profile import service as profile
from tests.centre import Centre

OF = "select customer_id from core.conversation where id = (select conversation_id from core.interaction where id = %s)"


async def test_whoever_was_never_merged_stands_for_themselves(centre: Centre) -> None:
    lin = await centre.run(customers.create_customer, name="林佳穎")
    stranger = CustomerId(new_id())
    async with centre.db.read(centre.tenant) as reader:
        assert await customers.canonical(reader, centre.tenant, [lin, stranger]) == {lin: lin, stranger: stranger}
        assert await customers.aliases(reader, centre.tenant, lin) == [lin]
        assert await customers.canonical(reader, centre.tenant, []) == {}


async def two(centre: Centre) -> tuple[CustomerId, CustomerId]:
    """The same person, once by mail and once by telephone."""
    lin = await centre.run(customers.create_customer, name="林佳穎", emails=["lin@moss.example"], job="Owner")
    other = await centre.run(
        customers.create_customer, name="Lin Chia-Ying", phones=["+886912345081"], language="zh-Hant", tax_id="12345675"
    )
    return lin, other


async def read(centre: Centre, function: Any, *args: Any, **kwargs: Any) -> Any:
    async with centre.db.read(centre.tenant) as reader:
        return await function(reader, centre.tenant, *args, **kwargs)


async def contacts(centre: Centre, customer: UUID) -> set[UUID]:
    everywhere = await read(centre, customers.aliases, customer)
    return {row.interaction_id for row in await read(centre, timeline_queries.timeline, everywhere)}


async def test_a_merged_customer_has_the_contacts_addresses_and_fields_of_both(centre: Centre) -> None:
    lin, other = await two(centre)
    mail = await centre.customer_writes("lin@moss.example", "When?", channel="email", kind="email")
    text = await centre.customer_writes("+886912345081", "And my order?")
    await centre.run(merging.merge, lin, other, ["language", "tax_id"])
    for id in (lin, other):
        known = await read(centre, customers.customer, id)
        assert (known.id, known.name, known.language, known.job) == (lin, "林佳穎", "zh-Hant", "Owner")
        addresses = await read(centre, customers.addresses, id)
        assert [one.value for one in addresses] == ["lin@moss.example", "+886912345081"]
        assert await contacts(centre, id) == {mail, text}
    assert [one.id for one in await read(centre, customers.search, "chia")] == [lin]
    assert [one.id for one in await read(centre, customers.search, "0912 345 081")] == [lin]
    assert [one.id for one in await read(centre, customers.search, "")] == [lin]
    pictures = await read(centre, facts.known, [lin, other])
    assert {(id, one.customer.name, one.dealings.matters) for id, one in pictures.items()} == {
        (lin, "林佳穎", 2),
        (other, "林佳穎", 2),
    }
    groups = await read(centre, customers.groups, [lin])
    (last,) = await read(centre, contact_queries.last_contacts, groups)
    assert (last.customer_id, last.interaction_id) == (lin, text)


async def test_taken_back_both_are_as_before_and_later_contacts_go_with_their_address(centre: Centre) -> None:
    lin, other = await two(centre)
    before = await centre.customer_writes("lin@moss.example", "When?", channel="email", kind="email")
    merge = await centre.run(merging.merge, lin, other, ["name", "tax_id"])
    assert (await read(centre, customers.customer, lin)).name == "Lin Chia-Ying"
    since = await centre.customer_writes("+886912345081", "Me again")
    assert await centre.value(OF, since) == other  # the id whose address it is
    assert await contacts(centre, lin) == {before, since}
    await centre.run(merging.unmerge, merge)
    assert (await read(centre, customers.customer, lin)).name == "林佳穎"
    assert await centre.value("select tax_id from crm.customer where id = %s", lin) is None
    assert await contacts(centre, lin) == {before}
    assert await contacts(centre, other) == {since}
    with pytest.raises(NotMerged):
        await centre.run(merging.unmerge, merge)


async def test_what_was_changed_since_the_merge_stays_when_it_is_taken_back(centre: Centre) -> None:
    lin, other = await two(centre)
    merge = await centre.run(merging.merge, lin, other, ["name", "language"])
    async with centre.db.work(centre.tenant, actor="test") as work:
        await work.execute("update crm.customer set name = 'Lin Chia-Ying 林' where id = %s", [lin])
    await centre.run(merging.unmerge, merge)
    known = await read(centre, customers.customer, lin)
    assert (known.name, known.language) == ("Lin Chia-Ying 林", None)


async def test_one_address_of_two_that_were_merged_is_nobody_elses(centre: Centre) -> None:
    """On a shared address nobody is known; once the two are one it is theirs again, as before when they are two."""
    lin = await centre.run(customers.create_customer, name="林佳穎", phones=["+886912345081"])
    other = await centre.run(customers.create_customer, name="Lin Chia-Ying", phones=["0912-345-081"])
    merge = await centre.run(merging.merge, lin, other)
    text = await centre.customer_writes("+886912345081", "Hello")
    assert await centre.value(OF, text) == lin
    assert await centre.value("select identity from core.conversation") == "claimed"
    (shown,) = await read(centre, customers.candidates, "phone", "+886912345081")
    assert shown.id == lin
    await centre.run(merging.unmerge, merge)
    assert len(await read(centre, customers.candidates, "phone", "+886912345081")) == 2


async def test_an_answer_from_ones_other_address_joins_the_thread(centre: Centre) -> None:
    lin = await centre.run(customers.create_customer, name="林佳穎", emails=["lin@moss.example"])
    other = await centre.run(customers.create_customer, name="Lin", emails=["cy.lin@mail.example"])
    first = await centre.customer_writes(
        "lin@moss.example", "When?", channel="email", kind="email", own_keys=["<1@moss>"]
    )
    await centre.run(merging.merge, lin, other)
    again = await centre.customer_writes(
        "cy.lin@mail.example", "From home", channel="email", kind="email", thread_keys=["<1@moss>"]
    )
    assert again == first
    # What we answer goes to the address from which the thread began.
    assert await centre.value("select contact_value from core.conversation") == "lin@moss.example"


async def test_chains_are_flat_and_come_apart_in_any_order(centre: Centre) -> None:
    a, b, c = [await centre.run(customers.create_customer, name=name) for name in "ABC"]
    into_b = await centre.run(merging.merge, b, c)
    into_a = await centre.run(merging.merge, a, b)
    assert await read(centre, customers.canonical, [a, b, c]) == {a: a, b: a, c: a}
    assert set(await read(centre, customers.aliases, c)) == {a, b, c}
    await centre.run(merging.unmerge, into_a)
    assert await read(centre, customers.canonical, [a, b, c]) == {a: a, b: b, c: b}
    into_a = await centre.run(merging.merge, a, b)
    await centre.run(merging.unmerge, into_b)
    assert await read(centre, customers.canonical, [a, b, c]) == {a: a, b: a, c: c}
    with pytest.raises(SameCustomer):
        await centre.run(merging.merge, b, a)
    with pytest.raises(MergedMeanwhile):
        await centre.run(merging.merge, b, c)
    await centre.run(merging.unmerge, into_a)
    assert await centre.value("select count(*) from crm.customer_alias") == 0


async def test_what_cannot_be_merged_says_why(centre: Centre) -> None:
    lin = await centre.run(customers.create_customer, name="Lin")
    cafe = await centre.run(customers.create_customer, name="Moss Lane", kind="organisation")
    with pytest.raises(DifferentKinds):
        await centre.run(merging.merge, lin, cafe)
    with pytest.raises(SameCustomer):
        await centre.run(merging.merge, lin, lin)
    with pytest.raises(NoSuchCustomer):
        await centre.run(merging.merge, lin, CustomerId(new_id()))
    with pytest.raises(NoSuchField):
        await centre.run(merging.merge, lin, (await two(centre))[1], ["shoe size"])


async def test_agents_who_merge_at_once_in_a_circle_leave_one_customer(centre: Centre) -> None:
    ids = [await centre.run(customers.create_customer, name=f"Lin {n}") for n in range(5)]

    async def one(n: int) -> str:
        try:
            await centre.run(merging.merge, ids[n], ids[(n + 1) % len(ids)])
        except (SameCustomer, MergedMeanwhile) as error:
            return error.code
        return "merged"

    said = await asyncio.gather(*(one(n) for n in range(len(ids))))
    assert "merged" in said
    whole = await read(centre, customers.canonical, ids)
    assert {whole[id] for id in whole.values()} == set(whole.values()), "an alias of an alias"
    loose = len(set(whole.values()))
    assert loose == len(ids) - said.count("merged")


async def test_who_merged_what_is_in_the_audit_and_in_the_log(centre: Centre) -> None:
    lin, other = await two(centre)
    merge = await centre.run(merging.merge, lin, other, ["tax_id"])
    await centre.run(merging.unmerge, merge)
    async with centre.db.read(centre.tenant) as reader:
        acts = await reader.dicts("select action, detail from core.audit where detail ? 'merge' order by at, id")
        types = await reader.values("select type from core.event order by position")
    assert [(row["action"], row["detail"]["fields"]) for row in acts] == [
        ("customers merged", ["tax_id"]),
        ("customers unmerged", ["tax_id"]),
    ]
    async with centre.db.read(centre.tenant) as reader:
        changed = await profile.history(reader, centre.tenant, [lin])
    assert [(one.field, one.after, one.origin) for one in changed] == [
        ("tax_id", None, "merge"),
        ("tax_id", "12345675", "merge"),
    ]
    assert [one for one in types if one.startswith("customers.")] == ["customers.merged", "customers.unmerged"]


async def test_erasing_one_of_the_merged_forgets_all_of_them(centre: Centre) -> None:
    lin, other = await two(centre)
    await centre.customer_writes("+886912345081", "My secret")
    await centre.run(merging.merge, lin, other, ["name"])
    await centre.run(erase, other)
    left = await centre.value(
        "select concat((select string_agg(t::text, '') from crm.customer t), (select string_agg(t::text, '') "
        "from crm.customer_merge t), (select string_agg(text, '') from core.message))"
    )
    assert not any(word in left for word in ("林", "Lin", "12345675", "secret"))
