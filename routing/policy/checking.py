"""Everything that is wrong with a policy document, found at once, each with its place. Pure.

What a single value may be is said by the model; here is what must fit together. What the engine itself demands
(`validation`) is asked of the engine's own policy, made from the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from types import SimpleNamespace
from uuid import UUID

from routing.engine.model import Capacity, Interrupt, Requirement, Reserve, RoutingPolicy, TierShares
from routing.engine.skills import strongest
from routing.flow.model import OverflowStep, Then
from routing.policy.errors import Problem, ProblemCode
from routing.policy.model import AgentPart, PolicyDocument, QueuePart
from routing.policy.queues import queue_policy
from routing.policy.queues import ring as engine_ring
from routing.policy.rings import RingPart
from routing.policy.rows import queue_columns, ring_json
from routing.policy.skills import cycle
from routing.policy.validation import problems_of, profile_problems, ring_problems
from routing.rules.checking import KnownNames, problems_of_rules
from routing.rules.language import language
from routing.rules.model import Effect

WORDS = (
    (".offer.channels[", ".offer_seconds["),
    (".requirements[", ".skills["),
    (".due_lead_s", ".due_lead_seconds"),
)
"""The engine's names of places, and the document's."""


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What a document is checked against. None: not known, not checked."""

    logins: frozenset[str] | None = None


NOWHERE = CheckContext()
VOICEMAIL = "voicemail"
"""The channel of the work that callers' messages are."""


def problems_of_document(document: PolicyDocument, around: CheckContext = NOWHERE) -> tuple[Problem, ...]:
    return tuple(
        problem
        for part in (
            _once(document),
            _skills(document),
            _engine(document),
            _flows(document),
            _agents(document, around),
            _rules(document, around),
        )
        for problem in part
    )


def _once(document: PolicyDocument) -> Iterator[Problem]:
    yield from _twice("queues", (queue.name for queue in document.queues), ProblemCode.QUEUE_TWICE)
    ids = (str(queue.id) for queue in document.queues if queue.id is not None)
    yield from _twice("queues", ids, ProblemCode.ID_TWICE)
    yield from _twice("skills", document.skills, ProblemCode.SKILL_TWICE)


def _twice(place: str, names: Iterable[str], code: ProblemCode) -> Iterator[Problem]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield Problem(f"{place}[{name}]", code)
        seen.add(name)


def _skills(document: PolicyDocument) -> Iterator[Problem]:
    known = frozenset(document.skills)
    for skill, implied in document.implies.items():
        for n, name in enumerate((skill, *implied)):
            place = f"implies[{skill}]" + (f"[{n - 1}]" if n else "")
            yield from _skill(name, place, known)
    circle = cycle(document.implies)
    if circle is not None:
        yield Problem(f"implies[{circle[0]}]", ProblemCode.SKILLS_IN_A_CIRCLE, {"way": " → ".join(circle)})


def _skill(name: str, place: str, known: frozenset[str]) -> Iterator[Problem]:
    if name not in known:
        yield Problem(place, ProblemCode.NO_SUCH_SKILL, {"skill": name})


# --- what the engine demands


def _engine(document: PolicyDocument) -> Iterator[Problem]:
    """Doubled queues and names without a queue are told by others; the engine gets what is left."""
    ids = queue_ids(document)
    for queue in document.queues:
        yield from _rings(queue.rings, f"queues[{queue.name}]", ids)
        yield from _idle_rings(queue)
    policy = RoutingPolicy(
        version=1,
        queues=tuple(queue_policy(_as_settings(queue, ids)) for queue in _distinct(document.queues)),
        skills=tuple(dict.fromkeys(document.skills)),
        shares=TierShares(**document.shares.model_dump()),
        interrupts=tuple(Interrupt(one.by, one.over) for one in document.interrupts),
        reserved=tuple(Reserve(channel, places) for channel, places in document.reserved.items()),
    )
    for problem in problems_of(policy):
        if not problem.place.endswith(".after_s"):
            yield replace(problem, place=_place(problem.place))


def queue_ids(document: PolicyDocument) -> dict[str, UUID]:
    """An id for every queue by name; one that has none yet gets a stand-in."""
    return {queue.name: queue.id or UUID(int=n) for n, queue in enumerate(document.queues)}


def _distinct(queues: Iterable[QueuePart]) -> list[QueuePart]:
    return list({queue.name: queue for queue in queues}.values())


def _as_settings(queue: QueuePart, ids: Mapping[str, UUID]) -> SimpleNamespace:
    columns = queue_columns(queue.model_copy(update={"id": ids[queue.name]}), 0, ids, {})
    return SimpleNamespace(
        id=columns.id,
        name=columns.name,
        skills=columns.skills,
        offer_seconds={},
        settings={**columns.settings, "overflow": []},
    )


def _rings(rings: Sequence[RingPart], at: str, ids: Mapping[str, UUID]) -> Iterator[Problem]:
    """What the engine cannot tell: it joins rings of one instant, and knows no names of queues."""
    for n, (before, ring) in enumerate(pairwise(rings), 1):
        if ring.after <= before.after:
            args = {"after": ring.after, "before": before.after}
            yield Problem(f"{at}.rings[{n}].after", ProblemCode.RING_NOT_LATER, args)
    for n, ring in enumerate(rings):
        for name in ring.queues:
            yield from _queue(name, f"{at}.rings[{n}].queues[{name}]", ids)


def _idle_rings(queue: QueuePart) -> Iterator[Problem]:
    """Of a queue; in a rule a ring that widens nothing takes the place of the queue's own."""
    for n, ring in enumerate(queue.rings):
        if not (ring.lower or ring.drop or ring.queues):
            yield Problem(f"queues[{queue.name}].rings[{n}]", ProblemCode.RING_WIDENS_NOTHING)


def _queue(name: str, place: str, ids: Mapping[str, UUID]) -> Iterator[Problem]:
    if name not in ids:
        yield Problem(place, ProblemCode.NO_SUCH_QUEUE, {"queue": name})


def _place(engine: str) -> str:
    for theirs, ours in WORDS:
        engine = engine.replace(theirs, ours)
    return engine


# --- hours and overflow


def _flows(document: PolicyDocument) -> Iterator[Problem]:
    ids = queue_ids(document)
    for queue in document.queues:
        at = f"queues[{queue.name}]"
        if queue.calendar is not None and queue.calendar not in document.calendars:
            yield Problem(f"{at}.calendar", ProblemCode.NO_SUCH_CALENDAR, {"calendar": queue.calendar})
        for place, name in queue.queues_named():
            yield from _queue(name, f"{at}.{place}", ids)
    yield from _overflow_cycles(document)
    yield from _voicemail(document)


def _overflow_cycles(document: PolicyDocument) -> Iterator[Problem]:
    """Work that flows over in a circle would never stand still."""
    leads = {queue.name: tuple(_flows_to(queue)) for queue in document.queues}
    circle = cycle(leads)
    if circle is not None:
        args = {"way": " → ".join(circle)}
        yield Problem(f"queues[{circle[0]}].overflow", ProblemCode.OVERFLOW_IN_A_CIRCLE, args)


def _voicemail(document: PolicyDocument) -> Iterator[Problem]:
    """Messages that nobody has a place for would lie there unheard. Agents whom the document leaves out may have one:
    it is only told where it names some of a queue."""
    for queue in document.queues:
        for n, step in enumerate(queue.overflow):
            name = step.queue or queue.name
            places = [one.capacity.get(VOICEMAIL, 0) for one in document.agents.values() if name in one.queues]
            if step.then is Then.VOICEMAIL and places and not any(places):
                place = f"queues[{queue.name}].overflow[{n}].then"
                yield Problem(place, ProblemCode.NOBODY_TAKES_VOICEMAIL, {"queue": name, "channel": VOICEMAIL})


def _flows_to(queue: QueuePart) -> Iterator[str]:
    for step in queue.overflow:
        if _moves(step) and step.queue is not None:
            yield step.queue
    if queue.beyond.queue is not None:
        yield queue.beyond.queue


def _moves(step: OverflowStep) -> bool:
    return step.then is Then.QUEUE


# --- agents


def _agents(document: PolicyDocument, around: CheckContext) -> Iterator[Problem]:
    ids = queue_ids(document)
    skills = frozenset(document.skills)
    for login, agent in document.agents.items():
        at = f"agents[{login}]"
        if around.logins is not None and login not in around.logins:
            yield Problem(at, ProblemCode.NO_SUCH_LOGIN)
        for queue in agent.queues:
            yield from _queue(queue, f"{at}.queues[{queue}]", ids)
        for skill in agent.skills:
            yield from _skill(skill, f"{at}.skills[{skill}]", skills)
        yield from _capacity(agent, at)


def _capacity(agent: AgentPart, at: str) -> Iterator[Problem]:
    """Somebody who serves no queue needs no capacity."""
    if not agent.queues:
        return
    for problem in profile_problems(RoutingPolicy(version=1), (), {}, Capacity.of(agent.capacity)):
        place = problem.place.replace("capacity.total", "capacity[*]").replace("capacity.channels", "capacity")
        yield replace(problem, place=f"{at}.{place}")


# --- rules


def _rules(document: PolicyDocument, around: CheckContext) -> Iterator[Problem]:
    known = KnownNames(frozenset(queue_ids(document)), frozenset(document.skills), around.logins)
    yield from problems_of_rules(document.rules, known, language())
    ids, skills = queue_ids(document), frozenset(document.skills)
    for rule in document.rules:
        at = f"rules[{rule.name}].then"
        yield from _rings(rule.then.rings, at, ids)
        rings = tuple(engine_ring(ring_json(ring, ids)) for ring in rule.then.rings)
        for problem in ring_problems(rings, _lowered(document, rule.then), at, set(), skills):
            if not problem.place.endswith((".after_s", ".add_queues")):
                yield problem


def _lowered(document: PolicyDocument, then: Effect) -> tuple[Requirement, ...]:
    """The most that work of the rule can ask for: in the queue it names, else in any."""
    queues = [queue for queue in document.queues if then.queue in (None, queue.name)]
    own = [Requirement(skill, minimum) for skill, minimum in then.skills.items()]
    return strongest([*own, *(Requirement(*asked) for queue in queues for asked in queue.skills.items())])
