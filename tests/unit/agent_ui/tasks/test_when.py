"""Times as agents write them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from agent_ui.tasks.when import understood

TAIPEI = ZoneInfo("Asia/Taipei")
MONDAY = datetime(2026, 11, 23, 14, 8, tzinfo=TAIPEI)


@pytest.mark.parametrize(
    ("said", "then", "timed"),
    [
        ("Fri 10:00", "11-27 10:00", True),
        ("friday 10am", "11-27 10:00", True),
        ("by Friday", "11-27 18:00", False),
        ("next fri 9:30", "12-04 09:30", True),
        ("Monday 9:00", "11-30 09:00", True),
        ("tomorrow 9am", "11-24 09:00", True),
        ("tomorrow", "11-24 18:00", False),
        ("today 16:30", "11-23 16:30", True),
        ("at 17", "11-23 17:00", True),
        ("10:00", "11-24 10:00", True),
        ("noon", "11-24 12:00", True),
        ("in 2 h", "11-23 16:08", True),
        ("20 min", "11-23 14:28", True),
        ("in 3 days", "11-26 18:00", False),
        ("12/3 14:00", "12-03 14:00", True),
        ("2026-12-03", "12-03 18:00", False),
        ("明天 10 點", "11-24 10:00", True),
        ("明天十點半", "11-24 10:30", True),
        ("週五下午三點", "11-27 15:00", True),
        ("下週一上午9點", "11-30 09:00", True),
        ("禮拜五早上十一點", "11-27 11:00", True),
        ("後天", "11-25 18:00", False),
        ("今晚八點", "11-23 20:00", True),
        ("兩小時後", "11-23 16:08", True),
        ("半小時後", "11-23 14:38", True),
        ("三天後", "11-26 18:00", False),
        ("12月3日下午2點", "12-03 14:00", True),
        ("中午12點半", "11-24 12:30", True),
    ],
)
def test_a_time_is_understood_as_it_is_said(said: str, then: str, timed: bool) -> None:
    found = understood(said, MONDAY)
    assert found is not None
    assert (found.at.strftime("%m-%d %H:%M"), found.timed, found.at.tzinfo) == (then, timed, TAIPEI)


@pytest.mark.parametrize("said", ["", "soon", "today 9:00", "25:00", "32/1", "call him", "週八", "2020-01-01", "10:75"])
def test_what_is_no_time_or_is_over_is_not_guessed(said: str) -> None:
    assert understood(said, MONDAY) is None
