"""What every ERP connector owes, against a live ERP that was filled with a known story."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from contact_center.demo.company.story.model import Order as ToldOrder
from contact_center.demo.company.story.model import Plot, Story
from contact_center.kernel.contracts.erp import (
    Capability,
    ContactPoint,
    DeliveryState,
    Invoice,
    InvoiceState,
    Order,
    OrderState,
    Shipment,
)
from contact_center.kernel.errors import GiveUp, ReauthNeeded, RetryLater
from erp_link.connectors.tryton.client import TrytonClient
from erp_link.connectors.tryton.connector import TrytonConnector
from erp_link.domain import DocumentNumber, document_number, numbered
from tests.erp_server import ErpServer, free_port
from tests.told import refused

pytestmark = [pytest.mark.erp, pytest.mark.timeout(900), pytest.mark.xdist_group("tryton")]

_STATES = {
    Plot.SETTLED: OrderState.DELIVERED,
    Plot.UNPAID: OrderState.DELIVERED,
    Plot.OVERDUE: OrderState.DELIVERED,
    Plot.PART_PAID: OrderState.DELIVERED,
    Plot.IN_TRANSIT: OrderState.CONFIRMED,
    Plot.PICKING: OrderState.CONFIRMED,
    Plot.PLANNED: OrderState.CONFIRMED,
    Plot.LATE: OrderState.CONFIRMED,
    Plot.PART_DELIVERED: OrderState.PART_DELIVERED,
    Plot.QUOTED: OrderState.SENT,
    Plot.DRAFT: OrderState.DRAFT,
    Plot.CANCELLED: OrderState.CANCELLED,
}


async def account_of(connector: TrytonConnector, story: Story, key: str) -> str:
    [found] = await connector.find_accounts((ContactPoint("number", story.account(key).number),))
    return found.external_id


async def test_a_number_tells_whose_document_it_is(connector: TrytonConnector, story: Story) -> None:
    """Orders, invoices and deliveries; in any spelling; and none for a number that nobody has."""
    told = next(order for order in story.orders if order.invoice is not None and order.plot is Plot.OVERDUE)
    assert told.invoice is not None
    number = story.account(told.account).number
    for said in (told.number, told.number.lower().replace("-", " "), told.invoice.number):
        asked = document_number(said)
        assert asked is not None
        found = await connector.owner(asked)
        assert found is not None
        account, written = found
        assert account.number == number
        assert numbered(written) == numbered(said)
    assert await connector.owner(DocumentNumber("SO", "99999999")) is None


async def order_named(connector: TrytonConnector, story: Story, told: ToldOrder) -> Order:
    orders = await connector.orders(await account_of(connector, story, told.account))
    return next(order for order in orders if order.number == told.number)


async def invoice_named(connector: TrytonConnector, story: Story, told: ToldOrder) -> Invoice:
    assert told.invoice is not None
    invoices = await connector.invoices(await account_of(connector, story, told.account))
    return next(invoice for invoice in invoices if invoice.number == told.invoice.number)


async def deliveries_of(connector: TrytonConnector, story: Story, told: ToldOrder) -> list[Shipment]:
    deliveries = await connector.deliveries(await account_of(connector, story, told.account))
    return [delivery for delivery in deliveries if told.number in delivery.order_numbers]


def told_with(story: Story, plot: Plot) -> ToldOrder:
    return next(order for order in story.orders if order.plot is plot)


async def test_probe_finds_everything_this_erp_gives(connector: TrytonConnector) -> None:
    lacking = {Capability.HIERARCHY, Capability.WARRANTY, Capability.E_INVOICE, Capability.PDF}
    assert frozenset(Capability) - await connector.probe() == lacking, "its invoices are not printed as PDF"


async def test_customer_is_found_by_email_however_it_is_written(connector: TrytonConnector) -> None:
    [account] = await connector.find_accounts((ContactPoint("email", "Tom@MossLane.example"),))
    assert account.name == "苔巷咖啡 Moss Lane Café"
    assert account.language == "zh-TW"


async def test_customer_is_found_by_telephone_number(connector: TrytonConnector) -> None:
    [account] = await connector.find_accounts((ContactPoint("phone", "+886912345018"),))
    assert account.number == "C00001"
    assert "+886912345018" in account.phones


async def test_number_that_two_customers_share_finds_both(connector: TrytonConnector) -> None:
    accounts = await connector.find_accounts((ContactPoint("phone", "+886227118830"),))
    assert {account.name for account in accounts} == {"Fold", "張雅婷"}


async def test_customer_is_found_by_tax_number(connector: TrytonConnector) -> None:
    [account] = await connector.find_accounts((ContactPoint("tax_id", "28751100"),))
    assert account.number == "C00001"


@pytest.mark.parametrize(
    "point",
    [
        ContactPoint("email", "nobody@nowhere.example"),
        ContactPoint("email", "%@%"),
        ContactPoint("phone", "+886900000001"),
        ContactPoint("phone", "+15550100"),
        ContactPoint("tax_id", ""),
    ],
)
async def test_stranger_is_found_nowhere(connector: TrytonConnector, point: ContactPoint) -> None:
    assert await connector.find_accounts((point,)) == ()


async def test_no_address_finds_nobody(connector: TrytonConnector) -> None:
    assert await connector.find_accounts(()) == ()


@pytest.mark.parametrize("plot", list(Plot))
async def test_order_stands_where_its_story_says(connector: TrytonConnector, story: Story, plot: Plot) -> None:
    told = told_with(story, plot)
    order = await order_named(connector, story, told)
    assert order.state is _STATES[plot]
    assert order.source_state
    assert order.ordered_on == told.ordered_on
    assert [(line.sku, line.quantity) for line in order.lines] == [(x.sku, x.quantity) for x in told.lines]
    net = sum(line.price * line.quantity for line in told.lines)
    assert sum(line.net.amount for line in order.lines) == net
    assert order.total.currency == "TWD"
    assert abs(order.total.amount - Decimal(net) * Decimal("1.05")) <= len(told.lines)


async def test_orders_of_a_customer_come_newest_first(connector: TrytonConnector, story: Story) -> None:
    orders = await connector.orders(await account_of(connector, story, "a-mosslane"))
    dated = [order.ordered_on for order in orders if order.state is not OrderState.SENT]
    assert dated == sorted(dated, key=lambda day: day or date.min, reverse=True)
    assert len(orders) == 6


async def test_late_order_says_what_was_promised_and_what_is_expected(
    connector: TrytonConnector, story: Story, anchor: date
) -> None:
    told = next(order for order in story.orders if order.number == "SO-20418")
    order = await order_named(connector, story, told)
    assert order.promised_on == anchor - timedelta(days=3)
    assert order.expected_on == anchor + timedelta(days=3)


async def test_part_delivered_order_says_what_is_missing(connector: TrytonConnector, story: Story) -> None:
    told = told_with(story, Plot.PART_DELIVERED)
    order = await order_named(connector, story, told)
    arrived = dict(told.shipments[0].lines)
    assert {line.sku: line.delivered for line in order.lines if line.delivered} == arrived
    assert order.expected_on == told.shipments[1].planned_on


async def test_overdue_invoice_has_its_due_day_and_open_amount(
    connector: TrytonConnector, story: Story, anchor: date
) -> None:
    told = next(order for order in story.orders if order.number == "SO-20102")
    invoice = await invoice_named(connector, story, told)
    assert invoice.number == "INV-3391"
    assert invoice.state is InvoiceState.OPEN
    assert invoice.due_on == anchor - timedelta(days=12)
    assert (invoice.open_amount.currency, invoice.open_amount.amount) == ("TWD", Decimal(48300))
    assert invoice.order_numbers == ("SO-20102",)


async def test_paid_and_part_paid_invoices_are_told_apart(connector: TrytonConnector, story: Story) -> None:
    paid = await invoice_named(connector, story, told_with(story, Plot.SETTLED))
    part = await invoice_named(connector, story, told_with(story, Plot.PART_PAID))
    assert (paid.state, paid.open_amount.amount) == (InvoiceState.PAID, 0)
    assert part.state is InvoiceState.PART_PAID
    assert 0 < part.open_amount.amount < part.total.amount


async def test_parcel_on_its_way_can_be_traced(connector: TrytonConnector, story: Story) -> None:
    told = told_with(story, Plot.IN_TRANSIT)
    [delivery] = await deliveries_of(connector, story, told)
    assert delivery.state is DeliveryState.SHIPPED
    assert delivery.shipped_on == told.shipments[0].shipped_on
    [parcel] = delivery.parcels
    assert (parcel.carrier, parcel.tracking_number) == (
        told.shipments[0].carrier,
        told.shipments[0].tracking_number,
    )


async def test_deliveries_of_one_order_in_parts(connector: TrytonConnector, story: Story) -> None:
    told = told_with(story, Plot.PART_DELIVERED)
    states = {delivery.state for delivery in await deliveries_of(connector, story, told)}
    assert states == {DeliveryState.DELIVERED, DeliveryState.PLANNED}


async def test_products_have_names_and_list_prices(connector: TrytonConnector, story: Story) -> None:
    told = story.products[0]
    [product] = await connector.products((told.sku, "NO-SUCH-SKU"))
    assert (product.sku, product.name, product.active) == (told.sku, told.name, True)
    assert product.list_price is not None
    assert product.list_price.amount == told.price
    assert await connector.products(()) == ()


async def test_customer_without_documents_has_empty_lists(connector: TrytonConnector, story: Story) -> None:
    buyers = {order.account for order in story.orders}
    idle = next(account for account in story.accounts if account.key not in buyers)
    account = await account_of(connector, story, idle.key)
    assert await connector.orders(account) == ()
    assert await connector.invoices(account) == ()
    assert await connector.deliveries(account) == ()
    found = await connector.account(account)
    assert found is not None
    assert found.name == idle.name
    assert await connector.account("999999") is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda s: replace(s, password="wrong"), ReauthNeeded),
        (lambda s: replace(s, database="no-such-database"), (GiveUp, ReauthNeeded, RetryLater)),
        (lambda s: replace(s, url=f"http://127.0.0.1:{free_port()}"), RetryLater),
    ],
)
async def test_trouble_is_one_of_three_external_system_errors(
    tryton: ErpServer, change: Callable[[Any], Any], expected: type[Exception]
) -> None:
    broken = TrytonConnector(TrytonClient(change(tryton.settings())))
    with pytest.raises(expected):
        await broken.probe()
    await broken.close()


async def test_suspended_erp_is_given_up_at_the_deadline(tryton: ErpServer) -> None:
    connector = tryton.connector(timedelta(seconds=0.3))
    ask: list[Callable[[], Awaitable[Any]]] = [
        connector.probe,
        lambda: connector.orders("1"),
        lambda: connector.find_accounts((ContactPoint("email", "tom@mosslane.example"),)),
    ]
    tryton.suspend()
    try:
        for question in ask:
            with refused(RetryLater, match="in time"):
                await question()
    finally:
        tryton.resume()
        await connector.close()


async def test_field_that_this_version_does_not_have_switches_its_capability_off(tryton: ErpServer) -> None:
    client = TrytonClient(tryton.settings())
    assert await client.fields("sale.sale", ("number", "no_such_field")) == {"number"}
    assert await client.fields("no.such.model", ("number",)) == frozenset()
    assert await client.readable(["sale.sale", "no.such.model"]) == {"sale.sale"}
    await client.close()
