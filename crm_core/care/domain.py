"""How customers rate what we did for them: who is asked, what counts as good, and the published figures
(decision 0066). Pure.

CSAT: how satisfied, 1 to 5. CES: how easy it was, 1 to 7, where 7 is easiest. NPS: how likely they recommend us,
0 to 10.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from contact_center.directory.domain import Role
from contact_center.kernel.contracts.interactions import Outcome, State
from contact_center.kernel.languages import text_for
from crm_core.care.errors import CommentTooLong, NotACarePolicy, NotOnThisScale

LONGEST_COMMENT: Final = 1_000
LONGEST_QUESTION: Final = 300
VALID: Final = timedelta(days=14)
"""So long after it was asked it may be answered, and the answer changed."""
FIGURES_OF: Final = timedelta(days=30)
"""Asked since then: what the figures beside queues and agents are of, unless another time is chosen."""
FOLLOW_UP_WITHIN: Final = timedelta(days=1)
TREND: Final = 3
"""So many last ratings of a customer show where it goes."""
LANGUAGES: Final = ("en", "zh-Hant")
"""In which a question is written."""
CAP_DAYS: Final = 30
DELAY_MINUTES: Final = 60


class RatingKind(StrEnum):
    CSAT = "csat"
    CES = "ces"
    NPS = "nps"


@dataclass(frozen=True, slots=True)
class Scale:
    lowest: int
    highest: int
    bad_to: int
    """From the lowest up to here somebody is to follow up."""
    good_from: int

    @property
    def steps(self) -> range:
        return range(self.lowest, self.highest + 1)


SCALES: Final[Mapping[RatingKind, Scale]] = {
    RatingKind.CSAT: Scale(1, 5, 2, 4),
    RatingKind.CES: Scale(1, 7, 3, 5),
    RatingKind.NPS: Scale(0, 10, 6, 9),
}


class RatingVerdict(StrEnum):
    BAD = "bad"
    MIDDLING = "middling"
    GOOD = "good"


def verdict(kind: RatingKind, score: int) -> RatingVerdict:
    scale = SCALES[kind]
    if score <= scale.bad_to:
        return RatingVerdict.BAD
    return RatingVerdict.GOOD if score >= scale.good_from else RatingVerdict.MIDDLING


# --- what an organisation has set -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CareSetting:
    """How customers of one channel are asked."""

    channel: str
    asks: bool
    kind: RatingKind
    question: Mapping[str, str]
    """By language."""
    cap: timedelta
    """A customer is asked once in this time, on whatever channel."""
    delay: timedelta
    """After the work was closed; where the customer is still there they are asked at once."""


def not_asking(channel: str) -> CareSetting:
    """What stands before anything was set."""
    return CareSetting(
        channel, False, RatingKind.CSAT, {}, timedelta(days=CAP_DAYS), timedelta(minutes=DELAY_MINUTES)
    )  # fmt: skip


def care_setting(
    channel: str, *, asks: bool, kind: RatingKind, question: Mapping[str, str], cap: timedelta, delay: timedelta
) -> CareSetting:
    """Raises `NotACarePolicy` naming the field."""
    said = {tongue: " ".join(question.get(tongue, "").split()) for tongue in LANGUAGES}
    for tongue, text in said.items():
        if len(text) > LONGEST_QUESTION or (asks and not text):
            raise NotACarePolicy(channel, field=f"question.{tongue}")
    if not timedelta(days=1) <= cap <= timedelta(days=365):
        raise NotACarePolicy(channel, field="cap_days")
    if not timedelta() <= delay <= timedelta(days=1):
        raise NotACarePolicy(channel, field="delay_minutes")
    return CareSetting(channel, asks, kind, said, cap, delay)


def question_for(setting: CareSetting, language: str | None) -> str:
    return text_for(setting.question, language)


# --- who is asked -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClosedWork:
    """What is known of work when somebody could be asked about it."""

    state: str
    outcome: str | None
    answered_by: UUID | None
    """The person who wrote to the customer in it last."""
    automatic: bool
    """What the customer wrote last came from a machine, or asks for no answer of one."""
    closed_by_person: bool


class AskDecision(StrEnum):
    """What became of asking."""

    ASKED = "asked"
    OFF = "off"
    ASKED_ABOUT = "asked_about"
    """About this very work."""
    GOES_ON = "goes_on"
    """It was opened again, or did not end well: nothing to rate."""
    NOBODY_ANSWERED = "nobody_answered"
    MACHINE = "machine"
    LEFT = "left"
    """The customer had gone before the chat was closed."""
    ASKED_LATELY = "asked_lately"
    NOT_AGREED = "not_agreed"
    CANNOT = "cannot"
    """The channel takes no such message."""


def why_not(
    setting: CareSetting, work: ClosedWork, *, live: bool, asked_last: datetime | None, now: datetime
) -> AskDecision | None:
    """Why nobody is asked about this work; None: they are, as far as consent and the channel allow it.

    `live`: the customer is asked in the window of the chat itself, so they must still be there.
    """
    if not setting.asks:
        return AskDecision.OFF
    if work.state != State.CLOSED or work.outcome != Outcome.COMPLETED:
        return AskDecision.GOES_ON
    if work.answered_by is None:
        return AskDecision.NOBODY_ANSWERED
    if work.automatic:
        return AskDecision.MACHINE
    if live and not work.closed_by_person:
        return AskDecision.LEFT
    if asked_last is not None and asked_last > now - setting.cap:
        return AskDecision.ASKED_LATELY
    return None


# --- ratings and figures ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rating:
    """A question that was asked, with its answer if there is one."""

    id: UUID
    interaction_id: UUID
    conversation_id: UUID
    customer_id: UUID | None
    channel: str
    queue_id: UUID | None
    agent_id: UUID | None
    """Who had answered."""
    kind: str
    question: str
    language: str | None
    asked_at: datetime
    expires_at: datetime
    score: int | None
    comment: str
    answered_at: datetime | None
    """When it was answered last; it may be changed until it expires."""
    task_id: UUID | None
    """The follow-up that a bad answer has opened."""

    @property
    def of(self) -> RatingKind:
        return RatingKind(self.kind)

    @property
    def verdict(self) -> RatingVerdict | None:
        return None if self.score is None else verdict(self.of, self.score)

    def is_open(self, now: datetime) -> bool:
        return now < self.expires_at


def checked(kind: RatingKind, score: int, comment: str) -> tuple[int, str]:
    """Raises `NotOnThisScale` and `CommentTooLong`."""
    if score not in SCALES[kind].steps:
        raise NotOnThisScale(field="score")
    said = "\n".join(line.rstrip() for line in comment.replace("\x00", "").strip().splitlines())
    if len(said) > LONGEST_COMMENT:
        raise CommentTooLong(field="comment")
    return score, said


class RatedBy(StrEnum):
    """What figures stand beside."""

    QUEUE = "queue"
    AGENT = "agent"


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """Of one kind; ratings of different kinds are never added up."""

    kind: RatingKind
    asked: int
    answered: int
    value: float | None
    """CSAT: share of 4 and 5, 0 to 1. CES: mean. NPS: promoters (9, 10) minus detractors (0 to 6), -100 to 100.
    None without answers."""

    @property
    def response_rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None


def rating_figures(kind: RatingKind, counts: Mapping[int | None, int]) -> RatingFigures:
    """`counts`: how many gave each score; None: no answer."""
    given = {score: n for score, n in counts.items() if score is not None}
    answered = sum(given.values())
    return RatingFigures(
        kind, sum(counts.values()), answered, _value(kind, given, answered) if answered else None
    )  # fmt: skip


def _value(kind: RatingKind, given: Mapping[int, int], answered: int) -> float:
    def of(which: RatingVerdict) -> int:
        return sum(n for score, n in given.items() if verdict(kind, score) is which)

    match kind:
        case RatingKind.CSAT:
            return of(RatingVerdict.GOOD) / answered
        case RatingKind.CES:
            return sum(score * n for score, n in given.items()) / answered
        case RatingKind.NPS:
            return 100 * (of(RatingVerdict.GOOD) - of(RatingVerdict.BAD)) / answered


def whose(role: Role, user: UUID, wanted: UUID | None) -> UUID | None:
    """Whose ratings somebody may read: agents their own, everybody else those they ask for."""
    return user if role is Role.AGENT else wanted
