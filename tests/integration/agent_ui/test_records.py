"""Pages and panels of the ERP's records, from our copy, while the ERP itself is silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest_asyncio

from contact_center.directory.service import Role
from contact_center.kernel.contracts.erp import (
    RECORD_TYPES,
    Account,
    DeliveryLine,
    DeliveryState,
    Entity,
    ErpRecord,
    Installment,
    Invoice,
    InvoiceState,
    Order,
    OrderLine,
    OrderState,
    Product,
    Promise,
    Shipment,
    Supply,
    SupplyKind,
    SupplyState,
    Unit,
)
from contact_center.kernel.ids import CustomerId
from contact_center.kernel.money import Money
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from crm_core.identity import service as identity
from crm_core.identity.domain import Guarded
from erp_link import copy_store
from erp_link.copying_domain import copied
from tests.integration.agent_ui.conftest import House
from tests.integration.agent_ui.test_finding import connected


def twd(amount: int) -> Money:
    return Money("TWD", Decimal(amount))


def company(today: date) -> list[ErpRecord]:
    """An order that is late because its grinder is being made, and all around it."""
    late, ready = today - timedelta(3), today + timedelta(2)
    line = OrderLine(1, "G2-64", "Kiln G2 grinder", Decimal(2), Decimal(0), "u", twd(100), twd(200), "5", Decimal(1))
    goods = DeliveryLine("G2-64", "Kiln G2 grinder", Decimal(1), "u", "5", "G2-0007")
    return [
        Account("7", "C00001", "Moss Lane", emails=("lin@mosslane.example",)),
        Order(
            "1", "SO-20418", OrderState.CONFIRMED, "Processing", late, late, ready, twd(210), (line,),
            promises=(Promise(late, ready),), account="7",
        ),
        Invoice(
            "3", "INV-3402", InvoiceState.OPEN, "Posted", late, late, twd(210), twd(210), ("SO-20418",), "7",
            installments=(Installment(late, twd(110), is_open=True), Installment(ready, twd(100), is_open=True)),
        ),
        Shipment("4", "DN-7001", DeliveryState.PLANNED, "Waiting", ("SO-20418",), ready, None, (), (goods,), "7"),
        Product("5", "G2-64", "Kiln G2 grinder", "u", twd(100), names=(("zh-TW", "Kiln G2 磨豆機"),)),
        Unit("6", "G2-0007", "5", "G2-64", "Kiln G2 grinder", "7", Decimal(1), late, ("SO-20418",), ("DN-7001",)),
        Supply(
            "production-1", "MO-301", SupplyKind.PRODUCTION, SupplyState.RUNNING, "Running", "5", "G2-64",
            "Kiln G2 grinder", Decimal(6), "u", late, ready,
        ),
    ]  # fmt: skip


async def copy(house: House, records: list[ErpRecord]) -> None:
    at = house.runtime.clock.now()

    async def apply(work: UnitOfWork) -> None:
        for entity in Entity:
            rows = [copied(one) for one in records if isinstance(one, RECORD_TYPES[entity])]
            await copy_store.claim(work, "Tryton", entity, at)
            await copy_store.apply(work, "Tryton", entity, rows, at)
            await copy_store.advance(
                work, "Tryton", entity, {}, rows=len(rows), agreed_at=at, changed_at=None, until=at
            )
            await copy_store.release(work, "Tryton", entity, None)

    await house.runtime.database.run(house.tenant, apply, actor="test")


async def lin(house: House) -> CustomerId:
    async def make(work: UnitOfWork) -> CustomerId:
        return await customers.create_customer(work, name="Lin Jiaying", emails=["lin@mosslane.example"])

    return await house.runtime.database.run(house.tenant, make, actor="test")


@pytest_asyncio.fixture(loop_scope="session")
async def shop(house: House) -> CustomerId:
    await connected(house)
    await copy(house, company(house.runtime.clock.now().date()))
    return await lin(house)


async def test_an_order_says_why_it_is_late_and_leads_to_all_that_belongs_to_it(house: House, shop: CustomerId) -> None:
    mei = await house.person("mei", Role.AGENT)
    went = await mei.get("/erp/order?number=SO-20418")
    assert (went.status_code, went.headers["location"]) == (303, "/erp/order/1")
    assert (await mei.get("/erp?q=SO-20418")).headers["location"] == "/erp/order/1"
    page = (await mei.get("/erp/order/1")).text
    assert "SO-20418 is 3 days late" in page
    assert "1 × Kiln G2 grinder is still being made, ready" in page
    for place in ("/erp/supply/production-1", "/erp/invoice/3", "/erp/delivery/4", "/erp/unit/6", f"/customers/{shop}"):
        assert f'href="{place}"' in page, place
    invoice = (await mei.get("/erp/invoice/3")).text
    assert "overdue 3 days" in invoice
    assert "NT$110" in invoice
    assert "/erp/order/1" in invoice
    assert "Kiln G2 grinder" in (await mei.get("/erp/delivery/4")).text
    assert "MO-301" in (await mei.get("/erp/product/5")).text
    assert "SO-20418" in (await mei.get("/erp/unit/6")).text
    assert "Production order" in (await mei.get("/erp/supply/production-1")).text


async def test_what_changed_when_stands_on_the_page(house: House, shop: CustomerId) -> None:
    mei = await house.person("mei", Role.AGENT)
    moved = [one for one in company(house.runtime.clock.now().date()) if isinstance(one, Supply)]
    house.runtime.clock.pass_(minutes=1) if hasattr(house.runtime.clock, "pass_") else None

    await copy(house, [replace(moved[0], state=SupplyState.DONE)])
    page = (await mei.get("/erp/supply/production-1")).text
    assert "State: in progress → done" in page


async def test_any_number_serial_or_product_is_found_by_the_command_bar(house: House, shop: CustomerId) -> None:
    mei = await house.person("mei", Role.AGENT)
    for typed, place in (
        ("so 20418", "/erp/order/1"), ("g2-0007", "/erp/unit/6"), ("磨豆機", "/erp/product/5"),
        ("G2-64", "/erp/product/5"), ("mo301", "/erp/supply/production-1"), ("INV-3402", "/erp/invoice/3"),
    ):  # fmt: skip
        assert f'href="{place}"' in (await mei.get(f"/commands?q={typed}")).text, typed


async def test_what_waits_for_proof_is_on_no_page_and_in_no_answer(house: House, shop: CustomerId) -> None:
    mei, ada = await house.person("mei", Role.AGENT), await house.person("ada", Role.ADMIN)

    async def lock(work: UnitOfWork) -> None:
        rules = await identity.policy(work, house.tenant)

        await identity.set_policy(work, replace(rules, locked=frozenset({Guarded.ORDERS, Guarded.INVOICES})))

    await house.runtime.database.run(house.tenant, lock, actor="test")
    page = (await mei.get("/erp/order/1")).text
    assert "Shown once the customer is verified." in page
    assert "210" not in page
    assert (await mei.get("/api/v1/erp/order/1")).status_code == 404
    assert "INV-3402" not in (await mei.get("/erp/delivery/4")).text
    assert "SO-20418" in (await ada.get("/erp/order/1")).text


async def test_records_and_the_state_of_feeds_by_api(house: House, shop: CustomerId) -> None:
    sam = await house.person("sam", Role.SUPERVISOR)
    order = (await sam.get("/api/v1/erp/order/1")).json()
    assert order["record"]["number"] == "SO-20418"
    assert order["record"]["total"] == {"currency": "TWD", "amount": "210"}
    assert order["record"]["delays"][0]["cause"] == "production"
    assert {one["number"] for one in order["related"]} == {"INV-3402", "DN-7001", "G2-0007"}
    assert order["customer_ids"] == [str(shop)]
    found = (await sam.get("/api/v1/erp/search?q=G2-0007")).json()["records"]
    assert [one["entity"] for one in found] == ["unit"]
    feeds = (await sam.get("/api/v1/erp/feeds")).json()["feeds"]
    assert {one["entity"] for one in feeds} == set(Entity)
    assert all(one["complete"] for one in feeds)
    assert (await sam.get("/api/v1/erp/order/999")).status_code == 404
    assert "nothing with this number" in (await sam.get("/erp/order/999")).text


async def test_without_an_erp_the_pages_say_so(house: House) -> None:
    mei = await house.person("mei", Role.AGENT)
    assert "No ERP is connected" in (await mei.get("/erp/order/1")).text
    assert (await mei.get("/erp?q=SO-1")).headers["location"] == "/customers?q=SO-1"
