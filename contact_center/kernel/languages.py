"""One text in several languages, and the one a customer reads."""

from __future__ import annotations

from collections.abc import Mapping


def text_for(texts: Mapping[str, str], language: str | None) -> str:
    """The message in the customer's language: the same, its family (`zh` of `zh-Hant-TW`), `*`, English, any."""
    wanted = (language or "").lower()
    family = wanted.partition("-")[0]
    by = {name.lower(): text for name, text in texts.items()}
    same_family = next((text for name, text in by.items() if name.partition("-")[0] == family), None)
    return by.get(wanted) or same_family or by.get("*") or by.get("en") or next(iter(by.values()))
