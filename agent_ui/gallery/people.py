"""Sample facts of one customer, as the ERP would give them. Nobody here exists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from agent_ui.gallery import cases, ratings
from agent_ui.views import (
    CustomerChoice,
    CustomerView,
    ErpFacts,
    Fact,
    HistoryLine,
    IdentityState,
    IdentityView,
    OpenMatter,
    Tab,
)
from contact_center.kernel.contracts.erp import (
    Block,
    Delay,
    DelayCause,
    DeliveryLine,
    DeliveryState,
    Freshness,
    Installment,
    Invoice,
    InvoiceState,
    Order,
    OrderLine,
    OrderState,
    Parcel,
    Payment,
    Product,
    Shipment,
)
from contact_center.kernel.ids import CustomerId, InteractionId
from contact_center.kernel.money import Money

HOME = ZoneInfo("Asia/Taipei")
"""Of all samples: what is late there is late by its calendar, at any hour."""


def sample_id(n: int) -> UUID:
    return UUID(int=0x018F_0000_0000_7000_8000_0000_0000_0000 + n)


def twd(amount: str) -> Money:
    return Money("TWD", Decimal(amount))


def orders(today: date) -> tuple[Order, ...]:
    grinder = OrderLine(1, "G1", "Kiln G1 磨豆機", Decimal(2), Decimal(1), "u", twd("38500"), twd("77000"), "5")
    filters = OrderLine(1, "F-12", "Water filter", Decimal(12), Decimal(12), "u", twd("320"), twd("3840"))
    return (
        Order(
            "1",
            "SO-20418",
            OrderState.PART_DELIVERED,
            "processing",
            today - timedelta(12),
            today - timedelta(3),
            today + timedelta(3),
            twd("77000"),
            (grinder,),
            "PO-118",
            account="7",
            delays=(
                Delay(
                    DelayCause.PRODUCTION, "Kiln G1 磨豆機", Decimal(1), today + timedelta(2), "MO-301", "production-1"
                ),
            ),
        ),
        Order(
            "2",
            "SO-20102",
            OrderState.DELIVERED,
            "done",
            today - timedelta(40),
            today - timedelta(30),
            today - timedelta(30),
            twd("3840"),
            (filters,),
        ),
    )


def invoices(today: date) -> tuple[Invoice, ...]:
    return (
        Invoice(
            "1",
            "INV-3391",
            InvoiceState.OPEN,
            "posted",
            today - timedelta(42),
            today - timedelta(12),
            twd("48300"),
            twd("48300"),
            ("SO-20102",),
            "7",
            twd("46000"),
            twd("2300"),
            (Installment(today - timedelta(12), twd("48300"), is_open=True),),
            (Payment(today - timedelta(2), twd("1000"), "Bank transfer"),),
            "PO-118",
            (DeliveryLine("G1", "Kiln G1 磨豆機", Decimal(1), "u", "5", "G1-0007"),),
        ),
        Invoice(
            "2",
            "INV-3407",
            InvoiceState.OPEN,
            "posted",
            today - timedelta(23),
            today + timedelta(7),
            twd("12600"),
            twd("12600"),
            (),
        ),
        Invoice(
            "3",
            "INV-3288",
            InvoiceState.PAID,
            "paid",
            today - timedelta(90),
            today - timedelta(60),
            twd("31500"),
            twd("0"),
            (),
        ),
    )


def deliveries(today: date) -> tuple[Shipment, ...]:
    parcel = Parcel("T-Cat 黑貓", "9050-1182-3341", "https://tracking.example/905011823341")
    return (
        Shipment(
            "1",
            "SHP-7731",
            DeliveryState.SHIPPED,
            "done",
            ("SO-20418",),
            today - timedelta(2),
            today - timedelta(1),
            (parcel,),
            (DeliveryLine("G1", "Kiln G1 磨豆機", Decimal(1), "u", "5", "G1-0007"),),
            "7",
        ),
        Shipment("2", "SHP-7745", DeliveryState.PLANNED, "waiting", ("SO-20418",), today + timedelta(3), None),
    )


def erp_facts(now: datetime) -> ErpFacts:
    today, fresh, old = now.astimezone(HOME).date(), now - timedelta(minutes=2), now - timedelta(hours=3)
    return ErpFacts(
        Block("Tryton", Freshness.FRESH, fresh, orders(today)),
        Block("Tryton", Freshness.OLD, old, invoices(today), "Tryton did not answer for 11 minutes."),
        Block("Tryton", Freshness.FRESH, fresh, deliveries(today)),
        Block(
            "Tryton",
            Freshness.FRESH,
            fresh,
            (
                Product(
                    "1", "E1", "Kiln E1", "u", twd("128000"), names=(("zh-TW", "E1 咖啡機"),), gtin="4710000000017"
                ),
                Product("2", "G1", "Kiln G1 磨豆機", "u", twd("38500"), False),
            ),
        ),
    )


def asking_facts() -> ErpFacts:
    return ErpFacts(
        Block("Tryton", Freshness.ASKING, None, ()),
        Block("Tryton", Freshness.UNAVAILABLE, None, (), "This ERP gives no invoices."),
        Block("Tryton", Freshness.ASKING, None, ()),
        Block("Tryton", Freshness.ASKING, None, ()),
    )


def history(now: datetime) -> tuple[HistoryLine, ...]:
    return (
        HistoryLine(
            InteractionId(sample_id(301)),
            "voice",
            "Call with Wei, 3:12",
            now - timedelta(5),
            "Wei",
            "callback promised",
        ),
        HistoryLine(
            InteractionId(sample_id(302)), "email", "Re: Delivery before our opening?", now - timedelta(7), "Mei"
        ),
    )


def customer(now: datetime, tab: Tab = Tab.NOW) -> CustomerView:
    return CustomerView(
        name="林佳穎",
        identity=IdentityView(IdentityState.VERIFIED, "signed in to the shop", now - timedelta(minutes=7)),
        interaction=InteractionId(sample_id(1)),
        customer=CustomerId(sample_id(101)),
        role="Owner, Moss Lane Café 苔巷咖啡",
        addressed="林小姐",
        warnings=("Deliver before 10:30: the lane closes for the market",),
        tags=("café", "two shops"),
        facts=(
            Fact("Writes", "Chinese"),
            Fact("E-mail", "lin@mosslane.example"),
            Fact("Phone", "+886 2 2711 0482", "on file"),
        ),
        erp=erp_facts(now),
        tab=tab,
        history=history(now),
        open_matters=(OpenMatter("E-mail", "Steam wand drips", now - timedelta(days=4), "/console"),),
        cases=cases.section(),
        ratings=ratings.lines(now),
        may_send=(Fact("Marketing", "SMS agreed, E-mail withdrawn"),),
    )


def several(now: datetime) -> CustomerView:
    return CustomerView(
        name="+886 2 2711 0482",
        identity=IdentityView(IdentityState.SEVERAL),
        interaction=InteractionId(sample_id(2)),
        choices=(
            CustomerChoice(CustomerId(sample_id(111)), "張雅婷", "Moss Lane Café"),
            CustomerChoice(CustomerId(sample_id(112)), "Hannah Brooks", "Fold"),
        ),
        shared_address="+886 2 2711 0482",
    )


def claimed(now: datetime) -> CustomerView:
    return CustomerView(
        name="Tom Hale",
        identity=IdentityView(IdentityState.CLAIMED, "The sender's address is his on file; it proves nothing."),
        interaction=InteractionId(sample_id(3)),
        customer=CustomerId(sample_id(103)),
        role="Bookkeeping, Moss Lane Café",
        facts=(
            Fact("Claims", "to•••@mosslane.example", "as on file"),
            Fact("Moss Lane Café", "may get invoices"),
        ),
        erp=asking_facts(),
        locked=("Addresses in full", "Changes of their data"),
        hidden=frozenset({"addresses", "changes"}),
    )
