"""Messages that wait in their outbox, and files that came back with what was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.interactions.scheduled.domain import HeldMessage
from contact_center.platform.unit_of_work import Reader

HELD = "id, conversation_id, interaction_id, author_id, at, text, recipients, goes_at, held"


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file that came back with a message; its bytes are with the blob store."""

    id: UUID
    name: str
    content_type: str
    size: int
    blob_key: str


async def held(reader: Reader, tenant: UUID, message: UUID) -> HeldMessage | None:
    return await reader.one(
        HeldMessage,
        f"select {HELD} from core.message where tenant_id = %s and id = %s and held is not null",
        [tenant, message],
    )


async def planned(reader: Reader, tenant: UUID, agent: UUID, *, limit: int) -> list[HeldMessage]:
    """Of this writer, the next first (index message_held)."""
    return await reader.many(
        HeldMessage,
        f"select {HELD} from core.message where tenant_id = %s and author_id = %s and held is not null "
        "and (held->>'planned')::boolean order by goes_at, id limit %s",
        [tenant, agent, limit],
    )


async def of_writer(reader: Reader, tenant: UUID, agent: UUID, *, limit: int) -> list[HeldMessage]:
    """All that has not left, the next first (index message_held)."""
    return await reader.many(
        HeldMessage,
        f"select {HELD} from core.message where tenant_id = %s and author_id = %s and held is not null "
        "order by goes_at, id limit %s",
        [tenant, agent, limit],
    )


async def draft_files(reader: Reader, tenant: UUID, agent: UUID, conversation: UUID) -> list[DraftFile]:
    return await reader.many(
        DraftFile,
        "select id, name, content_type, size, blob_key from core.draft_file "
        "where tenant_id = %s and agent_id = %s and conversation_id = %s order by id",
        [tenant, agent, conversation],
    )
