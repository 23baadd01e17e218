"""Which words a message has, and what a search asks for."""

from __future__ import annotations

import pytest

from contact_center.interactions.search.domain import READ, lexemes, snippet, wanted


def words(text: str) -> set[str]:
    return {one.rpartition(":")[0].strip("'") for one in lexemes(text).split()}


def test_each_chinese_character_and_each_pair_is_a_word() -> None:
    assert words("磨豆機") == {"磨", "豆", "機", "磨豆", "豆機"}


def test_words_of_other_scripts_are_whole_and_without_case_and_width() -> None:
    assert words("The ＧＲＩＮＤＥＲ, café!") == {"the", "grinder", "café"}


def test_a_number_of_an_order_is_its_parts_side_by_side() -> None:
    assert lexemes("SO-20418") == "'so':1 '20418':2"
    assert wanted("so-20418") == "('so' <-> '20418':*)"


def test_taiwan_is_found_in_either_writing() -> None:
    assert wanted("臺北") == wanted("台北") == "('台北')"


def test_a_longer_chinese_text_is_the_chain_of_its_pairs() -> None:
    assert wanted("磨豆機壞") == "('磨豆' <-> '豆機' <-> '機壞')"
    assert wanted("磨") == "('磨')"


def test_all_terms_are_wanted_and_the_last_may_be_a_beginning() -> None:
    assert wanted("late deliv") == "('late') & ('deliv':*)"
    assert wanted("a de") == "('a') & ('de')"


@pytest.mark.parametrize("text", ["", "   ", "'", "!!! & | <->", "\\", ":*"])
def test_signs_alone_look_for_nothing(text: str) -> None:
    assert wanted(text) is None


def test_what_would_be_an_operator_is_no_operator() -> None:
    assert wanted("it's | 'x':* & !y") == "('it' <-> 's') & ('x') & ('y')"


def test_a_text_without_end_has_the_words_of_its_beginning() -> None:
    assert "last" not in words("x " * READ + "last")
    assert len(lexemes("長" * 100_000)) < 1000


def test_a_snippet_shows_where_the_word_stands() -> None:
    text = "Dear all,\n\n" + "x" * 100 + " the grinder of Moss Lane " + "y" * 100
    cut = snippet(text, "moss lane")
    assert "Moss Lane" in cut
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert "\n" not in cut
