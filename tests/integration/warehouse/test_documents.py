"""Orders, invoices, deliveries and returns of the ERP are in the warehouse as our copy has them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from contact_center.kernel.contracts.erp import (
    RECORD_TYPES,
    Account,
    DeliveryLine,
    DeliveryState,
    ErpRecord,
    Invoice,
    InvoiceState,
    Order,
    OrderLine,
    OrderState,
    ReturnCase,
    ReturnKind,
    ReturnState,
    Shipment,
)
from contact_center.kernel.ids import CustomerId, new_id
from contact_center.kernel.money import Money
from contact_center.platform import personal
from contact_center.platform.personal import DataSubject
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.warehouse import facts, service
from contact_center.warehouse import personal as warehouse_personal
from contact_center.warehouse.domain import FactTable
from erp_link import copy_store, store
from erp_link.copying import tell
from erp_link.copying_domain import copied
from erp_link.domain import AccountLink
from erp_link.store import PostgresFactsStore
from tests.centre import Centre
from tests.integration.warehouse.conftest import Warehouse


def money(amount: str, currency: str = "TWD") -> Money:
    return Money(currency, Decimal(amount))


def line(n: int, sku: str, quantity: str, net: Money) -> OrderLine:
    return OrderLine(n, sku, f"words about {sku}", Decimal(quantity), Decimal(0), "u", net, net, sku[-1])


def order(id: str, day: date, *lines: OrderLine) -> Order:
    total = lines[0].net
    return Order(id, f"SO-{id}", OrderState.CONFIRMED, "Processing", day, None, None, total, lines, account="7")


GOODS = (DeliveryLine("G2", "grinder", Decimal(1), "u", "2"),)


def invoice(day: date, unpaid: Money) -> Invoice:
    return Invoice(
        "3", "INV-3", InvoiceState.OPEN, "Posted", day, day, money("2100"), unpaid, account="7", net=money("2000"),
        tax=money("100"), lines=GOODS,
    )  # fmt: skip


def paper(today: date) -> list[ErpRecord]:
    return [
        order("1", today, line(1, "E1", "2", money("40000.1234")), line(2, "G2", "0.333333", money("99.5", "USD"))),
        order("2", today - timedelta(400), line(1, "E1", "1", money("20000"))),
        invoice(today, money("2100")),
        Invoice("9", "", InvoiceState.DRAFT, "Draft", None, None, money("5"), money("5"), (), "7"),
        Shipment("4", "DN-4", DeliveryState.PLANNED, "Waiting", (), today + timedelta(20), None, (), GOODS, "7"),
        ReturnCase("5", "RT-5", ReturnKind.GOODS, ReturnState.REQUESTED, "Asked", "7", today, lines=GOODS),
    ]


async def copy(centre: Centre, records: Sequence[ErpRecord], gone: Sequence[ErpRecord] = ()) -> None:
    """As the feeds do."""
    centre.clock.pass_(seconds=5)

    async def apply(work: UnitOfWork) -> None:
        for entity, kind in RECORD_TYPES.items():
            rows = [copied(one) for one in records if isinstance(one, kind)]
            touched = await copy_store.apply(work, "Tryton", entity, rows, work.now)
            ids = [one.external_id for one in gone if isinstance(one, kind)]
            touched += await copy_store.remove(work, "Tryton", entity, ids, work.now)
            await tell(work, "Tryton", entity, touched, work.now)

    await centre.run(apply)


async def rows(warehouse: Warehouse, fact: FactTable) -> list[dict[str, Any]]:
    paths, at = await warehouse.reading.paths(warehouse.centre.tenant, fact, None)
    found = warehouse.reading.engine.rows(paths, at)
    return sorted(found, key=lambda row: (row["at"], row.get("number", 0)))


OF_ERP = (facts.ORDER_LINE, facts.INVOICE, facts.INVOICE_LINE, facts.DELIVERY_LINE, facts.RETURN_LINE)


async def test_documents_are_loaded_line_by_line_with_exact_amounts_and_follow_every_change(
    centre: Centre, warehouse: Warehouse
) -> None:
    today = centre.clock.now().date()
    first = paper(today)
    await copy(centre, first[:1])
    await warehouse.load()
    await copy(centre, first)
    await warehouse.load()
    sold = await rows(warehouse, facts.ORDER_LINE)
    assert [(row["sku"], row["quantity"], row["net"], row["currency"]) for row in sold] == [
        ("E1", Decimal(1), Decimal(20000), "TWD"),
        ("E1", Decimal(2), Decimal("40000.1234"), "TWD"),
        ("G2", Decimal("0.3333"), Decimal("99.5"), "USD"),
    ]
    (owed,) = await rows(warehouse, facts.INVOICE)
    assert (owed["net"], owed["tax"], owed["total"], owed["open"]) == (2000, 100, 2100, 2100)
    for fact in OF_ERP[2:]:
        assert [row["quantity"] for row in await rows(warehouse, fact)] == [1]
    assert await warehouse.loader.check(centre.tenant) == []

    known = (await warehouse.reading.paths(centre.tenant, facts.ORDER_LINE, None))[1]
    await copy(centre, [order("1", today, line(1, "E1", "3", money("60000")))], gone=[first[1]])
    await copy(centre, [invoice(today, money("0"))])
    await warehouse.load()
    (left,) = await rows(warehouse, facts.ORDER_LINE)
    assert (left["quantity"], left["net"]) == (3, 60000)
    assert (await rows(warehouse, facts.INVOICE))[0]["open"] == 0
    assert await warehouse.reading.count(centre.tenant, facts.ORDER_LINE, as_of=known) == 3

    await copy(centre, [order("1", today - timedelta(1), line(1, "E1", "3", money("60000")))])
    await warehouse.load()
    (moved,) = await rows(warehouse, facts.ORDER_LINE)
    assert moved["at"].date() == today - timedelta(1)
    before = await centre.rows("select count(*) as n from measures.fact_file where fact = 'order_line'")
    await copy(centre, [Account("7", "C7", "Moss Lane")])
    await warehouse.load()
    assert await centre.rows("select count(*) as n from measures.fact_file where fact = 'order_line'") == before
    assert await warehouse.loader.check(centre.tenant) == []

    await centre.run(service.read_again)
    await warehouse.load()
    assert await rows(warehouse, facts.ORDER_LINE) == [moved]


async def test_an_account_becomes_a_customer_and_an_erased_one_leaves_figures_of_nobody(
    centre: Centre, warehouse: Warehouse
) -> None:
    today = centre.clock.now().date()
    await copy(centre, paper(today))
    await warehouse.load()
    assert {row["customer"] for row in await rows(warehouse, facts.ORDER_LINE)} == {None}

    customer = CustomerId(new_id())
    known = PostgresFactsStore(centre.db)
    for account in ("8", "7"):
        link = AccountLink(Account(account, "C7", "Moss Lane"), centre.clock.now())
        await known.save_link(centre.tenant, customer, "Tryton", link)
        await warehouse.load()
    (key,) = {row["customer"] for fact in OF_ERP for row in await rows(warehouse, fact)}
    assert key is not None
    assert key != customer
    sold = await rows(warehouse, facts.ORDER_LINE)
    await known.save_link(centre.tenant, customer, "Tryton", AccountLink(None, centre.clock.now()))
    await warehouse.load()
    assert {row["customer"] for row in await rows(warehouse, facts.ORDER_LINE)} == {None}
    await known.save_link(centre.tenant, customer, "Tryton", link)
    await warehouse.load()
    assert await rows(warehouse, facts.ORDER_LINE) == sold

    async def erase(work: UnitOfWork) -> None:
        await store.withhold(work, [customer])
        await personal.erase(work, warehouse_personal.TABLES, DataSubject([customer]))

    await centre.run(erase)
    assert await centre.rows("select 1 from erp.record where entity = 'order'") == []
    await copy(centre, paper(today))
    await centre.run(service.read_again)
    await warehouse.load()
    assert await warehouse.loader.check(centre.tenant) == []
    assert await rows(warehouse, facts.ORDER_LINE) == sold
    assert await centre.rows("select key from measures.fact_customer where key is not null") == []
