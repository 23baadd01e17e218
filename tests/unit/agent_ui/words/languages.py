"""The languages there are, and what the catalogue makes of a sentence."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from agent_ui.words.languages import CHINESE, ENGLISH, Words, load_translations

LANGUAGES = (ENGLISH, CHINESE)


@cache
def words(language: str = ENGLISH) -> Words:
    now = datetime(2026, 11, 26, 6, tzinfo=UTC)
    return Words(language, ZoneInfo("Asia/Taipei"), now, load_translations(language))


def translated(text: str) -> str:
    """In Chinese; empty if the catalogue has none."""
    found = words(CHINESE).gettext(text)
    return found if re.search(r"[\u4e00-\u9fff]", found) else ""


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))
