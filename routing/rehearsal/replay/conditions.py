"""Under what a day is replayed: a policy as the engine takes it, profiles, and who is there beside the record. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID, uuid5

from contact_center.kernel.contracts.interactions import InteractionQueued, Presence
from contact_center.kernel.ids import AgentId, InteractionId, QueueId
from routing.engine.inputs import AgentChanged, WorkQueued
from routing.engine.model import Capacity, QueueAccess, Requirement, RoutingPolicy
from routing.flow.model import Calendar, QueueFlow
from routing.policy.model import AgentPart, PolicyDocument, QueuePart
from routing.policy.queues import routing_policy
from routing.policy.rows import queue_columns
from routing.policy.skills import with_implied
from routing.rehearsal.replay.record import Day, PresenceSpan, RecordedAgent
from routing.rehearsal.replay.ruling import AS_RULED, RuleReplacement
from routing.rehearsal.simulation.building import engine_settings
from routing.router.translate import requirement
from routing.rules.entering import stronger

SAME_AGENT_AFTER_S = 60


@dataclass(frozen=True, slots=True)
class Profile:
    skills: Mapping[str, int]
    queues: tuple[QueueAccess, ...]
    capacity: Capacity

    def facts(self, agent: AgentId) -> AgentChanged:
        """Signed out, with nothing open."""
        return AgentChanged(
            agent_id=agent,
            presence=Presence.OFFLINE,
            queues=self.queues,
            capacity=self.capacity,
            skills=self.skills,
            segments=(),
        )


@dataclass(frozen=True, slots=True)
class QueueAdditions:
    """What a queue adds to its work when it enters."""

    priority: int
    skills: Mapping[str, int]


NOTHING = QueueAdditions(0, {})


@dataclass(frozen=True, slots=True)
class Span:
    agent_id: AgentId
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Extra:
    agent_id: AgentId
    name: str
    like: AgentId
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Awaiting:
    """What the policy says of work that waits in a queue."""

    queue: QueueId
    name: str
    flow: QueueFlow
    calendar: Calendar | None


@dataclass(frozen=True, slots=True)
class ReplayConditions:
    policy: RoutingPolicy
    profiles: Mapping[AgentId, Profile]
    asked: Mapping[QueueId, QueueAdditions]
    present: tuple[Span, ...] = ()
    extra: tuple[Extra, ...] = ()
    waiting: tuple[Awaiting, ...] = ()
    rulings: Mapping[InteractionId, RuleReplacement] = field(default_factory=dict)
    """What rules make of work, in place of those of the day."""

    def ruled(self, interaction: InteractionId) -> RuleReplacement:
        return self.rulings.get(interaction, AS_RULED)

    def calendar_of(self, queue: QueueId) -> Calendar | None:
        return next((one.calendar for one in self.waiting if one.queue == queue), None)

    def moved(self, work: WorkQueued, target: QueueId) -> WorkQueued:
        """Into another queue of this policy: what the old one asked for and gave is exchanged."""
        was, now = self.asked.get(work.queue_id, NOTHING), self.asked.get(target, NOTHING)
        kept = {one.skill: one.minimum for one in work.requirements if one.minimum != was.skills.get(one.skill)}
        asked = kept | {skill: max(level, kept.get(skill, 0)) for skill, level in now.skills.items()}
        return replace(
            work,
            queue_id=target,
            priority=work.priority - was.priority + now.priority,
            requirements=tuple(Requirement(skill, level) for skill, level in sorted(asked.items())),
            groups=(),
            at_head=False,
            preferred=None,
            excluded=(),
        )

    def entry(self, event: InteractionQueued, own: ReplayConditions) -> tuple[QueueId, int, list[Requirement]]:
        """Queue, priority and requirements of work under this policy, from those it had under `own`.

        What queue and rules gave is exchanged for what they give now; what the work brought along stays.
        """
        ruled = self.ruled(event.interaction_id)
        queue = ruled.goes_to(event)
        was = own.asked.get(event.queue_id, NOTHING)
        now = self.asked.get(queue, was)
        given = stronger(ruled.was, was.skills)
        wanted = {r.skill: r.minimum for r in map(requirement, event.skills)}
        asked = {skill: level for skill, level in wanted.items() if level != given.get(skill)}
        for skills in (ruled.skills, now.skills):
            asked |= {skill: max(level, asked.get(skill, 0)) for skill, level in skills.items()}
        requirements = [Requirement(skill, level) for skill, level in sorted(asked.items())]
        return queue, event.priority - was.priority + now.priority + ruled.points, requirements


def conditions_of(
    document: PolicyDocument,
    version: int,
    people: Mapping[AgentId, RecordedAgent],
    capacities: Mapping[AgentId, Mapping[str, int]],
    present: tuple[Span, ...] = (),
    extra: tuple[Extra, ...] = (),
) -> ReplayConditions:
    """`capacities`: the places of those whose profile names none."""
    ids = {part.name: QueueId(part.id) for part in document.queues if part.id is not None}
    parts = [part for part in document.queues if part.id is not None]
    columns = [queue_columns(part, n, ids, {}) for n, part in enumerate(parts)]
    by_login = {who.login: who.agent_id for who in people.values()}
    profiles = {
        by_login[login]: profile(part, ids, document, capacities.get(by_login[login], {}))
        for login, part in document.agents.items()
        if login in by_login
    }
    return ReplayConditions(
        routing_policy(max(1, version), columns, SAME_AGENT_AFTER_S, engine_settings(document)),
        profiles | {one.agent_id: profiles[one.like] for one in extra},
        {ids[part.name]: QueueAdditions(part.priority, part.skills) for part in parts},
        present,
        extra,
        tuple(_awaiting(part, document) for part in parts),
    )


def _awaiting(part: QueuePart, document: PolicyDocument) -> Awaiting:
    assert part.id is not None
    said = {name: getattr(part, name) for name in QueueFlow.model_fields}
    calendar = document.calendars.get(part.calendar) if part.calendar else None
    return Awaiting(QueueId(part.id), part.name, QueueFlow.model_construct(**said), calendar)


def profile(
    part: AgentPart, ids: Mapping[str, QueueId], document: PolicyDocument, otherwise: Mapping[str, int]
) -> Profile:
    places = dict(part.capacity or otherwise)
    access = [
        QueueAccess(queue_id=ids[name], priority=line.priority, delay_s=line.delay)
        for name, line in part.queues.items()
        if name in ids
    ]
    return Profile(
        with_implied(part.skills, document.implies),
        tuple(sorted(access, key=lambda line: str(line.queue_id))),
        Capacity.of(places),
    )


def extra_id(like: AgentId, number: int) -> AgentId:
    """The same for the same question, so that a replay is the same each time."""
    return AgentId(uuid5(UUID(int=like.int), f"extra {number}"))


def stands(day: Day, said: ReplayConditions) -> list[PresenceSpan]:
    """Who stands how, from the record and what is different now, in order of time."""
    spans: dict[AgentId, list[Span]] = {}
    for span in said.present:
        spans.setdefault(span.agent_id, []).append(span)
    recorded: dict[AgentId, list[PresenceSpan]] = {agent: [] for agent in spans}
    for stand in day.stands:
        recorded.setdefault(stand.agent_id, []).append(stand)
    found = [stand for agent, each in recorded.items() for stand in _kept(each, spans.get(agent, []))]
    for one in said.extra:
        found.append(PresenceSpan(one.begins, one.agent_id, Presence.AVAILABLE, one.begins))
        found.append(PresenceSpan(one.ends, one.agent_id, Presence.OFFLINE, None))
    return sorted(found, key=lambda stand: stand.at)


def _kept(each: list[PresenceSpan], spans: list[Span]) -> list[PresenceSpan]:
    """Within a span the agent is available; at its end they stand as the record says."""
    for span in spans:
        before = [stand for stand in each if stand.at <= span.begins]
        within = [stand for stand in each if span.begins < stand.at <= span.ends]
        was = before[-1].presence if before else Presence.OFFLINE
        becomes = within[-1].presence if within else was
        idle = span.begins if was is Presence.OFFLINE else None
        each = [
            *before,
            PresenceSpan(span.begins, span.agent_id, Presence.AVAILABLE, idle),
            PresenceSpan(span.ends, span.agent_id, becomes, None),
            *(stand for stand in each if stand.at > span.ends),
        ]
    return each
