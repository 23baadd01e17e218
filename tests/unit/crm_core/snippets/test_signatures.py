"""Which signature goes below an e-mail, and how it reads."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from contact_center.interactions.work.signing import whole
from crm_core.snippets.domain import Variable
from crm_core.snippets.errors import SignatureTooLong, UnknownVariable
from crm_core.snippets.signatures import Signature, checked, chosen, filled

REPAIRS, INVOICES = UUID(int=1), UUID(int=2)


def one(queue: UUID | None, language: str, text: str) -> Signature:
    return Signature(queue, language, 1, text, datetime(2026, 11, 23, tzinfo=UTC), "user:ada")


FOUND = (
    one(REPAIRS, "en", "repairs, en"), one(REPAIRS, "", "repairs"), one(INVOICES, "zh-Hant", "invoices, zh"),
    one(None, "zh-Hant", "all, zh"), one(None, "", "all"), one(INVOICES, "", ""),
)  # fmt: skip


@pytest.mark.parametrize(
    ("queue", "language", "expected"),
    [
        (REPAIRS, "en-GB", "repairs, en"), (REPAIRS, "zh-Hant", "repairs"), (REPAIRS, None, "repairs"),
        (INVOICES, "zh-Hant-TW", "invoices, zh"), (INVOICES, "en", "all"), (None, "zh-Hant", "all, zh"),
        (UUID(int=3), None, "all"),
    ],
)  # fmt: skip
def test_the_queues_own_goes_first_then_the_language(queue: UUID | None, language: str | None, expected: str) -> None:
    assert chosen(FOUND, queue, language) == expected


def test_a_line_of_which_something_is_not_known_is_left_out() -> None:
    text = "{{agent.name}}\nfor {{customer.name}}\nKiln & Co"
    assert filled(text, {Variable.AGENT_NAME: "Mei", Variable.CUSTOMER_NAME: None}) == "Mei\nKiln & Co"


def test_what_cannot_be_a_signature_is_refused() -> None:
    assert checked("  Mei \r\nKiln\r\n") == "Mei\nKiln"
    with pytest.raises(UnknownVariable):
        checked("{{order.number}}")
    for text in ("x" * 1001, "\n".join("abcdefghijklmnopqrstu")):
        with pytest.raises(SignatureTooLong):
            checked(text)


def test_it_goes_above_what_is_passed_on() -> None:
    assert whole("Hello", None, None) == "Hello"
    assert whole("Hello", "Mei", None) == "Hello\n\n-- \nMei"
    assert whole("See below.\n\n--- Forwarded ---\nFrom: Tom", "Mei", 12) == (
        "See below.\n\n-- \nMei\n\n--- Forwarded ---\nFrom: Tom"
    )
