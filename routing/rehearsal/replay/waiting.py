"""Why one entry waited: who serves its queue, and what kept each of them at that moment. Pure, from the record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, QueueId, SegmentId
from routing.engine.agents import Agent, WorkKind
from routing.engine.decisions import Exclusion
from routing.engine.model import LoadState, OpenSegment, QueueAccess, QueuePolicy, Ring
from routing.rehearsal.replay.conditions import Profile, ReplayConditions
from routing.rehearsal.replay.record import Day, RecordedEntry
from routing.router.translate import ChannelTraits, own_rings, requirement

_STANDING = {
    Presence.OFFLINE: Exclusion.SIGNED_OUT,
    Presence.AWAY: Exclusion.AWAY,
    Presence.NOT_RESPONDING: Exclusion.NOT_RESPONDING,
}
_ORDER = tuple(Exclusion)


@dataclass(frozen=True, slots=True)
class AgentsKeptOff:
    """Agents whom the same thing kept off. `minimum` of `skill`, where they lack it."""

    reason: Exclusion
    agents: tuple[AgentId, ...]
    skill: str | None = None
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    ring: int
    """0 before the first."""
    ahead: int
    """Waiting in the same queue who had entered before it."""
    members: int
    """Agents who serve the queue, or one that its ring adds."""
    kept: tuple[AgentsKeptOff, ...]
    free: tuple[AgentId, ...]
    """Who had the skills and a place."""
    paused: bool = False
    """The queue was paused or closed by hand: nothing of it was offered."""


@dataclass(frozen=True, slots=True)
class Waited:
    """One entry, when it came and just before its waiting ended."""

    queue_id: QueueId
    entered_at: datetime
    until: datetime
    answered_by: AgentId | None
    abandoned: bool
    came: Moment
    ended: Moment | None
    """None: it waited less than `LONG`, so one moment tells it all."""


@dataclass(frozen=True, slots=True)
class WorkInHand:
    """Work that an agent holds at a moment."""

    channel: str
    tier: str
    weight: int
    state: LoadState


@dataclass(frozen=True, slots=True)
class _Stage:
    ring: int
    asked: Mapping[str, int]
    queues: frozenset[QueueId]


LONG = timedelta(seconds=30)
JUST_BEFORE = timedelta(milliseconds=1)


def waited(day: Day, said: ReplayConditions, entry: RecordedEntry, media: ChannelTraits) -> Waited:
    """`day` holds the whole of the waiting; `said` are the conditions it happened under."""
    left = entry.gone_at if entry.answered_at is None else _offered(entry)
    until = left or day.ends
    came = moment(day, said, entry, media, entry.at)
    ended = moment(day, said, entry, media, until - JUST_BEFORE) if until - entry.at >= LONG else None
    return Waited(entry.queued.queue_id, entry.at, until, entry.agent_id, entry.abandoned, came, ended)


def _offered(entry: RecordedEntry) -> datetime | None:
    """When the offer was made that was accepted: until then it waited for an agent."""
    accepted = [answer.offered_at for answer in entry.answers if answer.how == "accepted"]
    return accepted[-1] if accepted else entry.answered_at


def moment(day: Day, said: ReplayConditions, entry: RecordedEntry, media: ChannelTraits, at: datetime) -> Moment:
    queue = next((one for one in said.policy.queues if one.id == entry.queued.queue_id), None)
    stage = _stage(entry, queue, at)
    standing = _standing(day, at)
    held = _held(day, entry, at)
    kept: dict[tuple[Exclusion, str | None, int | None], list[AgentId]] = {}
    free: list[AgentId] = []
    members = [(agent, profile) for agent, profile in said.profiles.items() if _serves(profile, stage.queues)]
    for agent, profile in members:
        presence = standing.get(agent, Presence.OFFLINE)
        reason = _kept(entry, profile, presence, stage, held.get(agent, ()), said, media, at)
        if reason is None:
            free.append(agent)
        else:
            kept.setdefault(reason, []).append(agent)
    found = (AgentsKeptOff(reason, tuple(agents), skill, minimum) for (reason, skill, minimum), agents in kept.items())
    ordered = sorted(found, key=lambda one: (_ORDER.index(one.reason), one.skill or ""))
    ahead, paused = _ahead(day, entry, at), _paused(day, entry, queue, at)
    return Moment(at, stage.ring, ahead, len(members), tuple(ordered), tuple(free), paused)


def _paused(day: Day, entry: RecordedEntry, queue: QueuePolicy | None, at: datetime) -> bool:
    said = [pause.paused for pause in day.pauses if pause.queue_id == entry.queued.queue_id and pause.at <= at]
    return said[-1] if said else queue is not None and queue.paused


def _kept(
    entry: RecordedEntry,
    profile: Profile,
    presence: Presence,
    stage: _Stage,
    held: Sequence[WorkInHand],
    said: ReplayConditions,
    media: ChannelTraits,
    at: datetime,
) -> tuple[Exclusion, str | None, int | None] | None:
    """The first reason that applies, in the order in which the engine counts them."""
    if presence in _STANDING:
        return _STANDING[presence], None, None
    lack = next((s for s, level in stage.asked.items() if profile.skills.get(s, -1) < level), None)
    if lack is not None:
        return Exclusion.LACKS_SKILL, lack, stage.asked[lack]
    if at - entry.queued.ranked_at < timedelta(seconds=min(_delays(profile.queues, stage.queues), default=0)):
        return Exclusion.DELAYED, None, None
    return (Exclusion.BUSY, None, None) if _full(entry, profile, held, said, media) else None


def _full(
    entry: RecordedEntry, profile: Profile, held: Sequence[WorkInHand], said: ReplayConditions, media: ChannelTraits
) -> bool:
    """No place, by the engine's own rule (`routing.engine.agents.Agent.can_take`)."""
    agent = Agent(AgentId(UUID(int=0)), 0, 0)
    agent.capacity = profile.capacity
    places = profile.capacity.channels
    kept = ((one.channel, min(one.places, places.get(one.channel, 0))) for one in said.policy.reserved)
    agent.reserved = tuple((channel, n) for channel, n in kept if n > 0)
    for n, one in enumerate(held):
        agent.segments[n] = OpenSegment(
            SegmentId(UUID(int=n)), entry.interaction_id, one.channel, Tier(one.tier), one.weight, one.state,
            media=one.channel in media.audio,
        )  # fmt: skip
    agent.recount()
    tier = Tier(entry.queued.tier)
    kind = WorkKind(1, entry.queued.channel, entry.queued.weight, tier is Tier.LIVE)
    kind.interruptible = tuple(one.over for one in said.policy.interrupts if one.by == entry.queued.channel)
    return not agent.can_take(kind)


def _stage(entry: RecordedEntry, queue: QueuePolicy | None, at: datetime) -> _Stage:
    asked = {r.skill: r.minimum for r in map(requirement, entry.queued.skills)}
    queues, ring = {entry.queued.queue_id}, 0
    for r in queue.requirements if queue else ():
        asked[r.skill] = max(r.minimum, asked.get(r.skill, 0))
    age = (at - entry.queued.ranked_at).total_seconds()
    for number, one in enumerate(_rings(entry, queue), start=1):
        if age < one.after_s:
            break
        ring = number
        queues.update(one.add_queues)
        asked = {s: level for s, level in asked.items() if s not in one.drop}
        asked |= {r.skill: min(r.minimum, asked[r.skill]) for r in one.lower if r.skill in asked}
    return _Stage(ring, dict(sorted(asked.items())), frozenset(queues))


def _rings(entry: RecordedEntry, queue: QueuePolicy | None) -> tuple[Ring, ...]:
    """Those a rule gave the work, else its queue's."""
    own = own_rings(entry.queued.rings)
    return own if own is not None else queue.rings if queue else ()


def _serves(profile: Profile, queues: frozenset[QueueId]) -> bool:
    return any(access.queue_id in queues for access in profile.queues)


def _delays(access: Iterable[QueueAccess], queues: frozenset[QueueId]) -> Iterator[int]:
    return (one.delay_s for one in access if one.queue_id in queues)


def _standing(day: Day, at: datetime) -> dict[AgentId, Presence]:
    found: dict[AgentId, Presence] = {}
    for stand in sorted(day.stands, key=lambda stand: stand.at):
        if stand.at <= at:
            found[stand.agent_id] = stand.presence
    for answer in (answer for entry in day.entries for answer in entry.answers if answer.back_after_s is not None):
        if answer.ended_at is not None and answer.ended_at <= at < answer.ended_at + _span(answer.back_after_s):
            found[answer.agent_id] = Presence.NOT_RESPONDING
    return found


def _span(seconds: float | None) -> timedelta:
    return timedelta(seconds=seconds or 0.0)


def _held(day: Day, entry: RecordedEntry, at: datetime) -> dict[AgentId, list[WorkInHand]]:
    """What each agent had in hand, in after-contact work, or ringing."""
    found: dict[AgentId, list[WorkInHand]] = {}
    for agent, one in (*_loads(day, at), *_worked(day, entry, at)):
        found.setdefault(agent, []).append(one)
    return found


def _loads(day: Day, at: datetime) -> Iterator[tuple[AgentId, WorkInHand]]:
    for load in day.loads:
        if load.begins <= at and (load.ends is None or at < load.ends):
            wraps = load.wrapping is not None and load.wrapping <= at
            state = LoadState.WRAPPING if wraps else LoadState.ACTIVE
            yield load.agent_id, WorkInHand(load.channel, load.tier, load.weight, state)


def _worked(day: Day, own: RecordedEntry, at: datetime) -> Iterator[tuple[AgentId, WorkInHand]]:
    for entry in day.entries:
        if entry is own:
            continue
        queued = entry.queued
        for answer in entry.answers:
            if answer.offered_at <= at and (answer.ended_at is None or at < answer.ended_at):
                yield answer.agent_id, WorkInHand(queued.channel, queued.tier, queued.weight, LoadState.ALERTING)
        state = _hand(entry, at)
        if entry.agent_id is not None and state is not None:
            yield entry.agent_id, WorkInHand(queued.channel, queued.tier, queued.weight, state)


def _hand(entry: RecordedEntry, at: datetime) -> LoadState | None:
    """What whoever took it was doing with it then; None before and after."""
    if entry.answered_at is None or entry.answered_at > at:
        return None
    if entry.talk_s is None or at < entry.answered_at + timedelta(seconds=entry.talk_s):
        return LoadState.ACTIVE
    over = entry.answered_at + timedelta(seconds=entry.talk_s + entry.wrap_s)
    return LoadState.WRAPPING if at < over else None


def _ahead(day: Day, own: RecordedEntry, at: datetime) -> int:
    return sum(
        one.queued.queue_id == own.queued.queue_id
        and one.queued.tier == own.queued.tier
        and one.at < own.at
        and (one.answered_at is None or one.answered_at > at)
        and (one.gone_at is None or one.gone_at > at)
        for one in day.entries
    )
