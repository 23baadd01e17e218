"""Which table and column of a home-grown ERP is which fact: the mapping, as an administrator writes it. Pure.

    [order]
    table = orders
    id = order_no
    account = customer_no
    state = status
    state.confirmed = open, released
    changed = updated_at

    [order.lines]
    table = order_lines
    parent = order_no

A name on the left is a field of the canonical model, on the right stands a column of the table.
"""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contact_center.kernel.contracts.erp import DeliveryState, Entity, InvoiceState, OrderState
from contact_center.kernel.errors import Invalid


class MappingCannotBeUsed(Invalid):
    """The mapping names a field, section or state that is not there, or leaves out one that must be."""


@dataclass(frozen=True, slots=True)
class SectionFields:
    """What a section may name."""

    needed: tuple[str, ...]
    may: tuple[str, ...] = ()
    states: type[StrEnum] | None = None
    entity: Entity | None = None


_LINE = SectionFields(
    ("table", "parent"),
    ("id", "sku", "description", "quantity", "delivered", "unit", "unit_price", "net", "product", "promised_on",
     "expected_on", "serial", "changed"),
)  # fmt: skip
SECTIONS: Mapping[str, SectionFields] = {
    "account": SectionFields(
        ("table", "id", "name"),
        ("number", "tax_id", "language", "email", "phone", "mobile", "parent", "active", "changed"),
        entity=Entity.ACCOUNT,
    ),
    "product": SectionFields(
        ("table", "id", "name"), ("sku", "unit", "list_price", "currency", "active", "gtin", "changed"),
        entity=Entity.PRODUCT,
    ),
    "order": SectionFields(
        ("table", "id", "account", "total"),
        ("number", "state", "currency", "ordered_on", "requested_on", "promised_on", "expected_on", "reference",
         "changed"),
        OrderState, Entity.ORDER,
    ),
    "order.lines": _LINE,
    "invoice": SectionFields(
        ("table", "id", "account", "total", "open_amount"),
        ("number", "state", "currency", "issued_on", "due_on", "net", "tax", "order", "reference", "e_invoice",
         "e_invoice_carrier", "changed"),
        InvoiceState, Entity.INVOICE,
    ),
    "delivery": SectionFields(
        ("table", "id", "account"),
        ("number", "state", "order", "planned_on", "shipped_on", "carrier", "tracking_number", "tracking_url",
         "changed"),
        DeliveryState, Entity.DELIVERY,
    ),
    "delivery.lines": _LINE,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MappedTable:
    """One section: the table, its columns by field, and whose words mean which state."""

    name: str
    table: str
    columns: Mapping[str, str]
    states: Mapping[str, str] = field(default_factory=dict)
    """Our state by the ERP's word, folded."""

    @property
    def stamp(self) -> str | None:
        """The column that says when a row last changed."""
        return self.columns.get("changed")

    @property
    def id(self) -> str:
        return self.columns["id"]


@dataclass(frozen=True, slots=True)
class MappedTables:
    sections: Mapping[str, MappedTable]

    def of(self, entity: Entity) -> MappedTable | None:
        return self.sections.get(entity.value)

    def lines(self, entity: Entity) -> MappedTable | None:
        return self.sections.get(f"{entity.value}.lines")


def read_mapping(text: str) -> MappedTables:
    """Raises `MappingCannotBeUsed`, naming the place."""
    parser = configparser.ConfigParser(interpolation=None, strict=True, delimiters=("=",), comment_prefixes=("#",))
    try:
        parser.read_string(text)
    except configparser.Error as broken:
        raise MappingCannotBeUsed(str(broken).splitlines()[0], field="mapping") from broken
    found = {name: _section(name, dict(parser.items(name))) for name in parser.sections()}
    if "account" not in found:
        raise MappingCannotBeUsed("[account]", field="mapping")
    return MappedTables(found)


def _section(name: str, given: dict[str, str]) -> MappedTable:
    known = SECTIONS.get(name)
    if known is None:
        raise MappingCannotBeUsed(f"[{name}]", field="mapping")
    columns: dict[str, str] = {}
    states: dict[str, str] = {}
    for left, right in given.items():
        kind, dot, state = left.partition(".")
        if dot and kind == "state" and known.states is not None and state in set(known.states):
            states |= {word.strip().casefold(): state for word in right.split(",") if word.strip()}
        elif left in known.needed or left in known.may:
            columns[left] = right.strip()
        else:
            raise MappingCannotBeUsed(f"[{name}] {left}", field="mapping")
    lacking = next((one for one in known.needed if not columns.get(one)), None)
    if lacking is not None:
        raise MappingCannotBeUsed(f"[{name}] {lacking}", field="mapping")
    return MappedTable(name, columns.pop("table"), columns, states)
