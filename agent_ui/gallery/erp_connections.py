"""Samples of the page of the ERP's connection."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.admin.erp.views import (
    ErpAbilityLine,
    ErpConnectionPage,
    ErpFeedLine,
    ErpField,
    ErpKindChoice,
    ErpTestLine,
)
from agent_ui.views import Tone

KINDS = (ErpKindChoice("tryton", "Tryton", False), ErpKindChoice("odoo", "Odoo", False),
         ErpKindChoice("sql", "SQL or CSV", True))  # fmt: skip
MAPPING = (
    "[account]\ntable = customers\nid = cust_no\nname = name\nemail = mail\n\n[order]\ntable = orders\nid = order_no"
)


def mapped(now: datetime) -> ErpConnectionPage:
    """A home-grown ERP that is being copied, in trouble here and there, whose form has just been tested."""
    return ErpConnectionPage(
        connected="Kiln 進銷存", address="postgresql://db.kiln.example/shop",
        state="Kiln 進銷存 does not answer. Since 10:12.", state_tone=Tone.LATE, feeds=feeds(now),
        abilities=(ErpAbilityLine("Orders", True), ErpAbilityLine("Invoices", True),
                   ErpAbilityLine("Parcel numbers", False,
                                  "Map [delivery] tracking_number below, and let our user read the table.")),
        kinds=KINDS, kind="sql", kind_name="SQL or CSV",
        caution="This connector follows what the vendor documents. It has not been tried on a live system.",
        fields=(ErpField("url", "Address of the database", "postgresql://db.kiln.example/shop", required=True,
                         hint="postgresql://db.example/erp"),
                ErpField("secret", "Password", secret=True, kept=True),
                ErpField("mapping", "Tables and columns", MAPPING, long=True)),
        sections=(("account", "table, id, name", "number, tax_id, email"), ("order.lines", "table, parent", "sku")),
        notice="It answers. Nothing has been changed yet: save it to connect it.",
        problem="The mapping cannot be used ([order] total)",
        tested=(ErpTestLine("Account", 1204, ("C00001, 苔巷咖啡 Moss Lane Café",)),
                ErpTestLine("Order", 20418, ("SO-20418, NT$36,800, open", "SO-20419, NT$1,200, open")),
                ErpTestLine("Invoice", 0, (), "open_amount: 'n/a' is no number")),
        offered=9, sites="https://erp.kiln.example", links_since=now - timedelta(days=2),
    )  # fmt: skip


def feeds(now: datetime) -> tuple[ErpFeedLine, ...]:
    return (
        ErpFeedLine("Account", 1204, None, now - timedelta(seconds=4), "4 s", "2026-11-30T10:11:02",
                    now - timedelta(hours=9), 3, 0),
        ErpFeedLine("Order", 8100, 41, None, "", "", None, 0, 0, "Kiln 進銷存 does not answer."),
        ErpFeedLine("Invoice", 9120, None, now - timedelta(minutes=7), "7 min", "2026-11-30T09:58:40",
                    now - timedelta(hours=9), 0, 5120),
    )  # fmt: skip
