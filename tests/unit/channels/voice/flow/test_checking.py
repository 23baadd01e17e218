"""What keeps a flow from being published, with its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from channels.voice.flow.checking import problems
from channels.voice.flow.domain import CallFlow, FlowPrompt, FlowStep, StepKind
from tests.unit.channels.voice.flow.flows import ORDERS, REPAIRS, both, key, whole


def _changed(which: str, /, **values: Any) -> CallFlow:
    return CallFlow(tuple(replace(one, **values) if one.name == which else one for one in whole().steps))


def _found(flow: CallFlow) -> list[tuple[str, str]]:
    return [(one.code.value, one.place) for one in problems(flow, {ORDERS, REPAIRS})]


def test_a_whole_flow_has_none() -> None:
    assert _found(whole()) == []


@pytest.mark.parametrize(
    ("flow", "code", "place"),
    [
        (CallFlow(), "no_steps", "steps"),
        (CallFlow(whole().steps, ("fr",)), "language_unknown", "languages"),
        (CallFlow((*whole().steps, whole().steps[-1])), "name_twice", "steps[bye].name"),
        (_changed("bye", name="Bye!"), "name_unusable", "steps[Bye!].name"),
        (_changed("welcome", prompt=FlowPrompt({"en": "Hello."})), "prompt_missing", "steps[welcome].prompt.zh-Hant"),
        (_changed("welcome", prompt=both("x" * 1001, "x")), "prompt_too_long", "steps[welcome].prompt.en"),
        (_changed("hours", leads={"open": "menu", "closed": "shut"}), "branch_missing", "steps[hours].leads.holiday"),
        (_changed("welcome", leads={"next": "gone"}), "leads_nowhere", "steps[welcome].leads.next"),
        (_changed("menu", keys=(key("1", "order"), key("1", "busy"))), "key_twice", "steps[menu].keys.1.key"),
        (_changed("menu", keys=(key("A", "order"),)), "key_unusable", "steps[menu].keys.0.key"),
        (_changed("menu", keys=()), "no_keys", "steps[menu].keys"),
        (_changed("menu", keys=(key("1", "bye"),)), "unreachable", "steps[order]"),
        (_changed("orders", queue=None), "queue_missing", "steps[orders].queue"),
        (_changed("orders", queue=key), "queue_unknown", "steps[orders].queue"),
        (_changed("outside", number="02 2222"), "number_missing", "steps[outside].number"),
        (_changed("menu", tries=9), "out_of_range", "steps[menu].tries"),
        (_changed("orders", skills={"x": 9}), "out_of_range", "steps[orders].skills.x"),
        (_changed("shut", leads={"next": "hours"}), "loop", "steps[hours].leads"),
        (_changed("menu", leads={"no_choice": "menu"}), "loop", "steps[menu].leads"),
    ],
)
def test_each_problem_names_its_place(flow: CallFlow, code: str, place: str) -> None:
    assert (code, place) in _found(flow)


def test_going_round_by_a_key_is_no_loop() -> None:
    assert "loop" not in [code for code, _ in _found(_changed("menu", keys=(key("9", "menu"), key("1", "busy"))))]


def test_a_sound_stands_in_for_words() -> None:
    sounds = FlowPrompt({"en": "Hello."}, {"zh-Hant": ORDERS})
    assert _found(_changed("welcome", prompt=sounds)) == []
    alone = CallFlow((FlowStep("bye", StepKind.HANG_UP, FlowPrompt({"en": "Bye."})),), ("en",))
    assert _found(alone) == []
