"""A scenario as the simulated centre that the loop runs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from contact_center.kernel.by_channel import by_channel
from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.ids import QueueId
from contact_center.kernel.phrases import Phrase
from routing.engine.instants import NEVER, SECOND, micros
from routing.engine.model import Capacity, QueueAccess, QueuePolicy, Requirement, RoutingPolicy, Scoring, Selection
from routing.flow.hours import hours_of
from routing.flow.model import minutes_of
from routing.flow.overflow import QueueNow
from routing.policy.model import AgentPart, PolicyDocument, QueuePart
from routing.policy.queues import routing_policy
from routing.policy.rows import queue_columns
from routing.policy.skills import with_implied
from routing.rehearsal.simulation import chances, entering
from routing.rehearsal.simulation.centre import PresentSpan, SimulatedAgent, SimulatedCentre, agent_id, queue_id
from routing.rehearsal.simulation.scenario import TARGETS, ArrivalsPart, DistributionShape, Scenario, StaffPart, Time
from routing.rehearsal.simulation.streams import Stream
from routing.rehearsal.simulation.tally import Limits
from routing.rehearsal.simulation.waiting import Watch
from routing.rehearsal.statements import StatementCode, say

SAME_AGENT_AFTER_S = 60


def build(scenario: Scenario) -> SimulatedCentre:
    """The centre of a scenario that `read_scenario` has let through."""
    queues = {part.name: part for part in scenario.policy.queues}
    ids = {part.name: queue_id(n) for n, part in enumerate(scenario.policy.queues)}
    people, watch = tuple(_people(scenario, ids)), _watch(scenario.policy, ids)
    languages = [part.language for part in scenario.arrivals]
    needed = watch is not None or entering.is_needed(scenario.policy, languages)
    return SimulatedCentre(
        policy=policy_of(scenario.policy, ids),
        streams=tuple(_stream(scenario, part, queues[part.queue], ids) for part in scenario.arrivals),
        people=people,
        groups=tuple(part.name for part in scenario.staff),
        interval=scenario.interval * SECOND,
        intervals=scenario.length,
        begins=micros(scenario.begins_at),
        entry_rules=_door(scenario, ids, people) if needed else None,
        watch=watch,
    )


def _door(scenario: Scenario, ids: Mapping[str, QueueId], people: Sequence[SimulatedAgent]) -> entering.EntryRules:
    """Rules may prefer an agent of whom there is one: the group has the login's name, or is like it."""
    first = {person.group: person.agent_id for person in reversed(people)}
    named = {part.like or part.name: first[n] for n, part in enumerate(scenario.staff) if part.most == 1}
    return entering.EntryRules(scenario.policy, ids, scenario.zone, named)


def _watch(document: PolicyDocument, ids: Mapping[str, QueueId]) -> Callable[[], Watch] | None:
    """Makes one for each run."""
    queues = [
        QueueNow(
            id=ids[part.name],
            flow=part,
            hours=hours_of(document.calendars.get(part.calendar) if part.calendar else None),
        )
        for part in document.queues
    ]
    names = {**ids, **{str(part.id): ids[part.name] for part in document.queues if part.id is not None}}
    treated = any(rule.then.treatment is not None for rule in document.rules if rule.enabled)
    return (lambda: Watch(queues, names)) if treated or any(queue.watched for queue in queues) else None


def policy_of(document: PolicyDocument, ids: Mapping[str, QueueId]) -> RoutingPolicy:
    """What the engine follows where this document is published. `ids` by name of queue."""
    parts = [part.model_copy(update={"id": ids[part.name]}) for part in document.queues]
    columns = [queue_columns(part, n, ids, {}) for n, part in enumerate(parts)]
    return routing_policy(1, columns, SAME_AGENT_AFTER_S, engine_settings(document))


def engine_settings(document: PolicyDocument) -> dict[str, Any]:
    """What the engine reads of the tenant's own settings."""
    return document.model_dump(mode="json", include={"shares", "interrupts", "reserved"})


def _stream(scenario: Scenario, part: ArrivalsPart, queue: QueuePart, ids: Mapping[str, QueueId]) -> Stream:
    due = part.due or (None if part.the_tier is Tier.LIVE else queue.first_reply_seconds)
    return Stream(
        name=f"{part.queue}/{part.channel}/{sorted(part.skills.items())}{part.language or ''}",
        queue_id=ids[part.queue],
        channel=part.channel,
        tier=part.the_tier,
        weight=part.weight,
        priority=queue.priority + part.priority,
        requirements=tuple(Requirement(skill, level) for skill, level in sorted(part.skills.items())),
        media=bool(part.media),
        rates=scenario.calls(part),
        handle=chance(part.handle),
        wrap=None if part.wrap is None else chance(part.wrap),
        patience=None if part.patience is None else chance(part.patience),
        due=None if due is None else due * SECOND,
        limits=Limits(int(target_of(part, queue) * SECOND), int(part.short_abandon * SECOND)),
        own_priority=part.priority,
        language=part.language,
    )


def target_of(part: ArrivalsPart, queue: QueuePart) -> float:
    """Seconds within which work of this kind is to be answered."""
    return part.target or by_channel(queue.service_level.seconds, part.channel, TARGETS[part.the_tier])


def chance(said: Time) -> chances.TimeDistribution:
    if isinstance(said, int | float):
        return chances.exponential(said)
    if said.shape is DistributionShape.RECORDED:
        return chances.empirical(said.seconds)
    assert said.mean is not None
    if said.shape is DistributionShape.LOGNORMAL:
        return chances.lognormal(said.mean, said.cv)
    if said.shape is DistributionShape.GAMMA:
        return chances.gamma(said.mean, said.cv)
    return chances.constant(said.mean) if said.shape is DistributionShape.CONSTANT else chances.exponential(said.mean)


def _people(scenario: Scenario, ids: Mapping[str, QueueId]) -> Iterable[SimulatedAgent]:
    number, calls = 0, {part.channel for part in scenario.arrivals if part.media}
    for group, part in enumerate(scenario.staff):
        profile = profile_of(part, scenario.policy, calls)
        for rank in range(part.most):
            yield SimulatedAgent(
                agent_id=agent_id(number),
                group=group,
                skills=with_implied(profile.skills, scenario.policy.implies),
                queues=access(profile, ids),
                capacity=Capacity.of(profile.capacity),
                spells=_spells(part, rank, scenario),
                answer=int(part.answer * SECOND),
            )
            number += 1


def profile_of(part: StaffPart, policy: PolicyDocument, calls: Iterable[str]) -> AgentPart:
    """Whose places nothing says takes one call at a time."""
    known = policy.agents[part.like] if part.like else AgentPart(capacity={"*": 1} | dict.fromkeys(calls, 1))
    said = {name: getattr(part, name) for name in ("skills", "queues", "capacity")}
    return known.model_copy(update={name: value for name, value in said.items() if value is not None})


def access(profile: AgentPart, ids: Mapping[str, QueueId]) -> tuple[QueueAccess, ...]:
    return tuple(
        QueueAccess(queue_id=ids[name], priority=stream.priority, delay_s=stream.delay)
        for name, stream in profile.queues.items()
        if name in ids
    )


def _spells(part: StaffPart, rank: int, scenario: Scenario) -> tuple[PresentSpan, ...]:
    """When the agent with this number in the group is there, as time since the beginning."""
    if isinstance(part.count, tuple):
        return tuple(_stretches([heads > rank for heads in part.count[: scenario.length]], scenario.interval * SECOND))
    if not part.shifts:
        return (PresentSpan(0, NEVER),)
    return _shifts(part, scenario)


def _stretches(there: list[bool], interval: int) -> Iterable[PresentSpan]:
    begun: int | None = None
    for n, present in enumerate([*there, False]):
        if present and begun is None:
            begun = n
        elif not present and begun is not None:
            yield PresentSpan(begun * interval, n * interval)
            begun = None


def _shifts(part: StaffPart, scenario: Scenario) -> tuple[PresentSpan, ...]:
    """The spans of each day that is touched."""
    end = scenario.begins_s + scenario.length * scenario.interval
    found = []
    for day in range(end // 86_400 + 1):
        for span in part.shifts:
            begins, ends = (minutes * 60 + day * 86_400 - scenario.begins_s for minutes in minutes_of(span))
            if ends > 0 and begins < end - scenario.begins_s:
                found.append(PresentSpan(max(0, begins) * SECOND, ends * SECOND))
    return tuple(found)


def discipline(queue: QueuePolicy, streams: Iterable[Stream], shared: bool) -> tuple[Phrase, ...]:
    """In which order a queue's work is served, and to whom it goes."""
    priorities = {stream.priority for stream in streams}
    if queue.scoring is Scoring.PRIORITY_ONLY:
        order = say(StatementCode.BY_PRIORITY)
    elif len(priorities) > 1 or any(priorities):
        order = say(StatementCode.BY_POINTS)
    else:
        order = say(StatementCode.OLDEST_FIRST)
    found = [say(StatementCode.ORDER_AND_AGENT, order=order, to=say(_TO[queue.selection]))]
    if queue.rings:
        found.append(say(StatementCode.RINGS_WIDEN, n=len(queue.rings)))
    if shared:
        found.append(say(StatementCode.QUEUES_SHARE_AGENTS))
    return tuple(found)


_TO = {
    Selection.LONGEST_IDLE: StatementCode.TO_FEWEST_OPEN,
    Selection.MOST_PROFICIENT: StatementCode.TO_MOST_PROFICIENT,
    Selection.LEAST_OCCUPIED: StatementCode.TO_LEAST_OCCUPIED,
    Selection.ROUND_ROBIN: StatementCode.TO_EACH_IN_TURN,
}


def tiers(centre: SimulatedCentre) -> set[Tier]:
    return {stream.tier for stream in centre.streams}
