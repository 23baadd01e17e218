"""Messages of our side: appended to a conversation whose row is locked, so that their order is one order (D9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions import store
from contact_center.interactions.errors import AlreadySent
from contact_center.kernel.contracts.channels import Delivery
from contact_center.kernel.contracts.interactions import MessageWritten
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, MessageId, new_id
from contact_center.platform.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Written:
    message_id: MessageId
    position: int


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation under lock."""

    id: UUID
    channel: str
    channel_account_id: UUID
    contact_kind: str
    contact_value: str
    contact_name: str | None
    last_position: int
    last_out: int
    state: str


async def lock_conversation(work: UnitOfWork, conversation_id: UUID) -> Conversation:
    found = await work.one(
        Conversation,
        "select id, channel, channel_account_id, contact_kind, contact_value, contact_name, last_position, last_out, "
        "state from core.conversation where tenant_id = %s and id = %s for update",
        [work.tenant_id, conversation_id],
    )
    assert found is not None
    return found


async def lock_conversation_of(work: UnitOfWork, interaction_id: UUID) -> Conversation:
    row = await store.interaction(work, work.tenant_id, interaction_id)
    return await lock_conversation(work, row.conversation_id)


async def already_written(work: UnitOfWork, conversation_id: UUID, client_key: str, text: str) -> Written | None:
    """Raises `AlreadySent`: another text under this key is not the same message sent twice."""
    rows = await work.dicts(
        "select id, position, text from core.message where tenant_id = %s and conversation_id = %s and client_key = %s",
        [work.tenant_id, conversation_id, client_key],
    )
    if rows and rows[0]["text"] != text:
        raise AlreadySent(conversation_id)
    return Written(MessageId(rows[0]["id"]), rows[0]["position"]) if rows else None


async def add_message(
    work: UnitOfWork,
    conversation: Conversation,
    interaction_id: UUID | None,
    *,
    direction: str,
    author: tuple[str, UUID | None, str | None],
    text: str,
    html: str | None = None,
    client_key: str | None = None,
    meta: dict[str, Any] | None = None,
) -> Written:
    """Appends at the next position of a conversation whose row is locked."""
    out = direction == "out"
    position = conversation.last_position + 1
    id = MessageId(new_id())
    await work.execute(
        "insert into core.message (tenant_id, id, conversation_id, position, interaction_id, channel_account_id, "
        "direction, author_kind, author_id, author_name, text, html, meta, at, client_key, out_number, delivery, "
        "delivery_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, id, conversation.id, position, interaction_id, conversation.channel_account_id, direction,
            author[0], author[1], author[2], text, html, Jsonb(meta or {}), work.now, client_key,
            conversation.last_out + 1 if out else None, int(Delivery.PENDING) if out else None,
            work.now if out else None,
        ],
    )  # fmt: skip
    await store.update_conversation(
        work,
        conversation.id,
        last_position=position,
        last_out=conversation.last_out + (1 if out else 0),
        last_message_at=work.now,
    )
    work.record(
        MessageWritten(
            conversation_id=ConversationId(conversation.id),
            interaction_id=InteractionId(interaction_id) if interaction_id else None,
            message_id=id,
            message_position=position,
            direction=direction,
            agent_id=AgentId(author[1]) if author[0] == "agent" and author[1] else None,
        )
    )
    return Written(id, position)
