"""Where a page of a list that is ordered by time begins: what the page before gives, and what comes back of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contact_center.kernel.errors import Invalid


def place_text(at: datetime | None, id: UUID) -> str:
    """`at`: None stands behind all instants."""
    return f"{at.isoformat() if at else ''},{id}"


def place_in(text: str) -> tuple[datetime | None, UUID] | None:
    """Raises `ValueError` for anything but what `place_text` gave; an empty text is the beginning."""
    if not text:
        return None
    at, _, id = text.rpartition(",")
    found = datetime.fromisoformat(at) if at else None
    if found is not None and found.tzinfo is None:
        raise ValueError(text)
    return found, UUID(id)


def dated_place(text: str | None, wrong: type[Invalid]) -> tuple[datetime, UUID] | None:
    """As `place_in`, of a list in which everything has its time; None: the beginning. Raises `wrong` for `after`."""
    if text is None:
        return None
    try:
        found = place_in(text)
    except ValueError as error:
        raise wrong(field="after") from error
    if found is None or found[0] is None:
        raise wrong(field="after")
    return found[0], found[1]
