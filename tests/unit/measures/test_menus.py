"""What became of calls that entered by a menu."""

from __future__ import annotations

from contact_center.measures.menus import MenuCounts, counted


def test_each_call_in_a_menu_is_counted_once_by_what_became_of_it() -> None:
    found = counted(
        [
            ("queue", False, 30), ("queue", True, 1), ("left", False, 4), ("hung_up", False, 2), ("lost", False, 1),
            ("hung_up", True, 3), ("left", True, 1), ("callback", True, 2), ("voicemail", True, 5),
            ("transfer", False, 1), ("no_lines", False, 6), ("blocked", False, 1),
        ]
    )  # fmt: skip
    assert found == MenuCounts(
        to_agents=31, voicemail=5, callback=2, put_through=1, after_hours=4, in_menu=7, no_lines=6, blocked=1
    )
    assert found.calls == 57
    assert counted([]).calls == 0
