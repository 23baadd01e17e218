"""Card data in what is noted."""

from __future__ import annotations

import pytest

from contact_center.kernel.card_numbers import without_cards, without_digits


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("4111 1111 1111 1111, until 12/29", "•••• •••• •••• ••••, until 12/29"),
        ("card 5500-0000-0000-0004.", "card ••••-••••-••••-••••."),
        ("卡號378282246310005，謝謝", "卡號•••••••••••••••，謝謝"),
        ("4111 1111 1111 1112 has a wrong digit", "4111 1111 1111 1112 has a wrong digit"),
        ("order SO-20418, call 02 2711 0480", "order SO-20418, call 02 2711 0480"),
    ],
)
def test_numbers_of_cards_are_masked_and_others_stay(text: str, kept: str) -> None:
    assert without_cards(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("4111 1111 11", "•••• •••• ••"),
        ("code 123, until 12/29", "code •••, until ••/••"),
        ("pays for 2 cups", "pays for 2 cups"),
        ("１２３", "•••"),
    ],
)
def test_while_a_card_is_told_no_digits_are_kept(text: str, kept: str) -> None:
    assert without_digits(text) == kept
