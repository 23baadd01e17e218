"""What an agent is led through while they speak: what to say and ask, and where each answer leads. Pure.

A step leads forward only, to the next one, to a later one or to the end, so a guide always ends. An answer is kept
with the interaction; one that was given on a way that was left is kept too, and counts again if the way is taken again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from crm_core.guides.errors import AnswerNotFitting, GuideIncomplete, NoSuchGuideStep, NotAGuide, StepLeadsNowhere

LANGUAGES: Final = ("en", "zh-Hant")
LONGEST_TEXT: Final = 1000
LONGEST_CHOICE: Final = 60
LONGEST_ANSWER: Final = 1000
MOST_STEPS: Final = 40
MOST_CHOICES: Final = 10
END: Final = "end"
YES: Final = "yes"
NO: Final = "no"
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


class AnswerKind(StrEnum):
    """What a step takes."""

    SAY = "say"
    """Nothing: it is said, and the agent goes on."""
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    CHOICE = "choice"


SAID: Final = "said"
"""The answer of a step that takes none."""


@dataclass(frozen=True, slots=True)
class GuideChoice:
    key: str
    text: Mapping[str, str]
    leads_to: str | None = None
    """Key of a later step, `end`, or None: where its step leads."""


@dataclass(frozen=True, slots=True)
class GuideStep:
    key: str
    """Names its answer; stays the same when the step is changed."""
    text: Mapping[str, str]
    """What to say or ask, by language."""
    kind: AnswerKind = AnswerKind.SAY
    optional: bool = False
    """May be passed without an answer."""
    leads_to: str | None = None
    """Key of a later step, `end`, or None: the next one."""
    choices: tuple[GuideChoice, ...] = ()
    """Of a yes-or-no step `yes` and `no`."""

    @property
    def branches(self) -> dict[str, str]:
        return {one.key: one.leads_to for one in self.choices if one.leads_to is not None}


@dataclass(frozen=True, slots=True)
class Guide:
    """The steps of a queue as they stand. Without steps the queue has no guide."""

    queue_id: UUID
    version: int
    steps: tuple[GuideStep, ...]
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class GuideAnswer:
    value: str
    """As it is kept: text, a number, an ISO date, `yes`, `no`, the key of a choice, `said`, or empty for passed."""
    at: datetime
    by: UUID


@dataclass(frozen=True, slots=True)
class GuideRun:
    """How far a guide has come in one interaction, in the version it was begun with."""

    interaction_id: UUID
    guide: Guide
    answers: Mapping[str, GuideAnswer] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Progress:
    done: tuple[GuideStep, ...]
    """On the way that the answers took."""
    current: GuideStep | None
    """None: the end is reached."""
    ahead: int
    """Steps after the current one, if every one leads to the next."""


def progress(run: GuideRun) -> Progress:
    steps = run.guide.steps
    at = 0
    done: list[GuideStep] = []
    while at < len(steps):
        step = steps[at]
        answer = run.answers.get(step.key)
        if answer is None or not _still_fits(step, answer.value):
            return Progress(tuple(done), step, len(steps) - at - 1)
        done.append(step)
        at = _after(steps, at, answer.value)
    return Progress(tuple(done), None, 0)


def _after(steps: Sequence[GuideStep], at: int, value: str) -> int:
    goal = steps[at].branches.get(value) or steps[at].leads_to
    if goal is None:
        return at + 1
    if goal == END:
        return len(steps)
    return next(n for n, one in enumerate(steps) if one.key == goal)


def _still_fits(step: GuideStep, value: str) -> bool:
    try:
        return fitted(step, value) == value
    except (AnswerNotFitting, GuideIncomplete):
        return False


def step_of(guide: Guide, key: str) -> GuideStep:
    """Raises `NoSuchGuideStep`."""
    for one in guide.steps:
        if one.key == key:
            return one
    raise NoSuchGuideStep(key[:40], field="step")


def fitted(step: GuideStep, raw: str) -> str:
    """An answer as it is kept. Raises `GuideIncomplete` for none, `AnswerNotFitting`."""
    if step.kind is AnswerKind.SAY:
        return SAID
    value = raw.strip().replace("\r\n", "\n")
    if not value:
        if step.optional:
            return ""
        raise GuideIncomplete(field="answer")
    if len(value) > LONGEST_ANSWER or not _of_kind(step, value):
        raise AnswerNotFitting(step.kind.value, field="answer")
    return value


def _of_kind(step: GuideStep, value: str) -> bool:
    match step.kind:
        case AnswerKind.NUMBER:
            return _NUMBER.fullmatch(value) is not None
        case AnswerKind.DATE:
            try:
                return date.fromisoformat(value).isoformat() == value
            except ValueError:
                return False
        case AnswerKind.YES_NO:
            return value in (YES, NO)
        case AnswerKind.CHOICE:
            return any(value == one.key for one in step.choices)
    return True


def checked(steps: Sequence[GuideStep]) -> tuple[GuideStep, ...]:
    """Raises `NotAGuide` naming the step and what is wrong with it, and `StepLeadsNowhere`."""
    if len(steps) > MOST_STEPS:
        raise NotAGuide(field="steps")
    keys = [one.key for one in steps]
    found = []
    for n, one in enumerate(steps):
        place = f"steps.{n}"
        if not _KEY.fullmatch(one.key) or one.key == END or keys.index(one.key) != n:
            raise NotAGuide(field=f"{place}.key")
        step = GuideStep(
            one.key, _texts(one.text, LONGEST_TEXT, f"{place}.text"), one.kind, one.optional, one.leads_to,
            _choices(one, place),
        )  # fmt: skip
        for goal in (step.leads_to, *step.branches.values()):
            if goal is not None and goal != END and goal not in keys[n + 1 :]:
                raise StepLeadsNowhere(goal[:40], field=f"{place}.leads_to")
        found.append(step)
    return tuple(found)


def _texts(text: Mapping[str, str], longest: int, place: str) -> dict[str, str]:
    clean = {tongue: text.get(tongue, "").strip().replace("\r\n", "\n") for tongue in LANGUAGES}
    for tongue, words in clean.items():
        if not words or len(words) > longest:
            raise NotAGuide(field=f"{place}.{tongue}")
    return clean


def _choices(step: GuideStep, place: str) -> tuple[GuideChoice, ...]:
    keys = [one.key for one in step.choices]
    if step.kind is AnswerKind.CHOICE:
        if not 2 <= len(keys) <= MOST_CHOICES or len(set(keys)) != len(keys):
            raise NotAGuide(field=f"{place}.choices")
        if not all(_KEY.fullmatch(key) for key in keys):
            raise NotAGuide(field=f"{place}.choices")
        return tuple(
            GuideChoice(one.key, _texts(one.text, LONGEST_CHOICE, f"{place}.choices.{n}"), one.leads_to)
            for n, one in enumerate(step.choices)
        )
    if step.kind is AnswerKind.YES_NO:
        if not set(keys) <= {YES, NO} or len(set(keys)) != len(keys):
            raise NotAGuide(field=f"{place}.choices")
        return tuple(GuideChoice(one.key, {}, one.leads_to) for one in step.choices)
    if keys:
        raise NotAGuide(field=f"{place}.choices")
    return ()
