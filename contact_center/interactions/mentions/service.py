"""A colleague is called into a conversation: told at once, let in to read and to answer by a note, and no further.

That a mention lets somebody in is asked with all else that ties people to work (`work.rights`); it ends some days after
the conversation was closed, which the organisation chooses (decision 0072).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import settings
from contact_center.directory.service import Role, User, audit
from contact_center.interactions.mentions import store
from contact_center.interactions.mentions.domain import DAYS, Mention, checked, days
from contact_center.interactions.mentions.errors import CannotBeMentioned
from contact_center.kernel.contracts.mentions import ColleagueMentioned, MentionsSeen
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId, MentionId, MessageId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

SETTING = "mention_days"
CALLED = frozenset({Role.AGENT, Role.SUPERVISOR})
"""Who works in conversations, and can be called into one."""
FOLLOWED = 50
"""Conversations of which a mentioned colleague sees on what is written, the newest."""
LATELY = timedelta(days=30)


async def colleagues(reader: Reader, tenant: UUID) -> list[User]:
    """Who can be mentioned."""
    return [one for one in await directory.users(reader, tenant) if one.active and Role(one.role) in CALLED]


async def mention(
    work: UnitOfWork, message: MessageId, conversation: UUID, interaction: UUID, users: Collection[UUID], by: AgentId
) -> list[UUID]:
    """Calls these colleagues by a note just written; returns whom. Raises `CannotBeMentioned`, `TooManyMentioned`."""
    wanted = checked(users, by)
    if not wanted:
        return []
    known = {one.id for one in await colleagues(work, work.tenant_id)}
    unknown = next((id for id in wanted if id not in known), None)
    if unknown is not None:
        raise CannotBeMentioned(unknown, field="mentions")
    for user in wanted:
        id = MentionId(new_id())
        await store.insert(work, Mention(id, conversation, interaction, message, user, by, work.now, None))
        work.record(
            ColleagueMentioned(
                mention_id=id, conversation_id=ConversationId(conversation), interaction_id=InteractionId(interaction),
                message_id=message, agent_id=AgentId(user), by_agent_id=by,
            )
        )  # fmt: skip
        await audit(work, "colleague mentioned", f"interaction:{interaction}", user=str(user))
    return wanted


async def see(work: UnitOfWork, user: AgentId, conversation: UUID) -> int:
    """Their mentions in this conversation are no news any more; returns how many there were."""
    count = await store.see(work, user, conversation)
    if count:
        work.record(MentionsSeen(conversation_id=ConversationId(conversation), agent_id=user, count=count))
    return count


async def unseen(reader: Reader, tenant: UUID, user: UUID, limit: int) -> list[Mention]:
    """The newest first."""
    return await store.unseen(reader, tenant, user, limit)


async def count_unseen(reader: Reader, tenant: UUID, user: UUID) -> int:
    return await store.count_unseen(reader, tenant, user)


async def has_unseen(reader: Reader, tenant: UUID, user: UUID, conversation: UUID) -> bool:
    return await store.has_unseen(reader, tenant, user, conversation)


async def followed(reader: Reader, tenant: UUID, user: UUID) -> dict[UUID, UUID]:
    """Work → conversation of what this person was called into lately. Whether they may read it still is asked by
    whoever shows it."""
    found = await store.lately(reader, tenant, user, reader.now - LATELY, FOLLOWED)
    return {one.interaction_id: one.conversation_id for one in found}


async def told(reader: Reader, tenant: UUID, messages: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """By note, whom it calls."""
    if not messages:
        return {}
    found: dict[UUID, list[UUID]] = {}
    for one in await store.of_messages(reader, tenant, list(messages)):
        found.setdefault(one.message_id, []).append(one.user_id)
    return found


async def days_of(reader: Reader, tenant: UUID) -> int:
    """For how many days after a conversation was closed a mention lets somebody read it."""
    return int((await settings.of_tenant(reader, tenant)).get(SETTING, DAYS))


async def set_days(work: UnitOfWork, chosen: int) -> None:
    """Raises `NotSoManyDays`."""
    await settings.change(work, SETTING, days(chosen))
    await audit(work, "mentions changed", "tenant", days=chosen)
