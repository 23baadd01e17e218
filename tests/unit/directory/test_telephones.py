from __future__ import annotations

import pytest

from contact_center.directory.telephones import (
    Telephone,
    e164,
    fragment,
    grouped,
    read,
    region_of,
    sender,
)

MOBILE, OFFICE = "+886912345678", "+886227110480"


@pytest.mark.parametrize(
    "typed",
    [
        "0912345678", "0912-345-678", "0912.345.678", "(0912) 345678", "912345678", "886912345678",
        "+886912345678", "+886 912 345 678", "+886 (0)912 345 678", "+886 0912 345678", "tel:+886-912-345-678",
        "002 886 912 345 678", "009886912345678", "00 886 912 345 678", "00 886 (0)912 345 678", "011886912345678",
        "\u202a+886 912 345 678\u202c", "\u200e0912345678", "\ufeff0912345678", "+886\u2011912\u2011345\u2011678",
        "+886\u00a0912\u00a0345\u00a0678", "＋886９１２３４５６７８", "０９１２－３４５－６７８", "手機：0912345678",
    ],
)  # fmt: skip
def test_a_mobile_number_is_one_number_however_people_write_it(typed: str) -> None:
    assert e164(typed) == MOBILE


@pytest.mark.parametrize(
    "typed",
    [
        "02-2711-0480 分機 12", "02-2711-0480 分機：12", "(02)2711-0480轉12", "02-2711-0480#12",
        "+886 2 2711 0480 ext. 12", "(02) 2711-0480 x12", "０２－２７１１－０４８０　分機１２",
        "tel:+886-2-2711-0480;ext=12",
    ],
)  # fmt: skip
def test_an_extension_in_either_language_is_told_from_the_number(typed: str) -> None:
    assert read(typed) == Telephone(OFFICE, "12")


@pytest.mark.parametrize(
    "typed",
    [
        "", "+", "call me", "119", "12345", "2711 0480", "0912 345 67", "09123456789", "+886 12", "+886 912 345 67",
        "+8869123456789", "+886 912 345 678 901", "+999 123 4567", "1-800-FLOWERS", "my number is 0912345678",
        "0912345678 / 0227110480", "0" * 500, "(0)", "#12",
    ],
)  # fmt: skip
def test_what_no_network_could_ring_is_refused_and_nothing_is_made_of_it(typed: str) -> None:
    assert e164(typed) is None


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("030 123456", "DE", "+4930123456"),
        ("0044 20 7946 0018", "DE", "+442079460018"),
        ("+44 (0)20 7946 0018", "TW", "+442079460018"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("011 886 912 345 678", "US", MOBILE),
        ("010 886 912 345 678", "JP", MOBILE),
        ("06 698 12345", "IT", "+390669812345"),
    ],
)
def test_a_national_number_is_read_as_its_country_writes_it(typed: str, region: str, number: str) -> None:
    assert e164(typed, region) == number


def test_without_a_country_a_national_number_is_not_guessed() -> None:
    assert e164("0912345678", None) is None
    assert e164("+886912345678", None) == MOBILE


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("+886912345678", MOBILE), ("886912345678", MOBILE), ("0912345678", MOBILE), ("14155552671", "+14155552671"),
        ("+886 912 345 678", MOBILE), ("55123", "55123"), ("KILN", "KILN"), ("+99955512345", "+99955512345"),
    ],
)  # fmt: skip
def test_a_carrier_that_leaves_the_plus_out_means_the_same_sender(said: str, kept: str) -> None:
    assert sender(said) == kept


@pytest.mark.parametrize(
    ("typed", "within"),
    [("0912 345", MOBILE), ("345678", MOBILE), ("912345", MOBILE), ("0912345678", MOBILE), ("+886 912", MOBILE),
     ("2711-0480", OFFICE), ("02 2711", OFFICE), ("886912", MOBILE)],
)  # fmt: skip
def test_a_part_of_a_number_is_looked_for_by_the_digits_that_are_kept(typed: str, within: str) -> None:
    found = fragment(typed)
    assert found is not None
    assert found in within


@pytest.mark.parametrize("typed", ["", "0", "Lin", "Lin 88", "12", "order 1234567"])
def test_what_is_no_part_of_a_number_is_not_looked_for_as_one(typed: str) -> None:
    assert fragment(typed) is None


def test_a_number_is_shown_in_the_groups_of_its_country() -> None:
    assert grouped("+886227110480") == "+886 2 2711 0480"
    assert grouped("KILN") == "KILN"


def test_the_country_of_a_number() -> None:
    assert (region_of(MOBILE), region_of("+800 1234 5678"), region_of("KILN")) == ("TW", None, None)
