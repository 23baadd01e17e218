"""One small company in several ERPs: what the contract tests tell each of them, and expect from all."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import psycopg
from sqlalchemy import make_url

from contact_center.kernel.contracts.erp import Entity
from erp_link.connectors.odoo.client import OdooApi
from erp_link.connectors.odoo.wiring import ODOO
from erp_link.connectors.sql.wiring import SQL
from erp_link.kinds import ErpConnection, FullConnector
from tests import odoo_server
from tests.odoo_server import OdooServer

CUSTOMER, CUSTOMER_NUMBER = "苔巷咖啡 Moss Lane Café", "C00001"
EMAIL, PHONE, TAX_ID = "Tom@MossLane.example", "+886912345018", "28751100"
ORDERED_ON = date(2026, 12, 1)
PROMISED_ON = date(2026, 12, 4)
PRICE = Decimal("1234.56")
"""Of one piece: what binary floating point cannot say."""


class ErpKit(Protocol):
    """An ERP that can be told things."""

    account: str
    """Its id of the customer."""

    def connector(self, **changed: Any) -> FullConnector: ...

    def order(self, n: int, *, delivered: int = 0) -> None:
        """An order of two pieces, stamped with the instant of the one before it."""
        ...

    def deliver(self, n: int, pieces: int) -> None:
        """The line alone is changed, some time later."""
        ...

    def remove(self, n: int) -> None: ...

    def lose_column(self) -> None:
        """Invoices lose the column of what is open."""
        ...


def order_number(n: int) -> str:
    return f"SO-{n:05}"


# --- Odoo ------------------------------------------------------------------------------------------------


class OdooKit:
    account = "11"

    def __init__(self, server: OdooServer, api: OdooApi) -> None:
        self.server = server
        self.api = api
        put = server.put
        company: dict[str, Any] = {
            "name": CUSTOMER, "ref": CUSTOMER_NUMBER, "vat": f"TW{TAX_ID}", "email": "office@mosslane.example",
            "phone": "02 2711 8830", "mobile": False, "lang": "zh_TW", "parent_id": False,
            "commercial_partner_id": [11, CUSTOMER], "credit": 500.05, "credit_limit": 10000.0,
        }  # fmt: skip
        put("res.partner", 11, **company)
        put("res.partner", 12, **{**company, "name": "Tom", "ref": False, "vat": False, "email": EMAIL,
                                  "phone": "0912-345-018", "parent_id": [11, CUSTOMER]})  # fmt: skip
        put("res.company", 1, name="Kiln & Co", currency_id=[5, "TWD"])
        put("res.lang", 1, code="zh_TW")
        put("product.product", 5, default_code="G2-64", name="Kiln G2 grinder", name_zh="G2 磨豆機",
            uom_id=[1, "Units"], lst_price=1234.56, currency_id=[5, "TWD"], barcode="4710000000017",
            qty_available=3.0, free_qty=1.0,
            product_tmpl_id=[50, "Kiln G2 grinder"])  # fmt: skip
        put("stock.warehouse", 1, name="Taipei")
        put("account.move", 31, name="INV/2026/0031", ref=False, commercial_partner_id=[11, CUSTOMER],
            move_type="out_invoice", state="posted", payment_state="partial", invoice_date="2026-11-20",
            invoice_date_due="2026-12-20", invoice_origin="SO-00001", amount_untaxed=2469.12, amount_tax=123.46,
            amount_total=2592.58, amount_residual=500.05, currency_id=[5, "TWD"],
            l10n_tw_edi_ecpay_invoice_id="AB12345678", l10n_tw_edi_state="valid", l10n_tw_edi_carrier_number="/ABC+123",
            l10n_tw_edi_refund_invoice_number=False, l10n_tw_edi_origin_invoice_number_id=False,
            invoice_pdf_report_id=[90, "INV.pdf"])  # fmt: skip
        put("account.move.line", 311, move_id=[31, "INV"], display_type="payment_term", product_id=False, name="",
            quantity=0.0, date_maturity="2026-12-10", amount_currency=2592.58, amount_residual_currency=500.05,
            product_uom_id=False)  # fmt: skip
        same = {name: value for name, value in server.rows["account.move"][31].items() if name != "id"}
        put("account.move", 32, **{
            **same, "name": "RINV/2026/0001", "move_type": "out_refund",
            "payment_state": "not_paid", "amount_total": 100.0, "amount_residual": 100.0, "amount_untaxed": 95.24,
            "amount_tax": 4.76, "invoice_pdf_report_id": False, "l10n_tw_edi_ecpay_invoice_id": False,
            "l10n_tw_edi_refund_invoice_number": "2026112010001",
            "l10n_tw_edi_origin_invoice_number_id": [31, "AB12345678"],
        })  # fmt: skip
        put("ir.attachment", 90, name="INV.pdf", mimetype="application/pdf", datas="JVBERi0xLjQ=",
            res_model="account.move", res_id=31)  # fmt: skip
        put("stock.picking", 41, name="WH/OUT/00041", partner_id=[12, "Tom"], state="done", origin="SO-00001",
            scheduled_date="2026-12-01 02:00:00", date_done="2026-12-01 20:00:00", picking_type_code="outgoing",
            carrier_id=[2, "Black Cat"], carrier_tracking_ref="907112345678", carrier_tracking_url=False)  # fmt: skip
        put("stock.move", 411, picking_id=[41, "OUT"], product_id=[5, "[G2-64] Kiln G2 grinder"], product_uom_qty=2.0,
            product_uom=[1, "Units"], quantity=2.0, state="done")  # fmt: skip
        put("mrp.bom", 61, product_id=False, product_tmpl_id=[50, "x"], product_qty=2.0)
        put("mrp.bom.line", 611, bom_id=[61, "x"], product_id=[6, "[BURR] Burrs 64 mm"], product_qty=4.0,
            product_uom_id=[1, "Units"])  # fmt: skip
        self.order(1)
        self.remove(1)
        server.later()

    def connector(self, **changed: Any) -> FullConnector:
        given: dict[str, Any] = {"secret": odoo_server.KEY, "url": self.server.url, "deadline": timedelta(seconds=10)}
        given |= changed
        return ODOO.connect(
            ErpConnection(given["url"], odoo_server.DATABASE, odoo_server.LOGIN, given["secret"],
                          {"api": self.api.value}, deadline=given["deadline"])
        )  # fmt: skip

    def order(self, n: int, *, delivered: int = 0) -> None:
        self.server.put(
            "sale.order", n, name=order_number(n), client_order_ref="PO-9", partner_id=[12, "Tom"], state="sale",
            date_order="2026-11-30 23:30:00", commitment_date="2026-12-03 16:30:00", amount_total=2469.12,
            currency_id=[5, "TWD"],
        )  # fmt: skip
        self.server.put(
            "sale.order.line", n * 10, order_id=[n, order_number(n)], product_id=[5, "[G2-64] Kiln G2 grinder"],
            name="Kiln G2", product_uom_qty=2.0, qty_delivered=float(delivered), price_unit=1234.56,
            price_subtotal=2469.12, display_type=False, sequence=10, product_uom_id=[1, "Units"],
        )  # fmt: skip

    def deliver(self, n: int, pieces: int) -> None:
        self.server.later()
        self.server.put("sale.order.line", n * 10, qty_delivered=float(pieces))

    def remove(self, n: int) -> None:
        self.server.drop("sale.order", n)
        self.server.drop("sale.order.line", n * 10)

    def lose_column(self) -> None:
        self.server.missing.add(("account.move", "amount_residual"))


# --- home-grown ------------------------------------------------------------------------------------------

MAPPING = """
[account]
table = customers
id = cust_no
name = name
tax_id = vat
email = mail
phone = tel
language = lang

[product]
table = goods
id = sku
name = name
list_price = price

[order]
table = orders
id = order_no
account = cust_no
total = total
state = status
state.confirmed = open
state.cancelled = void
ordered_on = ordered
promised_on = promised
reference = po
{changed}

[order.lines]
table = order_lines
parent = order_no
id = line_no
sku = sku
description = text
quantity = qty
delivered = done
unit_price = price
{changed}

[invoice]
table = invoices
id = inv_no
account = cust_no
total = total
open_amount = open_amount
issued_on = issued
due_on = due
order = order_no
e_invoice = tax_number

[delivery]
table = deliveries
id = del_no
account = cust_no
order = order_no
shipped_on = shipped
tracking_number = parcel
carrier = carrier
"""
_TABLES: dict[str, list[dict[str, Any]]] = {
    "customers": [{"cust_no": CUSTOMER_NUMBER, "name": CUSTOMER, "vat": TAX_ID, "mail": EMAIL, "tel": "0912-345-018",
                   "lang": "zh_TW"}],
    "goods": [{"sku": "G2-64", "name": "Kiln G2 grinder", "price": PRICE}],
    "invoices": [{"inv_no": "INV/2026/0031", "cust_no": CUSTOMER_NUMBER, "total": Decimal("2592.58"),
                  "open_amount": Decimal("500.05"), "issued": date(2026, 11, 20), "due": date(2026, 12, 10),
                  "order_no": "SO-00001", "tax_number": "AB12345678"}],
    "deliveries": [{"del_no": "WH/OUT/00041", "cust_no": CUSTOMER_NUMBER, "order_no": "SO-00001",
                    "shipped": date(2026, 12, 2), "parcel": "907112345678", "carrier": "Black Cat"}],
}  # fmt: skip


def _order_row(n: int) -> dict[str, Any]:
    return {"order_no": order_number(n), "cust_no": CUSTOMER_NUMBER, "total": PRICE * 2, "status": "Open",
            "ordered": ORDERED_ON, "promised": PROMISED_ON, "po": "PO-9"}  # fmt: skip


def _line_row(n: int, delivered: int) -> dict[str, Any]:
    return {"line_no": n * 10, "order_no": order_number(n), "sku": "G2-64", "text": "Kiln G2 grinder",
            "qty": Decimal(2), "done": Decimal(delivered), "price": PRICE}  # fmt: skip


class SqlKit:
    """Tables in PostgreSQL, read by a user who may do nothing else."""

    account = CUSTOMER_NUMBER

    def __init__(self, owner: str, reader: str) -> None:
        self._owner = owner
        self._reader = reader
        self._stamp = 0
        columns = {"price": "numeric", "total": "numeric", "open_amount": "numeric", "issued": "date", "due": "date",
                   "shipped": "date", "ordered": "date", "promised": "date", "qty": "numeric", "done": "numeric",
                   "line_no": "integer", "changed_at": "timestamp"}  # fmt: skip
        shapes = {**{name: list(rows[0]) for name, rows in _TABLES.items()},
                  "orders": [*_order_row(1), "changed_at"],
                  "order_lines": [*_line_row(1, 0), "changed_at"]}  # fmt: skip
        self._run("create schema shop")
        for name, heads in shapes.items():
            made = ", ".join(f"{head} {columns.get(head, 'text')}" for head in heads)
            self._run(f"create table shop.{name} ({made})")
        for name, rows in _TABLES.items():
            for row in rows:
                self._insert(name, row)
        self._run("grant usage on schema shop to public")
        self._run("grant select on all tables in schema shop to public")

    def connector(self, **changed: Any) -> FullConnector:
        given: dict[str, Any] = {"url": self._reader, "secret": "", "deadline": timedelta(seconds=10)} | changed
        mapping = MAPPING.format(changed="changed = changed_at").replace("table = ", "table = shop.")
        settings = {"name": "Shop", "currency": "TWD", "mapping": mapping, "time_zone": "Asia/Taipei"}
        socket = make_url(self._reader).query.get("host", "")
        return SQL.connect(
            ErpConnection(given["url"], given.get("login", make_url(self._reader).username or ""), "", given["secret"],
                          settings, deadline=given["deadline"], folder=str(Path(str(socket)).parent))
        )  # fmt: skip

    def order(self, n: int, *, delivered: int = 0) -> None:
        stamp = f"2026-11-30 10:00:{self._stamp:02}"
        self._insert("orders", {**_order_row(n), "changed_at": stamp})
        self._insert("order_lines", {**_line_row(n, delivered), "changed_at": stamp})

    def deliver(self, n: int, pieces: int) -> None:
        self._stamp += 1
        self._run("update shop.order_lines set done = %s, changed_at = %s where line_no = %s",
                  [pieces, f"2026-11-30 10:00:{self._stamp:02}", n * 10])  # fmt: skip

    def remove(self, n: int) -> None:
        self._run("delete from shop.orders where order_no = %s", [order_number(n)])

    def lose_column(self) -> None:
        self._run("alter table shop.invoices rename column open_amount to left_over")

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        names, places = ", ".join(row), ", ".join("%s" for _ in row)
        self._run(f"insert into shop.{table} ({names}) values ({places})", list(row.values()))

    def _run(self, query: str, values: list[Any] | None = None) -> None:
        with psycopg.connect(self._owner, autocommit=True) as connection:
            connection.execute(query.encode(), values)


@dataclass
class CsvKit:
    """A folder of exported files, written anew with each change."""

    folder: Path
    account: str = CUSTOMER_NUMBER
    tables: dict[str, list[dict[str, Any]]] = field(
        default_factory=lambda: {name: [*rows] for name, rows in _TABLES.items()}
    )

    def __post_init__(self) -> None:
        (self.folder / "kiln").mkdir()
        self.tables |= {"orders": [], "order_lines": []}
        self._write()

    def connector(self, **changed: Any) -> FullConnector:
        given: dict[str, Any] = {"url": "csv:kiln", "deadline": timedelta(seconds=10)} | changed
        settings = {"name": "Exports", "currency": "TWD", "mapping": MAPPING.format(changed="")}
        return SQL.connect(
            ErpConnection(given["url"], "", "", "", settings, deadline=given["deadline"], folder=str(self.folder))
        )

    def order(self, n: int, *, delivered: int = 0) -> None:
        self.tables["orders"].append(_order_row(n))
        self.tables["order_lines"].append(_line_row(n, delivered))
        self._write()

    def deliver(self, n: int, pieces: int) -> None:
        self.tables["order_lines"] = [
            {**row, "done": pieces} if row["line_no"] == n * 10 else row for row in self.tables["order_lines"]
        ]
        self._write()

    def remove(self, n: int) -> None:
        self.tables["orders"] = [row for row in self.tables["orders"] if row["order_no"] != order_number(n)]
        self._write()

    def lose_column(self) -> None:
        self.tables["invoices"] = [
            {("left_over" if name == "open_amount" else name): value for name, value in row.items()}
            for row in self.tables["invoices"]
        ]
        self._write()

    def _write(self) -> None:
        heads = {"orders": list(_order_row(1)), "order_lines": list(_line_row(1, 0))}
        for name, rows in self.tables.items():
            with (self.folder / "kiln" / f"{name}.csv").open("w", newline="", encoding="utf-8-sig") as file:
                writer = csv.DictWriter(file, heads.get(name) or list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)


ORDERS = Entity.ORDER
