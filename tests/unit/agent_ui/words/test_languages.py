from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from agent_ui.words.languages import CHINESE, ENGLISH, Words, negotiate, text_language
from contact_center.kernel.money import Money
from tests.unit.agent_ui.conftest import NOW


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-TW,zh;q=0.9,en;q=0.5", CHINESE),
        ("zh-Hant", CHINESE),
        ("en-US,en;q=0.9,zh-TW;q=0.8", ENGLISH),
        ("fr-FR,zh-TW;q=0.4", CHINESE),
        ("en;q=0.2, zh-TW", CHINESE),
        ("???,;;q=x", ENGLISH),
        (None, ENGLISH),
    ],
)
def test_a_browser_gets_the_first_language_it_accepts(header: str | None, language: str) -> None:
    assert negotiate(header) == language


def test_a_choice_once_made_wins_over_the_browser() -> None:
    assert negotiate("en-US", "zh-Hant") == CHINESE
    assert negotiate("zh-TW", "<script>") == CHINESE


def test_money_is_written_alike_in_both_languages(english: Words, chinese: Words) -> None:
    assert (
        english.money(Money("TWD", Decimal(48300))) == "NT$48,300" == chinese.money(Money("TWD", Decimal("48300.00")))
    )
    assert english.money(Money("EUR", Decimal("12.5"))) == "EUR 12.50"


def test_a_share_is_shown_in_percent_with_as_many_decimals_as_asked_for(english: Words) -> None:
    assert english.percent(0.876) == "88"
    assert english.percent(0.876, digits=1) == "87.6"
    assert english.percent(None) == "–"


def test_dates_follow_the_language(english: Words, chinese: Words) -> None:
    day = date(2026, 11, 26)
    assert english.long_date(day) == "Thu 26 Nov"
    assert chinese.long_date(day) == "11/26 週四"
    assert english.date(date(2025, 1, 3)) == "3 Jan 2025"


def test_times_are_the_readers(english: Words) -> None:
    assert english.clock(NOW) == "14:07"
    assert english.when(NOW - timedelta(days=1)) == "Sun 22 Nov 14:07"
    assert english.day_of(NOW) == "Today"
    assert english.day_of(NOW - timedelta(hours=15)) == "Yesterday"


def test_the_day_turns_at_the_readers_midnight(chinese: Words) -> None:
    assert chinese.day_of(NOW - timedelta(hours=14)) == "今天"
    assert chinese.day_of(NOW - timedelta(hours=14, minutes=8)) == "昨天"


@pytest.mark.parametrize(
    ("seconds", "exact", "coarse"),
    [
        (0, "0:00", "0 s"),
        (108, "1:48", "1 min"),
        (3599, "59:59", "59 min"),
        (3900, "1 h 05", "1 h"),
        (200_000, "2 d", "2 d"),
    ],
)
def test_spans(english: Words, seconds: int, exact: str, coarse: str) -> None:
    span = timedelta(seconds=seconds)
    assert (english.span_exact(span), english.span(span)) == (exact, coarse)


def test_customer_text_is_marked_with_its_own_language() -> None:
    assert text_language("您好") == CHINESE
    assert text_language("Hello") == ENGLISH
    assert text_language("Hello", "de") == "de"


def test_phone_numbers_are_grouped_and_other_addresses_are_left_alone(english: Words) -> None:
    assert english.phone("+886912345018").replace("\N{NO-BREAK SPACE}", " ") == "+886 912 345 018"
    assert english.phone("+1") == "+1"
    assert english.phone("ann@example.com") == "ann@example.com"
