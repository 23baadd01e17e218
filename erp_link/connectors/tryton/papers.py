"""What Tryton gives only when somebody asks for it: what a product is made of, prints, and attached files."""

from __future__ import annotations

import mimetypes
from typing import Any

from contact_center.kernel.contracts.erp import BomLine, ErpFile, Paper
from erp_link.connectors.tryton.client import TrytonClient
from erp_link.connectors.tryton.parse import Record, decimal, many, one, unit_of

INVOICE_REPORT = "account.invoice"
MOST_PAPERS = 50
_PART = ("product", "product.code", "product.name", "quantity", "unit.symbol")


async def prints_pdf(client: TrytonClient) -> bool:
    """Whether the report of invoices ends in PDF here: Tryton makes one only where it is told to, by LibreOffice."""
    found = await client.search_read(
        "ir.action.report", [["report_name", "=", INVOICE_REPORT]], ("extension",), limit=5
    )
    return any(row.get("extension") == "pdf" for row in found)


async def invoice_pdf(client: TrytonClient, id: int) -> ErpFile | None:
    extension, content, _, name = await client.call(
        f"report.{INVOICE_REPORT}.execute", [id], {"model": INVOICE_REPORT, "id": id, "ids": [id]}
    )
    if extension != "pdf" or not isinstance(content, bytes):
        return None
    return ErpFile(f"{name}.pdf", "application/pdf", content)


async def components(client: TrytonClient, product: int) -> tuple[BomLine, ...]:
    """By the first bill of materials of the product, for one piece."""
    asked = (
        "bom.outputs.product", "bom.outputs.quantity", *(f"bom.inputs.{name}" for name in _PART),
    )  # fmt: skip
    found = await client.search_read(
        "product.product-production.bom", [["product", "=", product]], asked, limit=1, order=[["sequence", "ASC"]]
    )
    if not found:
        return ()
    bom = one(found[0], "bom.")
    made = [decimal(part.get("quantity")) for part in many(bom, "outputs.") if part.get("product") == product]
    pieces = made[0] if made and made[0] else decimal(1)
    return tuple(_part(part, pieces) for part in many(bom, "inputs."))


def _part(part: Record, pieces: Any) -> BomLine:
    goods = one(part, "product.")
    return BomLine(
        goods.get("code") or "", goods.get("name") or "", decimal(part.get("quantity")) / pieces,
        unit_of(part, "unit."), str(part["product"]) if part.get("product") else None,
    )  # fmt: skip


async def papers(client: TrytonClient, product: int, serial: str | None) -> tuple[Paper, ...]:
    """Files attached to the product, to its template, and to the lot."""
    found = await client.search_read("product.product", [["id", "=", product]], ("template",), limit=1)
    resources = [f"product.product,{product}", *(f"product.template,{row['template']}" for row in found)]
    if serial:
        domain = [["number", "=", serial], ["product", "=", product]]
        resources += [
            f"stock.lot,{lot['id']}" for lot in await client.search_read("stock.lot", domain, ("id",), limit=5)
        ]
    domain = [["resource", "in", resources], ["type", "=", "data"]]
    rows = await client.search_read("ir.attachment", domain, ("name",), limit=MOST_PAPERS)
    return tuple(Paper(str(row["id"]), str(row["name"]), _kind(str(row["name"]))) for row in rows)


async def paper(client: TrytonClient, id: int) -> ErpFile | None:
    rows = await client.search_read(
        "ir.attachment", [["id", "=", id], ["type", "=", "data"]], ("name", "data"), limit=1
    )
    if not rows or not isinstance(rows[0].get("data"), bytes):
        return None
    return ErpFile(str(rows[0]["name"]), _kind(str(rows[0]["name"])), rows[0]["data"])


def _kind(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
