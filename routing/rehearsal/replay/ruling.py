"""Rules that are not those of the day, asked of the work that came on it. Pure.

A rule that both policies have in the same words did what it did on the day: that is kept with the work. The others
are tried on what is known of it (`routing.rules.past`). Facts of the ERP count from the entry.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.interactions import InteractionQueued, QueuedBecause
from contact_center.kernel.ids import AgentId, InteractionId, QueueId
from routing.engine.inputs import Preferred
from routing.engine.model import Ring
from routing.flow.model import Treatment
from routing.flow.overflow import AS_THE_QUEUE
from routing.rehearsal.replay.results import ReevaluatedRules
from routing.router.translate import own_rings
from routing.rules.applying import Rule, RulesOutcome
from routing.rules.book import compiled
from routing.rules.entering import preferred_agent, widened
from routing.rules.language import language
from routing.rules.model import Effect, RulePart
from routing.rules.past import PastArrival

BY_SOMEBODY = frozenset({QueuedBecause.MOVED, QueuedBecause.TRANSFERRED})
"""A person's word goes before a rule's."""


@dataclass(frozen=True, slots=True)
class RulesQuestion:
    """The rules of the day, those that are asked about, and the work; rules name queues by id."""

    own: tuple[RulePart, ...]
    said: tuple[RulePart, ...]
    came: Sequence[PastArrival]
    agents: Mapping[str, AgentId]
    """By login."""

    @property
    def differ(self) -> bool:
        return self.own != self.said

    @property
    def names(self) -> tuple[str, ...]:
        """Of the rules that only one of the two has in these words; of all, where only their order differs."""
        own, said = ({_words(rule): rule.name for rule in rules} for rules in (self.own, self.said))
        changed = {(own | said)[words] for words in own.keys() ^ said.keys()}
        return tuple(sorted(changed or {*own.values()} if self.differ else ()))


@dataclass(frozen=True, slots=True)
class RuleReplacement:
    """What rules make of one piece of work, in place of what those of the day made of it."""

    points: int = 0
    """More than on the day."""
    late: int = 0
    """Of the day's points, those that its record has only after the entry."""
    was: Mapping[str, int] = field(default_factory=dict)
    skills: Mapping[str, int] = field(default_factory=dict)
    changes: bool = False
    left: QueueId | None = None
    queue: QueueId | None = None
    """Goes there where it went to `left` on the day; None: where it went."""
    head: bool | None = None
    """None: as on the day, as for what follows."""
    prefers: tuple[AgentId | None, int] | None = None
    """Who is asked first, for how many seconds."""
    rings: tuple[Ring, ...] | None = None
    own_rings: bool = False
    """`rings` hold in place of those of the day; None: those of its queue."""
    treatment: Treatment = AS_THE_QUEUE

    def goes_to(self, event: InteractionQueued) -> QueueId:
        if self.queue is None or event.because in BY_SOMEBODY or event.queue_id != self.left:
            return event.queue_id
        return self.queue

    def at_head(self, event: InteractionQueued) -> bool:
        return event.at_head if self.head is None or event.because is not QueuedBecause.NEW else self.head

    def preferred(self, event: InteractionQueued, late: timedelta) -> Preferred | None:
        if self.prefers is not None and event.because is QueuedBecause.NEW:
            agent, seconds = self.prefers
            return Preferred(agent, event.entered_at + timedelta(seconds=seconds) + late) if agent else None
        if event.preferred_agent_id is None or event.preferred_until is None:
            return None
        return Preferred(event.preferred_agent_id, event.preferred_until + late)

    def widens(self, event: InteractionQueued) -> tuple[Ring, ...] | None:
        return self.rings if self.own_rings else own_rings(event.rings)


AS_RULED = RuleReplacement()
"""Nothing is known of any rule."""


def exchanges(
    asked: RulesQuestion, of_the_day: Collection[InteractionId] | None = None
) -> tuple[dict[InteractionId, RuleReplacement], ReevaluatedRules | None]:
    """By interaction, and what became of the day's work in all; None where both policies have the same rules.

    `of_the_day`: without it, all of it is.
    """
    of_the_day = {InteractionId(one.interaction_id) for one in asked.came} if of_the_day is None else of_the_day
    tried = _Tried(asked, of_the_day)
    found = {InteractionId(one.interaction_id): tried.exchange(one) for one in asked.came}
    if not asked.differ:
        return found, None
    of_day = [exchange for id, exchange in found.items() if id in of_the_day]
    changed = sum(exchange.changes for exchange in of_day)
    return found, ReevaluatedRules(asked.names, changed, len(of_day), tried.unknown)


class _Tried:
    def __init__(self, asked: RulesQuestion, of_the_day: Collection[InteractionId]) -> None:
        self._asked, self._of_the_day = asked, of_the_day
        self._same = {_words(rule) for rule in asked.own} & {_words(rule) for rule in asked.said}
        self._rules = {rule.name: rule for rule in compiled(asked.said)}
        self.unknown = 0
        """Pieces of the day's work of which one rule or more could not be told."""

    def exchange(self, one: PastArrival) -> RuleReplacement:
        did = [said for said in one.kept if "unknown" not in said]
        was = _outcome(map(_effect, did))
        if not self._asked.differ:
            return RuleReplacement(treatment=was.treatment or AS_THE_QUEUE)
        now = _outcome(rule.then for rule in self._held(one, {said["rule"] for said in did}))
        late = _outcome(_effect(said) for said in did if said.get("late")).priority
        return self._between(one, was, now, late)

    def _held(self, one: PastArrival, did: Collection[str]) -> Iterator[Rule]:
        """The rules asked about that hold, in their order."""
        told, bound, unknown = self._told(did), language().bind(one.attributes), False
        for part in self._asked.said:
            rule = self._rules.get(part.name)
            if rule is None:
                continue
            holds = part.name in did if part.name in told else rule.condition.holds(bound)
            unknown |= holds is None
            if holds:
                yield rule
            if holds and rule.stop:
                break
        self.unknown += unknown and InteractionId(one.interaction_id) in self._of_the_day

    def _told(self, did: Collection[str]) -> set[str]:
        """Rules in the same words of which the day says whether they hold: nothing of those behind one that stopped."""
        told = set()
        for part in self._asked.own:
            if _words(part) in self._same:
                told.add(part.name)
            if part.stop and part.name in did:
                break
        return told

    def _between(self, one: PastArrival, was: RulesOutcome, now: RulesOutcome, late: int) -> RuleReplacement:
        treatment = now.treatment or AS_THE_QUEUE
        if all(getattr(was, name) == getattr(now, name) for name in _COMPARED):
            return RuleReplacement(treatment=treatment)
        anew = was.rings != now.rings
        return RuleReplacement(
            points=now.priority - was.priority,
            late=late,
            was=was.skills,
            skills=now.skills,
            changes=True,
            left=_queue(was.queue) or _of(one.queue_id),
            queue=None if was.queue == now.queue else _queue(now.queue) or _of(one.queue_id),
            head=None if was.at_head == now.at_head else now.at_head,
            prefers=None if was.preferred == now.preferred else self._preferred(now, one),
            rings=own_rings(_json(now)) if anew and now.rings else None,
            own_rings=anew,
            treatment=treatment,
        )

    def _preferred(self, now: RulesOutcome, one: PastArrival) -> tuple[AgentId | None, int]:
        agent = preferred_agent(now, self._asked.agents, one.picture)
        return agent, now.preferred.seconds if now.preferred else 0


_EFFECTS = frozenset(Effect.model_fields)
_COMPARED = ("queue", "priority", "skills", "preferred", "at_head", "rings", "treatment")
"""A promise of a first reply stays that of the day."""


def _effect(said: Mapping[str, Any]) -> Effect:
    """Of what is kept with the work."""
    return Effect.model_validate({name: value for name, value in said.items() if name in _EFFECTS})


def _outcome(effects: Iterable[Effect]) -> RulesOutcome:
    found = RulesOutcome()
    for effect in effects:
        found.does(effect)
    return found


def _json(outcome: RulesOutcome) -> list[str]:
    return [json.dumps(ring, sort_keys=True) for ring in widened(outcome)["rings"]]


def _words(rule: RulePart) -> str:
    return rule.model_dump_json()


def _queue(said: str | None) -> QueueId | None:
    return QueueId(UUID(said)) if said else None


def _of(queue: UUID | None) -> QueueId | None:
    return QueueId(queue) if queue else None
