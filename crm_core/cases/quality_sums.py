"""Figures of cases from sums of those alike. Pure.

A median cannot be added up, so a cell brings the seconds of each of its cases, packed: the database passes over all
cases once, and what it would have to sort anew for each table of the page is picked out here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

import numpy as np

MOST: Final = 200
"""Causes, products, queues in a table: the most frequent ones."""
TOOK, COUNTED = ">f8", ">i4"
"""As PostgreSQL sends them."""


class Dimension(StrEnum):
    ALL = "all"
    CAUSE = "cause"
    TYPE = "type"
    PRODUCT = "product"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class QualityRow:
    """The cases of one cause, type, product or queue; of all of them under `all`."""

    dimension: str
    key: str | None
    """Code, number or id; None: without one."""
    cases: int
    repeated: int
    late: int
    reopened: int
    median: float | None
    """Seconds of the calendar from opened to resolved."""
    counted: float | None
    """Median of the open seconds that the goal of the solution counted; None where no case had such a goal."""
    cost: Decimal | None
    currency: str | None
    """None where costs are in several currencies."""


@dataclass(frozen=True, slots=True)
class CaseCell:
    """Cases that are alike in everything by which figures are told apart."""

    type: str
    queue_id: UUID | None
    cause: str | None
    products: Sequence[str]
    currency: str | None
    cases: int
    repeated: int
    late: int
    reopened: int
    cost: Decimal | None
    took: bytes
    counted: bytes | None


@dataclass(slots=True)
class _Sum:
    cases: int = 0
    repeated: int = 0
    late: int = 0
    reopened: int = 0
    cost: Decimal | None = None
    currencies: set[str] = field(default_factory=set)
    took: list[bytes] = field(default_factory=list)
    counted: list[bytes] = field(default_factory=list)

    def add(self, cell: CaseCell) -> None:
        self.cases += cell.cases
        self.repeated += cell.repeated
        self.late += cell.late
        self.reopened += cell.reopened
        if cell.cost is not None:
            self.cost = cell.cost + (self.cost or 0)
        if cell.currency is not None:
            self.currencies.add(cell.currency)
        self.took.append(cell.took)
        if cell.counted is not None:
            self.counted.append(cell.counted)

    def row(self, dimension: Dimension, key: str | None) -> QualityRow:
        [currency] = self.currencies if len(self.currencies) == 1 else [None]
        return QualityRow(
            dimension, key, self.cases, self.repeated, self.late, self.reopened, median(self.took, TOOK),
            median(self.counted, COUNTED), self.cost if currency else None, currency,
        )  # fmt: skip


def rows_of(cells: Iterable[CaseCell]) -> list[QualityRow]:
    """All together, then by cause, product, queue and type, each the most frequent first; a case of two products
    counts for each of them."""
    sums: dict[tuple[Dimension, str | None], _Sum] = {(Dimension.ALL, None): _Sum()}
    for cell in cells:
        for place in _places(cell):
            sums.setdefault(place, _Sum()).add(cell)
    found: list[QualityRow] = []
    for dimension in sorted(Dimension):
        of = [(key, one) for (named, key), one in sums.items() if named is dimension]
        of.sort(key=lambda pair: (-pair[1].cases, pair[0] is None, pair[0] or ""))
        found += [one.row(dimension, key) for key, one in of[:MOST]]
    return found


def _places(cell: CaseCell) -> Iterator[tuple[Dimension, str | None]]:
    yield Dimension.ALL, None
    yield Dimension.TYPE, cell.type
    yield Dimension.QUEUE, str(cell.queue_id) if cell.queue_id else None
    yield Dimension.CAUSE, cell.cause
    for product in cell.products:
        yield Dimension.PRODUCT, product


def median(packed: Sequence[bytes], kind: str) -> float | None:
    """As `percentile_cont(0.5)` says it; None of nothing."""
    values = np.frombuffer(b"".join(packed), kind).astype(np.float64)
    if not values.size:
        return None
    low, high = (values.size - 1) // 2, values.size // 2
    picked = np.partition(values, (low, high))
    return float(picked[low] + 0.5 * (picked[high] - picked[low]))
