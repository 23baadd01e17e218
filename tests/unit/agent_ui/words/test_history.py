"""Lines between messages: what overflow and callbacks did, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from agent_ui.words.history import WITHOUT_SAYING, happenings
from agent_ui.words.languages import Words
from contact_center.interactions.history import HistoryCode, of_text
from contact_center.interactions.reading.history_queries import InteractionHistoryRow
from contact_center.kernel.contracts.interactions import QueuedBecause, State
from contact_center.kernel.phrases import Phrase

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MEI = uuid4()


@pytest.mark.parametrize(
    ("why", "state", "english_line", "chinese_line"),
    [
        (
            "widened:closed: Night",
            "queued",
            "Also offered to the agents of Night: the queue is outside its opening hours.",
            "同時派給 Night 的客服人員：佇列不在服務時間內。",
        ),
        (
            "call_interrupted:agent:12",
            "working",
            "The agent's sound was interrupted for 12 s; the customer heard music.",
            "客服人員的語音中斷 12 秒，期間客戶聽到等候音樂。",
        ),
        (
            "call_interrupted:customer:4",
            "working",
            "The customer's sound was interrupted for 4 s.",
            "客戶的語音中斷 4 秒。",
        ),
        ("callback_asked", "queued", "The customer asked to be called back.", "客戶要求回電。"),
        (
            "callback_tried:no_answer: 1",
            "waiting",
            "Mei called back, attempt 1: no answer.",
            "Mei 第 1 次回電：無人接聽。",
        ),
        (
            "callback_given_up:busy: 2",
            "working",
            "Mei called back, attempt 2: the line was busy. There are no more attempts.",
            "Mei 第 2 次回電：忙線中。不再嘗試。",
        ),
        ("callback_late", "queued", "Nobody called back within the promised time.", "未在承諾的時間內回電。"),
    ],
)
def test_what_happened_is_a_line_in_the_readers_language(
    english: Words, chinese: Words, why: str, state: str, english_line: str, chinese_line: str
) -> None:
    phrase = of_text(why)
    assert phrase is not None
    row = InteractionHistoryRow(NOW, state, state, f"user:{MEI}", phrase.code, phrase.args)
    said = [happenings(words, uuid4(), [row], {MEI: "Mei"}, None)[0].text for words in (english, chinese)]
    assert said == [english_line, chinese_line]


ARGS = {
    "until": NOW.isoformat(), "at": NOW.isoformat(), "because": "waited", "queue": "Night", "why": "asked", "points": 3,
    "agent": str(MEI), "to": str(MEI), "how": "refused", "act": "moved",
    "side": "agent", "seconds": 4, "result": "busy", "number": 2, "minutes": 3, "cost": "4.5", "currency": "TWD",
}  # fmt: skip
ENTERED = {HistoryCode.WISH, HistoryCode.AUTOMATIC, HistoryCode.CUSTOMER_LEFT, HistoryCode.MEDIA_LOST,
           HistoryCode.CLOSED_BY_AGENT, HistoryCode.TO_VOICEMAIL, HistoryCode.CALL_LEFT_PARKED}  # fmt: skip
WAITING = {HistoryCode.FOR_CUSTOMER, HistoryCode.PARKED, HistoryCode.PARKED_FOR_BREAK, HistoryCode.KEPT_AT_SIGN_OUT,
           HistoryCode.LEFT_BY_AGENT, HistoryCode.VOICEMAIL, HistoryCode.CALL_PARKED,
           HistoryCode.SILENT}  # fmt: skip


def state_of(code: str) -> State:
    if code in ENTERED or code in (
        HistoryCode.BLOCKED,
        HistoryCode.IMPORTED,
        HistoryCode.INVITATION_OVER,
        HistoryCode.TASK_ENDED,
        HistoryCode.TASK_RESCHEDULED,
    ):
        return State.CLOSED
    return State.WAITING if code in WAITING else State.WORKING if code == HistoryCode.ACCEPTED else State.QUEUED


@pytest.mark.parametrize("code", [*HistoryCode, *QueuedBecause])
def test_no_code_of_the_history_lacks_a_line_in_either_language(english: Words, chinese: Words, code: str) -> None:
    begun = (HistoryCode.REOPENED, HistoryCode.STARTED, HistoryCode.CALLED_OUT, HistoryCode.TAKEN_UP,
             HistoryCode.CALL_PICKED_UP, HistoryCode.MANY_WAIT)  # fmt: skip
    state = State.WORKING if code in begun else state_of(code)
    row = InteractionHistoryRow(NOW, "queued", state, f"user:{MEI}", code, ARGS)
    lines = [happenings(words, uuid4(), [row], {MEI: "Mei"}, None) for words in (english, chinese)]
    assert all(bool(line) != (code in WITHOUT_SAYING) for line in lines)


def test_the_text_of_an_older_version_is_read_as_its_code_and_any_other_is_shown_as_it_is(english: Words) -> None:
    assert of_text("put_by:2026-11-23T09:00:00+00:00") == Phrase(
        HistoryCode.PARKED, {"until": "2026-11-23T09:00:00+00:00"}
    )
    assert of_text(f"assigned:{MEI}: key: account") == Phrase(
        HistoryCode.ASSIGNED, {"agent": str(MEI), "why": "key: account"}
    )
    assert of_text(f"handed_back:missed:{MEI}") == Phrase(QueuedBecause.HANDED_BACK, {"how": "missed", "to": str(MEI)})
    assert of_text("closed by the agent") == Phrase(HistoryCode.CLOSED_BY_AGENT)
    assert of_text("what nobody ever wrote") is None
    row = InteractionHistoryRow(NOW, "queued", "queued", "system", why="what nobody ever wrote")
    assert happenings(english, uuid4(), [row], {}, None)[0].text == "what nobody ever wrote"


def test_what_a_call_has_cost_is_told_with_its_minutes(english: Words, chinese: Words) -> None:
    row = InteractionHistoryRow(NOW, "working", "working", "provider", HistoryCode.CALL_PAID, ARGS)
    said = [happenings(words, uuid4(), [row], {}, None)[0].text for words in (english, chinese)]
    assert said == ["The call is reckoned as 3 minutes: NT$4.50.", "這通電話以 3 分鐘計費：NT$4.50。"]
