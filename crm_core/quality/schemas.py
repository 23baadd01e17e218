"""What the API takes and answers about quality."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from crm_core.quality.domain import (
    HEAVIEST,
    LONGEST_COMMENT,
    LONGEST_NAME,
    LONGEST_QUESTION,
    LONGEST_REMARK,
    LONGEST_REPLY,
    MOST_QUESTIONS,
    AgentQuality,
    CardQuestion,
    Evaluation,
    EvaluationState,
    GivenPoints,
    QuestionKind,
    ScoreCard,
)


class QuestionBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    kind: QuestionKind = QuestionKind.YES_NO
    """`yes_no`: 0 or 1 point; `scale`: 0 to 4."""
    weight: Annotated[int, Field(ge=1, le=HEAVIEST)] = 1
    fatal: bool = False
    """Answered with no points, the whole evaluation has none."""

    @classmethod
    def of(cls, one: CardQuestion) -> QuestionBody:
        return cls(text=one.text, kind=one.kind, weight=one.weight, fatal=one.fatal)

    def question(self) -> CardQuestion:
        return CardQuestion(self.text, self.kind, self.weight, self.fatal)


class ScoreCardBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    queue_id: UUID | None = None
    """For whose work it is meant; null: every queue's."""
    questions: Annotated[list[QuestionBody], Field(min_length=1, max_length=MOST_QUESTIONS)]


class ScoreCardOut(ScoreCardBody):
    id: UUID
    active: bool
    """False: retired."""

    @classmethod
    def of(cls, one: ScoreCard) -> ScoreCardOut:
        questions = [QuestionBody.of(each) for each in one.questions]
        return cls(id=one.id, name=one.name, queue_id=one.queue_id, questions=questions, active=one.active)


class NewEvaluationBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    card_id: UUID
    interaction_id: UUID
    agent_id: UUID
    """Who had a part in it."""


class AnswerBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    question: Annotated[int, Field(ge=0, lt=MOST_QUESTIONS)]
    """Its number on the card, from 0."""
    points: Annotated[int | None, Field(ge=0, le=4)] = None
    """null: it does not apply."""
    remark: Annotated[str, Field(max_length=LONGEST_REMARK)] = ""
    at_seconds: Annotated[float | None, Field(ge=0, lt=86_400)] = None
    """The moment of the recording that the remark is about."""


class EvaluationBody(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    answers: Annotated[list[AnswerBody], Field(max_length=MOST_QUESTIONS)]
    comment: Annotated[str, Field(max_length=LONGEST_COMMENT)] = ""
    publish: bool = False
    """The agent may see it from now on; one that is published stays so."""

    def given(self) -> dict[int, GivenPoints]:
        return {one.question: GivenPoints(one.points, one.remark, one.at_seconds) for one in self.answers}


class ReplyBody(BaseModel):
    reply: Annotated[str, Field(max_length=LONGEST_REPLY)] = ""
    disputed: bool = False


class EvaluationOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    id: UUID
    card_id: UUID
    card: str
    questions: list[QuestionBody]
    """As they were when it was made."""
    interaction_id: UUID
    agent_id: UUID
    evaluator_id: UUID
    channel: str
    queue_id: UUID | None
    state: EvaluationState
    answers: list[AnswerBody]
    comment: str
    share: float | None
    """0 to 1: points reached of those that could be, by weight; null where nothing applies or is answered."""
    fatal: int
    """How many fatal questions had no points."""
    created_at: datetime
    published_at: datetime | None
    reply: str
    disputed: bool
    replied_at: datetime | None

    @classmethod
    def of(cls, one: Evaluation) -> EvaluationOut:
        return cls(
            id=one.id, card_id=one.card_id, card=one.card_name, questions=[QuestionBody.of(q) for q in one.questions],
            interaction_id=one.interaction_id, agent_id=one.agent_id, evaluator_id=one.evaluator_id,
            channel=one.channel, queue_id=one.queue_id, state=one.state,
            answers=[
                AnswerBody(question=n, points=each.points, remark=each.remark, at_seconds=each.at_seconds)
                for n, each in sorted(one.answers.items())
            ],
            comment=one.comment, share=one.share, fatal=one.fatal, created_at=one.created_at,
            published_at=one.published_at, reply=one.reply, disputed=one.disputed, replied_at=one.replied_at,
        )  # fmt: skip


class AgentQualityOut(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True)

    agent_id: UUID
    count: int
    average: float | None
    """Of the shares; null for fewer than five evaluations."""
    fatal: int
    disputed: int

    @classmethod
    def of(cls, one: AgentQuality) -> AgentQualityOut:
        return cls(agent_id=one.agent_id, count=one.count, average=one.average, fatal=one.fatal, disputed=one.disputed)


class QualityList(BaseModel):
    since: datetime
    agents: list[AgentQualityOut]
    evaluations: list[EvaluationOut]
