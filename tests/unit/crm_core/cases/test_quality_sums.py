"""Figures of cases from cells of those alike, checked by hand."""

from __future__ import annotations

from decimal import Decimal
from struct import pack

from crm_core.cases.quality_sums import CaseCell, Dimension, QualityRow, rows_of


def cell(
    type: str,
    took: list[float],
    *,
    cause: str | None = None,
    products: tuple[str, ...] = (),
    cost: int | None = None,
    currency: str | None = None,
    counted: list[int] | None = None,
) -> CaseCell:
    packed = pack(f">{len(counted)}i", *counted) if counted else None
    money = None if cost is None else Decimal(cost)
    return CaseCell(
        type, None, cause, products, currency, len(took), 1, 0, 0, money, pack(f">{len(took)}d", *took), packed
    )


def of(rows: list[QualityRow], dimension: Dimension) -> list[tuple[str | None, int, float | None]]:
    return [(one.key, one.cases, one.median) for one in rows if one.dimension == dimension]


def test_cells_add_up_and_medians_are_those_of_all_their_cases() -> None:
    rows = rows_of(
        [
            cell("return", [10.0, 40.0], cause="use", products=("A", "B"), counted=[3]),
            cell("return", [20.0], products=("A",), counted=[5, 7]),
            cell("repair", [100.0], cause="part"),
        ]
    )
    assert of(rows, Dimension.ALL) == [(None, 4, 30.0)]
    assert of(rows, Dimension.TYPE) == [("return", 3, 20.0), ("repair", 1, 100.0)]
    assert of(rows, Dimension.CAUSE) == [("use", 2, 25.0), ("part", 1, 100.0), (None, 1, 20.0)]
    assert of(rows, Dimension.PRODUCT) == [("A", 3, 20.0), ("B", 2, 25.0)]
    assert [one.counted for one in rows if one.dimension is Dimension.TYPE] == [5.0, None]
    assert [one.repeated for one in rows if one.dimension is Dimension.ALL] == [3]


def test_costs_in_several_currencies_have_no_sum() -> None:
    rows = rows_of(
        [
            cell("return", [1.0], cost=100, currency="TWD"),
            cell("return", [1.0]),
            cell("repair", [1.0], cost=5, currency="EUR"),
        ]
    )
    told = {(one.dimension, one.key): (one.cost, one.currency) for one in rows}
    assert told[Dimension.TYPE, "return"] == (Decimal(100), "TWD")
    assert told[Dimension.TYPE, "repair"] == (Decimal(5), "EUR")
    assert told[Dimension.ALL, None] == (None, None)


def test_where_there_are_no_cases_all_of_them_are_none() -> None:
    assert rows_of([]) == [QualityRow("all", None, 0, 0, 0, 0, None, None, None, None)]
