"""What a policy says of hours, overflow, limits, callback and announcements. Durations are seconds.

Queues are named by name or id. The keys of `QueueFlow` are those of `routing.queue.settings`;
calendars are tenant-wide, by name. Whether a queue is paused or closed in an emergency is no policy:
it is the state of the day, kept beside it, and outlives a publication.
"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from routing.policy.errors import ProblemCode, refused

DAY = 24 * 60
MAX_STEPS = 12
_SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)\Z")
_LANGUAGE = re.compile(r"(\*|[a-z]{2,3}(-[A-Za-z0-9]+)*)\Z")


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


def minutes_of(span: str) -> tuple[int, int]:
    """First minute of the day and the minute after the last: `22:00-06:00` is (1320, 1800)."""
    found = _SPAN.match(span)
    if found is None:
        raise refused(ProblemCode.NOT_A_SPAN, span=span)
    hour, minute, to_hour, to_minute = map(int, found.groups())
    start, end = hour * 60 + minute, to_hour * 60 + to_minute
    if start >= DAY or end > DAY:
        raise refused(ProblemCode.SPAN_BEYOND_DAY, span=span)
    if start == end:
        raise refused(ProblemCode.SPAN_EMPTY, span=span)
    return start, end if end > start else end + DAY


def _span(said: str) -> str:
    minutes_of(said)
    return said


def _spans(said: list[str]) -> list[str]:
    """Hours of one day must not overlap: a span written twice is a slip of the pen."""
    read = sorted(minutes_of(span) for span in said)
    for (_, end), (start, _) in pairwise(read):
        if start < end:
            raise refused(ProblemCode.SPANS_OVERLAP, spans=", ".join(said))
    return said


def _zone(said: str) -> str:
    try:
        ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise refused(ProblemCode.NO_SUCH_TIME_ZONE, zone=said) from unknown
    return said


def _texts(said: dict[str, str]) -> dict[str, str]:
    for language, text in said.items():
        if not _LANGUAGE.match(language):
            raise refused(ProblemCode.NOT_A_LANGUAGE, language=language)
        if not text.strip():
            raise refused(ProblemCode.TEXT_EMPTY, language=language)
    return said


Span = Annotated[str, AfterValidator(_span)]
"""`09:00-18:00`, local time; an end before its start is on the next day."""
Spans = Annotated[list[Span], AfterValidator(_spans)]
TimeZone = Annotated[str, AfterValidator(_zone)]
Texts = Annotated[dict[str, Annotated[str, Field(max_length=1000)]], Field(min_length=1), AfterValidator(_texts)]
"""A message by language; `*` for those not named."""
QueueRef = Annotated[str, Field(min_length=1, max_length=80)]
Seconds = Annotated[int, Field(ge=1, le=30 * 86_400)]


class _Model(BaseModel):
    model_config = ConfigDict(use_attribute_docstrings=True, extra="forbid", frozen=True)


class Holiday(_Model):
    day: date
    name: str = Field(default="", max_length=80)
    hours: Spans = []
    """Open on this day nevertheless; [] is closed all day."""


class Workday(_Model):
    """A day that is worked although its weekday is off: a make-up workday."""

    day: date
    name: str = Field(default="", max_length=80)
    hours: Spans | None = None
    """None: as on the weekday named by `like`."""
    like: Weekday = Weekday.MON


class Calendar(_Model):
    """Opening hours in local time. A day of `holidays` or `workdays` replaces its weekday.

    A span over midnight belongs to the day on which it begins.
    """

    time_zone: TimeZone = "Asia/Taipei"
    week: dict[Weekday, Spans]
    holidays: list[Holiday] = []
    workdays: list[Workday] = []

    @model_validator(mode="after")
    def _days_once(self) -> Self:
        seen: set[date] = set()
        for day in [*(one.day for one in self.holidays), *(one.day for one in self.workdays)]:
            if day in seen:
                raise refused(ProblemCode.DAY_TWICE, day=day.isoformat())
            seen.add(day)
        return self

    @model_validator(mode="after")
    def _opens(self) -> Self:
        if not any(self.week.values()):
            raise refused(ProblemCode.NEVER_OPENS)
        return self


class When(StrEnum):
    WAITED = "waited"
    """`limit`: seconds since the work entered the queue."""
    WAITING = "waiting"
    """`limit`: this many wait in the queue, this one included."""
    EXPECTED = "expected"
    """`limit`: expected wait in seconds; never true while there is no honest figure."""
    CLOSED = "closed"
    """Outside the opening hours of the queue."""
    NOBODY = "nobody_eligible"
    """Nobody signed in could take it, at once."""


class Then(StrEnum):
    QUEUE = "queue"
    """To another queue: the age stays, the service level of the new queue starts."""
    GROUP = "group"
    """The agents of another queue may take it too, from then on, while it is in this queue; it keeps its place."""
    MESSAGE = "message"
    """A text to the customer, once."""
    CALLBACK = "callback"
    """The customer is offered to be called back."""
    VOICEMAIL = "voicemail"
    """The caller is asked for a message, which is new work of this queue or of `queue`; calls only."""


_LIMITED = frozenset({When.WAITED, When.WAITING, When.EXPECTED})
_NEEDS_QUEUE = frozenset({Then.QUEUE, Then.GROUP})
_MAY_NAME_QUEUE = _NEEDS_QUEUE | {Then.VOICEMAIL}


class OverflowStep(_Model):
    """Done at most once for each entry of the work into the queue, when its condition first holds."""

    when: When
    limit: Annotated[int, Field(ge=1, le=30 * 86_400)] | None = None
    then: Then
    queue: QueueRef | None = None
    message: Texts | None = None
    """Needed for `message`; said as well with `queue` and `callback` if given. With `voicemail` it is what the
    caller's screen says instead of the usual words."""
    tiers: list[Literal["live", "messaging", "deferred"]] = []
    """Only for work of these tiers; [] is for all."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.when in _LIMITED and self.limit is None:
            raise refused(ProblemCode.LIMIT_MISSING, when=self.when.value)
        if self.when not in _LIMITED and self.limit is not None:
            raise refused(ProblemCode.LIMIT_MEANINGLESS, when=self.when.value)
        if self.then in _NEEDS_QUEUE and self.queue is None:
            raise refused(ProblemCode.STEP_QUEUE_MISSING, then=self.then.value)
        if self.then not in _MAY_NAME_QUEUE and self.queue is not None:
            raise refused(ProblemCode.STEP_QUEUE_MEANINGLESS, then=self.then.value)
        if self.then is Then.VOICEMAIL and self.tiers and "live" not in self.tiers:
            raise refused(ProblemCode.VOICEMAIL_WITHOUT_LIVE)
        if self.then is Then.MESSAGE and self.message is None:
            raise refused(ProblemCode.MESSAGE_MISSING)
        return self

    @property
    def is_ring(self) -> bool:
        """A group by age alone, for all tiers: the engine knows it beforehand; others are added as they become due."""
        return self.then is Then.GROUP and self.when is When.WAITED and not self.tiers and self.message is None


class Beyond(_Model):
    """What becomes of work over `max_wait_seconds` or `max_waiting`.

    Without `queue` a live or messaging session is closed as flowed out after the message;
    deferred work (e-mail) is never closed: it waits on.
    """

    queue: QueueRef | None = None
    message: Texts | None = None


class CallbackOffer(_Model):
    """Customers in live and messaging sessions may ask to be called back and keep their place."""

    attempts: int = Field(default=3, ge=1, le=10)
    """Calls made before it is given up."""
    retry_seconds: list[Seconds] = Field(default=[600, 1800], min_length=1)
    """Time until the next attempt after no answer or busy; the last one repeats."""
    promise_seconds: Seconds = 4 * 3600
    """Open time within which the first attempt is promised; later is a missed promise and alerts."""


class Announce(_Model):
    """What customers in chat and voice are told while they wait."""

    position: bool = True
    expected_wait: bool = True


class Treatment(_Model):
    """How the customers of some work are treated while it waits; what is not said is as its queue has it."""

    announce: bool | None = None
    """Whether place and expected wait are told."""
    announcement: Texts | None = None
    """Shown to who waits in a chat or a call, beside place and wait where these are told."""
    message: Texts | None = None
    """Written to the customer once, when the work has entered."""
    callback: Literal["offered", "not_offered"] | None = None
    max_wait_seconds: Seconds | None = None
    """Longest wait in each queue, in open time; then as the queue says of what is beyond its limits."""


class QueueFlow(_Model):
    """The part of a queue's settings that says what happens while work waits."""

    calendar: str | None = None
    """Name of a calendar; None is always open."""
    overflow: Annotated[list[OverflowStep], Field(max_length=MAX_STEPS)] = []
    max_wait_seconds: Seconds | None = None
    max_waiting: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Places in the queue; work that finds them taken is treated as `beyond` says."""
    beyond: Beyond = Beyond()
    voicemail_seconds: Annotated[int, Field(ge=10, le=600)] = 120
    """How long a message of a caller may be, where a step of `overflow` says `voicemail`."""
    callback: CallbackOffer | None = None
    """None: not offered."""
    announce: Announce = Announce()

    def queues_named(self) -> list[tuple[str, str]]:
        """Each queue this names, with its place: (`overflow[0].queue`, `Sales`)."""
        named = [(f"overflow[{n}].queue", step.queue) for n, step in enumerate(self.overflow)]
        named.append(("beyond.queue", self.beyond.queue))
        return [(place, queue) for place, queue in named if queue is not None]
