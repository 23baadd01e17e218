"""What counts as an entry, event by event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contact_center.kernel.contracts.interactions import (
    InteractionClosed,
    InteractionQueued,
    InteractionWorking,
    Outcome,
    Presence,
    PresenceChanged,
    QueuedBecause,
    Reason,
    SegmentConnected,
    SegmentDone,
    SegmentOffered,
    SegmentState,
    SegmentWrapping,
    State,
)
from contact_center.kernel.events import Event, Recorded
from contact_center.kernel.ids import AgentId, ConversationId, EventId, InteractionId, QueueId, SegmentId, TenantId
from contact_center.measures.domain import AgentState, EntryKind, Left, QueueWait, fold_agents, fold_entries

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TENANT, WORK, TALK = TenantId(UUID(int=1)), InteractionId(UUID(int=2)), ConversationId(UUID(int=3))
REPAIRS, ORDERS = QueueId(UUID(int=4)), QueueId(UUID(int=5))
MEI = AgentId(UUID(int=6))
SEGMENT, OTHER = SegmentId(UUID(int=7)), SegmentId(UUID(int=8))


class Log:
    """Events one after another, at seconds after nine."""

    def __init__(self) -> None:
        self.events: list[Recorded] = []

    def add(self, second: float, event: Event) -> Log:
        position = len(self.events) + 1
        at = NINE + timedelta(seconds=second)
        self.events.append(Recorded(TENANT, position, EventId(UUID(int=position)), at, "test", None, event))
        return self

    def queued(self, second: float, queue: QueueId, because: QueuedBecause, *, clock: float | None = None) -> Log:
        started = NINE + timedelta(seconds=second if clock is None else clock)
        number = 1 + sum(isinstance(record.event, InteractionQueued) for record in self.events)
        rest: dict[str, Any] = {"customer_id": None, "weight": 1, "priority": 0, "skills": [], "due_at": None}
        rest |= {"preferred_agent_id": None, "preferred_until": None, "at_head": False}
        return self.add(
            second,
            InteractionQueued(
                interaction_id=WORK, conversation_id=TALK, queue_id=queue, channel="voice", tier="live",
                entered_at=NINE, ranked_at=NINE, because=because, number=number, sl_started_at=started,
                sl_seconds=20, sl_percent=80, **rest,
            ),
        )  # fmt: skip

    def working(self, second: float) -> Log:
        event = InteractionWorking(interaction_id=WORK, conversation_id=TALK, segment_id=SEGMENT, agent_id=MEI)
        return self.add(second, event)

    def closed(self, second: float, outcome: Outcome) -> Log:
        event = InteractionClosed(
            interaction_id=WORK, conversation_id=TALK, queue_id=REPAIRS, outcome=outcome, was=State.QUEUED
        )
        return self.add(second, event)

    def entries(self) -> list[QueueWait]:
        return fold_entries({}, self.events)

    def states(self) -> list[AgentState]:
        return fold_agents({}, self.events)


def ways(entries: list[QueueWait]) -> list[tuple[QueueId, str, str | None]]:
    return [(QueueId(entry.queue_id), entry.kind, entry.left_how) for entry in entries]


def test_an_answer_within_the_target_is_within() -> None:
    entry = Log().queued(0, REPAIRS, QueuedBecause.NEW).working(20).entries()[0]
    assert (entry.left_how, entry.agent_id, entry.wait_seconds, entry.within) == (Left.ANSWERED, MEI, 20.0, True)


def test_an_answer_after_the_target_is_late() -> None:
    assert Log().queued(0, REPAIRS, QueuedBecause.NEW).working(20.001).entries()[0].within is False


@pytest.mark.parametrize("because", [QueuedBecause.AGENT_LOST, QueuedBecause.RETURNED, QueuedBecause.TRANSFERRED])
def test_what_keeps_its_clock_keeps_its_entry(because: QueuedBecause) -> None:
    log = Log().queued(0, REPAIRS, QueuedBecause.NEW).working(5).queued(90, REPAIRS, because, clock=0).working(95)
    assert ways(log.entries()) == [(REPAIRS, EntryKind.FIRST, Left.ANSWERED)]
    assert log.entries()[0].wait_seconds == 5


def test_work_moved_before_an_answer_flows_out() -> None:
    log = Log().queued(0, REPAIRS, QueuedBecause.NEW).queued(60, ORDERS, QueuedBecause.TRANSFERRED).working(70)
    first, second = log.entries()
    assert ways([first, second]) == [
        (REPAIRS, EntryKind.FIRST, Left.FLOWED_OUT),
        (ORDERS, EntryKind.TRANSFERRED, Left.ANSWERED),
    ]
    assert (first.wait_seconds, first.within, second.wait_seconds, second.within) == (60.0, None, 10.0, True)


def test_work_moved_after_an_answer_stays_answered_where_it_was() -> None:
    log = Log().queued(0, REPAIRS, QueuedBecause.NEW).working(5).queued(60, ORDERS, QueuedBecause.TRANSFERRED)
    assert ways(log.entries()) == [(REPAIRS, EntryKind.FIRST, Left.ANSWERED), (ORDERS, EntryKind.TRANSFERRED, None)]


def test_a_customer_who_wrote_again_waits_for_a_next_reply() -> None:
    log = Log().queued(0, REPAIRS, QueuedBecause.NEW).working(5).queued(900, REPAIRS, QueuedBecause.CUSTOMER_WROTE)
    assert ways(log.entries())[1] == (REPAIRS, EntryKind.NEXT, None)


def test_what_we_began_is_no_arrival_when_it_comes_to_a_queue() -> None:
    for because in (QueuedBecause.TRANSFERRED, QueuedBecause.CUSTOMER_WROTE, QueuedBecause.AGENT_LOST):
        [entry] = Log().queued(0, REPAIRS, because).entries()
        assert entry.kind == EntryKind.NEXT
    [arrived] = Log().queued(0, REPAIRS, QueuedBecause.NEW).entries()
    assert arrived.kind == EntryKind.FIRST


@pytest.mark.parametrize(
    ("outcome", "how"),
    [
        (Outcome.ABANDONED, Left.ABANDONED),
        (Outcome.FLOWED_OUT, Left.FLOWED_OUT),
        (Outcome.SPAM, Left.CLOSED),
        (Outcome.DROPPED, Left.CLOSED),
        (Outcome.COMPLETED, Left.CLOSED),
    ],
)
def test_the_outcome_says_how_work_left_that_nobody_answered(outcome: Outcome, how: Left) -> None:
    assert Log().queued(0, REPAIRS, QueuedBecause.NEW).closed(9, outcome).entries()[0].left_how == how


def test_closing_after_the_answer_changes_nothing() -> None:
    log = Log().queued(0, REPAIRS, QueuedBecause.NEW).working(5).closed(60, Outcome.COMPLETED)
    assert ways(log.entries()) == [(REPAIRS, EntryKind.FIRST, Left.ANSWERED)]


def test_an_event_counted_before_is_not_counted_again() -> None:
    log = Log().queued(0, REPAIRS, QueuedBecause.NEW).working(5).queued(60, ORDERS, QueuedBecause.TRANSFERRED)
    latest = {entry.interaction_id: entry for entry in log.entries()}
    assert fold_entries(latest, log.events) == []


def test_a_clock_that_runs_behind_makes_no_wait_negative() -> None:
    entry = Log().queued(5, REPAIRS, QueuedBecause.NEW).working(4.5).entries()[0]
    assert (entry.wait_seconds, entry.within) == (0.0, True)


def test_an_event_of_work_never_seen_is_left_alone() -> None:
    assert Log().working(5).closed(9, Outcome.COMPLETED).entries() == []


def presence(value: Presence, reason: str | None = None) -> PresenceChanged:
    return PresenceChanged(agent_id=MEI, presence=value, reason=reason, idle_since=NINE)


def offered(segment: SegmentId) -> SegmentOffered:
    return SegmentOffered(
        segment_id=segment, interaction_id=WORK, agent_id=MEI, purpose="work", channel="sms", tier="messaging",
        weight=1, expires_at=NINE,
    )  # fmt: skip


def done(segment: SegmentId) -> SegmentDone:
    return SegmentDone(
        segment_id=segment, interaction_id=WORK, agent_id=MEI, reason=Reason.COMPLETED, was=SegmentState.CONNECTED
    )


def spans(states: list[AgentState]) -> list[tuple[float, float | None, str, str]]:
    def second(at: datetime | None) -> float | None:
        return None if at is None else (at - NINE).total_seconds()

    return [(second(row.since) or 0.0, second(row.until), row.state, row.activity) for row in states]


def test_two_chats_at_once_are_working_until_both_are_over() -> None:
    log = Log().add(0, presence(Presence.AVAILABLE)).add(10, offered(SEGMENT))
    log.add(12, SegmentConnected(segment_id=SEGMENT, interaction_id=WORK, agent_id=MEI))
    log.add(20, offered(OTHER)).add(22, SegmentConnected(segment_id=OTHER, interaction_id=WORK, agent_id=MEI))
    log.add(30, SegmentWrapping(segment_id=SEGMENT, interaction_id=WORK, agent_id=MEI, until=None))
    log.add(40, done(OTHER)).add(50, done(SEGMENT))
    assert spans(log.states()) == [
        (0, 10, "available", "idle"),
        (10, 12, "available", "alerting"),
        (12, 40, "available", "working"),
        (40, 50, "available", "wrapping"),
        (50, None, "available", "idle"),
    ]


def test_changes_of_one_instant_are_one_interval() -> None:
    log = Log().add(0, presence(Presence.AVAILABLE)).add(60, presence(Presence.AWAY, "lunch"))
    log.add(60, presence(Presence.AWAY, "training"))
    assert spans(log.states()) == [(0, 60, "available", "idle"), (60, None, "away", "idle")]
    assert log.states()[-1].reason == "training"
