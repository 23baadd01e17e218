"""SQL of work that begins with us: its account and its conversation."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contact_center.interactions import tables
from contact_center.kernel.ids import new_id
from contact_center.platform.query import insert_row
from contact_center.platform.unit_of_work import UnitOfWork


async def account(work: UnitOfWork, channel: str) -> UUID:
    """The channel's one account, made with the first work of its kind."""
    await work.execute(
        "insert into core.channel_account (tenant_id, id, channel, name, address, created_at) "
        "values (%s, %s, %s, %s, %s, %s) on conflict (tenant_id, channel, address) do nothing",
        [work.tenant_id, new_id(), channel, channel, channel, work.now],
    )
    found = await work.value(
        "select id from core.channel_account where tenant_id = %s and channel = %s and address = %s",
        [work.tenant_id, channel, channel],
    )
    return UUID(str(found))


async def insert_conversation(work: UnitOfWork, values: dict[str, Any]) -> None:
    await work.execute(*insert_row(tables.conversation, values))


async def queue_of(work: UnitOfWork, conversation: UUID) -> UUID | None:
    """Where the newest work of a conversation belongs."""
    found = await work.value(
        "select queue_id from core.interaction where tenant_id = %s and conversation_id = %s "
        "and queue_id is not null order by created_at desc limit 1",
        [work.tenant_id, conversation],
    )
    return UUID(str(found)) if found else None
