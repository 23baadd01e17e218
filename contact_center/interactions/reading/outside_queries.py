"""Conversations and messages as those outside know them: customers by their address and place, providers by id.

A customer sees the messages in both directions, never notes or events; places count those messages alone, so that
a customer's page can tell a gap. Published for channels.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount, Delivery
from contact_center.kernel.ids import ConversationId
from contact_center.platform.unit_of_work import Reader

_SEEN = "direction in ('in', 'out')"

# index conversation_contact
PRESENT = """
select c.id, c.state = 'closed' as closed, c.last_message_at, i.id as interaction_id, i.state as interaction_state,
  i.owner_agent_id as agent_id
from core.conversation c
left join lateral (select * from core.interaction x where x.tenant_id = c.tenant_id and x.conversation_id = c.id
  order by x.created_at desc limit 1) i on true
where c.tenant_id = %(tenant)s and c.channel_account_id = %(account)s and c.contact_value = %(contact)s
order by c.opened_at desc limit 1
"""
MESSAGES = f"""
select * from (
  select id, row_number() over (order by position) as place, direction = 'in' as theirs,
    coalesce(author_kind = 'agent', false) as by_agent, author_name, text, at, provider_id
  from core.message where tenant_id = %s and conversation_id = %s and {_SEEN}
) m where place > %s order by place
"""


@dataclass(frozen=True, slots=True)
class Present:
    """The newest conversation of a contact, and its newest work."""

    id: UUID
    closed: bool
    last_message_at: datetime
    interaction_id: UUID | None
    interaction_state: str | None
    agent_id: UUID | None
    """Whose work it is."""


@dataclass(frozen=True, slots=True)
class CustomerMessage:
    """A message that the customer may see."""

    id: UUID
    place: int
    """1, 2, 3 … without a gap."""
    theirs: bool
    """From the customer."""
    by_agent: bool
    author_name: str | None
    text: str
    at: datetime
    provider_id: str | None


async def present(reader: Reader, account: ChannelAccount, contact: str) -> Present | None:
    return await reader.one(Present, PRESENT, {"tenant": account.tenant_id, "account": account.id, "contact": contact})


async def conversations(reader: Reader, tenant: UUID, account: UUID, contact: str) -> list[ConversationId]:
    """All of a contact's on this account."""
    return await reader.values(
        "select id from core.conversation where tenant_id = %s and channel_account_id = %s and contact_value = %s",
        [tenant, account, contact],
    )


async def language(reader: Reader, account: ChannelAccount, contact: str) -> str | None:
    """In which the contact last wrote or was answered here."""
    found: str | None = await reader.value(
        "select language from core.conversation where tenant_id = %s and channel_account_id = %s "
        "and contact_value = %s and language is not null order by opened_at desc limit 1",
        [account.tenant_id, account.id, contact],
    )
    return found


async def contact(reader: Reader, tenant: UUID, conversation: UUID) -> Address | None:
    """With whom a conversation is."""
    rows = await reader.dicts(
        "select contact_kind, contact_value from core.conversation where tenant_id = %s and id = %s",
        [tenant, conversation],
    )
    return Address(AddressKind(rows[0]["contact_kind"]), rows[0]["contact_value"]) if rows else None


@dataclass(frozen=True, slots=True)
class ReadableConversation:
    """A conversation with a customer, as they know it."""

    id: UUID
    channel: str
    channel_account_id: UUID
    contact_kind: str
    contact_value: str
    last_message_at: datetime


async def of_customers(
    reader: Reader, tenant: UUID, conversations: Collection[UUID], customers: Collection[UUID]
) -> list[ReadableConversation]:
    """Those of these conversations that are with one of these customers."""
    return await reader.many(
        ReadableConversation,
        "select id, channel, channel_account_id, contact_kind, contact_value, last_message_at from core.conversation "
        "where tenant_id = %s and id = any(%s) and customer_id = any(%s) order by opened_at",
        [tenant, list(conversations), list(customers)],
    )


@dataclass(frozen=True, slots=True)
class ReadableMessage:
    conversation_id: UUID
    id: UUID
    inbound: bool
    author_name: str | None
    writer: str | None
    """The address it came from, where that may be another than the contact's."""
    recipients: dict[str, Any] | None
    text: str
    at: datetime


async def readable(reader: Reader, tenant: UUID, conversations: Collection[UUID], limit: int) -> list[ReadableMessage]:
    """The latest messages of these conversations in both directions, in order; without those that wait in their outbox
    or never left, without what a machine sent, and without codes and calls."""
    return await reader.many(
        ReadableMessage,
        "select * from (select conversation_id, id, direction = 'in' as inbound, author_name, meta->>'from' as writer, "
        f"recipients, text, at from core.message where tenant_id = %s and conversation_id = any(%s) and {_SEEN} "
        "and text <> '' and held is null and delivery is distinct from %s "
        "and not jsonb_exists_any(meta, array['call_id', 'automatic', 'automatic_reason', 'identity_code']) "
        "order by at desc, id desc limit %s) m order by at, id",
        [tenant, list(conversations), int(Delivery.FAILED), limit],
    )


async def messages(reader: Reader, tenant: UUID, conversation: UUID, after: int) -> list[CustomerMessage]:
    """Those after the place."""
    return await reader.many(CustomerMessage, MESSAGES, [tenant, conversation, after])


async def last_place(reader: Reader, tenant: UUID, conversation: UUID) -> int:
    return int(
        await reader.value(
            f"select count(*) from core.message where tenant_id = %s and conversation_id = %s and {_SEEN}",
            [tenant, conversation],
        )
    )


async def read_place(reader: Reader, tenant: UUID, conversation: UUID) -> int:
    """Up to where somebody has read: where we wrote last."""
    return int(
        await reader.value(
            f"select count(*) from core.message where tenant_id = %s and conversation_id = %s and {_SEEN} "
            "and position <= coalesce((select max(position) from core.message "
            "where tenant_id = %s and conversation_id = %s and direction = 'out'), 0)",
            [tenant, conversation, tenant, conversation],
        )
    )


async def place_of(reader: Reader, tenant: UUID, message: UUID) -> tuple[int, datetime]:
    """Place and time of a message that was taken in."""
    rows = await reader.dicts(
        "select m.at, (select count(*) from core.message v where v.tenant_id = m.tenant_id "
        "and v.conversation_id = m.conversation_id and v.direction in ('in', 'out') and v.position <= m.position) "
        "as place from core.message m where m.tenant_id = %s and m.id = %s",
        [tenant, message],
    )
    return int(rows[0]["place"]), rows[0]["at"]


async def position_at(reader: Reader, tenant: UUID, conversation: UUID, contact: str, place: int) -> int | None:
    """Our own position of the message at a place; None if there is none, or the conversation is somebody else's."""
    found: int | None = await reader.value(
        "select position from (select position, row_number() over (order by position) as place "
        f"from core.message where tenant_id = %s and conversation_id = %s and {_SEEN}) m "
        "where place = %s and exists (select 1 from core.conversation c where c.tenant_id = %s and c.id = %s "
        "and c.contact_value = %s)",
        [tenant, conversation, place, tenant, conversation, contact],
    )
    return found


async def known_ids(reader: Reader, account: ChannelAccount, provider_ids: Collection[str]) -> frozenset[str]:
    """Which of a provider's ids already belong to a message of ours, or to an attempt that failed."""
    found = await reader.values(
        "select provider_id from core.message where tenant_id = %(tenant)s "
        "and channel_account_id = %(account)s and provider_id = any(%(ids)s) "
        "union select key from core.thread_key where tenant_id = %(tenant)s "
        "and channel_account_id = %(account)s and key = any(%(ids)s)",
        {"tenant": account.tenant_id, "account": account.id, "ids": list(provider_ids)},
    )
    return frozenset(found)
