"""The router's engine: pure, deterministic, with its own sense of time and no clock.

    engine = Engine()
    decisions = engine.apply(change, now, position)

The same inputs at the same instants give the same decisions, bit by bit, on any machine; so the service,
the simulator and the replay run this very class. It decides on what it has read. When the database refuses
an offer, say so with `OfferNotMade`; what has happened in the meantime arrives as an input of its own.

Time never runs backwards: an earlier `now` counts as the latest one seen. What the inputs say is taken in
before timers that are due at the same instant go off, so an answer that was read in time is never late.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from routing.engine import answers, intake, placing, presence, saving
from routing.engine.decisions import Decision
from routing.engine.inputs import (
    AgentChanged,
    AgentGone,
    AgentPresence,
    AgentSeen,
    Input,
    OfferClosed,
    OfferNotMade,
    PolicyChanged,
    SegmentChanged,
    SegmentEnded,
    Tick,
    WorkGone,
    WorkQueued,
)
from routing.engine.instants import instant, micros
from routing.engine.matching import settle
from routing.engine.snapshot import Snapshot
from routing.engine.state import EngineState
from routing.engine.timers import Entry, TimerKind

_TAKE: dict[type, Callable[[EngineState, Any], None]] = {
    PolicyChanged: intake.on_policy,
    AgentChanged: presence.on_agent,
    AgentPresence: presence.on_presence,
    AgentSeen: presence.on_seen,
    AgentGone: presence.on_gone,
    SegmentChanged: presence.on_segment,
    SegmentEnded: presence.on_segment_ended,
    WorkQueued: intake.on_queued,
    WorkGone: intake.on_work_gone,
    OfferClosed: answers.on_closed,
    OfferNotMade: answers.on_refused,
    Tick: lambda _state, _change: None,
}


class Engine:
    def __init__(self) -> None:
        self._state = EngineState()

    @classmethod
    def restore(cls, snapshot: Snapshot) -> Engine:
        """An engine that continues as the saved one would; give it a `Tick` to decide what is due."""
        engine = cls()
        engine._state = saving.load_snapshot(snapshot)
        return engine

    def snapshot(self) -> Snapshot:
        return saving.save(self._state)

    def apply(self, change: Input, now: datetime, position: int | None = None) -> list[Decision]:
        """Take in one input and decide. `position` is the input's place in the log, if it has one."""
        return self.apply_all((change,), now, position)

    def apply_all(self, changes: Iterable[Input], now: datetime, position: int | None = None) -> list[Decision]:
        """Take in inputs that became known together, then decide once."""
        state = self._state
        at = micros(now)
        if at > state.now:
            state.now, state.at = at, now if now.tzinfo is UTC else now.astimezone(UTC)
        if position is not None:
            state.position = position
        for change in changes:
            _TAKE[type(change)](state, change)
        while (entry := state.timers.pop_due(state.now)) is not None:
            _ring(state, entry)
        settle(state)
        decisions, state.out = state.out, []
        return decisions

    def next_wakeup(self) -> datetime | None:
        """When a `Tick` is due if no input comes before."""
        at = self._state.timers.next_at()
        return None if at is None else instant(at)

    @property
    def waiting(self) -> int:
        """Interactions that wait or are on offer."""
        return len(self._state.items)


def _ring(state: EngineState, entry: Entry) -> None:
    at, kind, key = entry
    if kind == TimerKind.OFFER:
        answers.expire(state, state.offers[key])
    elif kind == TimerKind.AGENT:
        presence.wake(state, key, at)
    else:
        item = state.items[key]
        item.wake = None
        placing.place(state, item)
