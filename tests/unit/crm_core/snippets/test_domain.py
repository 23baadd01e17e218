"""Snippets: what may stand in one, and what comes of it in a conversation."""

from __future__ import annotations

from uuid import UUID

import pytest

from crm_core.snippets.domain import Snippet, Variable, checked, fill, fits
from crm_core.snippets.errors import NotASnippet, UnknownVariable

REPAIRS, ORDERS = UUID(int=1), UUID(int=2)


def test_what_is_known_stands_in_its_place_and_what_is_not_stays_a_place() -> None:
    text = "Dear {{customer.name}}, {{ order.number }} comes today. {{agent.name}}"
    filled = fill(text, {Variable.CUSTOMER_NAME: "林佳穎", Variable.AGENT_NAME: "Mei", Variable.ORDER_NUMBER: None})
    assert filled.text == "Dear 林佳穎, {{order.number}} comes today. Mei"
    assert filled.missing == ("order.number",)


@pytest.mark.parametrize("wrong", ["Dear {{customer.nme}}", "{{}}", "Pay {{ 7*7 }}"])
def test_a_place_that_means_nothing_is_refused_when_it_is_written(wrong: str) -> None:
    with pytest.raises(UnknownVariable):
        checked("Greeting", wrong)


def test_a_name_and_a_text_are_needed_and_bounded() -> None:
    assert checked("  Two  words ", "a\r\nb ") == ("Two words", "a\nb")
    for name, text in (("", "x"), ("x", " "), ("x" * 61, "x"), ("x", "x" * 4001)):
        with pytest.raises(NotASnippet):
            checked(name, text)


@pytest.mark.parametrize(
    ("language", "queue", "fit"),
    [(None, None, True), ("zh-Hant", None, True), ("en", None, False), (None, REPAIRS, True), (None, ORDERS, False)],
)
def test_a_snippet_is_offered_in_its_queue_and_language(language: str | None, queue: UUID | None, fit: bool) -> None:
    one = Snippet(UUID(int=9), "Greeting", language, queue, "Hello")
    assert fits(one, [REPAIRS], "zh-TW") is fit
    assert fits(one, [REPAIRS], None) is (fit or language == "en")
