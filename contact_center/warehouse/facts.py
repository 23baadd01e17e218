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


class FactName(StrEnum):
    """Facts by the names that they have in files and in the API."""

    QUEUE_WAIT = "queue_wait"
    INTERACTION = "interaction"
    OFFER = "offer"
    AGENT_STATE = "agent_state"
    MESSAGE = "message"
    CASE = "case"


FACTS = (QUEUE_WAIT, INTERACTION, OFFER, AGENT_STATE, MESSAGE, CASE)
