"""What a simulated policy does with work that comes and waits, and what of it no simulation can know."""

from __future__ import annotations

from collections.abc import Iterator

from contact_center.kernel.phrases import Phrase
from routing.flow.model import OverflowStep, QueueRef, Then, When
from routing.policy.model import PolicyDocument, QueuePart
from routing.rehearsal.simulation.centre import SimulatedCentre
from routing.rehearsal.simulation.results import NotSimulated
from routing.rehearsal.statements import StatementCode, say

_WHEN = {
    When.WAITED: StatementCode.WHEN_WAITED,
    When.WAITING: StatementCode.WHEN_WAITING,
    When.CLOSED: StatementCode.WHEN_CLOSED,
    When.NOBODY: StatementCode.WHEN_NOBODY,
    When.EXPECTED: StatementCode.WHEN_EXPECTED,
}
_THEN = {
    Then.QUEUE: StatementCode.THEN_QUEUE,
    Then.GROUP: StatementCode.THEN_GROUP,
    Then.MESSAGE: StatementCode.THEN_MESSAGE,
    Then.CALLBACK: StatementCode.THEN_CALLBACK,
    Then.VOICEMAIL: StatementCode.THEN_VOICEMAIL,
}


def treatment(queue: QueuePart) -> Iterator[Phrase]:
    """Of one queue; nothing where work comes at any hour and waits as long as it takes."""
    if queue.calendar:
        yield say(StatementCode.OPEN_BY_CALENDAR, calendar=queue.calendar)
    for step in queue.overflow:
        yield _step(step)
    after = _beyond(queue.beyond.queue)
    if queue.max_wait_seconds is not None:
        yield say(StatementCode.LONGEST_WAIT, n=queue.max_wait_seconds, after=after)
    if queue.max_waiting is not None:
        yield say(StatementCode.MOST_WAITING, n=queue.max_waiting, after=after)


def _step(step: OverflowStep) -> Phrase:
    when, then = say(_WHEN[step.when], limit=step.limit), say(_THEN[step.then], queue=str(step.queue or ""))
    if step.tiers:
        return say(StatementCode.OVERFLOW_OF_TIERS, when=when, then=then, tiers=[str(tier) for tier in step.tiers])
    return say(StatementCode.OVERFLOW, when=when, then=then)


def _beyond(queue: QueueRef | None) -> Phrase:
    return say(StatementCode.SENT_TO_QUEUE, queue=str(queue)) if queue else say(StatementCode.ENDED)


def followed(document: PolicyDocument) -> Iterator[Phrase]:
    """What holds for all queues."""
    for one in document.interrupts:
        yield say(StatementCode.INTERRUPTS, by=str(one.by), over=str(one.over))
    rules = [rule.name for rule in document.rules if rule.enabled]
    if rules:
        yield say(StatementCode.ENTRY_RULES, names=rules)


def left_out(document: PolicyDocument, centre: SimulatedCentre) -> Iterator[NotSimulated]:
    """To be asked after the simulation: what rules rest on shows as they are asked."""
    rules = centre.entry_rules
    for rule, missing in sorted(rules.unknown.items()) if rules is not None else ():
        yield NotSimulated("rule", rule, tuple(sorted(missing)))
    for rule, logins in sorted(rules.strangers.items()) if rules is not None else ():
        yield NotSimulated("preferred_agent", rule, tuple(sorted(logins)))
    for queue in document.queues:
        if any(step.when is When.EXPECTED for step in queue.overflow):
            yield NotSimulated("expected_wait", queue.name)
        if any(step.then is Then.VOICEMAIL for step in queue.overflow):
            yield NotSimulated("voicemail", queue.name)
        if queue.callback is not None or any(step.then is Then.CALLBACK for step in queue.overflow):
            yield NotSimulated("callback", queue.name)
