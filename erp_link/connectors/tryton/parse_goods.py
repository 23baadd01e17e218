"""Tryton's complaints, returns, serials and supplies as facts of the canonical model. Pure, as `parse`."""

from __future__ import annotations

from datetime import datetime

from contact_center.kernel.contracts.erp import (
    Inspection,
    ReturnCase,
    ReturnKind,
    ReturnState,
    StockLevel,
    Supply,
    SupplyKind,
    SupplyState,
    Unit,
)
from erp_link.connectors.tryton.parse import (
    Record,
    decimal,
    delivery_line,
    known_state,
    latest,
    many,
    nameless,
    one,
    state_label,
    unique,
    unit_of,
)

_COMPLAINT_STATES = {
    "draft": ReturnState.DRAFT,
    "waiting": ReturnState.REQUESTED,
    "approved": ReturnState.APPROVED,
    "rejected": ReturnState.REJECTED,
    "done": ReturnState.DONE,
    "cancelled": ReturnState.CANCELLED,
}
_GOODS_STATES = {
    "draft": ReturnState.APPROVED,
    "received": ReturnState.RECEIVED,
    "done": ReturnState.DONE,
    "cancelled": ReturnState.CANCELLED,
}
_PRODUCTION_STATES = {
    "running": SupplyState.RUNNING,
    "done": SupplyState.DONE,
    "cancelled": SupplyState.CANCELLED,
}
_MOST = 4000
"""Characters of a description."""


def complaint(record: Record) -> ReturnCase:
    """About an order, an invoice or a line of one; the origin says which."""
    origin, name = str(record.get("origin") or ""), one(record, "origin.").get("rec_name")
    of_order, of_invoice = origin.startswith("sale.sale,"), origin.startswith("account.invoice,")
    return ReturnCase(
        external_id=f"complaint-{record['id']}",
        number=record.get("number") or nameless(record),
        kind=ReturnKind.COMPLAINT,
        state=known_state(_COMPLAINT_STATES, record, ReturnState.REQUESTED),
        source_state=state_label(record),
        account=str(record.get("customer") or ""),
        requested_on=record.get("date"),
        reason=one(record, "type.").get("name") or "",
        description=str(record.get("description") or "")[:_MOST],
        order_numbers=(str(name),) if of_order and name else (),
        invoice_numbers=(str(name),) if of_invoice and name else (),
        resolutions=unique(str(action.get("action:string") or "") for action in many(record, "actions.")),
    )


def goods_back(record: Record) -> ReturnCase:
    moves = [move for move in many(record, "incoming_moves.") if move.get("state") != "cancelled"]
    state = known_state(_GOODS_STATES, record, ReturnState.APPROVED)
    return ReturnCase(
        external_id=f"goods-{record['id']}",
        number=record.get("number") or nameless(record),
        kind=ReturnKind.GOODS,
        state=state,
        source_state=state_label(record),
        account=str(record.get("customer") or ""),
        planned_on=record.get("planned_date"),
        received_on=record.get("effective_date") if state in (ReturnState.RECEIVED, ReturnState.DONE) else None,
        order_numbers=unique(number for move in moves if (number := one(move, "sale.").get("number"))),
        lines=tuple(delivery_line(move) for move in moves),
    )


def unit(record: Record) -> Unit:
    """A delivered move with a lot: one serial, or some pieces of a lot. Tryton keeps no warranty."""
    goods, sale = one(record, "product."), one(record, "sale.")
    shipment = one(record, "shipment.").get("rec_name")
    return Unit(
        external_id=str(record["id"]),
        number=one(record, "lot.").get("number") or nameless(record),
        product=str(record.get("product") or ""),
        sku=goods.get("code") or "",
        description=goods.get("name") or "",
        account=str(sale.get("party") or ""),
        quantity=decimal(record.get("quantity")),
        delivered_on=record.get("effective_date"),
        order_numbers=unique([sale.get("number") or ""]),
        delivery_numbers=unique([str(shipment or "")]),
    )


def production(record: Record) -> Supply:
    goods = one(record, "product.")
    return Supply(
        external_id=f"production-{record['id']}",
        number=record.get("number") or nameless(record),
        kind=SupplyKind.PRODUCTION,
        state=known_state(_PRODUCTION_STATES, record, SupplyState.PLANNED),
        source_state=state_label(record),
        product=str(record.get("product") or ""),
        sku=goods.get("code") or "",
        description=goods.get("name") or "",
        quantity=decimal(record.get("quantity")),
        unit=unit_of(record, "unit."),
        begins_on=record.get("planned_start_date"),
        ready_on=record.get("effective_date") or record.get("planned_date"),
        inspections=tuple(_inspection(check) for check in many(record, "quality_inspections.")),
    )


def _inspection(check: Record) -> Inspection:
    passed = {"passed": True, "failed": False}.get(str(check.get("state")))
    at = check.get("processed_at")
    return Inspection(str(check.get("number") or ""), passed, at.date() if isinstance(at, datetime) else None)


def purchase(record: Record) -> Supply:
    """A line of an order with a supplier. It is over when its goods have come, whatever the order still waits for."""
    goods, order = one(record, "product."), one(record, "purchase.")
    moves = many(record, "moves.")
    state = str(order.get("state"))
    if state == "cancelled":
        is_now = SupplyState.CANCELLED
    elif state == "done" or (moves and all(move.get("state") in ("done", "cancelled") for move in moves)):
        is_now = SupplyState.DONE
    else:
        is_now = SupplyState.RUNNING if state == "processing" else SupplyState.PLANNED
    planned = latest(move.get("planned_date") for move in moves if move.get("state") != "cancelled")
    return Supply(
        external_id=f"purchase-{record['id']}",
        number=order.get("number") or nameless(order or record),
        kind=SupplyKind.PURCHASE,
        state=is_now,
        source_state=str(order.get("state:string") or state),
        product=str(record.get("product") or ""),
        sku=goods.get("code") or "",
        description=goods.get("name") or "",
        quantity=decimal(record.get("actual_quantity") or record.get("quantity")),
        unit=unit_of(record, "unit."),
        begins_on=order.get("purchase_date"),
        ready_on=planned or record.get("delivery_date_store") or record.get("delivery_date"),
    )


def stock_level(site: str, record: Record) -> StockLevel:
    return StockLevel(
        site, decimal(record.get("quantity")), decimal(record.get("forecast_quantity")), unit_of(record, "default_uom.")
    )
