"""What resolved cases tell: causes from the most frequent on, what came back, what was late, how long it took."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from crm_core.cases import quality_queries
from crm_core.cases.quality_queries import Only, QualityFilter, cases
from crm_core.cases.quality_sums import Dimension, QualityRow, rows_of

__all__ = ["Dimension", "Only", "Pareto", "Quality", "QualityFilter", "QualityRow", "cases", "pareto", "quality"]


@dataclass(frozen=True, slots=True)
class Pareto:
    """A cause with the share of all cases that it and the more frequent ones have together."""

    row: QualityRow
    share: float
    so_far: float


@dataclass(frozen=True, slots=True)
class Quality:
    all: QualityRow
    causes: tuple[Pareto, ...]
    types: tuple[QualityRow, ...]
    products: tuple[QualityRow, ...]
    """A case of two products counts for each of them."""
    queues: tuple[QualityRow, ...]


async def quality(reader: Reader, tenant: UUID, wanted: QualityFilter) -> Quality:
    # In a thread: of a million cases, picking medians takes longer than anybody else should wait for.
    rows = await asyncio.to_thread(rows_of, await quality_queries.cells(reader, tenant, wanted))

    def of(dimension: Dimension) -> tuple[QualityRow, ...]:
        return tuple(one for one in rows if one.dimension == dimension)

    whole = of(Dimension.ALL)[0]
    return Quality(
        whole, pareto(of(Dimension.CAUSE), whole.cases), of(Dimension.TYPE), of(Dimension.PRODUCT), of(Dimension.QUEUE)
    )


def pareto(causes: Sequence[QualityRow], total: int) -> tuple[Pareto, ...]:
    """`causes`: the most frequent first; those without a cause are counted and stand last."""
    known = sorted(causes, key=lambda one: one.key is None)
    found, before = [], 0
    for one in known:
        before += one.cases
        found.append(Pareto(one, one.cases / total if total else 0.0, before / total if total else 0.0))
    return tuple(found)
