"""Reports come in any order, twice, and late: what they add up to is the same, and nothing moves backwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.vendors.twilio.voice.domain import CallStatus, RecordingStatus
from channels.vendors.twilio.voice.parse import (
    Answerer,
    CallReport,
    DetectionReport,
    RecordingReport,
    RoomNewsKind,
    RoomReport,
)
from channels.vendors.twilio.voice.progress import (
    MOST_LEGS,
    CallProgress,
    LegMove,
    RoomProgress,
    advanced,
    detected,
    moves_between,
    recording_advanced,
    room_advanced,
)

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ROOM = "CF1"
CUSTOMER, AGENT = "CA1", "CA2"


def later(seconds: int) -> datetime:
    return NOON + timedelta(seconds=seconds)


def history(*statuses: CallStatus) -> list[CallReport]:
    return [
        CallReport(CUSTOMER, status, n, later(n), duration=9 if status.over else None)
        for n, status in enumerate(statuses)
    ]


WAYS = [
    history(CallStatus.INITIATED, CallStatus.RINGING, CallStatus.IN_PROGRESS, CallStatus.COMPLETED),
    history(CallStatus.INITIATED, CallStatus.RINGING, CallStatus.NO_ANSWER),
    history(CallStatus.INITIATED, CallStatus.BUSY),
    history(CallStatus.QUEUED, CallStatus.FAILED),
    history(CallStatus.QUEUED, CallStatus.INITIATED, CallStatus.RINGING, CallStatus.CANCELED),
]


@pytest.mark.parametrize("reports", WAYS, ids=lambda way: str(way[-1].status))
def test_a_call_comes_out_the_same_in_every_order_and_never_goes_back(reports: list[CallReport]) -> None:
    whole = reduce(advanced, reports, CallProgress())
    assert (whole.status, whole.over) == (reports[-1].status, True)
    for order in permutations(reports):
        progress = CallProgress()
        for report in (*order, *order[:2]):  # and some of them once more, late
            before, progress = progress, advanced(progress, report)
            assert progress.status.rank >= before.status.rank
            assert not before.over or progress == replace(before, answered_at=progress.answered_at)
        assert progress == whole


def test_an_answer_is_known_even_if_its_report_comes_after_the_end() -> None:
    _, _, answered, completed = WAYS[0]
    progress = advanced(advanced(CallProgress(), completed), answered)
    assert (progress.status, progress.answered_at) == (CallStatus.COMPLETED, later(2))
    assert progress.answered
    assert not reduce(advanced, WAYS[1], CallProgress()).answered


def test_reports_without_their_place_are_ordered_by_the_way_of_a_call() -> None:
    bare = [replace(report, sequence=None, at=None) for report in WAYS[0]]
    for order in permutations(bare):
        assert reduce(advanced, order, CallProgress()).status is CallStatus.COMPLETED


def told(n: int, kind: RoomNewsKind, call: str | None = None, **more: object) -> RoomReport:
    return replace(RoomReport(ROOM, "call-1", kind, n, later(n), call_sid=call, label=call), **more)  # type: ignore[arg-type]


TALK = [
    told(0, RoomNewsKind.STARTED),
    told(1, RoomNewsKind.JOINED, CUSTOMER, muted=False, hold=False),
    told(2, RoomNewsKind.JOINED, AGENT),
    told(3, RoomNewsKind.HELD, CUSTOMER, hold=True),
    told(4, RoomNewsKind.UNHELD, CUSTOMER, hold=False),
    told(5, RoomNewsKind.LEFT, AGENT, reason="participant_hung_up"),
    told(6, RoomNewsKind.LEFT, CUSTOMER),
]


def test_a_conference_comes_out_the_same_in_every_order_and_no_leg_goes_back() -> None:
    whole = reduce(room_advanced, TALK, RoomProgress(ROOM))
    assert whole.inside() == frozenset()
    assert whole.legs[AGENT].reason == "participant_hung_up"
    for order in permutations(TALK):
        room = RoomProgress(ROOM)
        for report in (*order, order[0]):
            before, room = room, room_advanced(room, report)
            for sid, leg in before.legs.items():
                assert room.legs[sid].sequence >= leg.sequence
        assert room == whole


@given(st.permutations([*TALK, told(7, RoomNewsKind.ENDED, reason="last-participant-left"), *TALK[2:5]]))
def test_what_is_told_on_leaves_nobody_inside_and_nothing_twice(order: list[RoomReport]) -> None:
    room, inside, held = RoomProgress(ROOM), set[str](), set[str]()
    for report in order:
        before, room = room, room_advanced(room, report)
        for sid, move in moves_between(before, room):
            if move is LegMove.JOINED:
                assert sid not in inside
                inside.add(sid)
            elif move is LegMove.LEFT:
                inside.remove(sid)
                held.discard(sid)
            elif move is LegMove.HELD:
                assert sid not in held
                held.add(sid)
            elif move is LegMove.TAKEN_BACK:
                held.remove(sid)
    assert room.ended
    assert not inside
    assert not held


def test_who_comes_back_is_inside_again_and_another_conference_is_not_ours() -> None:
    back = [*TALK[:3], told(5, RoomNewsKind.LEFT, AGENT), told(6, RoomNewsKind.JOINED, AGENT)]
    for order in permutations(back[1:]):
        assert reduce(room_advanced, order, RoomProgress(ROOM)).inside() == {CUSTOMER, AGENT}
    other = replace(TALK[1], room_sid="CF2")
    assert room_advanced(RoomProgress(ROOM), other) == RoomProgress(ROOM)


def test_a_conference_keeps_no_more_legs_than_twilio_lets_in() -> None:
    crowd = [told(n, RoomNewsKind.JOINED, f"CA{n}") for n in range(MOST_LEGS + 10)]
    assert len(reduce(room_advanced, crowd, RoomProgress(ROOM)).legs) == MOST_LEGS


def test_a_recording_that_is_ready_stays_ready_and_a_person_stays_a_person() -> None:
    running = RecordingReport("RE1", RecordingStatus.IN_PROGRESS, CUSTOMER, None, None, 2, later(1))
    ready = replace(running, status=RecordingStatus.COMPLETED, duration=40)
    for order in permutations([running, ready, running]):
        assert recording_advanced(recording_advanced(order[0], order[1]), order[2]) == ready
    unknown = DetectionReport(CUSTOMER, Answerer.UNKNOWN, False, 30_000)
    begun = DetectionReport(CUSTOMER, Answerer.MACHINE, False, 3_000)
    over = DetectionReport(CUSTOMER, Answerer.MACHINE, True, 9_000)
    for order in permutations([unknown, begun, over]):
        assert reduce(detected, order) == over
