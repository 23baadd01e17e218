"""Whom a note calls."""

from __future__ import annotations

from uuid import UUID

import pytest

from contact_center.interactions.mentions.domain import MOST, Named, checked, named_in
from contact_center.interactions.mentions.errors import TooManyMentioned

KEN, KEN_LIN, MING, OTHER_KEN = (UUID(int=n) for n in range(1, 5))
KNOWN = [
    Named("Ken", frozenset({KEN})), Named("Ken Lin", frozenset({KEN_LIN})), Named("王小明", frozenset({MING})),
    Named("Repairs", frozenset({KEN, MING})),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@Ken please", [KEN]),
        ("@ken lin, look", [KEN_LIN]),
        ("@Kenneth", []),
        ("mail me@ken.example", []),
        ("請＠王小明看一下", [MING]),
        ("@王小明和@Ken", [MING, KEN]),
        ("@repairs", [KEN, MING]),
        ("@Ken @Ken @Repairs", [KEN, MING]),
        ("Ken", []),
        ("@", []),
    ],
)
def test_a_name_behind_an_at_calls_the_longest_that_stands_there(text: str, called: list[UUID]) -> None:
    assert named_in(text, KNOWN) == called


def test_of_several_with_one_name_the_chosen_is_called_else_all() -> None:
    known = [*KNOWN, Named("Ken", frozenset({OTHER_KEN}))]
    assert named_in("@Ken", known, [OTHER_KEN]) == [OTHER_KEN]
    assert named_in("@Ken", known) == [KEN, OTHER_KEN]


def test_nobody_calls_themselves_or_everybody() -> None:
    assert checked([KEN, MING, KEN], KEN) == [MING]
    with pytest.raises(TooManyMentioned):
        checked([UUID(int=n) for n in range(MOST + 1)], UUID(int=99))
