"""SQL of the words of messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.interactions.search.domain import READ
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class WrittenText:
    id: UUID
    subject: str | None
    text: str


async def texts(work: UnitOfWork, ids: Sequence[UUID]) -> list[WrittenText]:
    return await work.many(
        WrittenText,
        "select id, subject, text from core.message where tenant_id = %s and id = any(%s)",
        [work.tenant_id, list(ids)],
    )


async def first_in(work: UnitOfWork, interaction: UUID) -> WrittenText | None:
    """The message with which an interaction came; None for one that we began."""
    return await work.one(
        WrittenText,
        "select id, subject, text from core.message where tenant_id = %s and interaction_id = %s and direction = 'in' "
        "order by position limit 1",
        [work.tenant_id, interaction],
    )


async def save(work: UnitOfWork, ids: Sequence[UUID], words: Sequence[str]) -> None:
    """The words of these messages, with those of tenant and week by which one index tells them apart."""
    await work.execute(
        "insert into core.message_words (tenant_id, message_id, at, words) "
        "select m.tenant_id, m.id, m.at, array_to_tsvector(array[core.tenant_word(m.tenant_id), "
        "core.tenant_week_word(m.tenant_id, core.week_of(m.at))]) || t.words::tsvector "
        "from unnest(%(ids)s::uuid[], %(words)s::text[]) as t(id, words) "
        "join core.message m on m.tenant_id = %(tenant)s and m.id = t.id "
        "on conflict (tenant_id, message_id) do update set words = excluded.words",
        {"tenant": work.tenant_id, "ids": list(ids), "words": list(words)},
    )


@dataclass(frozen=True, slots=True)
class FoundMessage:
    message_id: UUID
    interaction_id: UUID
    conversation_id: UUID
    customer_id: UUID | None
    who: str | None
    """As the customer is called on the channel."""
    channel: str
    direction: str
    subject: str | None
    text: str
    at: datetime


async def found(reader: Reader, tenant: UUID, wanted: str, most: int) -> list[FoundMessage]:
    """The newest messages that fit, at most `most`; see `core.find_messages` for how."""
    return await reader.many(
        FoundMessage,
        "select m.id as message_id, i.id as interaction_id, m.conversation_id, i.customer_id, c.contact_name as who, "
        "i.channel, m.direction, coalesce(m.subject, i.subject) as subject, left(m.text, %(read)s) as text, m.at "
        "from core.find_messages(%(tenant)s, %(wanted)s::tsquery, %(most)s) f "
        "join core.message m on m.tenant_id = %(tenant)s and m.id = f.message_id "
        "join core.interaction i on i.tenant_id = m.tenant_id and i.id = m.interaction_id "
        "join core.conversation c on c.tenant_id = m.tenant_id and c.id = m.conversation_id "
        "order by m.at desc, m.id desc",
        {"tenant": tenant, "wanted": wanted, "most": most, "read": READ},
    )
