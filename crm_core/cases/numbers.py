"""The number that customers quote: `CS-1191-4`. The last digit is a check digit after Damm (2004).

It finds every single wrong digit and every exchange of two neighbours, the two mistakes people make when they read
numbers out (H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004).
"""

from __future__ import annotations

import re
from typing import Final

from crm_core.cases.errors import NotACaseNumber

PREFIX: Final = "CS"
FIRST: Final = 1001
_TABLE: Final = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip
_DASH = r"[\s‐-―-]"
_CHECKED = re.compile(rf"\s*(?:CS)?{_DASH}*(\d{{1,15}}){_DASH}+(\d)\s*\Z", re.IGNORECASE)
_SHORT = re.compile(rf"\s*CS{_DASH}*(\d{{1,15}})\s*\Z", re.IGNORECASE)
_DIGITS = re.compile(r"\s*(\d{1,15})(\d)\s*\Z")


def check_digit(number: int) -> int:
    interim = 0
    for digit in str(number):
        interim = int(_TABLE[interim][int(digit)])
    return interim


def quoted(number: int) -> str:
    """As customers are told it: `CS-1191-4`."""
    return f"{PREFIX}-{number}-{check_digit(number)}"


def short(number: int) -> str:
    """As colleagues speak of it: `CS-1191`."""
    return f"{PREFIX}-{number}"


def parse(text: str) -> int:
    """The number somebody quoted, with or without dashes and prefix. Raises `NotACaseNumber`.

    `CS-1191` alone, without a check digit, is how colleagues write it and taken as it is.
    """
    short_form = _SHORT.match(text)
    if short_form is not None:
        return int(short_form[1])
    found = _CHECKED.match(text) or _DIGITS.match(text)
    if found is None or check_digit(int(found[1])) != int(found[2]):
        raise NotACaseNumber(text.strip()[:40], field="number")
    return int(found[1])
