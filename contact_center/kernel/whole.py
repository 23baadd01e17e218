"""Whole numbers in text that a stranger wrote."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"[0-9]{1,18}")


def whole(text: str) -> int | None:
    """The number that these ASCII digits are; None for anything else, and for more than 18 of them.

    `str.isdigit` holds for `²`, which `int` refuses, and `int` refuses 5,000 digits.
    """
    return int(text) if _WHOLE.fullmatch(text) else None
