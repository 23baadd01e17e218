"""Ids that come with a form or an address."""

from __future__ import annotations

from uuid import UUID


def id_in(text: str) -> UUID | None:
    """None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
