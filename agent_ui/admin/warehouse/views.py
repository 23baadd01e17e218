"""What the page about the data warehouse takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class FactLine:
    """One table of the warehouse."""

    title: str
    grain: str
    name: str
    """Its name in files and in the API."""
    versions: int
    size: int
    """Bytes."""
    fresh_at: datetime | None
    is_late: bool
    waiting: int
    read_days: int | None = None
    """Days read so far, while everything is read."""
    all_days: int = 0
    checked_at: datetime | None = None
    check_asked: bool = False
    rows_checked: int = 0
    differing: int = 0
    """Days that differ."""


@dataclass(frozen=True, slots=True)
class DifferingDay:
    """One day on which a table is not what its owner has."""

    title: str
    day: date
    owned: int
    loaded: int
    missing: int
    surplus: int
    changed: int
    rows: tuple[str, ...]
    """The first of the rows, by id."""


@dataclass(frozen=True, slots=True)
class WarehouseView:
    facts: tuple[FactLine, ...]
    days: tuple[DifferingDay, ...]
    events_behind: int
    more_days: int = 0
    """Days that differ and are not listed."""
    notice: str | None = None
