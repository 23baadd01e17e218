"""A recorded day as plain data: who came when, what they needed, who was there. Times are instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contact_center.kernel.contracts.interactions import InteractionQueued
from contact_center.kernel.contracts.routing import Presence
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId


@dataclass(slots=True)
class Answer:
    """What happened to one offer of the router: `how` is accepted or the reason it ended."""

    segment_id: SegmentId
    agent_id: AgentId
    offered_at: datetime
    ended_at: datetime | None = None
    how: str = "open"
    back_after_s: float | None = None
    """After a missed offer: how long the agent stayed Not Responding."""

    @property
    def took_s(self) -> float:
        return 0.0 if self.ended_at is None else (self.ended_at - self.offered_at).total_seconds()


@dataclass(slots=True)
class Entry:
    """One entry of an interaction into the queue, and what the record says became of it."""

    queued: InteractionQueued
    at: datetime
    follows: bool
    """By the agent of the entry before (handed on, given back), so it comes when that work ends."""
    not_to: AgentId | None = None
    """Was lost with it, handed it on, or it was taken back from them: not to this agent for a while."""
    moves: list[tuple[datetime, InteractionQueued]] = field(default_factory=list)
    """Moved or raised while it waited."""
    answers: list[Answer] = field(default_factory=list)
    agent_id: AgentId | None = None
    """Who took it, from the router or by hand."""
    answered_at: datetime | None = None
    by_hand: bool = False
    talk_s: float | None = None
    """From the answer until the agent was done with the customer; None if the record does not say."""
    wrap_s: float = 0.0
    gone_at: datetime | None = None
    """When it left the queue unanswered."""
    abandoned: bool = False
    flowed_out: bool = False
    """The policy ended it: a limit, or a message that the caller left."""

    @property
    def interaction_id(self) -> InteractionId:
        return self.queued.interaction_id

    @property
    def number(self) -> int:
        return self.queued.number


@dataclass(slots=True)
class Load:
    """Work of an agent that no entry of this day explains: begun before it, taken by hand, a consult, a call out."""

    segment_id: SegmentId
    interaction_id: InteractionId
    agent_id: AgentId
    channel: str
    tier: str
    weight: int
    begins: datetime
    wrapping: datetime | None
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class Stand:
    """From here on the agent stands so, as far as new work is concerned."""

    at: datetime
    agent_id: AgentId
    presence: Presence
    idle_since: datetime | None


@dataclass(frozen=True, slots=True)
class Pause:
    """From here on the queue's work is offered to nobody (`paused`), or is offered again: by hand, in either policy."""

    at: datetime
    queue_id: QueueId
    paused: bool


@dataclass(frozen=True, slots=True)
class Who:
    agent_id: AgentId
    login: str
    name: str


@dataclass(slots=True)
class Day:
    begins: datetime
    ends: datetime
    position: int
    """Of the log, before the first event of the day."""
    entries: list[Entry]
    loads: list[Load]
    stands: list[Stand]
    """The first of each agent is at the beginning."""
    pauses: list[Pause]
    people: Mapping[AgentId, Who]
