"""SQL of mentions."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from contact_center.interactions.mentions.domain import Mention
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_MENTION = "id, conversation_id, interaction_id, message_id, user_id, by_id, at, seen_at"


async def insert(work: UnitOfWork, one: Mention) -> None:
    await work.execute(
        f"insert into core.mention (tenant_id, {_MENTION}) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, one.id, one.conversation_id, one.interaction_id, one.message_id, one.user_id, one.by_id,
            one.at, one.seen_at,
        ],
    )  # fmt: skip


async def unseen(reader: Reader, tenant: UUID, user: UUID, limit: int) -> list[Mention]:
    """The newest first (index mention_unseen)."""
    return await reader.many(
        Mention,
        f"select {_MENTION} from core.mention where tenant_id = %s and user_id = %s and seen_at is null "
        "order by at desc, id desc limit %s",
        [tenant, user, limit],
    )


async def count_unseen(reader: Reader, tenant: UUID, user: UUID) -> int:
    return int(
        await reader.value(
            "select count(*) from core.mention where tenant_id = %s and user_id = %s and seen_at is null",
            [tenant, user],
        )
    )


async def has_unseen(reader: Reader, tenant: UUID, user: UUID, conversation: UUID) -> bool:
    return bool(
        await reader.value(
            "select exists (select 1 from core.mention where tenant_id = %s and user_id = %s and seen_at is null "
            "and conversation_id = %s)",
            [tenant, user, conversation],
        )
    )


async def see(work: UnitOfWork, user: UUID, conversation: UUID) -> int:
    return await work.execute(
        "update core.mention set seen_at = %s where tenant_id = %s and user_id = %s and seen_at is null "
        "and conversation_id = %s",
        [work.now, work.tenant_id, user, conversation],
    )


async def lately(reader: Reader, tenant: UUID, user: UUID, since: datetime, limit: int) -> list[Mention]:
    """The newest of this person, seen or not, each conversation once (index mention_user)."""
    return await reader.many(
        Mention,
        f"select * from (select distinct on (conversation_id) {_MENTION} from (select {_MENTION} from core.mention "
        "where tenant_id = %s and user_id = %s and at > %s order by at desc limit %s) m "
        "order by conversation_id, at desc) n order by at desc",
        [tenant, user, since, limit],
    )


async def of_messages(reader: Reader, tenant: UUID, messages: list[UUID]) -> list[Mention]:
    return await reader.many(
        Mention,
        f"select {_MENTION} from core.mention where tenant_id = %s and message_id = any(%s) order by id",
        [tenant, messages],
    )
