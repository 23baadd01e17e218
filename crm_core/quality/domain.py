"""Score cards, and how a piece of an agent's work was evaluated with one. Pure.

An evaluation keeps the questions as they were when it was made: a card that changes later changes no score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from statistics import fmean
from typing import Final
from uuid import UUID

from crm_core.quality.errors import NotAnAnswer, NotAReply, NotAScoreCard, NothingEvaluated

LONGEST_NAME: Final = 60
LONGEST_QUESTION: Final = 300
LONGEST_REMARK: Final = 1_000
LONGEST_COMMENT: Final = 4_000
LONGEST_REPLY: Final = 2_000
MOST_QUESTIONS: Final = 40
MOST_CARDS: Final = 100
HEAVIEST: Final = 100
FEWEST: Final = 5
"""Evaluations below which no average of an agent is told: a few pieces say nothing of a month."""


class QuestionKind(StrEnum):
    YES_NO = "yes_no"
    """0 or 1 point."""
    SCALE = "scale"
    """0 to 4 points."""


MOST_POINTS: Final = {QuestionKind.YES_NO: 1, QuestionKind.SCALE: 4}


@dataclass(frozen=True, slots=True)
class CardQuestion:
    text: str
    """As evaluators read it, in whatever languages the organisation writes its cards."""
    kind: QuestionKind = QuestionKind.YES_NO
    weight: int = 1
    fatal: bool = False
    """Answered with no points, the whole evaluation has none."""


@dataclass(frozen=True, slots=True)
class ScoreCard:
    id: UUID
    name: str
    queue_id: UUID | None
    """For whose work it is meant; None: every queue's."""
    questions: tuple[CardQuestion, ...]
    active: bool = True
    """False: retired; what was evaluated with it stays."""


@dataclass(frozen=True, slots=True)
class GivenPoints:
    points: int | None
    """None: it does not apply to this piece of work."""
    remark: str = ""
    at_seconds: float | None = None
    """The moment of the recording that the remark is about."""


@dataclass(frozen=True, slots=True)
class Score:
    share: float | None
    """0 to 1; None where no question applies."""
    fatal: int = 0
    """How many fatal questions had no points."""


class EvaluationState(StrEnum):
    DRAFT = "draft"
    """Seen by its evaluator alone."""
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Evaluation:
    id: UUID
    card_id: UUID
    card_name: str
    questions: tuple[CardQuestion, ...]
    interaction_id: UUID
    customer_id: UUID | None
    channel: str
    queue_id: UUID | None
    agent_id: UUID
    evaluator_id: UUID
    state: EvaluationState
    answers: Mapping[int, GivenPoints]
    """By the number of the question, from 0."""
    comment: str
    share: float | None
    fatal: int
    created_at: datetime
    published_at: datetime | None
    reply: str
    """What the agent says to it."""
    disputed: bool
    replied_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgentQuality:
    """An agent's evaluations over a time."""

    agent_id: UUID
    count: int
    average: float | None
    """Of the shares; None for fewer than `FEWEST`."""
    fatal: int
    """How many of them failed by a fatal question."""
    disputed: int


def checked_card(name: str, questions: Sequence[CardQuestion]) -> tuple[str, tuple[CardQuestion, ...]]:
    """As they are kept. Raises `NotAScoreCard` naming the place."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME:
        raise NotAScoreCard(field="name")
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise NotAScoreCard(field="questions")
    kept = []
    for n, one in enumerate(questions):
        text = " ".join(one.text.split())
        if not text or len(text) > LONGEST_QUESTION:
            raise NotAScoreCard(field=f"questions.{n}.text")
        if not 1 <= one.weight <= HEAVIEST:
            raise NotAScoreCard(field=f"questions.{n}.weight")
        kept.append(CardQuestion(text, one.kind, one.weight, one.fatal))
    return plain, tuple(kept)


def checked_answers(questions: Sequence[CardQuestion], answers: Mapping[int, GivenPoints]) -> dict[int, GivenPoints]:
    """Raises `NotAnAnswer` naming the question."""
    kept = {}
    for n, one in sorted(answers.items()):
        if not 0 <= n < len(questions):
            raise NotAnAnswer(field=f"answers.{n}")
        if one.points is not None and not 0 <= one.points <= MOST_POINTS[questions[n].kind]:
            raise NotAnAnswer(field=f"answers.{n}.points")
        remark = one.remark.strip()
        if len(remark) > LONGEST_REMARK:
            raise NotAnAnswer(field=f"answers.{n}.remark")
        if one.at_seconds is not None and not 0 <= one.at_seconds < 86_400:
            raise NotAnAnswer(field=f"answers.{n}.at_seconds")
        kept[n] = GivenPoints(one.points, remark, one.at_seconds)
    return kept


def checked_comment(comment: str) -> str:
    plain = comment.strip()
    if len(plain) > LONGEST_COMMENT:
        raise NotAnAnswer(field="comment")
    return plain


def checked_reply(reply: str, *, disputed: bool) -> str:
    """Raises `NotAReply`: who disputes says why."""
    plain = reply.strip()
    if len(plain) > LONGEST_REPLY or (disputed and not plain):
        raise NotAReply(field="reply")
    return plain


def score(questions: Sequence[CardQuestion], answers: Mapping[int, GivenPoints]) -> Score:
    """Σ weight × points ÷ most points, over Σ weight of the questions that apply; 0 where a fatal one has no points.

    What is not answered yet does not count.
    """
    given = [(one, answers[n].points) for n, one in enumerate(questions) if n in answers]
    counted = [(one, points) for one, points in given if points is not None]
    if not counted:
        return Score(None)
    fatal = sum(one.fatal and points == 0 for one, points in counted)
    weight = sum(one.weight for one, _ in counted)
    reached = sum(one.weight * points / MOST_POINTS[one.kind] for one, points in counted)
    return Score(0.0 if fatal else reached / weight, fatal)


def require_complete(questions: Sequence[CardQuestion], answers: Mapping[int, GivenPoints]) -> None:
    """Raises `NothingEvaluated` naming the first question without an answer."""
    for n in range(len(questions)):
        if n not in answers:
            raise NothingEvaluated(field=f"answers.{n}")
    if score(questions, answers).share is None:
        raise NothingEvaluated(field="answers.0")


def of_agents(evaluations: Iterable[Evaluation]) -> list[AgentQuality]:
    """Published ones, by agent; who has most first."""
    by: dict[UUID, list[Evaluation]] = {}
    for one in evaluations:
        by.setdefault(one.agent_id, []).append(one)
    figures = []
    for agent, those in by.items():
        shares = [one.share for one in those if one.share is not None]
        average = fmean(shares) if len(shares) >= FEWEST else None
        figures.append(
            AgentQuality(
                agent, len(those), average, sum(one.fatal > 0 for one in those), sum(one.disputed for one in those)
            )
        )
    return sorted(figures, key=lambda one: (-one.count, str(one.agent_id)))
