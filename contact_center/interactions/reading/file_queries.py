"""The files of messages."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class Attached:
    id: UUID
    message_id: UUID
    name: str
    content_type: str
    size: int
    blob_key: str | None
    """None while the provider still has its bytes (`remote`), and where they cannot be had (`trouble`)."""
    remote: str | None = None
    trouble: str | None = None
    """`too_large`, `refused`, `unreachable`."""
    content_id: str | None = None
    """By which a formatted text names it as a picture of its own."""


async def attachments(reader: Reader, tenant: UUID, message_ids: list[UUID]) -> list[Attached]:
    if not message_ids:
        return []
    return await reader.many(
        Attached,
        "select id, message_id, name, content_type, size, blob_key, remote, trouble, content_id from core.attachment "
        "where tenant_id = %s and message_id = any(%s) order by id",
        [tenant, message_ids],
    )


@dataclass(frozen=True, slots=True)
class FileOfWork:
    """A file, and the latest piece of work of its conversation, by which it is known who may read it."""

    id: UUID
    name: str
    blob_key: str | None
    """None where its bytes are not here (see `Attached`)."""
    interaction_id: UUID | None


async def file(reader: Reader, tenant: UUID, id: UUID) -> FileOfWork | None:
    return await reader.one(
        FileOfWork,
        # Index interaction_conversation.
        "select a.id, a.name, a.blob_key, (select i.id from core.interaction i where i.tenant_id = m.tenant_id "
        "and i.conversation_id = m.conversation_id order by i.created_at desc limit 1) as interaction_id "
        "from core.attachment a join core.message m on m.tenant_id = a.tenant_id and m.id = a.message_id "
        "where a.tenant_id = %s and a.id = %s",
        [tenant, id],
    )
