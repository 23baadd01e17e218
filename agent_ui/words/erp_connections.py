"""What the page of the ERP's connection says: kinds, fields, what an ERP gives, how to switch on what it does not."""

from __future__ import annotations

from collections.abc import Mapping

from agent_ui.words.languages import Words
from contact_center.kernel.contracts.erp import Capability
from erp_link.kinds import ErpKind, Proven

_TRYTON_MODULES = {
    Capability.ORDERS: "sale",
    Capability.INVOICES: "account_invoice",
    Capability.DELIVERIES: "stock",
    Capability.TRACKING: "stock_package_shipping",
    Capability.RETURNS: "stock",
    Capability.COMPLAINTS: "sale_complaint",
    Capability.UNITS: "stock_lot",
    Capability.PRODUCTION: "production",
    Capability.COMPONENTS: "production",
    Capability.PURCHASING: "purchase",
    Capability.INSPECTIONS: "quality",
    Capability.CREDIT: "account_credit_limit",
    Capability.STOCK: "stock",
    Capability.PRICE: "sale",
}
_ODOO_MODULES = {
    Capability.ORDERS: "sale",
    Capability.INVOICES: "account",
    Capability.DELIVERIES: "stock",
    Capability.TRACKING: "stock_delivery",
    Capability.STOCK: "stock",
    Capability.COMPONENTS: "mrp",
    Capability.E_INVOICE: "l10n_tw_edi_ecpay",
    Capability.PDF: "account",
}
_SQL_SECTIONS = {
    Capability.CUSTOMERS: "[account]",
    Capability.PRODUCTS: "[product]",
    Capability.ORDERS: "[order]",
    Capability.INVOICES: "[invoice]",
    Capability.DELIVERIES: "[delivery]",
    Capability.TRACKING: "[delivery] tracking_number",
    Capability.HIERARCHY: "[account] parent",
    Capability.E_INVOICE: "[invoice] e_invoice",
}


def capability(words: Words, which: Capability) -> str:
    return {
        Capability.CUSTOMERS: words.gettext("Customers"),
        Capability.ORDERS: words.gettext("Orders"),
        Capability.INVOICES: words.gettext("Invoices"),
        Capability.DELIVERIES: words.gettext("Deliveries"),
        Capability.PRODUCTS: words.gettext("Products"),
        Capability.TRACKING: words.gettext("Parcel numbers"),
        Capability.RETURNS: words.gettext("Returns of goods"),
        Capability.COMPLAINTS: words.gettext("Complaints"),
        Capability.UNITS: words.gettext("Serials and lots"),
        Capability.WARRANTY: words.gettext("Warranty"),
        Capability.PRODUCTION: words.gettext("Production orders"),
        Capability.PURCHASING: words.gettext("Purchase orders"),
        Capability.INSPECTIONS: words.gettext("Quality inspections"),
        Capability.HIERARCHY: words.gettext("Companies above a customer"),
        Capability.COMPONENTS: words.gettext("Parts of a product"),
        Capability.E_INVOICE: words.gettext("Electronic invoices"),
        Capability.PDF: words.gettext("Invoices as PDF"),
        Capability.PAPERS: words.gettext("Certificates and other papers"),
        Capability.CREDIT: words.gettext("Credit"),
        Capability.STOCK: words.gettext("Stock"),
        Capability.PRICE: words.gettext("A customer's price"),
        Capability.FEED: words.gettext("A copy that follows changes"),
    }[which]


def switch_on(words: Words, kind: str, which: Capability) -> str:
    """What somebody has to do for it; that it cannot be had is said, too."""
    if kind == "tryton":
        if which is Capability.PDF:
            return words.gettext(
                "In Tryton set the report “Invoice” to PDF (its server needs LibreOffice); let our user read reports."
            )
        if which is Capability.PAPERS:
            return words.gettext("Let our user read attachments in Tryton.")
        return _module(words, "Tryton", _TRYTON_MODULES.get(which))
    if kind == "odoo":
        return _module(words, "Odoo", _ODOO_MODULES.get(which))
    if kind == "sql":
        section = _SQL_SECTIONS.get(which)
        if section is None:
            return words.gettext("A mapping of tables does not give this.")
        return words.gettext("Map %(section)s below, and let our user read the table.", section=section)
    return words.gettext("See the documentation of the connector.")


def _module(words: Words, erp: str, module: str | None) -> str:
    if module is None:
        return words.gettext("Our connector does not get this from %(erp)s.", erp=erp)
    return words.gettext("Install the module %(module)s in %(erp)s, and let our user read it.", module=module, erp=erp)


def tried(words: Words, kind: ErpKind) -> str:
    """How far a connector has been proven; nothing where it was tried on the program itself."""
    if kind.tried is Proven.LIVE:
        return ""
    return words.gettext(
        "This connector follows what the vendor documents. It has not been tried on a live system: test it first."
    )


def field_label(words: Words, kind: str, name: str) -> str:
    """A field that only another package knows goes by its own name."""
    if kind == "odoo" and name == "secret":
        return words.gettext("API key")
    if kind == "sql" and name == "url":
        return words.gettext("Address of the database, or csv: and the name of a folder")
    labels: Mapping[str, str] = {
        "url": words.gettext("Address"),
        "database": words.gettext("Database"),
        "login": words.gettext("User"),
        "secret": words.gettext("Password"),
        "api": words.gettext("Interface: json2, or rpc before Odoo 19"),
        "name": words.gettext("What agents call it"),
        "currency": words.gettext("Currency"),
        "time_zone": words.gettext("Time zone"),
        "mapping": words.gettext("Tables and columns"),
    }
    return labels.get(name, name)
