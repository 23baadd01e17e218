"""Sentences made from ERP facts: "SO-20418 is 3 days late". Pure, in the reader's language.

Lateness is computed from promised and expected dates, overdue from the due date; neither is ever read
from a state the ERP may have forgotten to change. The rules of both are those of `erp_link.domain`.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from agent_ui.views import ErpFacts, SourceAge, Stage, StageState, Statement, Tone
from agent_ui.words.languages import Words
from agent_ui.words.records import why_late
from contact_center.kernel.contracts.erp import (
    DeliveryState,
    Invoice,
    InvoiceState,
    Order,
    OrderState,
    Shipment,
)
from erp_link.domain import days_behind, days_late, days_overdue, is_credit

_OPEN_ORDERS = (OrderState.CONFIRMED, OrderState.PART_DELIVERED)
_UNPAID = (InvoiceState.OPEN, InvoiceState.PART_PAID)
_ON_THE_WAY = (DeliveryState.SHIPPED, DeliveryState.IN_TRANSIT)


MOST_SAID = 10
"""Lines of an order in a text."""


def order_title(words: Words, order: Order, facts: ErpFacts | None = None) -> tuple[str, Tone]:
    """What there is to know of an order first. With `facts`, its deliveries are looked at, too."""
    late = days_late(order, words.today)
    if late:
        return words.gettext("%(order)s is %(days)s late", order=order.number, days=words.days(late)), Tone.LATE
    behind = days_behind(order, words.today)
    if behind:
        text = words.gettext("%(order)s will be %(days)s late", order=order.number, days=words.days(behind))
        return text, Tone.SOON
    return f"{order.number}: {order_state(words, order, facts)[0]}", Tone.PLAIN


def order_text(words: Words, order: Order) -> str | None:
    """When it was promised, when it is expected, what is missing and why."""
    why = [why_late(words, delay) for delay in order.delays[:2]]
    parts = [part for part in (_dates(words, order), _missing(words, order), *why) if part]
    separator = "" if words.language == "zh-Hant" else " "
    return separator.join(parts) or None


def _dates(words: Words, order: Order) -> str | None:
    if order.promised_on is None:
        return None
    promised = words.date(order.promised_on)
    if len(order.to_ship) > 1:
        days = words.gettext(", ").join(words.date(day) for day in sorted({part.promised_on for part in order.to_ship}))
        return words.gettext("The remaining parts were promised for %(days)s.", days=days)
    if order.expected_on is None or order.expected_on == order.promised_on:
        return words.gettext("Promised for %(promised)s.", promised=promised)
    return words.gettext(
        "Promised for %(promised)s, now expected %(expected)s.",
        promised=promised,
        expected=words.date(order.expected_on),
    )


def _missing(words: Words, order: Order) -> str | None:
    if order.state is not OrderState.PART_DELIVERED:
        return None
    open_lines = [line for line in order.lines if line.delivered < line.quantity]
    if not open_lines:
        return None
    first = open_lines[0]
    if len(open_lines) == 1:
        return words.gettext(
            "Still to come: %(n)s × %(product)s.",
            n=_quantity(words, first.quantity - first.delivered),
            product=first.description,
        )
    return words.ngettext(
        "Still to come: %(product)s and %(n)s more line.",
        "Still to come: %(product)s and %(n)s more lines.",
        len(open_lines) - 1,
        product=first.description,
    )


def _quantity(words: Words, quantity: Decimal) -> str:
    return words.number(quantity.normalize())


def order_state(words: Words, order: Order, facts: ErpFacts | None = None) -> tuple[str, Tone]:
    """Its state, with lateness before all. An order of which everything has left is not merely confirmed."""
    late = days_late(order, words.today)
    if late:
        return words.gettext("%(days)s late", days=words.days(late)), Tone.LATE
    behind = days_behind(order, words.today)
    if behind:
        return words.gettext("will be %(days)s late", days=words.days(behind)), Tone.SOON
    if facts is not None and order.state is OrderState.CONFIRMED and all_shipped(order, facts):
        return words.gettext("shipped"), Tone.PLAIN
    return {
        OrderState.DRAFT: words.gettext("draft"),
        OrderState.SENT: words.gettext("quoted"),
        OrderState.CONFIRMED: words.gettext("confirmed"),
        OrderState.PART_DELIVERED: words.gettext("partly delivered"),
        OrderState.DELIVERED: words.gettext("delivered"),
        OrderState.CANCELLED: words.gettext("cancelled"),
    }[order.state], Tone.PLAIN


def invoice_state(words: Words, invoice: Invoice) -> tuple[str, Tone]:
    if is_credit(invoice) and invoice.state in _UNPAID:
        return words.gettext("credit note, open"), Tone.PLAIN
    overdue = days_overdue(invoice, words.today)
    if overdue:
        return words.gettext("overdue %(days)s", days=words.days(overdue)), Tone.LATE
    if invoice.state in _UNPAID and invoice.due_on is not None:
        return words.gettext("due %(date)s", date=words.date(invoice.due_on)), Tone.PLAIN
    return {
        InvoiceState.DRAFT: words.gettext("draft"),
        InvoiceState.OPEN: words.gettext("open"),
        InvoiceState.PART_PAID: words.gettext("partly paid"),
        InvoiceState.PAID: words.gettext("paid"),
        InvoiceState.CANCELLED: words.gettext("cancelled"),
    }[invoice.state], Tone.PLAIN


def delivery_state(words: Words, delivery: Shipment) -> tuple[str, Tone]:
    if delivery.state in _ON_THE_WAY and delivery.shipped_on:
        return words.gettext("shipped %(date)s", date=words.date(delivery.shipped_on)), Tone.PLAIN
    if delivery.state is DeliveryState.PLANNED and delivery.planned_on:
        if delivery.planned_on < words.today:
            return words.gettext("was planned for %(date)s", date=words.date(delivery.planned_on)), Tone.SOON
        return words.gettext("planned for %(date)s", date=words.date(delivery.planned_on)), Tone.PLAIN
    return {
        DeliveryState.PLANNED: words.gettext("planned"),
        DeliveryState.PICKING: words.gettext("being picked"),
        DeliveryState.SHIPPED: words.gettext("shipped"),
        DeliveryState.IN_TRANSIT: words.gettext("on its way"),
        DeliveryState.DELIVERED: words.gettext("delivered"),
        DeliveryState.CANCELLED: words.gettext("cancelled"),
    }[delivery.state], Tone.PLAIN


def all_shipped(order: Order, facts: ErpFacts) -> bool:
    """Everything of it has left: it is delivered, or all its deliveries that were not cancelled are on their way."""
    if order.state is OrderState.DELIVERED:
        return True
    found = [d for d in facts.deliveries.items if order.number in d.order_numbers]
    states = [d.state for d in found if d.state is not DeliveryState.CANCELLED]
    left = all(state in (*_ON_THE_WAY, DeliveryState.DELIVERED) for state in states)
    return order.state is OrderState.CONFIRMED and bool(states) and left


def order_stages(words: Words, order: Order, facts: ErpFacts) -> tuple[Stage, ...]:
    """How far an order has come: confirmed, paid, picked, shipped, delivered."""
    invoices = [i for i in facts.invoices.items if order.number in i.order_numbers]
    shipments = [d for d in facts.deliveries.items if order.number in d.order_numbers]
    all_sent = all_shipped(order, facts)
    picked = all_sent or (bool(shipments) and all(d.state is not DeliveryState.PLANNED for d in shipments))
    reached = (
        (words.gettext("Confirmed"), order.state not in (OrderState.DRAFT, OrderState.SENT)),
        (words.gettext("Paid"), bool(invoices) and all(i.state is InvoiceState.PAID for i in invoices)),
        (words.gettext("Picked") + _share(order), picked and not _share(order)),
        (words.gettext("Shipped"), all_sent),
        (words.gettext("Delivered"), order.state is OrderState.DELIVERED),
    )
    stuck = days_late(order, words.today) > 0
    return _mark(reached, stuck)


def _share(order: Order) -> str:
    """ " 1/2" when only some of the ordered pieces have left."""
    ordered = sum((line.quantity for line in order.lines), Decimal(0))
    gone = sum((line.delivered for line in order.lines), Decimal(0))
    if order.state is not OrderState.PART_DELIVERED or not ordered:
        return ""
    return f" {gone.normalize():f}/{ordered.normalize():f}"


def _mark(reached: tuple[tuple[str, bool], ...], stuck: bool) -> tuple[Stage, ...]:
    """Done stages, then the one it stands at: red if the order is late. Payment never holds goods here."""
    waits_at = next((n for n, (_, done) in enumerate(reached) if not done and n != 1), len(reached))
    states = []
    for position, (label, done) in enumerate(reached):
        at_this = stuck and position == waits_at
        states.append(Stage(label, StageState.DONE if done else StageState.STUCK if at_this else StageState.OPEN))
    return tuple(states)


def now_statements(words: Words, facts: ErpFacts) -> tuple[Statement, ...]:
    """What an agent should know first: late orders, the order in work, parcels on their way."""
    late = [o for o in facts.orders.items if days_late(o, words.today) or days_behind(o, words.today)]
    late.sort(key=lambda order: (-days_late(order, words.today), -days_behind(order, words.today)))
    running = [o for o in facts.orders.items if o.state in _OPEN_ORDERS and o not in late]
    statements = [_order_statement(words, order, facts) for order in (*late[:2], *running[: max(0, 2 - len(late))])]
    statements += [_parcel_statement(words, d, facts) for d in facts.deliveries.items if d.state in _ON_THE_WAY][:1]
    return tuple(statements)


def _order_statement(words: Words, order: Order, facts: ErpFacts) -> Statement:
    title, tone = order_title(words, order, facts)
    source = SourceAge(facts.orders.source, facts.orders.freshness, facts.orders.as_of, facts.orders.reason)
    return Statement(title, source, order_text(words, order), tone, order_stages(words, order, facts))


def _parcel_statement(words: Words, delivery: Shipment, facts: ErpFacts) -> Statement:
    block = facts.deliveries
    source = SourceAge(block.source, block.freshness, block.as_of, block.reason)
    title = words.gettext("%(delivery)s is on its way", delivery=delivery.number)
    return Statement(title, source, _parcel_text(words, delivery))


def _parcel_text(words: Words, delivery: Shipment) -> str | None:
    if not delivery.parcels:
        return None
    parcel = delivery.parcels[0]
    if parcel.carrier:
        return words.gettext("%(carrier)s, parcel %(number)s.", carrier=parcel.carrier, number=parcel.tracking_number)
    return words.gettext("Parcel %(number)s.", number=parcel.tracking_number)


def open_invoices(facts: ErpFacts, today: date) -> tuple[Invoice, ...]:
    """Unpaid ones, most overdue first; then what we owe the customer."""
    unpaid = [i for i in facts.invoices.items if i.state in _UNPAID]
    return tuple(sorted(unpaid, key=lambda i: (is_credit(i), i.due_on or today, i.number)))


def order_said(words: Words, order: Order, facts: ErpFacts) -> str:
    """An order as a text for its customer: number, day, state, what was ordered, total."""
    title = f"{order.number}, {words.date(order.ordered_on)}" if order.ordered_on else order.number
    said = [words.gettext("%(document)s: %(state)s", document=title, state=order_state(words, order, facts)[0])]
    said += [f"{_quantity(words, line.quantity)} × {line.description}" for line in order.lines[:MOST_SAID]]
    if len(order.lines) > MOST_SAID:
        said.append("…")
    if order.expected_on is not None and order.to_ship:
        said.append(words.gettext("Expected to ship: %(day)s", day=words.date(order.expected_on)))
    return "\n".join([*said, words.gettext("Total: %(amount)s", amount=words.money(order.total))])


def invoice_said(words: Words, invoice: Invoice) -> str:
    """An invoice as a text for its customer: number, days, state, what is unpaid, total."""
    title = f"{invoice.number}, {words.date(invoice.issued_on)}" if invoice.issued_on else invoice.number
    said = [words.gettext("%(document)s: %(state)s", document=title, state=invoice_state(words, invoice)[0])]
    if invoice.due_on is not None and invoice.open_amount.amount:
        said.append(words.gettext("Due: %(day)s", day=words.date(invoice.due_on)))
        said.append(words.gettext("Unpaid: %(amount)s", amount=words.money(invoice.open_amount)))
    return "\n".join([*said, words.gettext("Total: %(amount)s", amount=words.money(invoice.total))])
