"""Which words a text has for search, and what a search asks for. Pure.

A search must find Chinese, which has no spaces between words, and one or two characters of it. So each character and
each pair of neighbours is a word of its own; a longer Chinese text is looked for as the chain of its pairs. Words of
other scripts are taken whole, without case and width, and may be looked for by their beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from contact_center.kernel.scripts import folded

READ: Final = 10_000
"""Characters of a message that can be found; what stands behind is not."""
LONGEST_WORD: Final = 64
SHORTEST_BEGINNING: Final = 3
"""Letters from which on the last word of a search may be a beginning: fewer would match half of everything."""
MOST_TERMS: Final = 8
PLACES: Final = 16_000
"""Positions that PostgreSQL tells apart (16,383) within one text."""

_RUN: Final = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_PARTS: Final = re.compile(rf"[{_RUN}]+|(?:(?![{_RUN}])[^\W_])+")


def lexemes(text: str) -> str:
    """The words of a text with their places, as PostgreSQL reads a `tsvector`."""
    places: dict[str, list[int]] = {}
    at = 0
    for part in parts(text[:READ]):
        if is_run(part):
            for here, character in enumerate(part, start=at + 1):
                places.setdefault(character, []).append(here)
            for here, (one, two) in enumerate(pairwise(part), start=at + 1):
                places.setdefault(one + two, []).append(here)
            at += len(part)
        else:
            at += 1
            places.setdefault(part[:LONGEST_WORD], []).append(at)
    return " ".join(f"'{word}':{_listed(found)}" for word, found in places.items())


def wanted(text: str) -> str | None:
    """What is looked for, as PostgreSQL reads a `tsquery`: all terms, each as it is written; None without any."""
    terms = text.split()[:MOST_TERMS]
    chains = [chain for n, term in enumerate(terms) if (chain := _chain(term, beginning=n == len(terms) - 1))]
    return " & ".join(chains) or None


def _chain(term: str, *, beginning: bool) -> str:
    """The words of one term, side by side."""
    words: list[str] = []
    found = list(parts(term))
    for n, part in enumerate(found):
        if is_run(part):
            words += [one + two for one, two in pairwise(part)] or [part]
            if len(part) > 1 and n < len(found) - 1:
                words.append(part[-1])  # what follows a run stands behind its last character
        else:
            words.append(part[:LONGEST_WORD])
    if not words:
        return ""
    quoted = [f"'{word}'" for word in words]
    if beginning and not is_run(found[-1]) and len(found[-1]) >= SHORTEST_BEGINNING:
        quoted[-1] += ":*"
    return f"({' <-> '.join(quoted)})"


def parts(text: str) -> Iterator[str]:
    """Runs of Chinese, Japanese or Korean, and words of other scripts, in their order."""
    return (match.group() for match in _PARTS.finditer(folded(text)))


def is_run(part: str) -> bool:
    """Whether a part is written without spaces between words."""
    return re.match(f"[{_RUN}]", part) is not None


def _listed(places: list[int]) -> str:
    return ",".join(str(min(place, PLACES)) for place in places[:20])


def snippet(text: str, looked_for: str, around: int = 40) -> str:
    """The part of a text where the first term stands, on one line; its beginning where it is not found as typed."""
    line = " ".join(text.split())
    terms = looked_for.split()
    at = line.lower().find(terms[0].lower()) if terms else -1
    start = max(0, at - around // 2)
    cut = line[start : start + 2 * around]
    return f"{'…' if start else ''}{cut}{'…' if start + 2 * around < len(line) else ''}"
