"""Care as JSON."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from crm_core.care.domain import LONGEST_QUESTION, CareSetting, RatedBy, Rating, RatingFigures, RatingKind, care_setting

Question = Annotated[str, Field(max_length=LONGEST_QUESTION)]


class _Body(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid")


class QuestionTexts(_Body):
    en: Question = ""
    zh_hant: Annotated[Question, Field(alias="zh-Hant")] = ""


class CareSettingBody(_Body):
    channel: Annotated[str, Field(max_length=40)]
    asks: bool
    """Whether customers of this channel are asked at all; `question` is then needed in both languages."""
    kind: RatingKind
    """`csat`: how satisfied, 1 to 5. `ces`: how easy it was, 1 to 7. `nps`: would they recommend us, 0 to 10."""
    question: QuestionTexts
    cap_days: Annotated[int, Field(ge=1, le=365)] = 30
    """A customer is asked once in so many days, on whatever channel."""
    delay_minutes: Annotated[int, Field(ge=0, le=1440)] = 60
    """So long after the work was closed; in a web chat always 0."""

    @classmethod
    def of(cls, found: CareSetting) -> CareSettingBody:
        texts = {tongue: found.question.get(tongue, "") for tongue in ("en", "zh-Hant")}
        return cls(
            channel=found.channel, asks=found.asks, kind=found.kind, question=QuestionTexts.model_validate(texts),
            cap_days=found.cap.days, delay_minutes=int(found.delay.total_seconds() // 60),
        )  # fmt: skip

    def setting(self) -> CareSetting:
        return care_setting(
            self.channel, asks=self.asks, kind=self.kind, question=self.question.model_dump(by_alias=True),
            cap=timedelta(days=self.cap_days), delay=timedelta(minutes=self.delay_minutes),
        )  # fmt: skip


class CarePolicyBody(_Body):
    channels: Annotated[list[CareSettingBody], Field(max_length=20)]
    """A channel that is left out stays as it is."""


class RatingOut(_Body):
    id: UUID
    interaction_id: UUID
    conversation_id: UUID
    customer_id: UUID | None
    channel: str
    queue_id: UUID | None
    agent_id: UUID | None
    """Who had answered the customer."""
    kind: str
    question: str
    score: int | None
    bad: bool
    """Somebody is to follow up."""
    comment: str
    asked_at: datetime
    answered_at: datetime | None
    task_id: UUID | None
    """The follow-up that a bad rating has opened."""

    @classmethod
    def of(cls, one: Rating) -> RatingOut:
        return cls(
            id=one.id, interaction_id=one.interaction_id, conversation_id=one.conversation_id,
            customer_id=one.customer_id, channel=one.channel, queue_id=one.queue_id, agent_id=one.agent_id,
            kind=one.kind, question=one.question, score=one.score, bad=one.verdict == "bad", comment=one.comment,
            asked_at=one.asked_at, answered_at=one.answered_at, task_id=one.task_id,
        )  # fmt: skip


class RatingFiguresOut(_Body):
    kind: str
    asked: int
    answered: int
    response_rate: float | None
    value: float | None
    """`csat`: share of 4 and 5, 0 to 1. `ces`: mean. `nps`: promoters minus detractors, -100 to 100. Null without
    answers."""

    @classmethod
    def of(cls, one: RatingFigures) -> RatingFiguresOut:
        return cls(
            kind=one.kind.value, asked=one.asked, answered=one.answered, response_rate=one.response_rate,
            value=one.value,
        )  # fmt: skip


class RatedOut(_Body):
    id: UUID
    """Of the queue or agent."""
    figures: list[RatingFiguresOut]


class RatedList(_Body):
    by: RatedBy
    since: datetime
    rows: list[RatedOut]
    """Those about whom somebody was asked."""


class RatingList(_Body):
    ratings: list[RatingOut]
    """What was answered, the latest first."""
    figures: list[RatingFiguresOut]
    """By kind, of all that was asked with these filters; `bad` does not count here."""
    next: str | None = None
    """Give it as `after` for what follows."""
