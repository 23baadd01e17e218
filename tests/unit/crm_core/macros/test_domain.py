"""What a macro is, and in which order it does things."""

from __future__ import annotations

from uuid import UUID

import pytest

from crm_core.macros.domain import MacroActKind, MacroActs, checked, steps
from crm_core.macros.errors import NotAMacro
from crm_core.snippets.errors import UnknownVariable

QUEUE = UUID(int=1)


def test_what_ends_the_work_comes_last_and_tags_stand_once() -> None:
    acts = MacroActs("Hello {{customer.name}}", ("refund", " refund ", "VIP"), "done", MacroActKind.CLOSE, 30, QUEUE)
    name, kept = checked("  Refund   asked ", acts)
    assert name == "Refund asked"
    assert (kept.minutes, kept.to_queue) == (None, None)  # of other endings
    assert [(one.kind, one.value) for one in steps(kept)] == [
        ("text", "Hello {{customer.name}}"), ("tag", "refund"), ("tag", "VIP"), ("disposition", "done"), ("close", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "acts", "field"),
    [
        ("", MacroActs(tags=("x",)), "name"),
        ("x" * 61, MacroActs(tags=("x",)), "name"),
        ("Nothing", MacroActs(), "text"),
        ("Nothing", MacroActs(" ", (" ",)), "text"),
        ("Tags", MacroActs(tags=tuple("abcdef")), "tags"),
        ("Long", MacroActs(tags=("x" * 41,)), "tags"),
        ("Snooze", MacroActs(ending=MacroActKind.SNOOZE), "minutes"),
        ("Snooze", MacroActs(ending=MacroActKind.SNOOZE, minutes=0), "minutes"),
        ("Move", MacroActs(ending=MacroActKind.MOVE), "to_queue"),
        ("No end", MacroActs(ending=MacroActKind.TAG), "ending"),
    ],
)
def test_what_is_no_macro_is_refused_by_its_field(name: str, acts: MacroActs, field: str) -> None:
    with pytest.raises(NotAMacro) as refused:
        checked(name, acts)
    assert refused.value.fields == {"field": field}


def test_a_variable_that_is_unknown_is_refused() -> None:
    with pytest.raises(UnknownVariable):
        checked("Text", MacroActs("Dear {{customer.nam}}"))
