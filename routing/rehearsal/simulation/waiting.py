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
from routing.flow.overflow import AS_THE_QUEUE, Action, QueueNow, WaitingWork


@dataclass(slots=True, eq=False)
class WaitState:
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
        self._waits: dict[QueueId, dict[WaitState, None]] = {id: {} for id in self._queues}

    def comes(self, wait: WaitState) -> bool:
        """Whether it is to be looked at."""
        if not self._queues[wait.queue_id].watched and wait.treatment is AS_THE_QUEUE:
            return False
        self._waits[wait.queue_id][wait] = None
        return True

    def goes(self, wait: WaitState) -> None:
        self._waits.get(wait.queue_id, {}).pop(wait, None)

    def due(self, wait: WaitState, now: int) -> Action | None:
        queue = self._queues[wait.queue_id]
        if wait not in self._waits[wait.queue_id]:
            return None
        waiting = WaitingWork(
            interaction_id=wait.interaction_id,
            queue_id=wait.queue_id,
            tier=wait.tier,
            since=wait.since,
            place=self._place(wait) if _counts(queue) else 1,
            nobody=wait.nobody,
            done=frozenset(wait.done),
            visited=frozenset(wait.visited),
            treatment=wait.treatment,
        )
        return overflow.due(waiting, queue, instant(now))

    def next_look(self, wait: WaitState, now: int) -> int | None:
        """After a look at which nothing was due: when something may be."""
        later = [at for at in self._limits(self._queues[wait.queue_id], wait, now) if at > now]
        return whole(min(later)) if later else None

    def group(self, action: Action) -> QueueId | None:
        """Whose agents may take it too."""
        return self._names.get(action.group or "")

    def target(self, wait: WaitState, action: Action) -> QueueId | None:
        """Where it goes, unless it was there before: overflow never sends it round in circles."""
        target = self._names.get(action.to_queue or "")
        return None if target in wait.visited or target == wait.queue_id else target

    def _place(self, wait: WaitState) -> int:
        """1 for who has waited longest in its queue."""
        order = (wait.since, wait.interaction_id)
        return 1 + sum((other.since, other.interaction_id) < order for other in self._waits[wait.queue_id])

    def _limits(self, queue: QueueNow, wait: WaitState, now: int) -> Iterator[int]:
        flow = queue.flow
        limits = [step.limit for step in flow.overflow if step.when is When.WAITED and step.limit is not None]
        longest = wait.treatment.max_wait_seconds or flow.max_wait_seconds
        for seconds in (*limits, *([longest] if longest is not None else [])):
            at = queue.hours.add_open_time(wait.since, seconds)
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
