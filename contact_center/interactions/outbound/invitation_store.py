"""SQL of invitations to a chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class ChatInvitation:
    interaction_id: UUID
    conversation_id: UUID
    agent_id: UUID
    until: datetime


_OPEN = "select interaction_id, conversation_id, agent_id, until from core.chat_invitation "


async def insert(work: UnitOfWork, one: ChatInvitation) -> None:
    await work.execute(
        "insert into core.chat_invitation (tenant_id, interaction_id, conversation_id, agent_id, state, at, until) "
        "values (%s, %s, %s, %s, 'open', %s, %s)",
        [work.tenant_id, one.interaction_id, one.conversation_id, one.agent_id, work.now, one.until],
    )


async def open_in(reader: Reader, tenant: UUID, conversation: UUID) -> ChatInvitation | None:
    return await reader.one(
        ChatInvitation, _OPEN + "where tenant_id = %s and conversation_id = %s and state = 'open'",
        [tenant, conversation],
    )  # fmt: skip


async def end(work: UnitOfWork, interaction: UUID, state: str) -> bool:
    """False if it has been answered before."""
    changed = await work.execute(
        "update core.chat_invitation set state = %s, answered_at = %s where tenant_id = %s and interaction_id = %s "
        "and state = 'open'",
        [state, work.now, work.tenant_id, interaction],
    )
    return changed > 0


async def set_result(work: UnitOfWork, interaction: UUID, result: str) -> None:
    """What became of the attempt, whatever is reported of its message later."""
    await work.execute(
        "update core.attempt set state = 'ended', result = %s, ended_at = %s where tenant_id = %s "
        "and interaction_id = %s and number = 1",
        [result, work.now, work.tenant_id, interaction],
    )
