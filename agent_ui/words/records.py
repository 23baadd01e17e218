"""What an ERP's records say, in the reader's language: kinds, states, why late, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from agent_ui.views import Tone
from agent_ui.words.languages import Words
from contact_center.kernel.contracts.erp import (
    AccountHold,
    Delay,
    DelayCause,
    DeliveryState,
    EInvoiceState,
    Entity,
    InvoiceState,
    OrderState,
    ReturnCase,
    ReturnKind,
    ReturnState,
    Supply,
    SupplyKind,
    SupplyState,
)
from contact_center.kernel.money import Money
from erp_link.domain import FactsTrouble

NOT_VERIFIED = "not_verified"
"""Why a block is not there: it waits until the customer is verified."""


def erp_reason(words: Words, erp: str, reason: str) -> str:
    """Why an ERP says nothing, or something old, as a sentence."""
    known: dict[str, str] = {
        NOT_VERIFIED: words.gettext("Shown once the customer is verified."),
        FactsTrouble.SLOW: words.gettext("%(erp)s has not answered yet.", erp=erp),
        FactsTrouble.DOWN: words.gettext("%(erp)s does not answer.", erp=erp),
        FactsTrouble.REFUSES_US: words.gettext("%(erp)s no longer accepts our sign-in.", erp=erp),
        FactsTrouble.REFUSES: words.gettext("%(erp)s refused the question.", erp=erp),
        FactsTrouble.NOT_OFFERED: words.gettext("%(erp)s does not offer this.", erp=erp),
        FactsTrouble.NO_ACCOUNT: words.gettext("%(erp)s has no such customer.", erp=erp),
        FactsTrouble.SEVERAL_ACCOUNTS: words.gettext("%(erp)s has several customers with these addresses.", erp=erp),
        FactsTrouble.NOT_CONNECTED: words.gettext("No ERP is connected to this contact centre."),
        FactsTrouble.BEING_COPIED: words.gettext("%(erp)s is being read for the first time; this comes soon.", erp=erp),
        FactsTrouble.NO_RECORD: words.gettext("%(erp)s has nothing with this number.", erp=erp),
        FactsTrouble.GONE: words.gettext("%(erp)s no longer has this; it is shown as it was last.", erp=erp),
    }
    return known.get(reason) or words.gettext("%(erp)s does not answer.", erp=erp)


def entity(words: Words, which: Entity) -> str:
    return {
        Entity.ACCOUNT: words.gettext("Account"),
        Entity.PRODUCT: words.gettext("Product"),
        Entity.ORDER: words.gettext("Order"),
        Entity.INVOICE: words.gettext("Invoice"),
        Entity.DELIVERY: words.gettext("Delivery"),
        Entity.RETURN: words.gettext("Return"),
        Entity.UNIT: words.gettext("Serial or lot"),
        Entity.SUPPLY: words.gettext("Supply"),
    }[which]


def return_kind(words: Words, which: ReturnKind) -> str:
    return words.gettext("Complaint") if which is ReturnKind.COMPLAINT else words.gettext("Return of goods")


def supply_kind(words: Words, which: SupplyKind) -> str:
    return words.gettext("Production order") if which is SupplyKind.PRODUCTION else words.gettext("Purchase order")


def return_state(words: Words, one: ReturnCase) -> str:
    if one.kind is ReturnKind.GOODS and one.state is ReturnState.APPROVED:
        return words.gettext("goods are awaited")
    return {
        ReturnState.DRAFT: words.gettext("draft"),
        ReturnState.REQUESTED: words.gettext("waits for a decision"),
        ReturnState.APPROVED: words.gettext("approved"),
        ReturnState.RECEIVED: words.gettext("goods have arrived"),
        ReturnState.REJECTED: words.gettext("rejected"),
        ReturnState.DONE: words.gettext("done"),
        ReturnState.CANCELLED: words.gettext("cancelled"),
    }[one.state]


def supply_state(words: Words, one: Supply) -> tuple[str, Tone]:
    """With a day that has passed in amber: what waits for it will be later still."""
    if one.is_open and one.ready_on is not None and one.ready_on < words.today:
        return words.gettext("was to be ready %(day)s", day=words.date(one.ready_on)), Tone.SOON
    if one.is_open and one.ready_on is not None:
        return words.gettext("ready %(day)s", day=words.date(one.ready_on)), Tone.PLAIN
    return {
        SupplyState.PLANNED: words.gettext("planned"),
        SupplyState.RUNNING: words.gettext("in progress"),
        SupplyState.DONE: words.gettext("done"),
        SupplyState.CANCELLED: words.gettext("cancelled"),
    }[one.state], Tone.PLAIN


def e_invoice_state(words: Words, which: EInvoiceState) -> str:
    return {
        EInvoiceState.ISSUED: words.gettext("issued"),
        EInvoiceState.VOIDED: words.gettext("voided"),
        EInvoiceState.REDUCED: words.gettext("reduced by an allowance"),
    }[which]


def hold(words: Words, which: AccountHold) -> str:
    return {
        AccountHold.NONE: words.gettext("no hold"),
        AccountHold.ORDER: words.gettext("no orders"),
        AccountHold.DELIVERY: words.gettext("no deliveries"),
        AccountHold.INVOICE: words.gettext("no invoices"),
        AccountHold.ALL: words.gettext("blocked"),
    }[which]


def why_late(words: Words, delay: Delay) -> str:
    """Why a part is late, as one may say it to the customer."""
    what = {"n": words.number(delay.quantity.normalize()), "product": delay.description}
    if delay.cause is DelayCause.CREDIT:
        return words.gettext("It waits until the account's credit is cleared.")
    if delay.cause is DelayCause.STOCK:
        return words.gettext("%(n)s × %(product)s is not in stock.", **what)
    if delay.ready_on is None:
        if delay.cause is DelayCause.PRODUCTION:
            return words.gettext("%(n)s × %(product)s is still being made.", **what)
        return words.gettext("%(n)s × %(product)s is on order from our supplier.", **what)
    day = words.date(delay.ready_on)
    if delay.cause is DelayCause.PRODUCTION:
        return words.gettext("%(n)s × %(product)s is still being made, ready %(day)s.", day=day, **what)
    return words.gettext("%(n)s × %(product)s is on order from our supplier, due %(day)s.", day=day, **what)


def changed(words: Words, kind: Entity, fields: Mapping[str, tuple[Any, Any]], *, removed: bool) -> str:
    """What of a record changed, in one line."""
    if removed:
        return words.gettext("Removed in the ERP.")
    parts = [
        words.gettext(
            "%(field)s: %(before)s → %(after)s",
            field=_field(words, name), before=_value(words, kind, name, old), after=_value(words, kind, name, new),
        )
        for name, (old, new) in fields.items()
    ]  # fmt: skip
    return words.gettext("; ").join(parts) or words.gettext("Back in the ERP.")


def _field(words: Words, name: str) -> str:
    return {
        "state": words.gettext("State"),
        "promised_on": words.gettext("Promised"),
        "expected_on": words.gettext("Expected"),
        "planned_on": words.gettext("Planned"),
        "shipped_on": words.gettext("Shipped"),
        "ready_on": words.gettext("Ready"),
        "due_on": words.gettext("Due"),
        "total": words.gettext("Total"),
        "open_amount": words.gettext("Unpaid"),
        "delivered": words.gettext("Delivered"),
        "parcels": words.gettext("Parcels"),
        "quantity": words.gettext("Quantity"),
        "list_price": words.gettext("List price"),
        "name": words.gettext("Name"),
        "tax_id": words.gettext("Tax number"),
        "active": words.gettext("Active"),
        "account": words.gettext("Account"),
        "warranty_until": words.gettext("Warranty until"),
    }.get(name, name)


def _value(words: Words, kind: Entity, name: str, value: Any) -> str:
    if not value and value is not False and value != 0:
        return words.gettext("none")
    if isinstance(value, bool):
        return words.gettext("yes") if value else words.gettext("no")
    if name == "state":
        return _state(words, kind, str(value))
    if name in ("total", "open_amount", "list_price") and isinstance(value, list):
        try:
            return words.money(Money(str(value[0]), Decimal(str(value[1]))))
        except (ValueError, InvalidOperation, IndexError):
            return str(value)
    if name.endswith(("_on", "_until")):
        try:
            return words.date(date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    return words.gettext(", ").join(map(str, value)) if isinstance(value, list) else str(value)


def _state(words: Words, kind: Entity, value: str) -> str:
    known: dict[Entity, dict[str, str]] = {
        Entity.ORDER: {
            OrderState.DRAFT: words.gettext("draft"),
            OrderState.SENT: words.gettext("quoted"),
            OrderState.CONFIRMED: words.gettext("confirmed"),
            OrderState.PART_DELIVERED: words.gettext("partly delivered"),
            OrderState.DELIVERED: words.gettext("delivered"),
            OrderState.CANCELLED: words.gettext("cancelled"),
        },
        Entity.INVOICE: {
            InvoiceState.DRAFT: words.gettext("draft"),
            InvoiceState.OPEN: words.gettext("open"),
            InvoiceState.PART_PAID: words.gettext("partly paid"),
            InvoiceState.PAID: words.gettext("paid"),
            InvoiceState.CANCELLED: words.gettext("cancelled"),
        },
        Entity.DELIVERY: {
            DeliveryState.PLANNED: words.gettext("planned"),
            DeliveryState.PICKING: words.gettext("being picked"),
            DeliveryState.SHIPPED: words.gettext("shipped"),
            DeliveryState.IN_TRANSIT: words.gettext("on its way"),
            DeliveryState.DELIVERED: words.gettext("delivered"),
            DeliveryState.CANCELLED: words.gettext("cancelled"),
        },
        Entity.RETURN: {
            ReturnState.DRAFT: words.gettext("draft"),
            ReturnState.REQUESTED: words.gettext("waits for a decision"),
            ReturnState.APPROVED: words.gettext("approved"),
            ReturnState.RECEIVED: words.gettext("goods have arrived"),
            ReturnState.REJECTED: words.gettext("rejected"),
            ReturnState.DONE: words.gettext("done"),
            ReturnState.CANCELLED: words.gettext("cancelled"),
        },
        Entity.SUPPLY: {
            SupplyState.PLANNED: words.gettext("planned"),
            SupplyState.RUNNING: words.gettext("in progress"),
            SupplyState.DONE: words.gettext("done"),
            SupplyState.CANCELLED: words.gettext("cancelled"),
        },
    }
    return known.get(kind, {}).get(value, value)
