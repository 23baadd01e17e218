"""SQL of files that a provider still keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.kernel.contracts.channels import InboundAttachment
from contact_center.kernel.ids import MessageId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_AWAITED = """
select a.id, a.name, a.content_type, a.remote, m.conversation_id, m.channel_account_id, m.at
from core.attachment a join core.message m on m.tenant_id = a.tenant_id and m.id = a.message_id
where a.tenant_id = %s and a.message_id = %s and a.blob_key is null and a.remote is not null and a.trouble is null
order by a.id
"""


@dataclass(frozen=True, slots=True)
class AwaitedFile:
    id: UUID
    name: str
    content_type: str
    remote: str
    conversation_id: UUID
    channel_account_id: UUID
    at: datetime


async def awaited(reader: Reader, tenant: TenantId, message: MessageId) -> list[AwaitedFile]:
    return await reader.many(AwaitedFile, _AWAITED, [tenant, message])


async def settle(
    work: UnitOfWork, id: UUID, file: InboundAttachment | None, *, key: str | None, trouble: str | None
) -> bool:
    """The file is here under this key, or there is trouble. False if it was here already."""
    changed = await work.execute(
        "update core.attachment set blob_key = %s, trouble = %s, size = %s, name = coalesce(%s, name), "
        "content_type = coalesce(%s, content_type) where tenant_id = %s and id = %s and blob_key is null",
        [
            key, trouble, len(file.content) if file else 0, file.name if file else None,
            file.content_type if file else None, work.tenant_id, id,
        ],
    )  # fmt: skip
    return changed > 0
