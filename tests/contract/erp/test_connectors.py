"""What every connector owes, over all that can be told something here: Odoo by both of its interfaces, SQL, CSV.

Odoo is ours, built from what its vendor documents. Tryton is held to the same by `test_connector.py`, on the program
itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from contact_center.kernel.contracts.erp import (
    Account,
    Capability,
    ContactPoint,
    DeliveryState,
    Entity,
    InvoiceState,
    Order,
    OrderState,
)
from contact_center.kernel.errors import RetryLater
from contact_center.kernel.money import Money
from erp_link.connectors.odoo.client import OdooApi
from erp_link.domain import document_number
from erp_link.kinds import FullConnector
from tests.contract.erp.kits import (
    CUSTOMER,
    CUSTOMER_NUMBER,
    EMAIL,
    ORDERED_ON,
    PHONE,
    PRICE,
    PROMISED_ON,
    TAX_ID,
    CsvKit,
    ErpKit,
    OdooKit,
    SqlKit,
    order_number,
)
from tests.erp_server import free_port
from tests.odoo_server import odoo_server
from tests.told import refused

KITS = ("odoo json2", "odoo rpc", "sql", "csv")


@pytest_asyncio.fixture(params=KITS)
async def kit(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ErpKit]:
    async with AsyncExitStack() as stack:
        if request.param.startswith("odoo"):
            server = await stack.enter_async_context(odoo_server())
            yield OdooKit(server, OdooApi(request.param.removeprefix("odoo ")))
        elif request.param == "sql":
            made = request.getfixturevalue("empty_database")
            yield SqlKit(made.owner, made.app)
        else:
            yield CsvKit(tmp_path)


@pytest_asyncio.fixture
async def erp(kit: ErpKit) -> AsyncIterator[FullConnector]:
    made = kit.connector()
    yield made
    await made.close()


async def followed(erp: FullConnector, cursor: Any, limit: int) -> tuple[dict[str, Order], Any, int]:
    """A round of the feed of orders: the last of each, the cursor, and how many steps it took."""
    found: dict[str, Order] = {}
    for step in range(1, 60):
        page = await erp.changes(Entity.ORDER, cursor, limit)
        found |= {one.number: one for one in page.records if isinstance(one, Order)}
        cursor = page.cursor
        if page.done:
            return found, cursor, step
    raise AssertionError("the round has no end")


async def test_what_is_there_is_offered_and_nothing_else(erp: FullConnector) -> None:
    offers = await erp.probe()
    wanted = {Capability.CUSTOMERS, Capability.ORDERS, Capability.INVOICES, Capability.DELIVERIES, Capability.PRODUCTS}
    assert wanted | {Capability.TRACKING, Capability.E_INVOICE, Capability.FEED} <= offers
    assert not {Capability.RETURNS, Capability.PRODUCTION, Capability.PRICE, Capability.WARRANTY} & offers


@pytest.mark.parametrize(
    "point", [("email", EMAIL.lower()), ("phone", PHONE), ("tax_id", TAX_ID), ("number", CUSTOMER_NUMBER)]
)
async def test_a_customer_is_found_by_whatever_is_known(
    kit: ErpKit, erp: FullConnector, point: tuple[str, str]
) -> None:
    [found] = await erp.find_accounts((ContactPoint(*point),))
    assert (found.external_id, found.number, found.name, found.tax_id) == (
        kit.account, CUSTOMER_NUMBER, CUSTOMER, TAX_ID,
    )  # fmt: skip
    assert EMAIL.lower() in found.emails
    assert PHONE in found.phones
    assert found.language == "zh-TW"


@pytest.mark.parametrize(
    "point", [("email", "nobody@nowhere.example"), ("email", "%@%"), ("phone", "+886900000001"), ("tax_id", "")]
)
async def test_a_stranger_is_nobody(erp: FullConnector, point: tuple[str, str]) -> None:
    assert await erp.find_accounts((ContactPoint(*point),)) == ()


async def test_an_order_is_exact_to_the_cent_and_to_the_day(kit: ErpKit, erp: FullConnector) -> None:
    """Odoo says 23:30 UTC of the day before, which is the first of December where the company is."""
    kit.order(1, delivered=1)
    [order] = await erp.orders(kit.account)
    assert (order.number, order.state, order.customer_reference) == ("SO-00001", OrderState.PART_DELIVERED, "PO-9")
    assert (order.ordered_on, order.promised_on) == (ORDERED_ON, PROMISED_ON)
    assert order.total == Money("TWD", PRICE * 2)
    [line] = order.lines
    assert (line.sku, line.quantity, line.delivered) == ("G2-64", Decimal(2), Decimal(1))
    assert (line.unit_price.amount, line.net.amount) == (PRICE, PRICE * 2)


async def test_an_invoice_says_what_is_open_and_when_it_is_due(kit: ErpKit, erp: FullConnector) -> None:
    invoice = next(one for one in await erp.invoices(kit.account) if one.number == "INV/2026/0031")
    assert (invoice.state, invoice.due_on) == (InvoiceState.PART_PAID, date(2026, 12, 10))
    assert (invoice.total, invoice.open_amount) == (Money("TWD", Decimal("2592.58")), Money("TWD", Decimal("500.05")))
    assert invoice.order_numbers == ("SO-00001",)
    assert invoice.e_invoice is not None
    assert invoice.e_invoice.number == "AB12345678"


async def test_a_delivery_can_be_traced(kit: ErpKit, erp: FullConnector) -> None:
    [delivery] = await erp.deliveries(kit.account)
    assert (delivery.state, delivery.shipped_on) == (DeliveryState.SHIPPED, date(2026, 12, 2))
    [parcel] = delivery.parcels
    assert (parcel.carrier, parcel.tracking_number) == ("Black Cat", "907112345678")


async def test_a_number_in_any_spelling_tells_whose_order_it_is(kit: ErpKit, erp: FullConnector) -> None:
    kit.order(1)
    asked = document_number("so-00001")
    assert asked is not None
    found = await erp.owner(asked)
    assert found is not None
    assert (found[0].external_id, found[1]) == (kit.account, "SO-00001")
    unknown = document_number("SO-99999")
    assert unknown is not None
    assert await erp.owner(unknown) is None


@pytest.mark.parametrize("orders", [2, 3, 4])
async def test_a_copy_gets_every_order_though_all_have_one_stamp(kit: ErpKit, erp: FullConnector, orders: int) -> None:
    """A page less one, a page, a page and one."""
    for n in range(1, orders + 1):
        kit.order(n)
    found, cursor, _ = await followed(erp, None, 3)
    assert sorted(found) == [order_number(n) for n in range(1, orders + 1)]
    assert await erp.count(Entity.ORDER) == orders
    kit.order(orders + 1)
    found, _, _ = await followed(erp, cursor, 3)
    assert order_number(orders + 1) in found


async def test_a_line_that_changes_brings_its_order(kit: ErpKit, erp: FullConnector) -> None:
    kit.order(1)
    kit.order(2)
    _, cursor, _ = await followed(erp, None, 10)
    kit.deliver(2, 2)
    found, _, _ = await followed(erp, cursor, 10)
    assert found["SO-00002"].state is OrderState.DELIVERED


async def test_a_cursor_of_another_process_goes_on_where_it_stood(kit: ErpKit, erp: FullConnector) -> None:
    for n in range(1, 5):
        kit.order(n)
    first = await erp.changes(Entity.ORDER, None, 2)
    other = kit.connector()
    found, _, _ = await followed(other, first.cursor, 2)
    await other.close()
    assert {one.number for one in first.records} | set(found) == {order_number(n) for n in range(1, 5)}


async def test_what_is_gone_is_no_longer_listed(kit: ErpKit, erp: FullConnector) -> None:
    for n in (1, 2, 3):
        kit.order(n)
    kit.remove(2)
    listed: list[str] = []
    while page := await erp.ids(Entity.ORDER, listed[-1] if listed else None, 1):
        listed += page
    left = [await erp.get(Entity.ORDER, id) for id in listed]
    assert [one.number for one in left if one is not None] == ["SO-00001", "SO-00003"]
    assert await erp.get(Entity.ORDER, "999999") is None


async def test_accounts_and_products_are_followed_too(kit: ErpKit, erp: FullConnector) -> None:
    page = await erp.changes(Entity.ACCOUNT, None, 10)
    [account] = page.records
    assert isinstance(account, Account)
    assert account.name == CUSTOMER
    [product] = await erp.products(("G2-64", "NO-SUCH-SKU"))
    assert product.list_price == Money("TWD", PRICE)


async def test_a_column_that_is_renamed_takes_its_kind_away_and_nothing_else(kit: ErpKit) -> None:
    kit.order(1)
    kit.lose_column()
    erp = kit.connector()
    offers = await erp.probe()
    assert Capability.INVOICES not in offers
    assert Capability.ORDERS in offers
    assert len(await erp.orders(kit.account)) == 1
    await erp.close()


@pytest.mark.parametrize("kit", ["odoo json2", "odoo rpc", "sql"], indirect=True)
async def test_an_erp_that_is_away_is_asked_again_later(kit: ErpKit) -> None:
    port = free_port()
    url = f"postgresql://nobody@127.0.0.1:{port}/shop" if isinstance(kit, SqlKit) else f"http://127.0.0.1:{port}"
    erp = kit.connector(url=url, deadline=timedelta(seconds=3))
    with refused(RetryLater, match="."):
        await erp.probe()
    await erp.close()
