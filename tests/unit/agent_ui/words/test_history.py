"""Lines between messages: what overflow and callbacks did, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from agent_ui.words.history import happenings
from agent_ui.words.languages import Words
from contact_center.interactions.reading.queries import HistoryRow

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
    row = HistoryRow(NOW, state, state, f"user:{MEI}", why)
    said = [happenings(words, uuid4(), [row], {MEI: "Mei"}, None)[0].text for words in (english, chinese)]
    assert said == [english_line, chinese_line]
