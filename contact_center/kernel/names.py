"""Names that people give to things and people: they can be seen."""

from __future__ import annotations

import unicodedata

_SEEN = ("L", "N", "P", "S")
"""Letters, numbers, marks of writing and symbols; spaces, controls and marks without width show nothing."""

_BLANK = "\u3164\u115f\u1160\uffa0\u2800"
"""Letters and a symbol by name, and blank: fillers of Hangul, Braille without a dot."""


def seen(name: str) -> bool:
    """Whether a reader would see anything of it, and it breaks no line."""
    kinds = [unicodedata.category(one) for one in name]
    shows = (kind[0] in _SEEN and one not in _BLANK for one, kind in zip(name, kinds, strict=True))
    return any(shows) and "Cc" not in kinds and "Zl" not in kinds and "Zp" not in kinds
