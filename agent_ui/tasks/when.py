"""What somebody wrote of a time, in English or Chinese: `Fri 10:00`, `tomorrow 9am`, `in 2 h`, `明天 10 點`.

Pure, and simple on purpose: what it does not understand it says so of, and never guesses a day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

END_OF_DAY: Final = time(18)
"""Of a day without an hour."""
LONGEST: Final = 80
_DAYS: Final = {
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
    "一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6,
}  # fmt: skip
_NEAR: Final = {
    "today": 0,
    "tonight": 0,
    "tomorrow": 1,
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "明天": 1,
    "明日": 1,
    "後天": 2,
}
_DIGITS: Final = {"零": 0, "一": 1, "二": 2, "兩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks", "分": "minutes", "小": "hours", "天": "days",
                 "個": "hours", "鐘": "hours", "週": "weeks", "星": "weeks", "禮": "weeks"}  # fmt: skip

_CHINESE = re.compile(r"[零一二兩三四五六七八九十]+(?=\s*(?:點|時|分|小時|個|天後|週後|鐘頭|/|月|號|日))")
_IN = re.compile(
    r"^(?:in\s+)?(\d{1,3})\s*(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)$"
    r"|^(\d{1,3}|半)\s*(分鐘|分|個小時|小時|個鐘頭|鐘頭|天|週|星期|個星期|禮拜)(?:之)?(?:後|以後|內)?$"
)
_DAY = re.compile(
    r"\b(today|tonight|tomorrow)\b|(今天|今日|今晚|明天|明日|後天)"
    r"|\b(next\s+)?(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|(下)?(?:週|周|星期|禮拜)([一二三四五六日天])"
)
_DATE = re.compile(r"\b(?:(\d{4})[-/.])?(\d{1,2})[-/](\d{1,2})\b|(\d{1,2})\s*月\s*(\d{1,2})\s*[日號]?")
_HOUR = re.compile(
    r"(上午|早上|中午|下午|晚上|凌晨)?\s*(\d{1,2})\s*(?:[點時]\s*(半|\d{1,2})?\s*分?|[:：.](\d{2}))\s*(am|pm)?"
    r"|\b(\d{1,2})\s*(am|pm)\b|\b(noon)\b|(中午)|\bat\s+(\d{1,2})\b"
)


@dataclass(frozen=True, slots=True)
class TimeRead:
    at: datetime
    timed: bool
    """An hour was named; else it is the end of that day."""


def understood(text: str, now: datetime) -> TimeRead | None:
    """The first such time after `now`, in its zone; None for what is no time, or is over."""
    said = _arabic(" ".join(text.lower().split())[:LONGEST])
    if not said:
        return None
    span = _span(said, now)
    if span is not None:
        return span
    day, rest = _day(said, now.date())
    hour, rest = _hour(rest)
    if (day is None and hour is None) or re.search(r"[^\s,.，、的在前by]", rest):
        return None
    return _joined(day, hour, now)


def _joined(day: date | None, hour: time | None, now: datetime) -> TimeRead | None:
    whole = datetime.combine(day or now.date(), hour or END_OF_DAY, tzinfo=now.tzinfo)
    if day is None and whole <= now:
        whole += timedelta(days=1)
    return TimeRead(whole, hour is not None) if whole > now else None


def _span(said: str, now: datetime) -> TimeRead | None:
    found = _IN.match(said)
    if found is None:
        return None
    number, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    amount = 0.5 if number == "半" else int(number)
    span = timedelta(**{_UNITS[unit[0]] if unit != "個星期" else "weeks": amount})
    at = now + span
    if span < timedelta(days=1) or number == "半":
        return TimeRead(at.replace(second=0, microsecond=0), timed=True)
    return TimeRead(datetime.combine(at.date(), END_OF_DAY, tzinfo=now.tzinfo), timed=False)


def _day(said: str, today: date) -> tuple[date | None, str]:
    found = _DATE.search(said)
    if found is not None:
        rest = said[: found.start()] + " " + said[found.end() :]
        return _calendar(found, today), rest
    found = _DAY.search(said)
    if found is None:
        return None, said
    tonight = "晚上 " if found[2] == "今晚" else ""
    rest = said[: found.start()] + " " + tonight + said[found.end() :]
    near = found[1] or found[2]
    if near:
        return today + timedelta(days=_NEAR[near]), rest
    ahead = (_DAYS[found[4] or found[6]] - today.weekday()) % 7
    if found[5]:  # 下週: of the week that begins on the next Monday
        return today + timedelta(days=7 - today.weekday() + _DAYS[found[6]]), rest
    return today + timedelta(days=ahead + (7 if found[3] or ahead == 0 else 0)), rest


def _calendar(found: re.Match[str], today: date) -> date | None:
    year, month, day = (found[1], found[2], found[3]) if found[2] else (None, found[4], found[5])
    try:
        there = date(int(year) if year else today.year, int(month), int(day))
        return there.replace(year=there.year + 1) if year is None and there < today else there
    except ValueError:
        return None


def _hour(said: str) -> tuple[time | None, str]:
    found = _HOUR.search(said)
    if found is None:
        return None, said.replace("tonight", " ")
    rest = said[: found.start()] + " " + said[found.end() :]
    if found[8] or found[9]:
        return time(12), rest
    hour = int(found[2] or found[6] or found[10])
    minute = 30 if found[3] == "半" else int(found[3] or found[4] or 0)
    half = found[5] or found[7] or {"下午": "pm", "晚上": "pm", "中午": "noon", "凌晨": "am"}.get(found[1] or "")
    if hour < 12 and (half == "pm" or (half == "noon" and hour < 6)):
        hour += 12
    elif hour == 12 and half == "am":
        hour = 0
    return (time(hour, minute), rest) if hour < 24 and minute < 60 else (None, said)


def _arabic(said: str) -> str:
    """Chinese numbers before a unit as digits: 十點半 → 10點半."""
    return _CHINESE.sub(lambda found: str(_value(found[0])), said)


def _value(digits: str) -> int:
    tens, ten, ones = digits.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[one]) for one in digits if one in _DIGITS) or 0)
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
