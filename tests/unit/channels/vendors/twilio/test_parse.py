from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.vendors.twilio.voice.domain import CallStatus, RecordingStatus
from channels.vendors.twilio.voice.parse import (
    Answerer,
    RoomNewsKind,
    call_report,
    delivery_key,
    detection_report,
    question,
    recording_report,
    room_report,
)
from contact_center.kernel.contracts.channels import Unparseable

CALL = "CA" + "1" * 32
ROOM = "CF" + "2" * 32
READERS = (question, call_report, room_report, detection_report, recording_report)


def test_an_incoming_call_says_who_calls_whom_and_whether_the_network_vouches() -> None:
    asked = question({
        "CallSid": CALL, "From": "+14155552671", "To": "+15005550006", "CallStatus": "ringing",
        "Direction": "inbound", "StirVerstat": "TN-Validation-Passed-A", "Brand": "new",
    })  # fmt: skip
    assert (asked.sender, asked.to, asked.status) == ("+14155552671", "+15005550006", CallStatus.RINGING)
    assert (asked.inbound, asked.verified, asked.digits) == (True, True, None)
    assert question({"CallSid": CALL, "StirVerstat": "No-TN-Validation"}).verified is None
    assert question({"CallSid": CALL, "StirVerstat": "TN-Validation-Failed-C"}).verified is False
    assert question({"CallSid": CALL, "Digits": "1" * 900}).digits == "1" * 64


def test_a_status_has_its_place_and_its_time() -> None:
    form = {"CallSid": CALL, "CallStatus": "completed", "SequenceNumber": "3", "CallDuration": "41"}
    report = call_report(form | {"Timestamp": "Mon, 02 Mar 2026 12:00:01 +0000", "SipResponseCode": "200"})
    assert report is not None
    assert (report.status, report.sequence, report.duration, report.sip_code) == (CallStatus.COMPLETED, 3, 41, 200)
    assert report.at == datetime(2026, 3, 2, 12, 0, 1, tzinfo=UTC)
    assert call_report({"CallSid": CALL, "CallStatus": "levitating"}) is None


def test_news_of_a_conference_names_the_leg() -> None:
    report = room_report({
        "ConferenceSid": ROOM, "FriendlyName": "call-1", "StatusCallbackEvent": "participant-hold", "CallSid": CALL,
        "SequenceNumber": "4", "Hold": "true", "Muted": "false", "ParticipantLabel": "customer",
    })  # fmt: skip
    assert report is not None
    assert (report.kind, report.hold, report.muted, report.label) == (RoomNewsKind.HELD, True, False, "customer")
    assert room_report({"ConferenceSid": ROOM, "StatusCallbackEvent": "participant-dances"}) is None


@pytest.mark.parametrize(
    ("said", "who", "over"),
    [
        ("human", Answerer.HUMAN, False),
        ("machine_start", Answerer.MACHINE, False),
        ("machine_end_beep", Answerer.MACHINE, True),
        ("fax", Answerer.FAX, False),
        ("robot", Answerer.UNKNOWN, False),
    ],
)
def test_who_answered(said: str, who: Answerer, over: bool) -> None:
    report = detection_report({"CallSid": CALL, "AnsweredBy": said, "MachineDetectionDuration": "4100"})
    assert (report.answerer, report.greeting_over, report.after_ms) == (who, over, 4100)


def test_a_recording_is_ready_with_its_length_and_channels() -> None:
    report = recording_report({
        "RecordingSid": "RE" + "3" * 32, "CallSid": CALL, "RecordingStatus": "completed", "RecordingDuration": "12",
        "RecordingChannels": "2", "RecordingStartTime": "Mon, 02 Mar 2026 12:00:01 +0000", "ErrorCode": "0",
    })  # fmt: skip
    assert report is not None
    assert (report.status, report.duration, report.channels) == (RecordingStatus.COMPLETED, 12, 2)
    assert report.error is None


def test_a_second_delivery_has_the_key_of_the_first() -> None:
    form = {"CallSid": CALL, "CallStatus": "ringing", "SequenceNumber": "1"}
    assert delivery_key(form, "abc") == delivery_key({}, "abc")
    assert delivery_key(form, None) == delivery_key(dict(form), None)
    assert delivery_key(form, None) != delivery_key(form | {"SequenceNumber": "2"}, None)


_KEYS = st.sampled_from([
    "CallSid", "ConferenceSid", "RecordingSid", "CallStatus", "StatusCallbackEvent", "RecordingStatus", "AnsweredBy",
    "SequenceNumber", "Timestamp", "CallDuration", "Digits", "Hold", "RecordingStartTime", "From", "StirVerstat",
])  # fmt: skip
_VALUES = st.one_of(st.text(max_size=40), st.sampled_from([CALL, ROOM, "RE3", "completed", "-1", "9" * 400, "²"]))


@given(st.dictionaries(_KEYS, _VALUES))
def test_whatever_is_sent_is_read_or_refused(form: dict[str, str]) -> None:
    for read in READERS:
        with suppress(Unparseable):
            read(form)
