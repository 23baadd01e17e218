"""A call at Twilio, decided without Twilio: what it is told, and what its reports mean in whatever order they come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

from pydantic import TypeAdapter

from channels.vendors.twilio.voice.domain import CallStatus, RecordingStatus
from channels.vendors.twilio.voice.happening import Happened, LegReport, Report, TapeReport, reported, told
from channels.vendors.twilio.voice.hearing import ConferencePart
from channels.vendors.twilio.voice.line import (
    NOTICE_WITHIN,
    LineCall,
    LineLeg,
    MessageStage,
    NoticeStage,
    Taping,
    part_of_new,
    room_name,
)
from channels.vendors.twilio.voice.parse import CallReport, RecordingReport, RoomNewsKind, RoomReport
from channels.vendors.twilio.voice.telling import (
    LOOKED_AFTER_END,
    LOOKED_AT_EVERY,
    ChangePart,
    EndLeg,
    PlayNotice,
    Tell,
    acts,
    done,
    look_again,
)
from contact_center.kernel.contracts.telephony import LegRole, MediaEventKind, Play
from contact_center.kernel.ids import CallId

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
CALL = CallId(UUID(int=9))
ANN, MEI, BOSS = UUID(int=1), UUID(int=2), UUID(int=3)
SIDS = {ANN: "CA1", MEI: "CA2", BOSS: "CA3"}
ROLES = {ANN: LegRole.CUSTOMER, MEI: LegRole.AGENT, BOSS: LegRole.SUPERVISOR}
TALK = {ANN: frozenset({MEI}), MEI: frozenset({ANN})}


def room(kind: RoomNewsKind, leg: UUID, sequence: int, **more: object) -> RoomReport:
    said = {"muted": False, "hold": False, "coaching": False, **more}
    return RoomReport("CF1", room_name(CALL), kind, sequence, NOW, SIDS[leg], str(leg), **said)  # type: ignore[arg-type]


def joined(leg: UUID, sequence: int) -> RoomReport:
    return room(RoomNewsKind.JOINED, leg, sequence)


def over(leg: UUID, status: CallStatus = CallStatus.COMPLETED) -> LegReport:
    return LegReport(leg, CallReport(SIDS[leg], status, 9, NOW))


def call(*legs: UUID, **more: object) -> LineCall:
    """With these in the conference."""
    made = LineCall(CALL, "en", {leg: LineLeg(leg, ROLES[leg], SIDS[leg]) for leg in legs})
    made = reported(made, [joined(leg, n) for n, leg in enumerate(legs)])
    return replace(told(made, NOW)[0], **more)  # type: ignore[arg-type]


def settled(one: LineCall) -> LineCall:
    """Twilio was told everything."""
    while todo := acts(one):
        one = done(one, todo[0], NOW)
    return one


def test_reports_of_a_call_come_to_the_same_in_every_order_and_however_often() -> None:
    reports: Sequence[Report] = (
        joined(ANN, 0), joined(MEI, 1), room(RoomNewsKind.HELD, ANN, 2, hold=True),
        room(RoomNewsKind.LEFT, MEI, 3, reason="participant_hung_up"), over(MEI),
    )  # fmt: skip
    bare = LineCall(CALL, "en", {leg: LineLeg(leg, ROLES[leg]) for leg in (ANN, MEI)})
    outcomes = {
        (tuple(sorted(found.inside())), found.legs[MEI].progress.over, found.given[ANN])
        for order in permutations(reports)
        for found in [reported(bare, (*order, order[0]))]
    }
    assert outcomes == {((ANN,), True, ConferencePart(hold=True))}


def test_each_thing_is_told_once_and_the_customer_first() -> None:
    one = LineCall(CALL, "en", {leg: LineLeg(leg, ROLES[leg], SIDS[leg]) for leg in (MEI, ANN)})
    one, happened = told(reported(one, [joined(ANN, 0), joined(MEI, 1)]), NOW)
    assert happened == (Happened(MediaEventKind.LEG_JOINED, ANN), Happened(MediaEventKind.LEG_JOINED, MEI))
    assert told(one, NOW)[1] == ()
    ended = RoomReport("CF1", room_name(CALL), RoomNewsKind.ENDED, 5, NOW)
    one, happened = told(reported(one, [ended, over(ANN)]), NOW)
    assert [(what.kind, what.leg) for what in happened] == [
        (MediaEventKind.LEG_LEFT, ANN), (MediaEventKind.LEG_LEFT, MEI),
    ]  # fmt: skip


def test_a_telephone_that_is_not_answered_leaves_with_the_reason() -> None:
    one = call(ANN).with_leg(LineLeg(MEI, LegRole.CONSULTED, SIDS[MEI]))
    _, [what] = told(reported(one, [over(MEI, CallStatus.BUSY)]), NOW)
    assert (what.kind, what.leg, what.detail) == (MediaEventKind.LEG_LEFT, MEI, "busy")


def test_what_makes_somebody_hear_less_is_told_before_what_makes_them_hear_more() -> None:
    one = call(ANN, MEI, BOSS, matrix={MEI: frozenset({BOSS}), BOSS: frozenset({MEI})}, plays={ANN: Play.HOLD_MUSIC})
    one = settled(one)
    assert one.given[ANN] == ConferencePart(hold=True, music=Play.HOLD_MUSIC)
    whispering = {ANN: frozenset({MEI}), MEI: frozenset({ANN, BOSS}), BOSS: frozenset({ANN, MEI})}
    first, second = acts(replace(one, matrix=whispering))
    assert isinstance(first, ChangePart)
    assert (first.leg, first.part.coaches, first.coaches) == (BOSS, MEI, SIDS[MEI])
    assert isinstance(second, ChangePart)
    assert (second.leg, second.part.hold) == (ANN, False)


def test_a_change_that_twilio_contradicts_is_made_again() -> None:
    one = settled(call(ANN, MEI, plays={ANN: Play.HOLD_MUSIC, MEI: Play.SILENCE}))
    assert acts(one) == ()
    [again] = acts(reported(one, [room(RoomNewsKind.UNHELD, ANN, 8)]))
    assert isinstance(again, ChangePart)
    assert again.part.hold


def test_who_waits_alone_for_the_conference_to_begin_needs_no_hold_and_who_comes_in_muted_is_never_heard() -> None:
    waiting = call(ANN, plays={ANN: Play.WAITING_MUSIC})
    assert acts(waiting) == ()
    assert acts(replace(waiting, plays={ANN: Play.RINGBACK}))
    listening = call(ANN, MEI, matrix={**TALK, BOSS: frozenset({ANN, MEI})}).with_leg(LineLeg(BOSS, LegRole.SUPERVISOR))
    assert part_of_new(listening, BOSS) == ConferencePart(muted=True)


def test_the_notice_comes_before_the_recording_and_a_notice_that_fails_means_none() -> None:
    one = call(ANN, MEI, record=True, notice=NoticeStage.WANTED, announcing=True)
    assert acts(one) == (PlayNotice("CF1"),)
    asked = done(one, acts(one)[0], NOW)
    assert look_again(asked, NOW) == NOW + NOTICE_WITHIN
    heard, [what] = told(reported(asked, [room(RoomNewsKind.ANNOUNCED, ANN, 5)]), NOW)
    assert what.kind is MediaEventKind.NOTICE_PLAYED
    assert Tell(Taping.RUNNING, SIDS[ANN]) in acts(replace(heard, matrix=TALK))
    silent, [what] = told(asked, NOW + NOTICE_WITHIN + timedelta(seconds=1))
    assert what.kind is MediaEventKind.NOTICE_PLAYED
    assert acts(replace(silent, matrix=TALK)) == ()


def test_nothing_is_recorded_of_a_customer_on_hold_and_the_end_stops_it() -> None:
    one = settled(call(ANN, MEI, record=True, notice=NoticeStage.HEARD, matrix=TALK))
    assert one.taping is Taping.RUNNING
    held = settled(replace(one, matrix={}, plays={ANN: Play.HOLD_MUSIC, MEI: Play.SILENCE}))
    assert held.taping is Taping.PAUSED
    assert settled(replace(held, matrix=TALK)).taping is Taping.RUNNING
    assert set(acts(replace(one, ended=True))) == {EndLeg(ANN, SIDS[ANN]), EndLeg(MEI, SIDS[MEI])}


def test_a_call_whose_recording_never_comes_is_given_up_at_last() -> None:
    ended = replace(
        settled(call(ANN, MEI, record=True, notice=NoticeStage.HEARD, matrix=TALK)), ended=True, ended_at=NOW
    )
    ended = reported(ended, [over(ANN), over(MEI)])
    assert look_again(ended, NOW) == NOW + LOOKED_AT_EVERY
    assert look_again(ended, NOW + LOOKED_AFTER_END + timedelta(seconds=1)) is None


def test_a_customer_on_the_way_to_a_message_has_not_left() -> None:
    one = call(ANN, message=MessageStage.WANTED)
    assert Tell(MessageStage.ASKED, SIDS[ANN]) in acts(one)
    one, happened = told(
        reported(settled(one), [room(RoomNewsKind.LEFT, ANN, 6, reason="participant_updated_via_api")]), NOW
    )
    assert happened == ()
    tape = RecordingReport("RE1", RecordingStatus.IN_PROGRESS, SIDS[ANN], None, None, 1, NOW)
    one, [what] = told(reported(one, [TapeReport(tape, message=True)]), NOW)
    assert (what.kind, what.at) == (MediaEventKind.RECORDING_STARTED, NOW)
    one, [what] = told(reported(one, [over(ANN)]), NOW)
    assert (what.kind, what.leg) == (MediaEventKind.LEG_LEFT, ANN)


def test_a_report_of_another_conference_or_a_strange_leg_changes_nothing() -> None:
    one = call(ANN)
    strange = replace(joined(MEI, 7), name="call-of-somebody-else")
    assert reported(one, [strange, over(MEI)]) == one


def test_a_call_is_the_same_after_it_was_stored() -> None:
    adapter: TypeAdapter[LineCall] = TypeAdapter(LineCall)
    one = settled(call(ANN, MEI, BOSS, matrix=TALK, record=True, notice=NoticeStage.HEARD, muted=frozenset({MEI})))
    assert adapter.validate_python(adapter.dump_python(one, mode="json")) == one
