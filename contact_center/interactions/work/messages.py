"""Messages of our side: appended to a conversation whose row is locked, so that their order is one order (D9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import Conversation
from contact_center.interactions.errors import AlreadySent
from contact_center.interactions.work import message_store
from contact_center.interactions.work.signing import LetterEnd
from contact_center.kernel.contracts.channels import Recipients
from contact_center.kernel.contracts.interactions import MessageWritten
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, MessageId, new_id
from contact_center.platform.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Written:
    message_id: MessageId
    position: int


async def lock_conversation(work: UnitOfWork, conversation_id: UUID) -> Conversation:
    return await message_store.lock_conversation(work, conversation_id)


async def lock_conversation_of(work: UnitOfWork, interaction_id: UUID) -> Conversation:
    row = await store.interaction(work, work.tenant_id, interaction_id)
    return await lock_conversation(work, row.conversation_id)


async def already_written(work: UnitOfWork, conversation_id: UUID, client_key: str, text: str) -> Written | None:
    """Raises `AlreadySent`: another text under this key is not the same message sent twice."""
    known = await message_store.written_under(work, conversation_id, client_key)
    if known is None:
        return None
    if known.text != text:
        raise AlreadySent(conversation_id)
    return Written(MessageId(known.id), known.position)


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
    recipients: Recipients | None = None,
    planned: bool = False,
    end: LetterEnd = LetterEnd(),  # noqa: B008 - frozen
) -> Written:
    """Appends at the next position of a conversation whose row is locked.

    What goes out goes to the customer, unless `recipients` say otherwise. `planned`: its writer
    chose a later time for it.
    """
    out = direction == "out"
    position = conversation.last_position + 1
    id = MessageId(new_id())
    await message_store.insert(
        work, id, conversation, interaction_id, direction=direction, author=author, text=text, html=html,
        client_key=client_key, meta=meta or {},
        end=end,
        recipients=recipients or (conversation.participants.reply() if out else Recipients()),
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
            planned=planned,
        )
    )
    return Written(id, position)
