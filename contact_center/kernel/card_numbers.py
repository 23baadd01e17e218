"""Card data in a text, masked. Pure.

A number of a payment card has 13 to 19 digits and a check digit (ISO/IEC 7812-1, formula of Luhn). A security code or a
date of expiry is told from other digits by nothing, so while a card is being read out all digits are taken for it.
"""

from __future__ import annotations

import re
from typing import Final

MASK: Final = "•"
_CARD = re.compile(r"(?<!\d)\d(?:[ .\-–]?\d){12,18}(?!\d)")
_ANY = re.compile(r"\d(?:[ ./\-–]?\d){2,}")


def without_cards(text: str) -> str:
    """Every number that may be a card's with each digit masked; all else stays."""
    return _CARD.sub(lambda found: _masked(found.group()) if _checks(found.group()) else found.group(), text)


def without_digits(text: str) -> str:
    """Three digits and more together with each of them masked, however they are parted."""
    return _ANY.sub(lambda found: _masked(found.group()), text)


def _masked(text: str) -> str:
    return "".join(MASK if letter.isdigit() else letter for letter in text)


def _checks(text: str) -> bool:
    digits = [int(letter) for letter in text if letter.isdigit()]
    doubled = [2 * one if place % 2 else one for place, one in enumerate(reversed(digits))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0
