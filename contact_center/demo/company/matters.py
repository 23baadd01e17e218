"""From the story to matters: the facts with which agents answer, and recognising what somebody writes about."""

from __future__ import annotations

from datetime import date

from contact_center.demo.company.story.catalog import BY_SKU
from contact_center.demo.company.story.model import Order, Plot, Reason, Story, Topic, Unit
from contact_center.demo.company.talk import Matter, language_of, numbers_in

_USUAL = {
    Plot.LATE: Topic.LATE_ORDER,
    Plot.PART_DELIVERED: Topic.MISSING_REST,
    Plot.IN_TRANSIT: Topic.WHERE_IS_PARCEL,
    Plot.PICKING: Topic.CHANGE_DELIVERY,
    Plot.PLANNED: Topic.CHANGE_DELIVERY,
    Plot.QUOTED: Topic.QUOTE,
    Plot.DRAFT: Topic.QUOTE,
    Plot.CANCELLED: Topic.REFUND,
    Plot.UNPAID: Topic.INVOICE,
    Plot.OVERDUE: Topic.INVOICE,
    Plot.PART_PAID: Topic.INVOICE,
}


class Matters:
    """Looks things up in the story, as an agent does in the ERP."""

    def __init__(self, story: Story) -> None:
        self._orders = {order.number: order for order in story.orders}
        self._by_invoice = {order.invoice.number: order for order in story.orders if order.invoice}
        self._units = {unit.serial: unit for unit in story.units}

    def of(self, reason: Reason) -> Matter:
        """The matter of somebody whose reason is known."""
        facts: dict[str, str] = {}
        if reason.order in self._orders:
            facts |= order_facts(self._orders[reason.order], reason.language)
        if reason.serial in self._units:
            facts |= unit_facts(self._units[reason.serial], reason.language)
        return Matter(reason.topic, reason.language, facts)

    def read(self, text: str) -> Matter | None:
        """The matter of a text that names an order, an invoice or a machine; None if it names none we know."""
        language = language_of(text)
        for number in numbers_in(text):
            order = self._orders.get(number) or self._by_invoice.get(number)
            if order is not None:
                topic = Topic.INVOICE if number in self._by_invoice else _USUAL.get(order.plot, Topic.RETURN)
                return Matter(topic, language, order_facts(order, language))
            if number in self._units:
                return Matter(Topic.REPAIR, language, unit_facts(self._units[number], language))
        return None


def order_facts(order: Order, language: str) -> dict[str, str]:
    """What can be said of an order, by the placeholders of wordings and answers."""
    last = order.shipments[-1] if order.shipments else None
    line = order.lines[-1 if order.plot is Plot.PART_DELIVERED else 0]
    carriers = [shipment.carrier for shipment in order.shipments if shipment.carrier]
    parcels = [shipment.tracking_number for shipment in order.shipments if shipment.tracking_number]
    invoice = order.invoice
    return {
        "number": order.number,
        "serial": order.number,
        "product": product_name(line.sku, language),
        "ordered": day(order.ordered_on, language),
        "promised": day(last.promised_on if last else order.ordered_on, language),
        "planned": day(last.planned_on if last else order.ordered_on, language),
        "carrier": carriers[-1] if carriers else "",
        "tracking": parcels[-1] if parcels else "",
        "invoice": invoice.number if invoice else "",
        "due": day(invoice.due_on, language) if invoice else "",
    }


def unit_facts(unit: Unit, language: str) -> dict[str, str]:
    return {
        "serial": unit.serial,
        "number": unit.serial,
        "product": product_name(unit.sku, language),
        "until": day(unit.warranty_until, language),
    }


def product_name(sku: str, language: str) -> str:
    product = BY_SKU[sku]
    name = product.name_zh if language == "zh-TW" else product.name
    return name.partition("，")[0].partition(",")[0]


def day(value: date, language: str) -> str:
    return f"{value.month}月{value.day}日" if language == "zh-TW" else f"{value.day} {value:%B}"
