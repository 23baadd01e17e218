"""A recorded day as plain data: who came when, what they needed, who was there. Times are instants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contact_center.kernel.contracts.interactions import InteractionQueued, Presence
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId


@dataclass(slots=True)
class Answer:
    """What happened to one offer of the router: `how` is accepted or the reason it ended."""

    segment_id: SegmentId
    agent_id: AgentId
    offered_at: datetime
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    how: str = "open"
    back_after_s: float | None = None
    """After a missed offer: how long the agent stayed Not Responding."""

    @property
    def took_s(self) -> float:
        return 0.0 if self.ended_at is None else (self.ended_at - self.offered_at).total_seconds()


@dataclass(slots=True)
class RecordedEntry:
    """One entry of an interaction into the queue, and what the record says became of it."""

    queued: InteractionQueued
    at: datetime
    follows: bool
    """By the agent of the entry before (handed on, given back), so it comes when that work ends."""
    not_to: AgentId | None = None
    """Was lost with it, transferred it, or it was taken back from them: not to this agent for a while."""
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

    def as_of(self, at: datetime) -> InteractionQueued:
        """With what was moved and raised before that instant."""
        said = [event for moved_at, event in self.moves if moved_at < at]
        return said[-1] if said else self.queued

    def rings_at(self, at: datetime) -> Answer | None:
        """The offer of the router that is open at that instant."""
        last = next((answer for answer in reversed(self.answers) if answer.offered_at < at), None)
        return last if last is not None and (last.ended_at is None or last.ended_at >= at) else None


@dataclass(slots=True)
class UnrecordedWork:
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
class PresenceSpan:
    """From here on the agent stands so, as far as new work is concerned."""

    at: datetime
    agent_id: AgentId
    presence: Presence
    idle_since: datetime | None


@dataclass(frozen=True, slots=True)
class RecordedPause:
    """From here on the queue's work is offered to nobody (`paused`), or is offered again: by hand, in either policy."""

    at: datetime
    queue_id: QueueId
    paused: bool


@dataclass(frozen=True, slots=True)
class RecordedAgent:
    agent_id: AgentId
    login: str
    name: str


@dataclass(slots=True)
class Day:
    """What entered from `begins` to `ends` is the day's; before and after that, what it competes with.

    `entries` holds what still waited when the day began, and what came after it up to `until`: work of the day that
    waits over midnight does so among the next day's work and people.
    """

    begins: datetime
    ends: datetime
    until: datetime
    """What is known ends here; `ends`, where nothing of the day waits any more by then."""
    position: int
    """Of the log, before the first event of the day."""
    entries: list[RecordedEntry]
    loads: list[UnrecordedWork]
    stands: list[PresenceSpan]
    """The first of each agent is at the beginning."""
    pauses: list[RecordedPause]
    people: Mapping[AgentId, RecordedAgent]

    def arrivals(self) -> list[RecordedEntry]:
        return [entry for entry in self.entries if self.begins <= entry.at < self.ends]

    def waits_until(self) -> datetime | None:
        """When the last arrival was answered or left; None: one still waits, as far as the log goes."""
        left = [entry.answered_at or entry.gone_at for entry in self.arrivals()]
        return None if None in left else max((at for at in left if at is not None), default=self.ends)


def idle_at(before: Day) -> dict[AgentId, datetime]:
    """Since when each agent had nothing to do as the next day began: their last work ended, or they signed in."""
    found: dict[AgentId, datetime] = {}

    def ended(agent: AgentId | None, at: datetime | None) -> None:
        if agent is not None and at is not None and at <= before.ends:
            found[agent] = max(at, found.get(agent, at))

    for load in before.loads:
        ended(load.agent_id, load.ends)
    for entry in before.entries:
        if entry.answered_at is not None and entry.talk_s is not None:
            ended(entry.agent_id, entry.answered_at + timedelta(seconds=entry.talk_s + entry.wrap_s))
    for stand in before.stands:
        ended(stand.agent_id, stand.idle_since)
    return found
