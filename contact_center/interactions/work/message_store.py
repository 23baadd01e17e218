"""SQL of the messages of a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.domain import Conversation
from contact_center.interactions.recipients import as_stored
from contact_center.interactions.work.signing import LetterEnd
from contact_center.kernel.contracts.channels import Delivery, Recipients
from contact_center.kernel.ids import MessageId
from contact_center.platform.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class UnderKey:
    """The message that was written under a client's key."""

    id: UUID
    position: int
    text: str


async def lock_conversation(work: UnitOfWork, conversation_id: UUID) -> Conversation:
    found = await work.one(
        Conversation,
        "select id, channel, channel_account_id, contact_kind, contact_value, contact_name, last_position, last_out, "
        "state from core.conversation where tenant_id = %s and id = %s for update",
        [work.tenant_id, conversation_id],
    )
    assert found is not None
    return found


async def written_under(work: UnitOfWork, conversation: UUID, client_key: str) -> UnderKey | None:
    return await work.one(
        UnderKey,
        "select id, position, text from core.message where tenant_id = %s and conversation_id = %s and client_key = %s",
        [work.tenant_id, conversation, client_key],
    )


async def insert(
    work: UnitOfWork,
    id: MessageId,
    conversation: Conversation,
    interaction_id: UUID | None,
    *,
    direction: str,
    author: tuple[str, UUID | None, str | None],
    text: str,
    html: str | None,
    client_key: str | None,
    meta: dict[str, Any],
    recipients: Recipients,
    end: LetterEnd,
) -> None:
    """At the next position; what goes out is numbered for the outbox."""
    out, named = direction == "out", as_stored(recipients)
    await work.execute(
        "insert into core.message (tenant_id, id, conversation_id, position, interaction_id, channel_account_id, "
        "direction, author_kind, author_id, author_name, text, html, meta, at, client_key, out_number, delivery, "
        "delivery_at, recipients, signature, quoted_from) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, id, conversation.id, conversation.last_position + 1, interaction_id,
            conversation.channel_account_id, direction, author[0], author[1], author[2], text, html, Jsonb(meta),
            work.now, client_key, conversation.last_out + 1 if out else None, int(Delivery.PENDING) if out else None,
            work.now if out else None, None if named is None else Jsonb(named),
            end.signature, end.quoted_from,
        ],
    )  # fmt: skip


async def insert_voicemail(
    work: UnitOfWork, id: MessageId, call: UUID, *, conversation: UUID, position: int, account: UUID | None,
    interaction: UUID, caller: str | None, meta: dict[str, Any],
) -> None:  # fmt: skip
    """A message without words: its sound is kept with the call it was left in."""
    await work.execute(
        "insert into core.message (tenant_id, id, conversation_id, position, interaction_id, channel_account_id, "
        "direction, author_kind, author_name, text, meta, at, provider_id) "
        "values (%s, %s, %s, %s, %s, %s, 'in', 'customer', %s, '', %s, %s, %s)",
        [
            work.tenant_id, id, conversation, position, interaction, account, caller, Jsonb(meta), work.now,
            f"voicemail:{call}",
        ],
    )  # fmt: skip


async def counts(work: UnitOfWork, interaction: UUID) -> tuple[int, int]:
    """Received from the customer, and sent by people."""
    rows = await work.dicts(
        "select count(*) filter (where direction = 'in') as received, "
        "count(*) filter (where direction = 'out' and author_kind <> 'system') as sent "
        "from core.message where tenant_id = %s and interaction_id = %s",
        [work.tenant_id, interaction],
    )
    return rows[0]["received"], rows[0]["sent"]
