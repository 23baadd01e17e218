"""What a password must be (decision 0023). Pure.

After NIST SP 800-63B, 3.1.1.2: length, and not one that everybody tries first; no rules about kinds of characters and
no change by date, which make passwords worse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from contact_center.directory.common import LEET, ROWS, WORDS
from contact_center.directory.errors import CommonPassword, PasswordSaysName, PasswordTooLong, WeakPassword

SHORTEST = 10
LONGEST = 200
"""Characters; nobody types more, and each costs the hash its time."""


def check(password: str, *own: str | None) -> None:
    """`own`: login, name, e-mail of whose it will be.

    Raises `WeakPassword`, `PasswordTooLong`, `CommonPassword` or `PasswordSaysName`.
    """
    if len(password.strip()) < SHORTEST:
        raise WeakPassword(field="password")
    if len(password) > LONGEST:
        raise PasswordTooLong(field="password")
    if is_common(password):
        raise CommonPassword(field="password")
    if _says(password, own):
        raise PasswordSaysName(field="password")


def _says(password: str, own: Iterable[str | None]) -> bool:
    """Less than half of a password is left without the parts of these names."""
    text = _plain(password)
    parts = {part for name in own for part in re.split(r"[\W_]+", _plain(name or "")) if len(part) >= 3}
    for part in sorted(parts, key=len, reverse=True):
        text = text.replace(part, "")
    return bool(parts) and len(text) < SHORTEST // 2


def is_common(password: str) -> bool:
    """One of those that are tried first: a common word with figures around it, a row of keys, one piece repeated."""
    text = _plain(password)
    if text.isdecimal() or _repeats(text) or _is_row(text):
        return True
    bare = text.strip("".join({c for c in text if not c.isalpha()}))
    spelled = {text, bare, bare.translate(LEET), text.translate(LEET)}
    return any(_is_words(one) for one in spelled)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _repeats(text: str) -> bool:
    """Up to five characters over and over, or three in all."""
    pieces = (text[:n] for n in range(1, 6))
    return len(set(text)) <= 3 or any((piece * len(text))[: len(text)] == text for piece in pieces if piece)


def _is_row(text: str) -> bool:
    """Neighbours on a keyboard or in the alphabet, either way round."""
    return any(text in row * 3 or text in row[::-1] * 3 for row in ROWS)


def _is_words(text: str) -> bool:
    """One or two of the common words and nothing else but figures between them."""
    letters = "".join(c for c in text if c.isalpha() or c in "-")
    for one in (text, letters):
        if one in WORDS or any(one[:n] in WORDS and one[n:] in WORDS for n in range(3, len(one) - 2)):
            return True
    return False
