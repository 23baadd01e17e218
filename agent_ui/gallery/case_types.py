"""Samples of the pages of case types."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.admin.case_types import compose
from agent_ui.admin.case_types import values as forms
from agent_ui.admin.case_types.views import CaseTypeLine, CaseTypesView, CaseTypeView, TypeChangeLine
from agent_ui.views import UndoView
from agent_ui.words import case_types as said
from agent_ui.words import cases
from agent_ui.words.languages import Words
from crm_core.cases.errors import GoalTwice
from crm_core.cases.model import DEFAULTS
from crm_core.cases.type_rules import EffectCode, TypeEffect

NEAR = compose.Around({"1": "Repairs", "2": "Orders"}, {"3": "Sam Rivers", "4": "吳淑芬"})


def listed(words: Words) -> CaseTypesView:
    lines = [
        CaseTypeLine(
            one.code, cases.type_name(words, one), f"/admin/case-types/edit?code={one.code}", one.code != "request",
            "First answer 4 h, Solution 40 h", words.days(15) if one.statutory_days else "–", "3", "12", "/cases",
        )
        for one in DEFAULTS
    ]  # fmt: skip
    return CaseTypesView(tuple(lines), undo=UndoView("Complaint was saved.", "/admin/case-types/complaint/undo/3"))


def one(words: Words, now: datetime) -> CaseTypeView:
    """Not saved yet: something is wrong, and for open cases it would mean something."""
    type = DEFAULTS[0]
    typed = forms.values_of(type, said.usual) | {
        "fields.0.en": "Serial number", "fields.0.zh": "序號", "fields.0.code": "serial", "fields.0.kind": "text",
        "fields.1.en": "Colour", "fields.1.zh": "顏色", "fields.1.code": "colour", "fields.1.kind": "choice",
        "fields.1.choices": "Red / 紅色, Blue / 藍色", "fields.1.required": "on",
    }  # fmt: skip
    means = (
        TypeEffect(EffectCode.KEEPS_DEADLINE, 12),
        TypeEffect(EffectCode.KEEPS_VALUE, 3, "reasons", "quality"),
        TypeEffect(EffectCode.REOPENS_OTHERWISE, 1),
    )
    history = (
        TypeChangeLine(2, now - timedelta(days=1), "Sam Rivers", ("Reasons: added “noise”",), True, False),
        TypeChangeLine(1, now - timedelta(days=9), "吳淑芬", ("Made, or first changed",), False, True),
    )
    view = CaseTypeView(
        cases.type_name(words, type), "/admin/case-types/edit?code=complaint", "complaint", True, "2",
        "12 cases of this type are open.", effects=tuple(said.effect(words, type, each) for each in means),
        told="x", kept=True, history=history, retire_question="New cases can no longer have this type.",
        can_retire=True,
    )  # fmt: skip
    wrong = compose.of_errors(words, [GoalTwice(field="goals.1.clock")])
    return compose.filled(view, words, typed, NEAR, wrong)
