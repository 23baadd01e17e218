"""Score cards and answers as forms have them: `question_2`, `points_2`, `remark_2`."""

from __future__ import annotations

from collections.abc import Mapping

from crm_core.quality.domain import MOST_QUESTIONS, CardQuestion, GivenPoints, QuestionKind
from crm_core.quality.errors import NotAnAnswer, NotAScoreCard

Form = Mapping[str, str]


def questions(form: Form) -> list[CardQuestion]:
    """Rows without a text are left out. Raises `NotAScoreCard` naming the row."""
    found = []
    for n in range(MOST_QUESTIONS):
        text = form.get(f"question_{n}", "").strip()
        if not text:
            continue
        weight, kind = form.get(f"weight_{n}", "1").strip(), form.get(f"kind_{n}", QuestionKind.YES_NO.value)
        if not weight.isdecimal():
            raise NotAScoreCard(field=f"questions.{n}.weight")
        if kind not in set(QuestionKind):
            raise NotAScoreCard(field=f"questions.{n}.kind")
        found.append(CardQuestion(text, QuestionKind(kind), int(weight), f"fatal_{n}" in form))
    return found


def answers(form: Form) -> dict[int, GivenPoints]:
    """What was chosen so far. Raises `NotAnAnswer` naming the question."""
    found = {}
    for n in range(MOST_QUESTIONS):
        points = form.get(f"points_{n}", "")
        if not points:
            continue
        if points != "none" and not points.isdecimal():
            raise NotAnAnswer(field=f"answers.{n}.points")
        found[n] = GivenPoints(
            None if points == "none" else int(points), form.get(f"remark_{n}", ""), moment(form.get(f"at_{n}", ""), n)
        )
    return found


def moment(text: str, n: int) -> float | None:
    """18:40, 1:02:03 or seconds. Raises `NotAnAnswer`."""
    parts = text.replace("：", ":").split(":") if text.strip() else []
    if not parts:
        return None
    if len(parts) > 3 or not all(one.strip().isdecimal() for one in parts):
        raise NotAnAnswer(field=f"answers.{n}.at_seconds")
    seconds = 0
    for one in parts:
        seconds = seconds * 60 + int(one)
    return float(seconds)
