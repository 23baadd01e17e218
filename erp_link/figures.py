"""Figures of customers from what the ERP last said: open and late orders, overdue invoices. Nobody outside is asked.

Counted once per block and day: a customer who writes ten messages is counted once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.erp import Invoice, Order, OrderState
from contact_center.platform.unit_of_work import Reader
from erp_link import figure_store as store
from erp_link.codec import from_plain
from erp_link.domain import days_late, days_overdue

BELIEVED_FOR = timedelta(hours=24)
"""What the ERP said longer ago counts as not known."""
OPEN_ORDERS = frozenset({OrderState.CONFIRMED, OrderState.PART_DELIVERED})
MOST_FIGURES = 20_000
"""Blocks whose figures are remembered; a few megabytes."""
UNREADABLE = (TypeError, ValueError, KeyError, ArithmeticError)

Figures = Mapping[str, int]
"""`open_orders`, `late_deliveries`, `late_days`, `overdue_invoices`, `overdue_days`; what is not known is not in it."""


@dataclass(frozen=True, slots=True)
class _Read:
    """One block of facts as it was read on one day."""

    tenant: UUID
    customer: UUID
    kind: str
    as_of: datetime
    today: date


class StoredFigures:
    """Two to four questions, however many customers."""

    def __init__(self) -> None:
        self._counted: dict[_Read, Figures] = {}

    async def of(
        self, reader: Reader, tenant: UUID, customers: Collection[UUID], today: date
    ) -> Mapping[UUID, Figures]:
        """Those of whom the ERP has said something lately; `today` is the organisation's."""
        ids, after = list(customers), reader.now - BELIEVED_FOR
        reads = [
            _Read(tenant, row["customer_id"], row["kind"], row["as_of"], today)
            for row in await store.blocks(reader, tenant, ids, after)
        ]
        counted = {read: self._counted[read] for read in reads if read in self._counted}
        counted |= await _count(reader, [read for read in reads if read not in counted])
        self._remember(counted)
        found: dict[UUID, dict[str, int]] = {}
        for read in reads:
            found.setdefault(read.customer, {}).update(counted.get(read, {}))
        for id in await store.without_account(reader, tenant, ids, after):
            found[id] = {**_orders((), today), **_invoices((), today)}
        return found

    def _remember(self, counted: Mapping[_Read, Figures]) -> None:
        if len(self._counted) > MOST_FIGURES:
            self._counted.clear()
        self._counted.update(counted)


async def _count(reader: Reader, reads: list[_Read]) -> dict[_Read, Figures]:
    if not reads:
        return {}
    by_place = {(read.customer, read.kind): read for read in reads}
    rows = await store.items(reader, reads[0].tenant, [read.customer for read in reads])
    found = ((by_place.get((row["customer_id"], row["kind"])), row) for row in rows)
    return {read: _figures(row, read.today) for read, row in found if read is not None}


def _figures(row: Mapping[str, Any], today: date) -> Figures:
    """Nothing for what another version wrote: it is read again from the ERP."""
    try:
        if row["kind"] == "orders":
            return _orders([from_plain(Order, item) for item in row["items"]], today)
        return _invoices([from_plain(Invoice, item) for item in row["items"]], today)
    except UNREADABLE:
        return {}


def _orders(orders: Iterable[Order], today: date) -> dict[str, int]:
    orders = list(orders)
    late = [days for order in orders if (days := days_late(order, today)) > 0]
    return {
        "open_orders": sum(order.state in OPEN_ORDERS for order in orders),
        "late_deliveries": len(late),
        "late_days": max(late, default=0),
    }


def _invoices(invoices: Iterable[Invoice], today: date) -> dict[str, int]:
    overdue = [days for invoice in invoices if (days := days_overdue(invoice, today)) > 0]
    return {"overdue_invoices": len(overdue), "overdue_days": max(overdue, default=0)}
