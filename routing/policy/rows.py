"""Between the document and the rows of the database. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Protocol
from uuid import UUID

from contact_center.kernel.contracts.service_level import ServiceLevelRule
from routing.engine.model import Scoring, Selection
from routing.flow.model import QueueFlow
from routing.policy.model import AccessPart, AgentPart, PolicyDocument, QueuePart, ServiceLevelPart, WrapPart
from routing.policy.queues import QueueSettings
from routing.policy.rings import RingPart
from routing.policy.skills import with_implied, without_implied
from routing.rules.model import RulePart

TENANT_WIDE = ("skills", "implies", "shares", "interrupts", "reserved", "calendars", "rules", "facts_deadline_seconds")
"""Fields of the document that the tenant's own settings hold."""
FLOW = tuple(QueueFlow.model_fields)
IN_SETTINGS = ("scoring", "selection", "auto_accept", "rings", "due_lead_seconds", "route_by_language", *FLOW)
"""Fields of a queue that its `settings` hold, beside those of the service level.

What else is in there (paused, closed) is live and stays.
"""


COUNTING = frozenset(one.name for one in fields(ServiceLevelRule))
"""Of the service level, in `settings["service_level"]`, where `measures` reads them."""


class StoredQueue(QueueSettings, Protocol):
    """A queue as stored."""

    @property
    def priority(self) -> int: ...
    @property
    def sl_seconds(self) -> dict[str, int]: ...
    @property
    def sl_percent(self) -> int: ...
    @property
    def first_reply_seconds(self) -> int | None: ...
    @property
    def next_reply_seconds(self) -> int | None: ...
    @property
    def resolution_seconds(self) -> int | None: ...
    @property
    def wrap_mode(self) -> dict[str, str]: ...
    @property
    def wrap_seconds(self) -> dict[str, int]: ...
    @property
    def active(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class StoredAgent:
    login: str
    id: UUID
    active: bool
    skills: dict[str, int]
    queues: dict[str, dict[str, int]]
    capacity: dict[str, int]
    has_profile: bool


# --- rows to document


def document_of(
    queues: Iterable[StoredQueue], agents: Iterable[StoredAgent], settings: Mapping[str, Any]
) -> PolicyDocument:
    """The policy that is followed now. Skills that somebody has or asks for are in it, declared or not."""
    rows = [queue for queue in queues if queue.active]
    names = {str(queue.id): queue.name for queue in rows}
    known = {name: settings[name] for name in TENANT_WIDE if name in settings}
    known["rules"] = [_rule(rule, names) for rule in known.get("rules", ())]
    implies: Mapping[str, list[str]] = known.get("implies", {})
    people = {row.login: _agent(row, names, implies) for row in agents if row.has_profile and row.active}
    parts = tuple(_queue(row, names) for row in rows)
    return PolicyDocument.model_validate(
        {**known, "skills": _all_skills(known, parts, people), "queues": parts, "agents": people}
    )


def _queue(row: StoredQueue, names: Mapping[str, str]) -> QueuePart:
    said = row.settings
    rings = tuple(_ring(ring, names) for ring in said.get("rings", ()))
    return QueuePart(
        **_flow(said, names),
        name=row.name,
        id=row.id,
        priority=row.priority,
        skills=row.skills,
        scoring=_known(Scoring, said.get("scoring"), Scoring.MINUTES_AND_PRIORITY),
        selection=_known(Selection, said.get("selection"), Selection.LONGEST_IDLE),
        auto_accept=bool(said.get("auto_accept", False)),
        offer_seconds=row.offer_seconds,
        rings=rings,
        service_level=ServiceLevelPart(
            percent=row.sl_percent, seconds=row.sl_seconds, goals=said.get("goals") or {}, **_counting(said)
        ),
        first_reply_seconds=row.first_reply_seconds,
        next_reply_seconds=row.next_reply_seconds,
        resolution_seconds=row.resolution_seconds,
        due_lead_seconds=int(said.get("due_lead_seconds", 900)),
        wrap=WrapPart.model_validate({"mode": row.wrap_mode, "seconds": row.wrap_seconds}),
        route_by_language=bool(said.get("route_by_language", False)),
    )


def _flow(said: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return _renamed({name: said[name] for name in FLOW if said.get(name) is not None}, names)


def _renamed(flow: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The same with other names for the queues it mentions."""
    steps = [_refer(step, names) for step in flow.get("overflow", ())]
    beyond = flow.get("beyond")
    return {
        **flow,
        **({"overflow": steps} if steps else {}),
        **({"beyond": _refer(beyond, names)} if beyond else {}),
    }


def _refer(said: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    queue = said.get("queue")
    return {**said, "queue": names.get(queue, queue)} if queue else dict(said)


def _rule(said: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """With other names for its queues; a ring loses those that are no more."""
    then = _refer(said["then"], names)
    rings = [
        {**ring, "queues": [names[queue] for queue in ring.get("queues", ()) if queue in names]}
        for ring in then.get("rings", ())
    ]
    return {**said, "then": {**then, "rings": rings}}


def _known(kind: Any, said: object, usual: Any) -> Any:
    return said if said in {choice.value for choice in kind} else usual


def _ring(said: Mapping[str, Any], names: Mapping[str, str]) -> RingPart:
    return RingPart(
        after=said["after"],
        lower=said.get("lower", {}),
        drop=tuple(said.get("drop", ())),
        queues=tuple(names[queue] for queue in said.get("queues", ()) if queue in names),
    )


def _agent(row: StoredAgent, names: Mapping[str, str], implies: Mapping[str, list[str]]) -> AgentPart:
    return AgentPart(
        skills=without_implied(row.skills, implies),
        queues={
            names[queue]: AccessPart(priority=access.get("priority", 1), delay=access.get("delay", 0))
            for queue, access in row.queues.items()
            if queue in names
        },
        capacity=row.capacity,
    )


def _all_skills(
    known: Mapping[str, Any], queues: Iterable[QueuePart], agents: Mapping[str, AgentPart]
) -> tuple[str, ...]:
    declared = list(known.get("skills", ()))
    used = {skill for queue in queues for skill in _of_queue(queue)}
    used |= {skill for agent in agents.values() for skill in agent.skills}
    used |= {skill for rule in known["rules"] for skill in _of_rule(rule["then"])}
    used |= {skill for chain in known.get("implies", {}).items() for skill in (chain[0], *chain[1])}
    return (*declared, *sorted(used.difference(declared)))


def _of_rule(then: Mapping[str, Any]) -> Iterable[str]:
    yield from then.get("skills", ())
    for ring in then["rings"]:
        yield from ring.get("lower", ())
        yield from ring.get("drop", ())


def _of_queue(queue: QueuePart) -> Iterable[str]:
    yield from queue.skills
    for ring in queue.rings:
        yield from ring.lower
        yield from ring.drop


# --- document to rows


@dataclass(frozen=True, slots=True)
class QueueColumns:
    """A queue of the document as the columns of its row."""

    id: UUID
    name: str
    priority: int
    skills: dict[str, int]
    offer_seconds: dict[str, int]
    sl_seconds: dict[str, int]
    sl_percent: int
    first_reply_seconds: int | None
    next_reply_seconds: int | None
    resolution_seconds: int | None
    wrap_mode: dict[str, str]
    wrap_seconds: dict[str, int]
    settings: dict[str, Any]
    position: int


def _counting(settings: Mapping[str, Any]) -> dict[str, Any]:
    rule = ServiceLevelRule.of(settings)
    return {**asdict(rule), "short_abandon_seconds": round(rule.short_abandon_seconds)}


def queue_columns(part: QueuePart, position: int, ids: Mapping[str, UUID], live: Mapping[str, Any]) -> QueueColumns:
    """`ids` by name of queue; `live`: the settings there are, of which those outside the document stay."""
    assert part.id is not None
    return QueueColumns(
        id=part.id,
        name=part.name,
        priority=part.priority,
        skills=dict(part.skills),
        offer_seconds=dict(part.offer_seconds),
        sl_seconds=dict(part.service_level.seconds),
        sl_percent=part.service_level.percent,
        first_reply_seconds=part.first_reply_seconds,
        next_reply_seconds=part.next_reply_seconds,
        resolution_seconds=part.resolution_seconds,
        wrap_mode={channel: mode.value for channel, mode in part.wrap.mode.items()},
        wrap_seconds=dict(part.wrap.seconds),
        settings=_settings(part, ids, live),
        position=position,
    )


def _settings(part: QueuePart, ids: Mapping[str, UUID], live: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in live.items() if name not in (*IN_SETTINGS, "goals", "service_level")}
    said = part.model_dump(mode="json", include=set(IN_SETTINGS) - {"rings"})
    said = _renamed(said, {name: str(id) for name, id in ids.items()})
    goals = {"goals": dict(part.service_level.goals)} if part.service_level.goals else {}
    switches = part.service_level.model_dump(mode="json", include=set(COUNTING))
    default = ServiceLevelPart().model_dump(mode="json", include=set(COUNTING))
    counted = {"service_level": switches} if switches != default else {}
    return {**kept, **said, **goals, **counted, "rings": [ring_json(ring, ids) for ring in part.rings]}


def ring_json(ring: RingPart, ids: Mapping[str, UUID]) -> dict[str, Any]:
    """As stored, its queues by id; less those that are not there."""
    queues = [str(ids[name]) for name in ring.queues if name in ids]
    return {**ring.model_dump(mode="json", exclude={"queues"}), "queues": queues}


def tenant_settings(document: PolicyDocument, ids: Mapping[str, UUID] | None = None) -> dict[str, Any]:
    """What the tenant's own settings hold; rules name queues by id there."""
    said = document.model_dump(mode="json", include=set(TENANT_WIDE))
    names = {name: str(id) for name, id in (ids or {}).items()}
    return {**said, "rules": [_rule(rule, names) for rule in said["rules"]]}


def rules_by_id(document: PolicyDocument, ids: Mapping[str, UUID]) -> tuple[RulePart, ...]:
    """The rules that are switched on, as they are followed: their queues by id."""
    said = tenant_settings(document, ids)["rules"]
    return tuple(RulePart.model_validate(rule) for rule in said if rule["enabled"])


def agent_columns(part: AgentPart, ids: Mapping[str, UUID], document: PolicyDocument) -> dict[str, Any]:
    """Skills, queues and capacity of a profile; skills that follow from others are in it."""
    return {
        "skills": with_implied(part.skills, document.implies),
        "queues": {
            str(ids[name]): {"priority": access.priority, "delay": access.delay} for name, access in part.queues.items()
        },
        "capacity": dict(part.capacity),
    }
