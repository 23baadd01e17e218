"""What is to be simulated, as one readable document: a file in YAML or JSON, or the body of a request.

The policy in it is the same document that is published; arrivals and staff are what the day brings. Seconds
everywhere; clock times and spans are those of the day that is simulated.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, model_validator

from contact_center.kernel.contracts.channels import Tier
from routing.flow.model import Spans, TimeZone
from routing.policy.errors import ProblemCode, refused
from routing.policy.model import AccessPart, Channel, PolicyDocument, PolicyPart
from routing.policy.rings import Level, Name, Skill
from routing.router.translate import ChannelTraits

DAY = 86_400
MAX_INTERACTIONS = 2_000_000
"""Of all replications together: some minutes of one processor."""
TARGETS = {Tier.LIVE: 20, Tier.MESSAGING: 300, Tier.DEFERRED: 4 * 3600}
"""Seconds, where neither queue nor channel says one; as `routing.rules.planning`."""

Positive = Annotated[float, Field(gt=0, le=30 * DAY)]
Heads = Annotated[int, Field(ge=0, le=5000)]
Count = Annotated[float, Field(ge=0, le=1_000_000)]


class DistributionShape(StrEnum):
    EXPONENTIAL = "exponential"
    LOGNORMAL = "lognormal"
    GAMMA = "gamma"
    CONSTANT = "constant"
    RECORDED = "recorded"


class TimePart(PolicyPart):
    """A distribution of times. A bare number in its place is the mean of an exponential one."""

    shape: DistributionShape = DistributionShape.LOGNORMAL
    mean: Positive | None = None
    cv: Annotated[float, Field(gt=0, le=10)] = 0.8
    """Standard deviation over mean; of lognormal and gamma."""
    seconds: tuple[Positive, ...] = ()
    """Of `recorded`: each as likely as the other."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.shape is DistributionShape.RECORDED and not self.seconds:
            raise refused(ProblemCode.TIMES_MISSING)
        if self.shape is not DistributionShape.RECORDED and self.mean is None:
            raise refused(ProblemCode.MEAN_MISSING)
        return self


Time = Positive | TimePart


class ArrivalsPart(PolicyPart):
    """One kind of work: a queue and a channel."""

    queue: Name
    channel: Channel = ""
    """Default: the one that carries calls."""
    tier: Literal["live", "messaging", "deferred"] | None = None
    """By the channel where it is one of ours."""
    media: bool | None = None
    """It carries live audio; by the channel where it is one of ours."""
    calls: Count | Annotated[tuple[Count, ...], Field(min_length=1, max_length=2000)]
    """Expected in each interval: one number for all, or one each."""
    handle: Time
    """From answer to the end of the contact."""
    wrap: Time | None = None
    """Work after it."""
    patience: Time | None = None
    """After how long a customer who waits gives up; none waits as long as it takes."""
    skills: dict[Skill, Level] = Field(default_factory=dict)
    """Asked for beside those of the queue."""
    language: Annotated[str, Field(min_length=2, max_length=35)] | None = None
    """In which they write or speak, for rules and queues that go by it."""
    priority: Annotated[int, Field(ge=-10_000, le=10_000)] = 0
    weight: Annotated[int, Field(ge=1, le=100)] = 1
    due: Annotated[int, Field(ge=1, le=30 * DAY)] | None = None
    """Deferred work is due after so much open time; default: the first reply that the queue promises."""
    target: Positive | None = None
    """Of the service level; default: the queue's for this channel."""
    short_abandon: Annotated[float, Field(ge=0, le=600)] = 0
    """Who leaves within this time does not count against the service level."""

    @property
    def the_tier(self) -> Tier:
        assert self.tier is not None  # checked below
        return Tier(self.tier)

    @model_validator(mode="before")
    @classmethod
    def _by_the_channel(cls, data: Any, info: ValidationInfo) -> Any:
        """What is left out is as the installation's own channels say; they are the context of reading."""
        media = info.context
        if not isinstance(data, dict) or not isinstance(media, ChannelTraits):
            return data
        channel = data.get("channel") or media.calls or ""
        can = media.channels.get(channel) if isinstance(channel, str) else None
        said = {name: value for name, value in data.items() if value is not None}
        return ({"tier": can.tier.value, "media": can.media} if can else {}) | said | {"channel": channel}

    @model_validator(mode="after")
    def _known(self) -> Self:
        if self.tier is None:
            raise refused(ProblemCode.TIER_MISSING, channel=self.channel)
        return self


class StaffPart(PolicyPart):
    """A group of agents who are alike, or one agent of the policy (`like`)."""

    name: Name
    count: Heads | Annotated[tuple[Heads, ...], Field(min_length=1, max_length=2000)] = 1
    """How many, or how many in each interval (then without `shifts`)."""
    like: Name | None = None
    """Login of an agent in `policy.agents`, whose skills, queues and capacity these have where not said here."""
    skills: dict[Skill, Level] | None = None
    queues: dict[Name, AccessPart] | None = None
    capacity: dict[Channel, Annotated[int, Field(ge=0, le=100)]] | None = None
    """Places by channel, `*` in total; default: one call at a time."""
    shifts: Spans = Field(default_factory=list)
    """When they are there, e.g. 09:00-12:30 and 13:00-18:00; none: all the time."""
    answer: Annotated[float, Field(ge=0, le=55)] = 0
    """Seconds from the offer to its acceptance."""

    @property
    def most(self) -> int:
        return max(self.count) if isinstance(self.count, tuple) else self.count

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if isinstance(self.count, tuple) and self.shifts:
            raise refused(ProblemCode.SHIFTS_AND_COUNTS)
        return self


class Scenario(PolicyPart):
    policy: PolicyDocument
    day: date = date(2026, 1, 5)
    """For hours, holidays and rules; default: an ordinary Monday."""
    time_zone: TimeZone | None = None
    """Of the clock times in here; default: that of the first calendar."""
    begins: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "00:00"
    """Clock time of the first interval."""
    interval: Annotated[int, Field(ge=60, le=DAY)] = 1800
    arrivals: Annotated[tuple[ArrivalsPart, ...], Field(min_length=1, max_length=200)]
    staff: Annotated[tuple[StaffPart, ...], Field(min_length=1, max_length=2000)]
    intervals: Annotated[int, Field(ge=1, le=2000)] | None = None
    """Default: as many as the longest list of `calls`, else those of a day."""
    replications: Annotated[int, Field(ge=1, le=1000)] = 10
    """Days that are simulated, each with other chance; 5 at least for an interval of confidence."""
    seed: int = 1

    @property
    def length(self) -> int:
        """Number of intervals."""
        longest = max((len(part.calls) for part in self.arrivals if isinstance(part.calls, tuple)), default=0)
        return self.intervals or longest or DAY // self.interval

    def calls(self, part: ArrivalsPart) -> tuple[float, ...]:
        """Expected arrivals of each interval."""
        if not isinstance(part.calls, tuple):
            return (float(part.calls),) * self.length
        return (*part.calls, *[0.0] * self.length)[: self.length]

    @property
    def zone(self) -> ZoneInfo:
        first = next(iter(self.policy.calendars.values()), None)
        return ZoneInfo(self.time_zone or (first.time_zone if first else "UTC"))

    @property
    def begins_at(self) -> datetime:
        """The instant of the first interval."""
        minutes = self.begins_s // 60
        return datetime.combine(self.day, time(minutes // 60, minutes % 60), self.zone).astimezone(UTC)

    @property
    def begins_s(self) -> int:
        hours, minutes = self.begins.split(":")
        return int(hours) * 3600 + int(minutes) * 60
