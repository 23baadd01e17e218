"""Guides as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from crm_core.guides.domain import (
    LONGEST_ANSWER,
    LONGEST_TEXT,
    MOST_CHOICES,
    MOST_STEPS,
    AnswerKind,
    Guide,
    GuideChoice,
    GuideRun,
    GuideStep,
    progress,
)

Key = Annotated[str, Field(max_length=40)]
GuideText = Annotated[str, Field(max_length=LONGEST_TEXT)]


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class GuideTexts(_Body):
    en: GuideText = ""
    zh_hant: Annotated[GuideText, Field(alias="zh-Hant")] = ""


class GuideChoiceBody(_Body):
    key: Key
    """Kept as the answer. Of a yes-or-no step `yes` or `no`."""
    text: GuideTexts = GuideTexts()
    """At most 60 characters in each language; none for yes and no."""
    leads_to: Key | None = None
    """Key of a later step, or `end`; left out: where the step leads."""


class GuideStepBody(_Body):
    key: Key
    """Lower-case letters, digits and `_`; names the answer and stays when the step is changed."""
    text: GuideTexts
    """What to say or ask; needed in both languages."""
    kind: AnswerKind = AnswerKind.SAY
    """`say` takes no answer; `date` is an ISO date."""
    optional: bool = False
    leads_to: Key | None = None
    """Key of a later step, or `end`; left out: the next one."""
    choices: Annotated[list[GuideChoiceBody], Field(max_length=MOST_CHOICES)] = []
    """Of a `choice` all answers; of a `yes_no` those that lead elsewhere; else none."""

    def step(self) -> GuideStep:
        return GuideStep(
            self.key, self.text.model_dump(by_alias=True), self.kind, self.optional, self.leads_to,
            tuple(GuideChoice(one.key, one.text.model_dump(by_alias=True), one.leads_to) for one in self.choices),
        )  # fmt: skip


class ChangeGuide(_Body):
    steps: Annotated[list[GuideStepBody], Field(max_length=MOST_STEPS)]
    """None at all: the queue has no guide any more."""
    saw: Annotated[int, Field(ge=0, le=1_000_000_000)]
    """The version you changed; 0 where there was none."""


class GuideOut(_Body):
    queue_id: UUID
    version: int
    steps: list[GuideStepBody]
    changed_at: datetime
    changed_by: str

    @classmethod
    def of(cls, one: Guide) -> GuideOut:
        return cls(
            queue_id=one.queue_id, version=one.version, steps=[_step(step) for step in one.steps],
            changed_at=one.changed_at, changed_by=one.changed_by,
        )  # fmt: skip


def _step(one: GuideStep) -> GuideStepBody:
    return GuideStepBody(
        key=one.key, text=GuideTexts.model_validate(dict(one.text)), kind=one.kind, optional=one.optional,
        leads_to=one.leads_to,
        choices=[
            GuideChoiceBody(key=each.key, text=GuideTexts.model_validate(dict(each.text)), leads_to=each.leads_to)
            for each in one.choices
        ],
    )  # fmt: skip


class GuideList(_Body):
    guides: list[GuideOut]


class GuideAnswerOut(_Body):
    step: str
    value: str
    """Text, a number, an ISO date, `yes`, `no`, the key of a choice, `said`; empty for a step that was passed."""
    answered_at: datetime
    answered_by: UUID


class GuideRunOut(_Body):
    queue_id: UUID
    version: int
    """In which it was begun; what the steps say is in that version."""
    answers: list[GuideAnswerOut]
    """On the way that was taken, in its order."""
    current: str | None
    """The step that is to be answered now."""
    finished: bool

    @classmethod
    def of(cls, run: GuideRun) -> GuideRunOut:
        now = progress(run)
        found = [(step.key, run.answers[step.key]) for step in now.done]
        answers = [
            GuideAnswerOut(step=key, value=one.value, answered_at=one.at, answered_by=one.by) for key, one in found
        ]
        return cls(
            queue_id=run.guide.queue_id, version=run.guide.version, answers=answers,
            current=now.current.key if now.current else None, finished=now.current is None,
        )  # fmt: skip


class GuideRunList(_Body):
    runs: list[GuideRunOut]


class AnswerStep(_Body):
    answer: Annotated[str, Field(max_length=LONGEST_ANSWER)] = ""
    """Left out for a step that only says something, or to pass an optional one."""
