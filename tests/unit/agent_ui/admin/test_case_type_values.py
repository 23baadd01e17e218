"""A type of case as a form has it, and back."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from agent_ui.admin.case_types import compose
from agent_ui.admin.case_types import values as forms
from agent_ui.words import case_types as said
from agent_ui.words.languages import CHINESE, ENGLISH
from crm_core.cases.model import DEFAULTS, CaseType

OWN = CaseType.model_validate(
    {
        "code": "loan", "names": {ENGLISH: "Loan machine", CHINESE: "借用機", "ja": "貸出機"},
        "fields": [
            {"code": "colour", "kind": "choice", "required": True, "choices": [
                {"code": "red", "names": {ENGLISH: "Red", CHINESE: "紅色"}}, {"code": "x1"}]},
        ],
        "sub_states": [{"code": "out", "of": "waiting", "names": {ENGLISH: "With the customer"}}],
        "goals": [{"clock": "solve", "hours": "0.5", "priority": "high", "contract": "gold"}],
        "approval_over": "12.50", "priorities": ["normal", "high"], "confidential": True,
    }
)  # fmt: skip


@pytest.mark.parametrize("type", [*DEFAULTS, OWN], ids=lambda one: one.code)
def test_saving_a_form_as_it_was_shown_changes_nothing(type: CaseType) -> None:
    typed = forms.tidy(forms.values_of(type, said.usual))
    assert compose.read(typed, type.code, type) == type


def test_codes_are_made_of_names_and_empty_rows_are_left_out() -> None:
    typed = forms.values_of(CaseType(code="new"), said.usual) | {
        "name_en": "Loan machine", "reasons.0.en": "Too loud!", "reasons.1.en": " ", "reasons.2.zh": "太吵",
        "reasons.3.en": "Too loud", "fields.0.en": "Colour", "fields.0.kind": "choice",
        "fields.0.choices": "Red / 紅色，Blue", "goals.0.clock": "solve", "goals.0.hours": "",
    }  # fmt: skip
    typed = forms.tidy(typed)
    assert forms.new_code(typed, ["loan_machine"]) == "loan_machine_2"
    made = compose.read(typed, "loan", None)
    assert [one.code for one in made.reasons] == ["too_loud", "reason", "too_loud_2"]
    assert [(one.code, one.names.get(CHINESE)) for one in made.fields[0].choices] == [("red", "紅色"), ("blue", None)]
    assert made.goals == ()


def test_what_is_wrong_stands_at_its_field() -> None:
    typed = forms.values_of(OWN, said.usual) | {"goals.0.hours": "many", "name_zh": "名" * 90, "reasons.0.code": "A b"}
    with pytest.raises(ValidationError) as refused:
        compose.read(typed, "loan", OWN)
    places = {forms.place_in_form(one["loc"]) for one in refused.value.errors()}
    assert places == {"goals.0.hours", "name_zh", "reasons.0.code"}
