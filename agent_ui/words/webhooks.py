"""Why the other side of a webhook has not taken a message, and what kinds of event are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from agent_ui.words.languages import Words
from contact_center.directory.webhooks.errors import WebhookTrouble

N_ = str
"""Marks a text for the catalogue."""

TROUBLE: Final[Mapping[WebhookTrouble, str]] = {
    WebhookTrouble.NO_NAME: N_("no server has this name"),
    WebhookTrouble.INTERNAL: N_("the name leads into an internal network, which is never called"),
    WebhookTrouble.UNREACHABLE: N_("the server cannot be reached"),
    WebhookTrouble.NOT_TRUSTED: N_("its certificate is not valid for this name"),
    WebhookTrouble.TOO_SLOW: N_("no answer within 15 seconds"),
    WebhookTrouble.REDIRECTED: N_("it leads elsewhere; redirects are not followed"),
    WebhookTrouble.REFUSED: N_("it was refused"),
    WebhookTrouble.GONE: N_("the other side wants no more messages"),
    WebhookTrouble.NOT_HTTP: N_("what answers there does not speak HTTP"),
}

AREAS: Final[Mapping[str, str]] = {
    "agent": N_("Agents’ reach"),
    "announcement": N_("Announcements"),
    "approval": N_("Approvals"),
    "article": N_("Articles"),
    "assistant": N_("Assistant"),
    "call": N_("Calls"),
    "call_flow": N_("Call flows"),
    "call_out": N_("Calls out"),
    "callback": N_("Callbacks"),
    "caller": N_("Blocked callers"),
    "care": N_("Asking for ratings"),
    "case": N_("Cases"),
    "channel_account": N_("Channel accounts"),
    "chat": N_("Chats begun by us"),
    "conversation": N_("Conversations"),
    "customer": N_("Customers"),
    "customers": N_("Merged customers"),
    "door": N_("Customers’ own pages"),
    "envelope": N_("Quarantine"),
    "erp": N_("Records of the ERP"),
    "guide": N_("Guides"),
    "help": N_("Raised hands"),
    "identity": N_("Verifying customers"),
    "interaction": N_("Work"),
    "macro": N_("Macros"),
    "mail_history": N_("Old mail"),
    "mention": N_("Mentions"),
    "message": N_("Messages"),
    "presence": N_("Presence"),
    "quality": N_("Quality"),
    "queue": N_("Queues"),
    "rating": N_("Ratings"),
    "routing": N_("Routing policy"),
    "segment": N_("Handling"),
    "sender": N_("Blocked senders"),
    "signature": N_("Signatures"),
    "snippet": N_("Snippets"),
    "task": N_("Tasks"),
    "user": N_("People"),
}


def trouble(words: Words, one: WebhookTrouble) -> str:
    return words.gettext(TROUBLE[one])


def area(words: Words, name: str) -> str:
    """An area of a newer version is called as it is kept."""
    return words.gettext(AREAS[name]) if name in AREAS else name
