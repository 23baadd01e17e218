"""SQL of conversations that begin with us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contact_center.interactions import tables
from contact_center.platform.query import insert_row
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenConversation:
    id: UUID
    interaction_id: UUID | None
    """Its open work."""


async def open_conversation(reader: Reader, tenant: UUID, account: UUID, address: str) -> OpenConversation | None:
    """The one open conversation of an address on a channel without subjects (index conversation_single)."""
    return await reader.one(
        OpenConversation,
        "select c.id, (select i.id from core.interaction i where i.tenant_id = c.tenant_id "
        "and i.conversation_id = c.id and i.state <> 'closed' limit 1) as interaction_id from core.conversation c "
        "where c.tenant_id = %s and c.channel_account_id = %s and c.contact_value = %s and c.single "
        "and c.state = 'open' limit 1",
        [tenant, account, address],
    )


async def insert_conversation(work: UnitOfWork, values: dict[str, Any]) -> None:
    await work.execute(*insert_row(tables.conversation, values))
