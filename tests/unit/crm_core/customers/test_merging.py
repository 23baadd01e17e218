"""Which value stays, whom an id stands for, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contact_center.interactions.reading.contact_queries import Dealings, together
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.contracts.interactions import Claim, Identity
from crm_core.customers.domain import CustomerAddress, Match, each_once, resolve
from crm_core.customers.merging.domain import Compared, Side, Why, flat, proposals, restored, taken

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
A, B, C, D = (UUID(int=n) for n in range(1, 5))


def person(id: UUID, *, proven: bool = False, days: int = 0, addresses: str = "", **values: Any) -> Compared:
    at = NOW + timedelta(days=days)
    return Compared(id, "person", values, frozenset(addresses.split()), at if proven else None, at)


def test_a_proven_value_goes_before_a_newer_one_and_any_before_none() -> None:
    ours = person(A, proven=True, name="林佳穎", job="Owner", segment="", language="zh-Hant")
    theirs = person(B, days=3, name="Lin Chia-Ying", tax_id="12345675", language="zh-Hant")
    found = {one.field: (one.side, one.why) for one in proposals(ours, theirs)}
    assert found == {
        "name": (Side.SURVIVOR, Why.PROVEN),
        "job": (Side.SURVIVOR, Why.ONLY),
        "language": (Side.SURVIVOR, Why.SAME),
        "tax_id": (Side.OTHER, Why.ONLY),
    }


def test_without_proof_the_newer_value_is_proposed_and_a_name_before_a_bare_address() -> None:
    ours, theirs = person(A, name="Lin", job="Owner"), person(B, days=1, name="lin@x.example", job="Manager",
                                                              addresses="lin@x.example")  # fmt: skip
    found = {one.field: (one.side, one.why) for one in proposals(ours, theirs)}
    assert found == {"name": (Side.SURVIVOR, Why.WRITTEN), "job": (Side.OTHER, Why.NEWER)}


def test_only_what_is_different_is_taken_over_and_comes_back_unless_it_was_changed_since() -> None:
    ours, theirs = person(A, name="Lin", language="zh"), person(B, name="Lin", language="en", job="Owner")
    kept, given_ = taken(ours, theirs, frozenset({"name", "language", "job"}))
    assert kept == {"language": "zh", "job": None}
    assert given_ == {"language": "en", "job": "Owner"}
    assert restored({"language": "en", "job": "Manager"}, kept, given_) == {"language": "zh"}


def test_tags_add_up_and_own_fields_are_chosen_like_others() -> None:
    ours, theirs = person(A, tags=["café"]), person(B, tags=["café", "two shops"])
    theirs = replace(theirs, values={**theirs.values, "field.opening": "2026-11-27"})
    assert [one.field for one in proposals(ours, theirs)] == ["field.opening"]
    kept, given_ = taken(ours, theirs, frozenset())
    assert (kept, given_) == ({"tags": ["café"]}, {"tags": ["café", "two shops"]})


@given(st.dictionaries(st.integers(1, 12), st.integers(1, 12), max_size=12))
def test_nobody_stands_for_somebody_who_stands_for_another(pairs: dict[int, int]) -> None:
    parents: dict[UUID, UUID] = {}
    for one, other in pairs.items():
        whole = flat(parents)
        if one not in {id.int for id in parents} and whole.get(UUID(int=other), UUID(int=other)).int != one:
            parents[UUID(int=one)] = UUID(int=other)
    whole = flat(parents)
    assert set(whole) == set(parents)
    assert not set(whole.values()) & set(whole)


def test_an_address_of_merged_customers_is_theirs_and_of_strangers_nobodys() -> None:
    claim = Claim(Address(AddressKind.PHONE, "+886912345081"), None)
    merged = [Match(A, A, (B,)), Match(B, A, (B,))]
    assert resolve(claim, merged).customer_id == A
    late = resolve(claim, [Match(B, A, (B, C))])
    assert late.customer_id == B
    assert set(late.also) == {A, C}
    assert late.means(A)
    assert not late.means(D)
    assert resolve(claim, [*merged, Match(D, D)]).identity is Identity.AMBIGUOUS


def test_an_address_that_both_had_is_shown_once_and_proven_if_one_of_them_had_proven_it() -> None:
    def address(whose: UUID, kind: str, value: str, proven: datetime | None = None) -> CustomerAddress:
        return CustomerAddress(whose, kind, value, None, proven, None, UUID(int=9), None, None, None, NOW)

    bare = address(A, "phone", "+886912345081")
    proven = address(B, "phone", "+886912345081", NOW)
    other = address(B, "email", "lin@x.example")
    assert each_once([bare, other, proven]) == [other, proven]


def test_the_dealings_of_merged_customers_add_up_and_the_latest_agent_counts() -> None:
    parts = [
        Dealings(A, 1, 2, True, D, D, "mei", NOW, NOW),
        Dealings(B, 2, 1, True, C, C, "wei", NOW + timedelta(days=1), NOW - timedelta(days=1)),
        Dealings(C, 0, 0, False, None, None, ""),
    ]
    whole = together(A, parts)
    assert (whole.matters, whole.contacts, whole.seen) == (3, 3, True)
    assert (whole.owner, whole.last_agent, whole.last_login) == (C, D, "mei")
