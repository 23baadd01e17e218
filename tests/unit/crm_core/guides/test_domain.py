"""A guide leads forward, keeps what was answered, and takes only what fits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest

from crm_core.guides.domain import (
    SAID,
    AnswerKind,
    Guide,
    GuideAnswer,
    GuideChoice,
    GuideRun,
    GuideStep,
    checked,
    fitted,
    progress,
    step_of,
)
from crm_core.guides.errors import AnswerNotFitting, GuideIncomplete, NoSuchGuideStep, NotAGuide, StepLeadsNowhere

NOW = datetime(2026, 11, 30, tzinfo=UTC)
MEI = UUID(int=7)
WORDS = {"en": "Which day?", "zh-Hant": "哪一天？"}
HELLO = GuideStep("hello", WORDS)
URGENT = GuideStep("urgent", WORDS, AnswerKind.YES_NO, choices=(GuideChoice("yes", {}, "floor"),))
DAY = GuideStep(
    "day", WORDS, AnswerKind.CHOICE,
    choices=(GuideChoice("morning", WORDS), GuideChoice("never", WORDS, "end")),
)  # fmt: skip
FLOOR = GuideStep("floor", WORDS, AnswerKind.NUMBER, optional=True)
STEPS = (HELLO, URGENT, DAY, FLOOR)


def run(**answers: str) -> GuideRun:
    guide = Guide(UUID(int=1), 1, checked(STEPS), NOW, "user:x")
    return GuideRun(UUID(int=2), guide, {key: GuideAnswer(value, NOW, MEI) for key, value in answers.items()})


def way(**answers: str) -> tuple[list[str], str | None]:
    now = progress(run(**answers))
    return [one.key for one in now.done], now.current.key if now.current else None


def test_the_answers_lead_through_the_guide() -> None:
    assert way() == ([], "hello")
    assert way(hello=SAID, urgent="no") == (["hello", "urgent"], "day")
    assert way(hello=SAID, urgent="yes") == (["hello", "urgent"], "floor")
    assert way(hello=SAID, urgent="no", day="never") == (["hello", "urgent", "day"], None)
    assert way(hello=SAID, urgent="no", day="morning", floor="") == (["hello", "urgent", "day", "floor"], None)
    assert progress(run(hello=SAID)).ahead == 2


def test_a_way_that_was_left_counts_again_when_it_is_taken_again() -> None:
    assert way(hello=SAID, urgent="yes", day="never", floor="3") == (["hello", "urgent", "floor"], None)
    assert way(hello=SAID, urgent="no", day="never", floor="3") == (["hello", "urgent", "day"], None)
    assert way(hello=SAID, urgent="perhaps") == (["hello"], "urgent")  # what no longer fits is asked again


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (AnswerKind.NUMBER, ["3", "-3.5"], ["three", "1e9", "1,000"]),
        (AnswerKind.DATE, ["2026-12-24"], ["24.12.2026", "2026-02-30", "20261224"]),
        (AnswerKind.YES_NO, ["yes", "no"], ["Yes", "maybe"]),
        (AnswerKind.TEXT, ["3F, lift"], ["x" * 1001]),
    ],
)
def test_an_answer_fits_its_step(kind: AnswerKind, good: list[str], bad: list[str]) -> None:
    step = GuideStep("one", WORDS, kind)
    assert [fitted(step, f" {one} ") for one in good] == good
    for one in bad:
        with pytest.raises(AnswerNotFitting):
            fitted(step, one)
    with pytest.raises(GuideIncomplete):
        fitted(step, " ")
    assert fitted(replace(step, optional=True), " ") == ""


def test_a_guide_is_refused_by_the_place_of_what_is_wrong() -> None:
    wrong = {
        "steps.1.key": [HELLO, replace(DAY, key="hello")],
        "steps.0.text.zh-Hant": [replace(HELLO, text={"en": "Hello"})],
        "steps.0.choices": [replace(DAY, choices=DAY.choices[:1])],
        "steps.1.choices": [HELLO, replace(FLOOR, choices=DAY.choices)],
    }
    for place, steps in wrong.items():
        with pytest.raises(NotAGuide) as refused:
            checked(steps)
        assert refused.value.fields == {"field": place}
    for goal in ("hello", "urgent", "nowhere"):  # backwards, to itself, to none
        with pytest.raises(StepLeadsNowhere):
            checked([HELLO, replace(URGENT, leads_to=goal)])
    with pytest.raises(NotAGuide):
        checked([replace(HELLO, key=f"k{n}") for n in range(41)])
    with pytest.raises(NoSuchGuideStep):
        step_of(run().guide, "gone")
