"""What a type of case must be to be kept, and what a change of it means for cases that are there."""

from __future__ import annotations

from typing import Any

import pytest

from crm_core.cases import domain
from crm_core.cases.errors import NotInItsType
from crm_core.cases.model import DEFAULTS, CaseType
from crm_core.cases.type_rules import EffectCode, TypeUse, effects, problems
from tests.unit.crm_core.cases.test_domain import step

COMPLAINT, QUESTION = DEFAULTS[0], DEFAULTS[1]
SAM = "00000000-0000-7000-8000-000000000001"
GOAL = {"clock": "solve", "hours": "8"}


def type_with(**values: Any) -> CaseType:
    return CaseType.model_validate({"code": "repair"} | values)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"reasons": [{"code": "a"}, {"code": "b"}, {"code": "a"}]}, "case_code_twice", "reasons.2.code"),
        ({"fields": [{"code": "size", "kind": "choice"}]}, "field_needs_choices", "fields.0.choices"),
        ({"fields": [{"code": "size", "choices": [{"code": "l"}]}]}, "field_needs_choices", "fields.0.choices"),
        ({"goals": [GOAL, GOAL]}, "goal_twice", "goals.1.clock"),
        (
            {"goals": [GOAL, {"clock": "first_answer", "hours": 9, "contract": "gold"}]},
            "answer_after_solution",
            "goals.1.hours",
        ),
        ({"priorities": ["high"]}, "priority_not_offered", "first_priority"),
        ({"priorities": ["normal"], "goals": [GOAL | {"priority": "low"}]}, "priority_not_offered", "goals.0.priority"),
        ({"sub_states": [{"code": "done", "of": "closed"}]}, "state_without_sub_states", "sub_states.0.of"),
        ({"needs_cause": True}, "nothing_to_choose", "needs_cause"),
        ({"approvers": ["00000000-0000-7000-8000-000000000002"]}, "not_an_approver", "approvers.0"),
    ],
)
def test_each_problem_names_its_field(values: dict[str, Any], code: str, field: str) -> None:
    found = list(problems(type_with(**values), DEFAULTS, None, [SAM]))
    assert [(one.code, one.fields["field"]) for one in found] == [(code, field)]


def test_the_types_that_come_with_the_product_have_no_problems() -> None:
    for one in DEFAULTS:
        assert list(problems(one, [each for each in DEFAULTS if each is not one], one, [])) == []


def test_a_field_keeps_its_kind_and_one_type_stays_in_use() -> None:
    before = type_with(fields=[{"code": "n", "kind": "number"}])
    after = type_with(fields=[{"code": "n"}], active=False)
    assert [one.code for one in problems(after, [], before, [])] == ["field_kind_fixed", "last_case_type"]


def test_what_a_change_means_is_told_with_the_number_of_cases() -> None:
    use = TypeUse(9, 5, 2, {"reasons": {"quality": 3}, "causes": {"use": 1}, "fields": {"serial": 2}})
    before = COMPLAINT.model_copy(update={"needs_cause": False})
    after = COMPLAINT.model_copy(
        update={
            "reasons": COMPLAINT.reasons[1:], "statutory_days": 10, "reopen_days": 3, "active": False,
            "fields": type_with(fields=[{"code": "serial", "required": True}]).fields, "remedies": (),
        }
    )  # fmt: skip
    found = {(one.code, one.about): one.count for one in effects(before, after, use, 0)}
    assert found == {
        (EffectCode.KEEPS_DEADLINE, ""): 5,
        (EffectCode.NO_NEW, ""): 5,
        (EffectCode.KEEPS_VALUE, "quality"): 3,
        (EffectCode.NEEDS_VALUE, ""): 4,
        (EffectCode.NEEDS_VALUE, "serial"): 3,
        (EffectCode.REOPENS_OTHERWISE, ""): 2,
    }
    assert effects(before, after, TypeUse(), 0) == []


def test_what_a_case_has_stays_though_its_type_no_longer_offers_it() -> None:
    was = step(reason="quality").case
    gone = COMPLAINT.model_copy(update={"reasons": ()})
    assert domain.checked(gone, was, was) == was
    with pytest.raises(NotInItsType):
        domain.checked(gone, was)
