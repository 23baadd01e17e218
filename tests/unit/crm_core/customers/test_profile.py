"""Fields, postal addresses and tax numbers in their one spelling."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contact_center.directory.fields.domain import FieldDefinition, FieldKind, code_of, value_of
from contact_center.kernel.errors import ContactCenterError
from crm_core.customers.errors import NotATaxNumber
from crm_core.customers.profile.domain import field_value, order_limit
from crm_core.customers.profile.postal import PostalParts, key_of, lines, one_line, search_key, tidy
from crm_core.customers.profile.tax_numbers import is_taiwanese, tax_number


@pytest.mark.parametrize(
    "number",
    [
        "04595257",  # sum 40: valid under the old rule and the new
        "10458575",  # seventh digit 7: the sum plus 1 is divisible
        "53212539",  # sum 35: valid since 2023 only
    ],
)
def test_a_tax_number_with_a_right_check_digit_is_kept(number: str) -> None:
    assert tax_number(f" {number[:4]} {number[4:]} ") == number


@pytest.mark.parametrize("number", ["53218890", "12345678", "04595258"])
def test_a_tax_number_with_a_wrong_check_digit_is_refused(number: str) -> None:
    with pytest.raises(NotATaxNumber):
        tax_number(number)


def test_a_tax_number_of_another_country_is_kept_as_it_is_written() -> None:
    assert tax_number("de 129273398") == "DE 129273398"
    assert tax_number("  ") is None


@given(st.integers(0, 99_999_999))
def test_among_ten_last_digits_at_most_four_are_right(start: int) -> None:
    head = f"{start:08d}"[:7]
    right = [digit for digit in range(10) if is_taiwanese(f"{head}{digit}")]
    assert len(right) in ((2,) if head[6] != "7" else (4,))


TAIPEI = PostalParts("tw", "106-091", "台北市", "大安區", "和平東路一段 147 巷 6 號 1 樓")


def test_an_address_in_taiwan_is_written_from_the_large_to_the_small() -> None:
    tidied = tidy(TAIPEI)
    assert lines(tidied) == ("106091 臺北市大安區", "和平東路一段147巷6號1樓")
    assert one_line(tidied) == "106091 臺北市大安區 和平東路一段147巷6號1樓"


@pytest.mark.parametrize("asked", ["台北市大安區", "臺北市 大安區", "和平東路1段147巷", "和平東路一段１４７巷６號"])
def test_an_address_is_found_however_it_is_spelt(asked: str) -> None:
    assert search_key(asked) in key_of(tidy(TAIPEI))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (PostalParts("DE", "10115", "", "Berlin", "Invalidenstraße 1"), ("Invalidenstraße 1", "10115 Berlin")),
        (PostalParts("US", "94103", "CA", "San Francisco", "1 Market St"), ("1 Market St", "San Francisco, CA 94103")),
        (PostalParts("GB", "SW1A 1AA", "", "London", "1 The Mall"), ("1 The Mall", "London", "SW1A 1AA")),
        (PostalParts("TW", "106", "Taipei", "Da'an", "6 Lane 147"), ("6 Lane 147", "Da'an, Taipei 106")),
    ],
)
def test_other_countries_write_street_first(parts: PostalParts, expected: tuple[str, ...]) -> None:
    assert lines(tidy(parts)) == expected


@pytest.mark.parametrize(
    "parts",
    [
        PostalParts("TW", "10", "臺北市", "大安區", "和平東路一段"),
        PostalParts("Taiwan", "106", "臺北市", "大安區", "和平東路一段"),
        PostalParts("TW", "106", "臺北市", "大安區", " "),
        PostalParts("TW", "106", "", "", "和平東路一段"),
    ],
)
def test_an_address_that_no_letter_would_reach_is_refused_with_its_field(parts: PostalParts) -> None:
    with pytest.raises(ContactCenterError) as refused:
        tidy(parts)
    assert refused.value.fields["field"]


def own(kind: FieldKind, *choices: str) -> FieldDefinition:
    return FieldDefinition(uuid4(), "customer", "opening", "Opening", kind, list(choices), 1)


@pytest.mark.parametrize(
    ("field", "raw", "kept"),
    [
        (own(FieldKind.TEXT), "  two shops ", "two shops"),
        (own(FieldKind.NUMBER), "1,200.50", "1200.50"),
        (own(FieldKind.DATE), "2026-11-27", "2026-11-27"),
        (own(FieldKind.CHOICE, "café", "bar"), "bar", "bar"),
        (own(FieldKind.YES_NO), "yes", True),
        (own(FieldKind.MONEY), "twd 12,000", {"currency": "TWD", "amount": "12000"}),
        (own(FieldKind.MONEY), {"currency": "TWD", "amount": "12000"}, {"currency": "TWD", "amount": "12000"}),
        (own(FieldKind.DATE), "", None),
    ],
)
def test_a_value_of_an_own_field_has_one_spelling(field: FieldDefinition, raw: Any, kept: Any) -> None:
    assert value_of(field, raw) == kept
    assert value_of(field, kept) == kept


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        (own(FieldKind.TEXT), "x" * 501),
        (own(FieldKind.NUMBER), "NaN"),
        (own(FieldKind.NUMBER), "1e400000"),
        (own(FieldKind.DATE), "27.11.2026"),
        (own(FieldKind.CHOICE, "café"), "bar"),
        (own(FieldKind.YES_NO), "perhaps"),
        (own(FieldKind.MONEY), "12000"),
        (own(FieldKind.MONEY), {"currency": "TWD"}),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_with_its_field(field: FieldDefinition, raw: Any) -> None:
    with pytest.raises(ContactCenterError) as refused:
        value_of(field, raw)
    assert refused.value.fields["field"] == "opening"


@pytest.mark.parametrize(
    ("field", "raw"),
    [
        ("name", " "), ("language", "Chinese please"), ("time_zone", "Taipei"), ("form_of_address", "Sir"),
        ("tags", "x" * 41), ("tags", {"a": "b"}), ("owner_id", "mei"), ("erased_at", "now"), ("field.none", "1"),
        ("name", 5),
    ],
)  # fmt: skip
def test_a_field_refuses_what_it_cannot_hold(field: str, raw: Any) -> None:
    with pytest.raises(ContactCenterError) as refused:
        field_value(field, raw, {})
    assert refused.value.fields["field"] == field


def test_tags_are_given_as_a_list_or_parted_by_commas() -> None:
    assert field_value("tags", "café, two shops、café", {}) == ["café", "two shops"]
    assert field_value("tags", ["café"], {}) == ["café"]
    assert field_value("tags", "", {}) == []


def test_a_limit_of_orders_is_an_exact_amount() -> None:
    assert order_limit("twd 20,000") == "TWD 20000"
    assert order_limit("") is None


def test_a_code_of_an_own_field_is_never_used_twice() -> None:
    assert code_of("Opening date", frozenset()) == "opening_date"
    assert code_of("Opening date", frozenset({"opening_date"})) == "opening_date_2"
    assert code_of("開幕日", frozenset()) == "field"
