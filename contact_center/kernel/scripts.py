"""What is equal in a search, and which writing a text is in. One rule for each, for all who look for texts."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")


def folded(text: str) -> str:
    """Without case and width (NFKC); 臺 and 台, which Taiwan writes for the same word, are one."""
    return unicodedata.normalize("NFKC", text).lower().replace("臺", "台")


def has_han(text: str) -> bool:
    """Whether there is a Chinese character in it."""
    return _HAN.search(text) is not None
