"""The facts of the warehouse: what each is, who owns it, and what its columns mean."""

from __future__ import annotations

from enum import StrEnum

from contact_center.warehouse.domain import FactColumn, FactTable, Kind

_INTERACTION = FactColumn("interaction_id", Kind.ID, "the interaction")
_CONVERSATION = FactColumn("conversation_id", Kind.ID, "the conversation")
_QUEUE = FactColumn("queue_id", Kind.ID, "the queue")
_AGENT = FactColumn("agent_id", Kind.ID, "the agent")
_CHANNEL = FactColumn("channel", Kind.CODE, "the channel")
_TIER = FactColumn("tier", Kind.CODE, "live, messaging or deferred")
_CUSTOMER = FactColumn("customer", Kind.ID, "the warehouse's own key of the customer", of_customer=True)

QUEUE_WAIT = FactTable(
    "queue_wait", "one service-level clock of one interaction in one queue", "measures: entry", "entered_at",
    (
        _INTERACTION,
        FactColumn("number", Kind.COUNT, "which wait of the interaction"),
        _QUEUE, _CHANNEL, _TIER,
        FactColumn("kind", Kind.CODE, "first, transferred or next"),
        FactColumn("entered_at", Kind.INSTANT, "when it entered the queue"),
        FactColumn("sl_started_at", Kind.INSTANT, "when its clock began"),
        FactColumn("sl_due_at", Kind.INSTANT, "end of its target; none where nothing is promised"),
        FactColumn("left_at", Kind.INSTANT, "when it left; none while it waits"),
        FactColumn("left_how", Kind.CODE, "answered, abandoned, flowed_out or closed"),
        FactColumn("agent_id", Kind.ID, "who answered"),
        FactColumn("wait_seconds", Kind.SECONDS, "from entering to leaving, in open hours"),
        FactColumn("within", Kind.FLAG, "answered within the target; none unless answered and promised"),
    ),
)  # fmt: skip

INTERACTION = FactTable(
    "interaction", "one interaction", "core: interaction", "created_at",
    (
        _CONVERSATION, _CUSTOMER, _CHANNEL, _TIER,
        FactColumn("direction", Kind.CODE, "inbound or outbound"),
        FactColumn("state", Kind.CODE, "where it stands"),
        FactColumn("outcome", Kind.CODE, "how it ended"),
        FactColumn("reason", Kind.CODE, "the code it was closed with"),
        FactColumn("language", Kind.CODE, "of the customer"),
        _QUEUE,
        FactColumn("priority", Kind.COUNT, "points"),
        FactColumn("created_at", Kind.INSTANT, "when it began"),
        FactColumn("answered_at", Kind.INSTANT, "when an agent first accepted"),
        FactColumn("first_replied_at", Kind.INSTANT, "when the customer was first answered"),
        FactColumn("closed_at", Kind.INSTANT, "when it ended"),
    ),
)  # fmt: skip

OFFER = FactTable(
    "offer", "one offer to an agent, and the agent's part in the interaction if it was accepted", "core: segment",
    "offered_at",
    (
        _INTERACTION, _AGENT, _QUEUE, _CHANNEL, _TIER,
        FactColumn("purpose", Kind.CODE, "why it was offered"),
        FactColumn("state", Kind.CODE, "where it stands"),
        FactColumn("reason", Kind.CODE, "why it ended"),
        FactColumn("offered_at", Kind.INSTANT, "when it was offered"),
        FactColumn("connected_at", Kind.INSTANT, "when it was accepted; none if it was not"),
        FactColumn("done_at", Kind.INSTANT, "when it was finished"),
        FactColumn("contact_seconds", Kind.SECONDS, "in contact, without holds and parked time; once finished"),
        FactColumn("hold_seconds", Kind.SECONDS, "on hold"),
        FactColumn("parked_seconds", Kind.SECONDS, "parked"),
        FactColumn("wrap_seconds", Kind.SECONDS, "after-contact work; once finished"),
    ),
)  # fmt: skip

AGENT_STATE = FactTable(
    "agent_state", "one stretch of the same presence, reason and activity of one agent", "measures: agent_state",
    "since",
    (
        _AGENT,
        FactColumn("since", Kind.INSTANT, "when it began"),
        FactColumn("until", Kind.INSTANT, "when it ended; none while it lasts"),
        FactColumn("presence", Kind.CODE, "offline, available, away or not_responding"),
        FactColumn("reason", Kind.CODE, "of being away"),
        FactColumn("activity", Kind.CODE, "working, wrapping, alerting or idle"),
    ),
)  # fmt: skip

MESSAGE = FactTable(
    "message", "one message of a conversation, notes for colleagues included", "core: message", "sent_at",
    (
        _CONVERSATION, _INTERACTION, _CHANNEL,
        FactColumn("direction", Kind.CODE, "in, out, or a note or line of ours"),
        FactColumn("author_kind", Kind.CODE, "customer, agent or system"),
        FactColumn("agent_id", Kind.ID, "the agent who wrote it"),
        FactColumn("language", Kind.CODE, "as it was recognised"),
        FactColumn("sent_at", Kind.INSTANT, "when it was written"),
        FactColumn("delivery", Kind.COUNT, "how far its delivery came, as the conversation holds it"),
    ),
)  # fmt: skip

CASE = FactTable(
    "case", "one case", "crm: case", "opened_at",
    (
        _CUSTOMER,
        FactColumn("type", Kind.CODE, "the type of case"),
        FactColumn("state", Kind.CODE, "where it stands"),
        FactColumn("priority", Kind.CODE, "low, normal, high or urgent"),
        FactColumn("reason", Kind.CODE, "the contact reason"),
        FactColumn("cause", Kind.CODE, "what caused it"),
        FactColumn("remedy", Kind.CODE, "what was done"),
        _QUEUE,
        FactColumn("owner_id", Kind.ID, "whose it is"),
        FactColumn("opened_at", Kind.INSTANT, "when it was opened"),
        FactColumn("resolved_at", Kind.INSTANT, "when it was resolved"),
        FactColumn("closed_at", Kind.INSTANT, "when it was closed"),
        FactColumn("due_at", Kind.INSTANT, "when it is due"),
        FactColumn("cost", Kind.AMOUNT, "what it cost"),
        FactColumn("currency", Kind.CODE, "of the cost"),
    ),
)  # fmt: skip


_DOCUMENT = FactColumn("document", Kind.ID, "the document, under a key of its own")
_SYSTEM = FactColumn("system", Kind.CODE, "the ERP that it is in")
_BUYER = FactColumn(
    "customer", Kind.ID, "the warehouse's own key of the customer; none while the account is no customer here",
    of_customer=True,
)  # fmt: skip
_STATE = FactColumn("state", Kind.CODE, "where the document stands")
_CURRENCY = FactColumn("currency", Kind.CODE, "of its amounts, which are never added to those of another")
_GOODS = (
    FactColumn("number", Kind.COUNT, "which line of the document"),
    FactColumn("sku", Kind.CODE, "number of the product"),
    FactColumn("product", Kind.ID, "the product, under a key of its own; none for services and text"),
    FactColumn("quantity", Kind.AMOUNT, "how much, in its unit"),
    FactColumn("unit", Kind.CODE, "of the quantity"),
)


def _of_erp(name: str, grain: str, entity: str, day: str, *columns: FactColumn) -> FactTable:
    """A fact from our copy of the ERP."""
    at = FactColumn("at", Kind.INSTANT, f"{day}, as midnight UTC")
    every = (_DOCUMENT, _SYSTEM, at, _BUYER, _STATE)
    return FactTable(name, grain, f"erp: record, {entity}", "at", (*every, *columns), whole="document")


ORDER_LINE = _of_erp(
    "order_line", "one line of one sales order", "order", "day of the order", *_GOODS,
    FactColumn("delivered", Kind.AMOUNT, "how much of it was delivered"),
    FactColumn("net", Kind.AMOUNT, "amount without tax"),
    _CURRENCY,
    FactColumn("promised_at", Kind.INSTANT, "day for which it was promised, as midnight UTC"),
)  # fmt: skip

INVOICE = _of_erp(
    "invoice", "one invoice or credit note", "invoice", "day of issue",
    FactColumn("net", Kind.AMOUNT, "amount without tax; none where the ERP gives none"),
    FactColumn("tax", Kind.AMOUNT, "tax; none where the ERP gives none"),
    FactColumn("total", Kind.AMOUNT, "amount with tax"),
    FactColumn("open", Kind.AMOUNT, "still to be paid"),
    _CURRENCY,
    FactColumn("due_at", Kind.INSTANT, "day on which the earliest open part is due, as midnight UTC"),
)  # fmt: skip

INVOICE_LINE = _of_erp(
    "invoice_line", "one line of one invoice, without its amount", "invoice", "day of issue", *_GOODS
)

DELIVERY_LINE = _of_erp(
    "delivery_line", "one line of one delivery", "delivery", "day for which it is planned", *_GOODS,
    FactColumn("shipped_at", Kind.INSTANT, "day on which it left, as midnight UTC; none before"),
)  # fmt: skip

RETURN_LINE = _of_erp(
    "return_line", "one line of goods that come back, or of a complaint", "return", "day of the request", *_GOODS,
    FactColumn("kind", Kind.CODE, "goods or complaint"),
    FactColumn("received_at", Kind.INSTANT, "day on which it was received, as midnight UTC; none before"),
)  # fmt: skip


class FactName(StrEnum):
    """Facts by the names that they have in files and in the API."""

    QUEUE_WAIT = "queue_wait"
    INTERACTION = "interaction"
    OFFER = "offer"
    AGENT_STATE = "agent_state"
    MESSAGE = "message"
    CASE = "case"
    ORDER_LINE = "order_line"
    INVOICE = "invoice"
    INVOICE_LINE = "invoice_line"
    DELIVERY_LINE = "delivery_line"
    RETURN_LINE = "return_line"


FACTS = (
    QUEUE_WAIT, INTERACTION, OFFER, AGENT_STATE, MESSAGE, CASE, ORDER_LINE, INVOICE, INVOICE_LINE, DELIVERY_LINE,
    RETURN_LINE,
)  # fmt: skip
