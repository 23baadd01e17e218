"""What rules make of work: one pure function.

Rules are tried from the first to the last. Points add up; of two minimums of a skill the higher counts; queue,
agent, promise, rings, treatment and place at the head are what the first rule says that says something. A rule that
stops ends it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from routing.flow.model import Treatment
from routing.policy.rings import Rings
from routing.rules.attributes import Attributes
from routing.rules.language import Condition, Language
from routing.rules.model import Effect, PreferredPart


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule ready to be tried."""

    name: str
    condition: Condition
    then: Effect
    stop: bool


@dataclass(slots=True)
class RulesOutcome:
    """What the rules say of one piece of work."""

    queue: str | None = None
    priority: int = 0
    skills: dict[str, int] = field(default_factory=dict)
    preferred: PreferredPart | None = None
    at_head: bool = False
    reply_seconds: int | None = None
    rings: Rings = ()
    treatment: Treatment | None = None
    matched: list[Rule] = field(default_factory=list)
    open: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Rules that could not be told yet, with the attributes that are missing."""

    def add(self, rule: Rule) -> None:
        self.matched.append(rule)
        self.does(rule.then)

    def does(self, then: Effect) -> None:
        """After what came before."""
        self.queue = self.queue or then.queue
        self.priority += then.priority
        for skill, minimum in then.skills.items():
            self.skills[skill] = max(minimum, self.skills.get(skill, 0))
        self.preferred = self.preferred or then.preferred
        self.at_head = self.at_head or then.at_head
        self.reply_seconds = self.reply_seconds or then.reply_seconds
        self.rings = self.rings or then.rings
        self.treatment = self.treatment or then.treatment


def apply(rules: Sequence[Rule], attributes: Attributes, language: Language) -> RulesOutcome:
    """`rules` are those that are switched on, in their order."""
    outcome = RulesOutcome()
    bound = language.bind(attributes)
    for rule in rules:
        holds = rule.condition.holds(bound)
        if holds is None:
            outcome.open[rule.name] = tuple(sorted(rule.condition.names.difference(attributes)))
        elif holds:
            outcome.add(rule)
            if rule.stop:
                break
    return outcome
