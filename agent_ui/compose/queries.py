"""What a list is asked, as its address says it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode


def query_of(asked: Mapping[str, object]) -> str:
    """The part of an address after its question mark: without what is not asked."""
    return urlencode({name: value for name, value in asked.items() if value})
