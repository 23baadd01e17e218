"""The tree of codes: what is offered where, what words were in use when, what may be put where."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from contact_center.interactions.dispositions.domain import (
    DEEPEST,
    MOST,
    DispositionEdit,
    DispositionNode,
    DispositionTree,
    FormerDisposition,
)
from contact_center.interactions.dispositions.errors import (
    DispositionBelowItself,
    DispositionNameWrong,
    DispositionTooDeep,
    NoSuchDispositionBranch,
    TooManyDispositions,
)

REPAIRS, ORDERS = UUID(int=1), UUID(int=2)
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def node(
    code: str, parent: str | None = None, position: int = 0, *queues: UUID, active: bool = True
) -> DispositionNode:
    return DispositionNode(code, parent, {"en": code.title()}, position, active, list(queues))


def tree(*former: FormerDisposition) -> DispositionTree:
    return DispositionTree(
        (
            node("order", None, 1), node("late", "order", 1), node("lost", "order", 0),
            node("repair", None, 0, REPAIRS), node("pump", "repair"), node("old", "repair", 1, active=False),
            node("second", "pump"), node("other", None, 2),
        ),
        former,
    )  # fmt: skip


def codes(found: list[DispositionNode]) -> list[str]:
    return [one.code for one in found]


def test_agents_choose_leaves_in_use_of_branches_that_are_offered_in_their_queue() -> None:
    assert codes(tree().offered(REPAIRS)) == ["second", "lost", "late", "other"]
    assert codes(tree().offered(ORDERS)) == ["lost", "late", "other"]
    assert codes(tree().offered(None)) == ["lost", "late", "other"]
    assert codes(tree().in_use()) == ["second", "lost", "late", "other"]


def test_a_branch_whose_codes_are_all_archived_is_chosen_itself_and_what_is_below_an_archived_branch_is_not() -> None:
    found = DispositionTree((node("a"), node("b", "a", active=False), node("c", active=False), node("d", "c")))
    assert codes(found.offered(None)) == ["a"]


def test_a_code_keeps_the_words_and_the_place_of_its_time() -> None:
    found = tree(
        FormerDisposition("late", NOON, "repair", {"en": "Delayed"}),
        FormerDisposition("late", NOON - timedelta(hours=1), None, {"en": "Slow"}),
    )
    assert found.path("late") == ["order", "late"]
    assert found.path("late", NOON) == ["order", "late"]
    assert found.path("late", NOON - timedelta(minutes=1)) == ["repair", "late"]
    assert found.name("late", NOON - timedelta(minutes=1)) == {"en": "Delayed"}
    assert found.path("late", NOON - timedelta(hours=2)) == ["late"]
    assert found.name("late", NOON - timedelta(hours=2)) == {"en": "Slow"}
    assert found.name("late", found.before(found.former("late")[0])) == {"en": "Slow"}
    assert found.path("timed out") == ["timed out"]
    assert found.name("timed out") == {}


@pytest.mark.parametrize(
    ("code", "under", "expected"),
    [
        ("second", None, "repair"), ("second", "repair", "pump"), ("second", "pump", "second"),
        ("pump", "pump", "pump"), ("late", "repair", None), ("timed out", None, "timed out"), ("other", None, "other"),
    ],
)  # fmt: skip
def test_what_was_closed_counts_in_one_branch_of_each_level(code: str, under: str | None, expected: str | None) -> None:
    assert tree().branch(code, under) == expected


def test_a_new_code_goes_to_the_end_of_its_branch_and_is_made_of_its_name() -> None:
    made = tree().checked(None, DispositionEdit({"en": "  Very   late ", "zh-Hant": ""}, "order"))
    assert (made.code, made.name, made.position) == ("very_late", {"en": "Very late"}, 2)
    assert tree().checked(None, DispositionEdit({"en": "Late"})).code == "late_2"
    assert tree().checked(None, DispositionEdit({"zh-Hant": "遲到"})).code == "code"
    assert tree().checked(None, DispositionEdit({"en": "New"})).code == "new_2"


def test_a_code_that_stays_in_its_branch_keeps_its_place() -> None:
    assert tree().checked("lost", DispositionEdit({"en": "Gone"}, "order")).position == 0
    assert tree().checked("lost", DispositionEdit({"en": "Gone"}, None)).position == 3


@pytest.mark.parametrize(
    ("code", "edit", "error", "field"),
    [
        (None, DispositionEdit({"en": " "}), DispositionNameWrong, "name"),
        (None, DispositionEdit({"en": "x" * 61}), DispositionNameWrong, "name.en"),
        (None, DispositionEdit({"en": "a › b"}), DispositionNameWrong, "name.en"),
        (None, DispositionEdit({"zh-Hant": "\u3164"}), DispositionNameWrong, "name.zh-Hant"),
        (None, DispositionEdit({"en": "a"}, "nowhere"), NoSuchDispositionBranch, "parent"),
        ("repair", DispositionEdit({"en": "a"}, "repair"), DispositionBelowItself, "parent"),
        ("repair", DispositionEdit({"en": "a"}, "second"), DispositionBelowItself, "parent"),
        ("repair", DispositionEdit({"en": "a"}, "late"), DispositionTooDeep, "parent"),
    ],
)  # fmt: skip
def test_what_does_not_fit_names_its_field(
    code: str | None, edit: DispositionEdit, error: type[Exception], field: str
) -> None:
    with pytest.raises(error) as wrong:
        tree().checked(code, edit)
    assert getattr(wrong.value, "fields", {})["field"] == field


def test_a_tree_is_four_levels_deep_and_has_four_hundred_codes_at_most() -> None:
    deep = DispositionTree([node(str(n), str(n - 1) if n else None) for n in range(DEEPEST)])
    with pytest.raises(DispositionTooDeep):
        deep.checked(None, DispositionEdit({"en": "a"}, str(DEEPEST - 1)))
    full = DispositionTree([node(str(n)) for n in range(MOST)])
    with pytest.raises(TooManyDispositions):
        full.checked(None, DispositionEdit({"en": "a"}))


def test_moving_stays_among_siblings() -> None:
    assert codes(tree().moved("late", -1)) == ["late", "lost"]
    assert codes(tree().moved("late", 1)) == ["lost", "late"]
    assert codes(tree().moved("order", -1)) == ["order", "repair", "other"]


def test_a_loop_that_somebody_wrote_into_the_table_ends() -> None:
    looped = DispositionTree((node("a", "b"), node("b", "a")))
    assert len(looped.path("a")) <= DEEPEST
    assert looped.walk() == []
