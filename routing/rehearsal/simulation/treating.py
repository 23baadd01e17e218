"""In words: what a simulated policy does with work that comes and waits, and what of it no simulation can know."""

from __future__ import annotations

from collections.abc import Iterator

from routing.flow.model import OverflowStep, QueueRef, Then, When
from routing.policy.model import PolicyDocument, QueuePart
from routing.rehearsal.simulation.centre import SimulatedCentre
from routing.rehearsal.simulation.results import NotSimulated

_WHEN = {
    When.WAITED: "after {limit} s",
    When.WAITING: "from the {limit}. in the queue on",
    When.CLOSED: "out of hours",
    When.NOBODY: "with nobody signed in who could take it",
    When.EXPECTED: "with an expected wait of {limit} s",
}
_THEN = {
    Then.QUEUE: "to queue {queue}",
    Then.GROUP: "agents of queue {queue} as well",
    Then.MESSAGE: "a message",
    Then.CALLBACK: "the offer to be called back",
    Then.VOICEMAIL: "callers may leave a message",
}


def treatment(queue: QueuePart) -> str:
    """Of one queue; empty where work comes at any hour and waits as long as it takes."""
    return "; ".join(_of_queue(queue))


def _of_queue(queue: QueuePart) -> Iterator[str]:
    if queue.calendar:
        yield f"open by calendar {queue.calendar}, what comes out of hours ages from the next opening"
    for step in queue.overflow:
        yield _step(step)
    after = _beyond(queue.beyond.queue)
    if queue.max_wait_seconds is not None:
        yield f"waits at most {queue.max_wait_seconds} s of open time, then {after}"
    if queue.max_waiting is not None:
        yield f"at most {queue.max_waiting} wait, who comes then is {after}"


def _step(step: OverflowStep) -> str:
    words = f"{_WHEN[step.when].format(limit=step.limit)}: {_THEN[step.then].format(queue=step.queue)}"
    return f"{words} ({', '.join(step.tiers)} only)" if step.tiers else words


def _beyond(queue: QueueRef | None) -> str:
    return f"sent to queue {queue}" if queue else "ended (deferred work waits on)"


def followed(document: PolicyDocument) -> Iterator[str]:
    """What holds for all queues."""
    for one in document.interrupts:
        yield f"{one.by} interrupts {one.over}: as few as needed are parked, the latest begun first, their clock stands"
    rules = [rule.name for rule in document.rules if rule.enabled]
    if rules:
        yield f"rules as work comes in: {', '.join(rules)}"


def left_out(document: PolicyDocument, centre: SimulatedCentre) -> Iterator[NotSimulated]:
    """To be asked after the simulation: what rules rest on shows as they are asked."""
    for rule, missing in sorted(centre.entry_rules.unknown.items()) if centre.entry_rules is not None else ():
        reads = tuple(sorted(missing))
        words = f"rule {rule}, where it rests on what is not known here: {', '.join(reads)}"
        yield NotSimulated("rule", rule, words, reads)
    for queue in document.queues:
        if any(step.when is When.EXPECTED for step in queue.overflow):
            words = f"overflow of {queue.name} by expected wait: it rests on waits measured in the last half hour"
            yield NotSimulated("expected_wait", queue.name, words)
        if any(step.then is Then.VOICEMAIL for step in queue.overflow):
            words = f"messages left with {queue.name}: who is asked for one is gone, and nothing comes back as work"
            yield NotSimulated("voicemail", queue.name, words)
        if queue.callback is not None or any(step.then is Then.CALLBACK for step in queue.overflow):
            yield NotSimulated(
                "callback", queue.name, f"callbacks of {queue.name}: how many would take one is not known"
            )
