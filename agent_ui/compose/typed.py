"""What people type into fields of several values."""

from __future__ import annotations

from email.utils import parseaddr


def addresses(text: str) -> list[str]:
    """As people part them, by commas, semicolons or lines, with a name or without."""
    given = text.replace(";", ",").replace("\n", ",").split(",")
    return [parseaddr(one)[1] or one.strip() for one in given if one.strip()]
