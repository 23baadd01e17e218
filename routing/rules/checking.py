"""What is wrong with rules: found when they are saved, with the rule's name and the column. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from routing.flow.model import Treatment
from routing.policy.errors import Problem, ProblemCode, Spot
from routing.rules.language import Condition, Language, NotACondition
from routing.rules.model import LAST, OWNER, Effect, RulePart


@dataclass(frozen=True, slots=True)
class KnownNames:
    """What rules may name. `logins` None: not checked."""

    queues: frozenset[str]
    skills: frozenset[str]
    logins: frozenset[str] | None


def problems_of_rules(rules: Sequence[RulePart], known: KnownNames, language: Language) -> Iterator[Problem]:
    seen: set[str] = set()
    passed: list[tuple[str, Condition]] = []
    for rule in rules:
        at = f"rules[{rule.name}]"
        if rule.name in seen:
            yield Problem(at, ProblemCode.RULE_TWICE)
        seen.add(rule.name)
        yield from _effect(rule, at, known)
        try:
            condition = language.condition(rule.when)
        except NotACondition as wrong:
            yield from _mistakes(wrong, at, rule.when)
            continue
        if rule.enabled:
            yield from _reach(condition, at, passed, language)
            passed += [(rule.name, condition)] if rule.stop else []


def _mistakes(wrong: NotACondition, at: str, source: str) -> Iterator[Problem]:
    for one in wrong.mistakes:
        spot = Spot(one.column, one.line if "\n" in source else None)
        yield Problem(f"{at}.when", one.code, one.args, spot)


def _reach(
    condition: Condition, at: str, passed: Iterable[tuple[str, Condition]], language: Language
) -> Iterator[Problem]:
    if language.constant(condition) is False:
        yield Problem(f"{at}.when", ProblemCode.RULE_NEVER_HOLDS)
        return
    for name, earlier in passed:
        if language.constant(earlier) or earlier.parts <= condition.parts:
            yield Problem(at, ProblemCode.RULE_NEVER_REACHED, {"rule": name})
            return


def _effect(rule: RulePart, at: str, known: KnownNames) -> Iterator[Problem]:
    then = rule.then
    if then == Effect() and not rule.stop:
        yield Problem(f"{at}.then", ProblemCode.RULE_DOES_NOTHING)
    if then.queue is not None and then.queue not in known.queues:
        yield Problem(f"{at}.then.queue", ProblemCode.NO_SUCH_QUEUE, {"queue": then.queue})
    for skill in then.skills:
        if skill not in known.skills:
            place = f"{at}.then.skills[{skill}]"
            yield Problem(place, ProblemCode.NO_SUCH_SKILL, {"skill": skill})
    if then.treatment == Treatment():
        yield Problem(f"{at}.then.treatment", ProblemCode.TREATMENT_EMPTY)
    agent = then.preferred.agent if then.preferred else OWNER
    if agent not in (OWNER, LAST) and known.logins is not None and agent not in known.logins:
        yield Problem(f"{at}.then.preferred.agent", ProblemCode.NO_SUCH_PREFERRED_AGENT, {"login": agent})
