"""Whatever happens to a case is told in words, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from agent_ui.words import cases
from agent_ui.words.languages import Words
from crm_core.cases.clocks import CaseClockKind
from crm_core.cases.domain import CaseChange, CaseLinkKind, ChangeCode, Missing, WaitFor
from crm_core.cases.model import DEFAULTS, CaseState, Priority
from tests.unit.agent_ui.words.languages import LANGUAGES
from tests.unit.agent_ui.words.languages import words as words_of

ARGS = {
    "user": str(UUID(int=1)), "reason": "customer", "woken_by": "erp", "kind": "order", "ref": "SO-1", "number": "1191",
    "what": ["title"], "state": "done",
}  # fmt: skip
AT = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.mark.parametrize("words", [words_of(one) for one in LANGUAGES])
def test_every_code_of_cases_has_words(words: Words) -> None:
    for code in ChangeCode:
        assert cases.change(words, DEFAULTS[0], CaseChange(1, AT, "user:x", code, ARGS), {UUID(int=1): "Mei"})
    for kind in CaseLinkKind:
        assert cases.link(words, kind)
    for state in CaseState:
        assert cases.state(words, state)
    for one in (*Priority, *WaitFor):
        assert cases.priority(words, one) if isinstance(one, Priority) else cases.wait(words, one)
    for clock in CaseClockKind:
        assert cases.clock(words, clock, 15)
    for what in Missing:
        assert cases.missing(words, DEFAULTS[0], what, "serial")


@pytest.mark.parametrize("words", [words_of(one) for one in LANGUAGES])
def test_every_code_of_the_default_types_has_words(words: Words) -> None:
    for type in DEFAULTS:
        codes = [type.code, *(one.code for one in (*type.reasons, *type.remedies, *type.sub_states))]
        codes += [part for one in type.causes for part in one.code.split("/")]
        assert set(codes) <= cases.NAMES.keys()
        assert cases.cause(words, type, type.causes[0].code) if type.causes else True
