"""Numbers of orders and invoices as people say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from erp_link.domain import DocumentNumber, document_number, numbered


@pytest.mark.parametrize(
    "said",
    ["SO-20418", "so-20418", "SO20418", "so 20418", " SO - 20418 ", "#SO-20418", "SO/20418", "SO_20418",
     "ＳＯ－２０４１８"],
)  # fmt: skip
def test_one_number_is_said_in_many_ways(said: str) -> None:
    assert document_number(said) == DocumentNumber("SO", "20418")


def test_digits_alone_mean_every_document_with_them() -> None:
    said = document_number("20418")
    assert said is not None
    assert said.means(numbered("SO-20418"))
    assert said.means(numbered("INV-20418"))
    assert not said.means(numbered("SO-204180"))


def test_letters_must_be_those_of_the_document() -> None:
    said = document_number("INV 3391")
    assert said is not None
    assert said.means(numbered("INV-3391"))
    assert not said.means(numbered("SO-3391"))


def test_numbers_in_parts_are_read_through() -> None:
    assert document_number("2026/11-0042") == DocumentNumber("", "2026110042")
    assert document_number("發票 3391") == DocumentNumber("發票", "3391")


@pytest.mark.parametrize(
    "text",
    ["", "  ", "12", "Lin Jiaying", "林佳穎", "tom@mosslane.example", "+886 912 345 678", "order 66 and 67", "SO-",
     "a" * 500, "1" * 13, "Moss Lane 3"],
)  # fmt: skip
def test_names_addresses_and_telephone_numbers_are_no_documents(text: str) -> None:
    assert document_number(text) is None


@given(st.text(max_size=200))
def test_anything_may_be_typed(text: str) -> None:
    found = document_number(text)
    assert found is None or (3 <= len(found.digits) <= 12 and found.means(numbered(text)))
