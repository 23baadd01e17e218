"""What is due for work that waits, by the settings of its queue. Pure.

Conditions look at the work, its queue and the instant; nothing here remembers. What was done already comes in
as `Waiting.done` and `Waiting.visited`, so that a repeated look decides nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from routing.flow.hours import ALWAYS, Hours
from routing.flow.model import OverflowStep, QueueFlow, Then, Treatment, When

BEYOND = "beyond"
CLOSURE = "closure"
TREATMENT = "treatment"
"""Of a rule: done once for the work, not once for each entry."""
AS_THE_QUEUE = Treatment()


@dataclass(frozen=True, slots=True)
class Closure:
    """A queue closed by hand: nothing of it is offered."""

    message: Mapping[str, str]
    queue: UUID | None
    """Where its work goes instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNow:
    id: UUID
    flow: QueueFlow
    hours: Hours = ALWAYS
    waiting: int = 0
    expected_s: Mapping[str, float] | None = None
    """Expected wait by tier for who comes last; without an entry there is no honest figure."""
    closure: Closure | None = None

    @property
    def watched(self) -> bool:
        """Anything here may ever be due."""
        flow = self.flow
        limits = (flow.max_wait_seconds, flow.max_waiting)
        return bool(flow.overflow or self.closure or any(limit is not None for limit in limits))


@dataclass(frozen=True, slots=True)
class Earliest:
    """Below both figures nothing of a queue can be due: a look need not read it."""

    waited_s: int | None
    place: int | None
    nobody: bool
    """Unless nobody could take the work."""


def earliest(queue: QueueNow) -> Earliest:
    flow = queue.flow
    waited = [step.limit or 0 for step in flow.overflow if step.when is When.WAITED and not step.is_ring]
    places = [step.limit or 0 for step in flow.overflow if step.when is When.WAITING]
    waited += [flow.max_wait_seconds] if flow.max_wait_seconds is not None else []
    places += [flow.max_waiting + 1] if flow.max_waiting is not None else []
    if queue.closure or any(step.when in (When.CLOSED, When.EXPECTED) for step in flow.overflow):
        places.append(1)
    nobody = any(step.when is When.NOBODY for step in flow.overflow)
    return Earliest(min(waited, default=None), min(places, default=None), nobody)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingWork:
    interaction_id: UUID
    queue_id: UUID
    tier: str
    since: datetime
    """When the clock of this queue started: the entry, or the opening after it."""
    place: int
    """1 for who has waited longest in this queue."""
    nobody: bool = False
    """Nobody signed in could take it."""
    done: frozenset[str] = frozenset()
    """Keys of what was done in this entry."""
    visited: frozenset[UUID] = frozenset()
    """Queues it has waited in; overflow never sends it round in circles."""
    treatment: Treatment = AS_THE_QUEUE
    """What a rule says of it."""


@dataclass(frozen=True, slots=True)
class Voicemail:
    """The caller is asked for a message."""

    seconds: int
    """How long it may be."""
    queue: str | None
    """Name or id of the queue whose work it becomes; None for its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    interaction_id: UUID
    key: str
    """Of the step: `step:0`, `beyond`, `closure`, `treatment`."""
    because: str
    """`waited`, `waiting`, `expected`, `closed`, `nobody_eligible`, `max_wait`, `max_waiting`, `closure`, `rule`."""
    to_queue: str | None = None
    """Name or id of a queue."""
    group: str | None = None
    """Name or id of the queue whose agents may take it too."""
    message: Mapping[str, str] | None = None
    callback: bool = False
    close: bool = False
    """Ends as flowed out."""
    voicemail: Voicemail | None = None


def due(work: WaitingWork, queue: QueueNow, now: datetime) -> Action | None:
    """The first thing that is due and not done yet, None if nothing is."""
    return next(_all_due(work, queue, now), None)


def _all_due(work: WaitingWork, queue: QueueNow, now: datetime) -> Iterator[Action]:
    if queue.closure is not None and CLOSURE not in work.done:
        yield _closed_by_hand(work, queue.closure)
    waited = queue.hours.open_seconds_between(work.since, now)
    if work.treatment.message and TREATMENT not in work.done:
        yield Action(interaction_id=work.interaction_id, key=TREATMENT, because="rule", message=work.treatment.message)
    limit = _over(work, queue.flow, waited)
    if limit is not None and BEYOND not in work.done:
        yield _beyond(work, queue.flow, limit)
    for n, step in enumerate(queue.flow.overflow):
        if f"step:{n}" not in work.done and _holds(step, work, queue, waited, now):
            yield _step(work, queue.flow, step, n)


def _holds(step: OverflowStep, work: WaitingWork, queue: QueueNow, waited: float, now: datetime) -> bool:
    if (step.tiers and work.tier not in step.tiers) or step.is_ring:
        return False  # rings are the engine's: see `routing.policy.queues`
    if step.then is Then.VOICEMAIL and work.tier != "live":
        return False
    if step.then is Then.CALLBACK and work.treatment.callback == "not_offered":
        return False
    limit = step.limit or 0
    match step.when:
        case When.WAITED:
            return waited >= limit
        case When.WAITING:
            return work.place >= limit
        case When.EXPECTED:
            return ((queue.expected_s or {}).get(work.tier) or 0.0) >= limit
        case When.CLOSED:
            return not queue.hours.is_open(now)
        case When.NOBODY:
            return work.nobody


def _step(work: WaitingWork, flow: QueueFlow, step: OverflowStep, n: int) -> Action:
    return Action(
        interaction_id=work.interaction_id,
        key=f"step:{n}",
        because=step.when.value,
        to_queue=step.queue if step.then is Then.QUEUE else None,
        group=step.queue if step.then is Then.GROUP else None,
        message=step.message,
        callback=step.then is Then.CALLBACK,
        voicemail=Voicemail(flow.voicemail_seconds, step.queue) if step.then is Then.VOICEMAIL else None,
    )


def _over(work: WaitingWork, flow: QueueFlow, waited: float) -> str | None:
    longest = work.treatment.max_wait_seconds or flow.max_wait_seconds
    if longest is not None and waited >= longest:
        return "max_wait"
    return "max_waiting" if flow.max_waiting is not None and work.place > flow.max_waiting else None


def _beyond(work: WaitingWork, flow: QueueFlow, because: str) -> Action:
    """Deferred work is never ended: a letter does not vanish because many wrote."""
    return Action(
        interaction_id=work.interaction_id,
        key=BEYOND,
        because=because,
        to_queue=flow.beyond.queue,
        message=flow.beyond.message,
        close=flow.beyond.queue is None and work.tier != "deferred",
    )


def _closed_by_hand(work: WaitingWork, closure: Closure) -> Action:
    """Live work cannot wait for a reopening nobody can foretell; text can, and is told."""
    return Action(
        interaction_id=work.interaction_id,
        key=CLOSURE,
        because=CLOSURE,
        to_queue=str(closure.queue) if closure.queue else None,
        message=closure.message or None,
        close=closure.queue is None and work.tier == "live",
    )
