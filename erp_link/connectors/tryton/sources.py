"""Where each fact stands in Tryton: model, fields, and the lines whose changes do not touch their header.

What a Tryton without a module lacks is left out: `Extra` fields are asked for only where `probe` has found them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from contact_center.kernel.contracts.erp import Capability, Entity, ErpRecord
from erp_link.connectors.tryton import parse, parse_goods

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class LineModel:
    """Records of which a change is a change of their parent's."""

    model: str
    parent: str
    """Field that names the parent: its id, a list of ids, or a reference."""
    of: str = ""
    """For a reference: the model that is meant; other parents are not ours."""
    needs: Capability | None = None


@dataclass(frozen=True, slots=True)
class TrytonModel:
    """One model of Tryton as one kind of fact."""

    capability: Capability
    entity: Entity
    model: str
    fields: tuple[str, ...]
    parse: Callable[..., ErpRecord]
    account: str | None = None
    """Field by which it belongs to a party."""
    prefix: str = ""
    """Before the id, where one entity has several models."""
    domain: tuple[Any, ...] = ()
    extras: tuple[tuple[Capability, tuple[str, ...]], ...] = ()
    children: tuple[LineModel, ...] = ()
    newest: tuple[tuple[str, str], ...] = (("id", "DESC"),)
    in_all_languages: bool = False

    def asked(self, known: Collection[Capability]) -> tuple[str, ...]:
        """The fields that this Tryton has."""
        return (*self.fields, *(name for need, names in self.extras if need in known for name in names))

    def external_id(self, id: int) -> str:
        return f"{self.prefix}{id}"

    def own_id(self, external_id: str) -> int | None:
        """The id in Tryton, None for one that is another model's or nobody's."""
        plain = external_id.removeprefix(self.prefix) if external_id.startswith(self.prefix) else ""
        return int(plain) if plain.isdecimal() and len(plain) <= MOST_DIGITS else None


MOST_DIGITS = 15

ACCOUNT = TrytonModel(
    Capability.CUSTOMERS, Entity.ACCOUNT, "party.party",
    ("code", "name", "active", "tax_identifier.code", "lang.code", "contact_mechanisms.type",
     "contact_mechanisms.value", "contact_mechanisms.value_compact"),
    parse.account,
    account="id",
    extras=((Capability.INVOICES, ("contact_mechanisms.invoice",)),),
    children=(LineModel("party.contact_mechanism", "party"), LineModel("party.identifier", "party")),
)  # fmt: skip
PRODUCT = TrytonModel(
    Capability.PRODUCTS, Entity.PRODUCT, "product.product",
    ("code", "name", "default_uom.symbol", "active", "list_price_used"),
    parse.product,
    domain=(["active", "in", [True, False]],),
    children=(LineModel("product.template", "products"),),
    in_all_languages=True,
)  # fmt: skip
ORDER = TrytonModel(
    Capability.ORDERS, Entity.ORDER, "sale.sale",
    ("number", "reference", "party", "state", "state:string", "sale_date", "quotation_date", "shipping_date",
     "total_amount", "currency.code", "lines.type", "lines.summary", "lines.product", "lines.product.code",
     "lines.product.name", "lines.quantity", "lines.unit", "lines.unit.symbol", "lines.unit_price", "lines.amount"),
    parse.order,
    account="party",
    extras=((Capability.DELIVERIES, (
        "shipment_state", "shipments.state", "shipments.planned_date", "shipments.origin_planned_date",
        "lines.moves_progress", "lines.moves.state", "lines.moves.quantity", "lines.moves.unit",
        "lines.moves.planned_date", "lines.moves.shipment",
    )),),
    children=(LineModel("sale.line", "sale"), LineModel("stock.move", "sale", needs=Capability.DELIVERIES)),
    newest=(("sale_date", "DESC NULLS LAST"), ("id", "DESC")),
)  # fmt: skip
INVOICE = TrytonModel(
    Capability.INVOICES, Entity.INVOICE, "account.invoice",
    ("number", "reference", "party", "state", "state:string", "invoice_date", "untaxed_amount", "tax_amount",
     "total_amount", "amount_to_pay", "currency.code", "lines_to_pay.maturity_date", "lines_to_pay.reconciliation",
     "lines_to_pay.debit", "lines_to_pay.credit", "lines_to_pay.amount_second_currency",
     "payment_lines.date", "payment_lines.debit", "payment_lines.credit", "payment_lines.description",
     "lines.type", "lines.description", "lines.product", "lines.product.code", "lines.product.name", "lines.quantity",
     "lines.unit.symbol"),
    parse.invoice,
    account="party",
    domain=(["type", "=", "out"],),
    extras=((Capability.ORDERS, ("sales.number",)),),
    children=(
        LineModel("account.invoice.line", "invoice"),
        LineModel("account.move.line", "move_origin", "account.invoice"),
    ),
    newest=(("invoice_date", "DESC NULLS LAST"), ("id", "DESC")),
)  # fmt: skip
DELIVERY = TrytonModel(
    Capability.DELIVERIES, Entity.DELIVERY, "stock.shipment.out",
    ("number", "customer", "state", "state:string", "planned_date", "effective_date", "outgoing_moves.state",
     "outgoing_moves.quantity", "outgoing_moves.unit.symbol", "outgoing_moves.product",
     "outgoing_moves.product.code", "outgoing_moves.product.name"),
    parse.delivery,
    account="customer",
    extras=(
        (Capability.ORDERS, ("outgoing_moves.sale.number",)),
        (Capability.UNITS, ("outgoing_moves.lot.number",)),
        (Capability.TRACKING, ("shipping_reference", "carrier.party.name", "root_packages.shipping_reference",
                               "root_packages.shipping_tracking_url")),
    ),
    children=(
        LineModel("stock.move", "shipment", "stock.shipment.out"),
        LineModel("stock.package", "shipment", "stock.shipment.out", Capability.TRACKING),
    ),
    newest=(("planned_date", "DESC NULLS LAST"), ("id", "DESC")),
)  # fmt: skip
COMPLAINT = TrytonModel(
    Capability.COMPLAINTS, Entity.RETURN, "sale.complaint",
    ("number", "reference", "customer", "state", "state:string", "date", "type.name", "description",
     "origin", "origin.rec_name", "actions.action:string"),
    parse_goods.complaint,
    account="customer", prefix="complaint-",
    children=(LineModel("sale.complaint.action", "complaint"),),
)  # fmt: skip
GOODS_BACK = TrytonModel(
    Capability.RETURNS, Entity.RETURN, "stock.shipment.out.return",
    ("number", "reference", "customer", "state", "state:string", "planned_date", "effective_date",
     "incoming_moves.state", "incoming_moves.quantity", "incoming_moves.unit.symbol", "incoming_moves.product",
     "incoming_moves.product.code", "incoming_moves.product.name"),
    parse_goods.goods_back,
    account="customer", prefix="goods-",
    extras=((Capability.ORDERS, ("incoming_moves.sale.number",)), (Capability.UNITS, ("incoming_moves.lot.number",))),
    children=(LineModel("stock.move", "shipment", "stock.shipment.out.return"),),
)  # fmt: skip
UNIT = TrytonModel(
    Capability.UNITS, Entity.UNIT, "stock.move",
    ("lot.number", "product", "product.code", "product.name", "quantity", "effective_date", "sale.number",
     "sale.party", "shipment", "shipment.rec_name"),
    parse_goods.unit,
    account="sale.party",
    domain=(["lot", "!=", None], ["state", "=", "done"], ["to_location.type", "=", "customer"]),
)  # fmt: skip
PRODUCTION = TrytonModel(
    Capability.PRODUCTION, Entity.SUPPLY, "production",
    ("number", "product", "product.code", "product.name", "quantity", "unit.symbol", "state", "state:string",
     "planned_date", "planned_start_date", "effective_date"),
    parse_goods.production,
    prefix="production-",
    domain=(["product", "!=", None],),
    extras=((Capability.INSPECTIONS, (
        "quality_inspections.number", "quality_inspections.state", "quality_inspections.processed_at",
    )),),
    children=(LineModel("quality.inspection", "origin", "production", Capability.INSPECTIONS),),
)  # fmt: skip
PURCHASE = TrytonModel(
    Capability.PURCHASING, Entity.SUPPLY, "purchase.line",
    ("purchase.number", "purchase.state", "purchase.state:string", "purchase.purchase_date", "product",
     "product.code", "product.name", "quantity", "actual_quantity", "unit.symbol", "delivery_date_store",
     "delivery_date", "moves.state", "moves.planned_date"),
    parse_goods.purchase,
    prefix="purchase-",
    domain=(["type", "=", "line"], ["product", "!=", None]),
    children=(LineModel("purchase.purchase", "lines"), LineModel("stock.move", "origin", "purchase.line")),
)  # fmt: skip

SOURCES = (ACCOUNT, PRODUCT, ORDER, INVOICE, DELIVERY, COMPLAINT, GOODS_BACK, UNIT, PRODUCTION, PURCHASE)

NEEDS: dict[Capability, tuple[str, tuple[str, ...]]] = {
    Capability.CUSTOMERS: ("party.party", ("code", "name", "contact_mechanisms")),
    Capability.ORDERS: ("sale.sale", ("number", "state", "total_amount", "lines")),
    Capability.INVOICES: ("account.invoice", ("number", "state", "amount_to_pay", "lines_to_pay")),
    Capability.DELIVERIES: ("stock.shipment.out", ("number", "state", "planned_date", "outgoing_moves")),
    Capability.PRODUCTS: ("product.product", ("code", "name", "default_uom")),
    Capability.COMPLAINTS: ("sale.complaint", ("number", "state", "customer", "type", "origin", "actions")),
    Capability.RETURNS: ("stock.shipment.out.return", ("number", "state", "customer", "incoming_moves")),
    Capability.UNITS: ("stock.move", ("lot", "sale", "effective_date")),
    Capability.PRODUCTION: ("production", ("number", "state", "product", "planned_date")),
    Capability.PURCHASING: ("purchase.line", ("purchase", "product", "delivery_date_store")),
    Capability.INSPECTIONS: ("quality.inspection", ("number", "state", "origin", "processed_at")),
    Capability.COMPONENTS: ("product.product-production.bom", ("product", "bom")),
    Capability.PDF: ("ir.action.report", ("report_name", "extension")),
    Capability.PAPERS: ("ir.attachment", ("name", "resource", "type", "data")),
    Capability.CREDIT: ("party.party", ("credit_amount", "credit_limit_amount", "receivable")),
    Capability.PRICE: ("product.product", ("sale_price_uom",)),
    Capability.STOCK: ("product.product", ("quantity", "forecast_quantity")),
}
"""What must be there, and be readable for our user. What stands nowhere here, Tryton has not."""
