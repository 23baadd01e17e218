"""Samples of records of the ERP as pages. Nobody here exists."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent_ui.records.views import (
    RecordCell,
    RecordFact,
    RecordGroup,
    RecordHistoryLine,
    RecordLink,
    RecordPageView,
    RecordTable,
)
from agent_ui.views import SourceAge, Stage, StageState, Tone
from contact_center.kernel.contracts.erp import Freshness


def order(now: datetime, beside: str = "") -> RecordPageView:
    """Late, because a production order is not ready."""
    lines = RecordTable(
        "Lines",
        (("Product", False), ("Delivered", True), ("Expected", False), ("Net", True)),
        (
            (
                RecordCell("Kiln G2 grinder", "G2-64", "/erp/product/5"),
                RecordCell("1/2", "1 set aside", figure=True),
                RecordCell("3 Dec", tone=Tone.SOON),
                RecordCell("NT$73,600", figure=True),
            ),
        ),
    )
    empty = RecordTable("Payments", (("Paid on", False),), (), "No payments.")
    old = SourceAge("Tryton", Freshness.OLD, now - timedelta(minutes=9), "Tryton does not answer.")
    return RecordPageView(
        entity="order", id="7", kind="Order", number="SO-20418", title="SO-20418 is 3 days late",
        source=SourceAge("Tryton", Freshness.FRESH, now - timedelta(seconds=20)), tone=Tone.LATE,
        text="Promised for 27 Nov, now expected 3 Dec.", source_state="Processing",
        why=(
            RecordLink("1 × Kiln G2 grinder is still being made, ready 2 Dec.", "/erp/supply/production-1", "MO-301",
                       entity="supply"),
        ),
        stages=(Stage("Confirmed", StageState.DONE), Stage("Picked", StageState.STUCK)),
        notice="Tryton does not answer.",
        customers=(RecordLink("林佳穎", "/customers/x"),), account="苔巷咖啡 Moss Lane Café",
        account_href="/erp/account/5", ask_again=2,
        facts=(
            RecordFact("Ordered", "12 Nov"),
            RecordFact("Parcel", "HP70418822", "Harbour Parcel", href="https://parcels.example/HP70418822"),
            RecordFact("Credit used", "NT$60,900", "of NT$300,000", Tone.SOON, source=old),
        ),
        tables=(lines, empty),
        groups=(
            RecordGroup("Invoices", (RecordLink("INV-3402", "/erp/invoice/3", "paid", entity="invoice"),)),
            RecordGroup("Cases", (RecordLink("C-118 Opening on Friday", None),)),
        ),
        history=(RecordHistoryLine(now - timedelta(hours=5), "Expected: 1 Dec → 3 Dec"),),
        missing=("Warranty: not available from Tryton.",), said="SO-20418: 3 days late",
        act="entity=order&record=7", beside=beside, back="/console/customers/x/orders" if beside else "",
    )  # fmt: skip


def gone() -> RecordPageView:
    return RecordPageView(
        entity="invoice", id="9", kind="Invoice", number="", title="Invoice",
        source=SourceAge("Tryton", Freshness.UNAVAILABLE), notice="Shown once the customer is verified.", there=False,
    )  # fmt: skip
