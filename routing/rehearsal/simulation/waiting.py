"""What the policy does with work while it waits in a simulation: overflow and limits, by `routing.flow.overflow`.

The router looks at waiting work once a second; so a look here falls on a whole second, and only on one at which
something may have become due. Work on offer is left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from contact_center.kernel.ids import InteractionId, QueueId
from routing.engine.instants import NEVER, SECOND, instant, micros
from routing.flow import overflow
from routing.flow.model import Treatment, When
from routing.flow.overflow import AS_THE_QUEUE, Action, QueueNow, Waiting


@dataclass(slots=True, eq=False)
class Stay:
    """A piece of work in one queue."""

    interaction_id: InteractionId
    queue_id: QueueId
    tier: str
    since: datetime
    nobody: bool = False
    """Nobody signed in could take it."""
    done: set[str] = field(default_factory=set)
    visited: set[UUID] = field(default_factory=set)
    treatment: Treatment = AS_THE_QUEUE
    """What a rule says of it."""
    groups: tuple[QueueId, ...] = ()
    """Queues whose agents may take it too."""
    look: int = NEVER
    """When it is looked at next."""


class Watch:
    """Work that waits in queues of which anything may ever be due. Instants are microseconds of the engine."""

    def __init__(self, queues: Iterable[QueueNow], names: Mapping[str, QueueId]) -> None:
        self._queues = {QueueId(queue.id): queue for queue in queues}
        self._names = names
        self._stays: dict[QueueId, dict[Stay, None]] = {id: {} for id in self._queues}

    def comes(self, stay: Stay) -> bool:
        """Whether it is to be looked at."""
        if not self._queues[stay.queue_id].watched and stay.treatment is AS_THE_QUEUE:
            return False
        self._stays[stay.queue_id][stay] = None
        return True

    def goes(self, stay: Stay) -> None:
        self._stays.get(stay.queue_id, {}).pop(stay, None)

    def due(self, stay: Stay, now: int) -> Action | None:
        queue = self._queues[stay.queue_id]
        if stay not in self._stays[stay.queue_id]:
            return None
        waiting = Waiting(
            interaction_id=stay.interaction_id,
            queue_id=stay.queue_id,
            tier=stay.tier,
            since=stay.since,
            place=self._place(stay) if _counts(queue) else 1,
            nobody=stay.nobody,
            done=frozenset(stay.done),
            visited=frozenset(stay.visited),
            treatment=stay.treatment,
        )
        return overflow.due(waiting, queue, instant(now))

    def next_look(self, stay: Stay, now: int) -> int | None:
        """After a look at which nothing was due: when something may be."""
        later = [at for at in self._limits(self._queues[stay.queue_id], stay, now) if at > now]
        return whole(min(later)) if later else None

    def group(self, action: Action) -> QueueId | None:
        """Whose agents may take it too."""
        return self._names.get(action.group or "")

    def target(self, stay: Stay, action: Action) -> QueueId | None:
        """Where it goes, unless it was there before: overflow never sends it round in circles."""
        target = self._names.get(action.to_queue or "")
        return None if target in stay.visited or target == stay.queue_id else target

    def _place(self, stay: Stay) -> int:
        """1 for who has waited longest in its queue."""
        order = (stay.since, stay.interaction_id)
        return 1 + sum((other.since, other.interaction_id) < order for other in self._stays[stay.queue_id])

    def _limits(self, queue: QueueNow, stay: Stay, now: int) -> Iterator[int]:
        flow = queue.flow
        limits = [step.limit for step in flow.overflow if step.when is When.WAITED and step.limit is not None]
        longest = stay.treatment.max_wait_seconds or flow.max_wait_seconds
        for seconds in (*limits, *([longest] if longest is not None else [])):
            at = queue.hours.add_open_time(stay.since, seconds)
            if at is not None:
                yield micros(at)
        if any(step.when is When.CLOSED for step in flow.overflow):
            closes = queue.hours.closes_at(instant(now))
            if closes is not None:
                yield micros(closes)


def _counts(queue: QueueNow) -> bool:
    """Whether it matters who is where in the queue."""
    flow = queue.flow
    return flow.max_waiting is not None or any(step.when is When.WAITING for step in flow.overflow)


def whole(at: int) -> int:
    """The second at which the router looks next."""
    return -(-at // SECOND) * SECOND
