"""How what is looked for is cut, and what a file for spreadsheets holds."""

from __future__ import annotations

from uuid import UUID

import pytest

from agent_ui.words.csv_lines import csv_cell, csv_line
from crm_core.customers.listing.domain import CustomerFilter, findable, grams, wanted


def test_words_are_cut_into_threes_and_chinese_into_pairs() -> None:
    assert grams("Lin 林佳穎") == ["lin", "林佳", "佳穎"]
    assert grams("c 林") == ["^c", "林"]
    assert grams("Ｌｉｎ") == ["lin"]
    assert grams("lin@moss.example")[:2] == ["lin", "mos"]


def test_signs_alone_find_nobody_and_nothing_finds_everybody() -> None:
    assert not findable(CustomerFilter("--"))
    assert findable(CustomerFilter("  "))


def test_a_number_may_be_words_or_a_telephone() -> None:
    owner = UUID(int=1)
    first, second = wanted(CustomerFilter("0912", kind="person", owner=owner), "912")
    assert first == ["091", "912", "kind person", f"owner {owner}"]
    assert second == ["912", "kind person", f"owner {owner}"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
     ("+886912345081", "+886912345081"), ("林佳穎", "林佳穎"), (None, "")],
)  # fmt: skip
def test_no_cell_of_an_export_is_read_as_a_formula(text: str | None, kept: str) -> None:
    assert csv_cell(text) == kept


def test_a_line_keeps_commas_and_quotes() -> None:
    assert csv_line(['Moss, "Lane"', 1]) == '"Moss, ""Lane""",1\r\n'
