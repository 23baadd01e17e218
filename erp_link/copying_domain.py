"""How a record of the ERP stands in our copy: by what it is found, and what of it makes history. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, cast

from pydantic import TypeAdapter

from contact_center.kernel.contracts.erp import (
    RECORD_TYPES,
    Account,
    Entity,
    ErpRecord,
    Invoice,
    Order,
    Product,
    ReturnCase,
    Shipment,
    Supply,
    Unit,
)
from contact_center.kernel.money import Money
from erp_link.domain import numbered

BELIEVED_FOR = timedelta(minutes=15)
"""A feed that has not agreed with its ERP for so long says nothing about now."""
MOST_REMOVED = 0.5
"""A reconciliation that would remove a larger share of what is there is not believed: more likely the ERP shows us
less than it has, as after a change of rights."""
FEW = 20
"""So many may be removed at once whatever share they are."""
FORM = 2
"""Of what connectors make of an ERP's answers. Raised with a change of it, so that everything is read once more; until
then the copy gives what it has."""


def cursor_of(kept: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The connector's cursor; None where the copy begins, or begins anew."""
    if kept is None or kept.get("form") != FORM:
        return None
    at: Mapping[str, Any] = kept["at"]
    return at


def kept_cursor(cursor: Mapping[str, Any]) -> dict[str, Any]:
    return {"form": FORM, "at": dict(cursor)}


@dataclass(frozen=True, slots=True)
class CopiedRow:
    """A record as the copy keeps it."""

    external_id: str
    account: str
    number: str
    letters: str
    digits: str
    label: str
    """What a list says of it beside its number."""
    names: tuple[str, ...]
    """By what it is found exactly, folded."""
    links: tuple[str, ...]
    """Numbers of documents that it belongs to."""
    product: str
    day: date | None
    """By which lists of it are sorted."""
    body: str
    watched: str
    """What its history tells, as JSON."""
    digest: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A record that is new, other or gone in the copy, and whose it is or was."""

    account: str
    external_id: str


def copied(record: ErpRecord) -> CopiedRow:
    body = _adapter(cast("Any", type(record))).dump_json(record).decode()
    number = numbered(record.number)
    own = _own(record)
    return CopiedRow(
        external_id=record.external_id,
        account=own.account,
        number=record.number,
        letters=number.letters,
        digits=number.digits,
        label=own.label,
        names=own.names,
        links=own.links,
        product=own.product,
        day=own.day,
        body=body,
        watched=json.dumps(own.watched, ensure_ascii=False),
        digest=hashlib.blake2b(body.encode(), digest_size=12).hexdigest(),
    )


def restored(entity: Entity, body: Any) -> ErpRecord:
    """The record of a body. Raises `ValueError` for what another version wrote."""
    found: ErpRecord = _adapter(cast("Any", RECORD_TYPES[entity])).validate_python(body)
    return found


@dataclass(frozen=True, slots=True)
class _Own:
    account: str = ""
    label: str = ""
    names: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    product: str = ""
    day: date | None = None
    watched: dict[str, Any] | None = None


def _own(record: ErpRecord) -> _Own:
    watched: dict[str, Any]
    match record:
        case Account():
            names = (record.number, *record.emails, *record.phones, *([record.tax_id] if record.tax_id else ()))
            watched = {"name": record.name, "tax_id": record.tax_id, "active": record.active}
            return _Own(record.external_id, record.name, _folded(*names), watched=watched)
        case Product():
            label = " ".join(dict.fromkeys((record.name, *(name for _, name in record.names))))
            watched = {"name": record.name, "list_price": _money(record.list_price), "active": record.active}
            return _Own("", label, _folded(record.sku, record.gtin or ""), watched=watched)
        case Order():
            watched = {
                "state": record.state, "promised_on": _day(record.promised_on), "expected_on": _day(record.expected_on),
                "total": _money(record.total),
                "delivered": format(sum((line.delivered for line in record.lines), Decimal(0)), "f"),
            }  # fmt: skip
            names = _folded(record.number, record.customer_reference or "")
            return _Own(record.account, "", names, (record.number,), day=record.ordered_on, watched=watched)
        case Invoice():
            watched = {
                "state": record.state, "due_on": _day(record.due_on), "open_amount": _money(record.open_amount),
                "total": _money(record.total),
            }  # fmt: skip
            links = (record.number, *record.order_numbers)
            return _Own(record.account, "", _folded(record.number), links, day=record.issued_on, watched=watched)
        case Shipment():
            watched = {
                "state": record.state, "planned_on": _day(record.planned_on), "shipped_on": _day(record.shipped_on),
                "parcels": [parcel.tracking_number for parcel in record.parcels],
            }  # fmt: skip
            names = _folded(record.number, *(parcel.tracking_number for parcel in record.parcels))
            links = (record.number, *record.order_numbers)
            return _Own(record.account, "", names, links, day=record.planned_on, watched=watched)
        case ReturnCase():
            watched = {"state": record.state, "planned_on": _day(record.planned_on)}
            serials = tuple(line.serial for line in record.lines if line.serial)
            links = (record.number, *record.order_numbers, *record.invoice_numbers, *serials)
            day = record.requested_on or record.planned_on
            return _Own(record.account, record.reason, _folded(record.number), links, day=day, watched=watched)
        case Unit():
            watched = {"account": record.account, "warranty_until": _day(record.warranty_until)}
            links = (record.number, *record.order_numbers, *record.delivery_numbers)
            return _Own(
                record.account, record.description, _folded(record.number), links, record.product, record.delivered_on,
                watched,
            )  # fmt: skip
        case Supply():
            watched = {
                "state": record.state,
                "ready_on": _day(record.ready_on),
                "quantity": format(record.quantity, "f"),
            }
            names = _folded(record.number)
            return _Own("", record.description, names, (), record.product, record.ready_on, watched)


def _folded(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip().casefold() for name in names if name.strip()))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _money(money: Money | None) -> list[str] | None:
    return [money.currency, format(money.amount, "f")] if money else None


def lag(agreed_at: datetime | None, now: datetime) -> timedelta | None:
    """By how much the copy may be older than the ERP."""
    return None if agreed_at is None else max(now - agreed_at, timedelta(0))


def believable(there: int, gone: int) -> bool:
    """Whether so many may be missing from the ERP at once."""
    return gone <= max(FEW, int(there * MOST_REMOVED))


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
