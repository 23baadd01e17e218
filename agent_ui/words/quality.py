"""Quality in words: kinds of questions, points, how an evaluation stands."""

from __future__ import annotations

from agent_ui.views.common import Tone
from agent_ui.words.languages import Words
from crm_core.quality.domain import MOST_POINTS, CardQuestion, Evaluation, EvaluationState, QuestionKind

GOOD_FROM = 0.8
BAD_BELOW = 0.6


def kinds(words: Words) -> dict[str, str]:
    return {
        QuestionKind.YES_NO.value: words.gettext("yes or no"),
        QuestionKind.SCALE.value: words.gettext("0 to 4 points"),
    }


def choices(words: Words, question: CardQuestion) -> tuple[tuple[str, str], ...]:
    """The answers that a question has, the best first; the last is that it does not apply."""
    if question.kind is QuestionKind.YES_NO:
        given = [("1", words.gettext("yes")), ("0", words.gettext("no"))]
    else:
        given = [(str(n), words.number(n)) for n in range(MOST_POINTS[question.kind], -1, -1)]
    return (*given, ("none", words.gettext("does not apply")))


def share(words: Words, one: Evaluation) -> str:
    return "–" if one.share is None else words.gettext("%(share)s %%", share=words.percent(one.share))


def tone(one: Evaluation) -> Tone:
    if one.share is None:
        return Tone.PLAIN
    if one.share < BAD_BELOW:
        return Tone.LATE
    return Tone.GOOD if one.share >= GOOD_FROM else Tone.SOON


def standing(words: Words, one: Evaluation) -> tuple[str, Tone]:
    if one.state is EvaluationState.DRAFT:
        return words.gettext("draft"), Tone.PLAIN
    if one.disputed:
        return words.gettext("disputed"), Tone.LATE
    return (words.gettext("seen"), Tone.PLAIN) if one.replied_at else (words.gettext("not seen yet"), Tone.SOON)


def moment(seconds: float | None) -> str:
    """18:40; empty without a moment."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
