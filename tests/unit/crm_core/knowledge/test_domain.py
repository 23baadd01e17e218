"""What of a question is looked for, which articles are about it, what is kept of a question, how versions differ."""

from __future__ import annotations

from uuid import UUID

import pytest

from crm_core.knowledge.domain import (
    DifferenceLine,
    FoundArticle,
    Line,
    differences,
    gap_terms,
    gap_text,
    number_in,
    ranked,
    terms_of,
)


def words(text: str) -> list[str]:
    return [one.word for one in terms_of(text)]


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Hello, why does my grinder make a rattling noise?", ["grinder", "make", "rattl", "nois"]),
        ("it rattles", ["rattl"]),
        ("請問我的磨豆機為什麼有聲音？", ["磨豆", "豆機", "聲音"]),
        ("臺北 保固", ["台北", "保固"]),
        ("豆", ["豆"]),
        ("M2-1204", ["m2", "1204"]),
        ("hello, thank you", []),
        ("' & | ! <-> :* \\", []),
    ],
)
def test_only_words_that_carry_meaning_are_looked_for(question: str, asked: list[str]) -> None:
    assert words(question) == asked


def test_a_long_question_is_bounded() -> None:
    assert len(terms_of("".join(chr(0x4E00 + n) for n in range(5_000)))) == 40


def candidate(id: int, in_title: tuple[int, ...], in_text: tuple[int, ...], language: str = "en") -> FoundArticle:
    return FoundArticle(UUID(int=id), language, in_title, in_text)


def test_rare_words_and_titles_weigh_more_and_what_only_mentions_one_word_is_left_out() -> None:
    about = candidate(1, (1, 2), (1, 2, 3))
    mentions = candidate(2, (), (1,))
    touches = candidate(3, (3,), (1, 3))
    best = ranked(3, [mentions, touches, about], "en", 10)
    assert [one.article_id.int for one in best] == [1, 3]


def test_each_article_is_found_once_in_the_language_that_was_asked_for() -> None:
    both = [candidate(1, (1,), (1,), "en"), candidate(1, (1,), (1,), "zh-Hant")]
    assert [one.language for one in ranked(1, both, "zh-Hant", 10)] == ["zh-Hant"]
    assert ranked(1, [], "en", 10) == []


def test_what_is_kept_of_a_question_names_nobody() -> None:
    said = "Where is my parcel? lin@x.example, +886 2 2711 0480, see https://x.example/a?b=1"
    assert gap_text(said) == "Where is my parcel? … …, see …"
    assert gap_terms(terms_of("parcel 0912345678")) == gap_terms(terms_of("Parcels?"))
    assert gap_terms(terms_of("where is the parcel")) == gap_terms(terms_of("the parcel, where is it"))


@pytest.mark.parametrize(
    ("text", "number"), [("KB-12", 12), (" kb12 ", 12), ("kb 7", 7), ("12", None), ("SO-12", None)]
)
def test_a_number_of_an_article_is_known_by_its_letters(text: str, number: int | None) -> None:
    assert number_in(text) == number


def test_versions_differ_line_by_line_with_what_stands_around() -> None:
    before = "\n".join(f"line {n}" for n in range(10))
    after = before.replace("line 7", "line seven")
    assert differences(before, after, around=1) == [
        DifferenceLine(Line.SKIPPED, ""),
        DifferenceLine(Line.SAME, "line 6"),
        DifferenceLine(Line.REMOVED, "line 7"),
        DifferenceLine(Line.ADDED, "line seven"),
        DifferenceLine(Line.SAME, "line 8"),
    ]
    assert differences(before, before) == []
