"""Where each fact stands in Odoo: model, fields, what it needs, and lines whose changes do not touch their document.

Field names differ between versions: of `either` the first that is there is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contact_center.kernel.contracts.erp import Capability, Entity


@dataclass(frozen=True, slots=True)
class OdooLines:
    """Records that belong to a document, and are read with it."""

    model: str
    parent: str
    fields: tuple[str, ...]
    either: tuple[tuple[str, ...], ...] = ()
    domain: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class OdooModel:
    """One model as one kind of fact."""

    capability: Capability
    entity: Entity
    model: str
    fields: tuple[str, ...]
    account: str | None = None
    """Field by which it belongs to a partner; children of a company belong to the company."""
    domain: tuple[Any, ...] = ()
    extras: tuple[tuple[Capability, tuple[str, ...]], ...] = ()
    """Asked for where all of them are there, which is a capability of its own."""
    either: tuple[tuple[str, ...], ...] = ()
    lines: tuple[OdooLines, ...] = ()
    newest: str = "id"
    """By what its documents are sorted."""


PARTNER = OdooModel(
    Capability.CUSTOMERS, Entity.ACCOUNT, "res.partner",
    ("name", "ref", "vat", "email", "phone", "lang", "active", "commercial_partner_id", "parent_id"),
    account="id",
    domain=(["parent_id", "=", False],),
    either=(("mobile",),),
    lines=(OdooLines("res.partner", "commercial_partner_id", ("name", "email", "phone", "parent_id", "type"),
                     (("mobile",),),
                     (["parent_id", "!=", False],)),),
)  # fmt: skip
PRODUCT = OdooModel(
    Capability.PRODUCTS, Entity.PRODUCT, "product.product",
    ("default_code", "name", "uom_id", "lst_price", "currency_id", "barcode", "active"),
)  # fmt: skip
ORDER = OdooModel(
    Capability.ORDERS, Entity.ORDER, "sale.order",
    ("name", "client_order_ref", "partner_id", "state", "date_order", "commitment_date", "amount_total", "currency_id"),
    account="partner_id",
    lines=(OdooLines(
        "sale.order.line", "order_id",
        ("product_id", "name", "product_uom_qty", "qty_delivered", "price_unit", "price_subtotal", "display_type",
         "sequence"),
        (("product_uom_id", "product_uom"),),
    ),),
    newest="date_order",
)  # fmt: skip
INVOICE = OdooModel(
    Capability.INVOICES, Entity.INVOICE, "account.move",
    ("name", "ref", "commercial_partner_id", "move_type", "state", "payment_state", "invoice_date",
     "invoice_date_due", "invoice_origin", "amount_untaxed", "amount_tax", "amount_total", "amount_residual",
     "currency_id"),
    account="commercial_partner_id",
    domain=(["move_type", "in", ["out_invoice", "out_refund"]],),
    extras=((Capability.E_INVOICE, ("l10n_tw_edi_ecpay_invoice_id", "l10n_tw_edi_state", "l10n_tw_edi_carrier_number",
                                    "l10n_tw_edi_refund_invoice_number", "l10n_tw_edi_origin_invoice_number_id")),),
    lines=(OdooLines(
        "account.move.line", "move_id",
        ("display_type", "product_id", "name", "quantity", "date_maturity", "amount_currency",
         "amount_residual_currency", "product_uom_id"),
        domain=(["display_type", "in", ["product", "payment_term"]],),
    ),),
    newest="invoice_date",
)  # fmt: skip
DELIVERY = OdooModel(
    Capability.DELIVERIES, Entity.DELIVERY, "stock.picking",
    ("name", "partner_id", "state", "scheduled_date", "date_done", "origin"),
    account="partner_id",
    domain=(["picking_type_code", "=", "outgoing"],),
    extras=((Capability.TRACKING, ("carrier_id", "carrier_tracking_ref", "carrier_tracking_url")),),
    lines=(OdooLines(
        "stock.move", "picking_id", ("product_id", "product_uom_qty", "product_uom", "state"),
        (("quantity", "quantity_done"),),
    ),),
    newest="scheduled_date",
)  # fmt: skip
SOURCES = (PARTNER, PRODUCT, ORDER, INVOICE, DELIVERY)

NEEDS: dict[Capability, tuple[str, tuple[str, ...]]] = {
    Capability.COMPONENTS: ("mrp.bom.line", ("bom_id", "product_id", "product_qty")),
    Capability.STOCK: ("product.product", ("qty_available", "free_qty")),
    Capability.CREDIT: ("res.partner", ("credit", "credit_limit")),
    Capability.PDF: ("account.move", ("invoice_pdf_report_id",)),
    Capability.PAPERS: ("ir.attachment", ("res_model", "res_id", "name", "mimetype")),
}
"""What is asked for on demand, and where it must be. A customer's price needs a quotation in Odoo, which is a write."""
