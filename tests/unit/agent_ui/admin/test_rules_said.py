"""What routing rules did, as an agent reads it."""

from __future__ import annotations

from agent_ui.compose.explanation import ruled
from agent_ui.words.languages import Words
from routing.rules.applied import applied

STORED = (
    {"rule": "Late parcel", "version": 3, "priority": 10, "skills": {"parcels": 2}, "queue": "7"},
    {"rule": "Old friends", "version": 3, "preferred": {"agent": "last", "seconds": 60}, "reply_seconds": 3600},
    {"rule": "Debtors", "unknown": ["erp.overdue_days"]},
)


def test_rules_are_told_in_the_readers_language(english: Words, chinese: Words) -> None:
    rules = [applied(one, {"7": "Orders"}) for one in STORED]
    assert ruled(english, rules) == [
        "Rule Late parcel: queue Orders, priority +10, parcels at 2 or better.",
        "Rule Old friends: reserved for one agent first, a reply within 1 h.",
    ]
    own = {
        "rule": "Partner",
        "version": 3,
        "rings": [{"after": 60, "drop": ["parcels"], "queues": ["7"]}],
        "treatment": {"announce": False, "callback": "offered", "max_wait_seconds": 600},
    }
    assert ruled(english, [applied(own, {"7": "Orders"})]) == [
        "Rule Partner: after 1 min without parcels and also the agents of Orders, place and expected "
        "wait are not announced, "
        "a callback is offered, waits 10 min at most."
    ]
    assert ruled(chinese, rules)[0] == "規則「Late parcel」：佇列 Orders、優先順序 +10、parcels 達 2 級以上。"
