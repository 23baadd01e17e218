"""What the pages of an import take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import in the list of them."""

    id: UUID
    file: str
    state: str
    rows: str
    who: str
    at: datetime

    @property
    def href(self) -> str:
        return f"/customers/import/{self.id}"


@dataclass(frozen=True, slots=True)
class ImportsView:
    imports: tuple[ImportLine, ...]


@dataclass(frozen=True, slots=True)
class FieldOption:
    value: str
    name: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class ColumnView:
    heading: str
    samples: tuple[str, ...]
    options: tuple[FieldOption, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    n: int
    cells: tuple[str, ...]
    problem: str | None = None
    href: str | None = None
    changes: str = ""
    """The fields that it changes of a customer who is there."""


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """Rows with which the same happens."""

    code: str
    name: str
    count: str
    rows: tuple[RowView, ...]
    bad: bool = False
    more: bool = False


@dataclass(frozen=True, slots=True)
class ImportView:
    line: ImportLine
    encoding: str
    columns: tuple[ColumnView, ...]
    outcomes: tuple[OutcomeView, ...]
    progress: int | None = None
    """Per cent, while it is at work."""
    can_map: bool = False
    run: str | None = None
    """What the button that brings them in is called."""
    can_undo: bool = False
    left_out: bool = False
    """There are rows that did not come in, to be taken along as a file."""
