"""The messages of a conversation."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.interactions.scheduled.domain import LONGEST_UNDO
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class MessageRow:
    id: UUID
    conversation_id: UUID
    interaction_id: UUID | None
    position: int
    direction: str
    author_kind: str
    author_id: UUID | None
    author_name: str | None
    text: str
    html: str | None
    subject: str | None
    language: str | None
    meta: dict[str, Any]
    at: datetime
    client_key: str | None
    delivery: int | None
    error_code: str | None
    error: str | None
    failure: dict[str, Any] | None = None
    """Why it failed: `code` of an error and `detail` in the provider's words; None of an older version, see `error`."""
    recipients: dict[str, Any] | None = None
    """As `interactions.recipients` reads them; None of an older version and where there is one."""
    goes_at: datetime | None = None
    """When it is to leave, or was; None: at once."""
    held: dict[str, Any] | None = None
    """Set while it waits for that; see `interactions.scheduled`."""
    signature: str | None = None
    """Goes below the text; see `interactions.work.signing`."""


MESSAGE = (
    "id, conversation_id, interaction_id, position, direction, author_kind, author_id, author_name, text, html, "
    "subject, language, meta, at, client_key, delivery, error_code, error, failure, recipients, goes_at, held, "
    "signature"
)


async def messages(
    reader: Reader, tenant: UUID, conversation: UUID, *, after: int = 0, limit: int = 200
) -> list[MessageRow]:
    """The latest messages with a position above `after`, in order (unique key on position)."""
    return await reader.many(
        MessageRow,
        f"select * from (select {MESSAGE} from core.message where tenant_id = %s and conversation_id = %s "
        "and position > %s order by position desc limit %s) m order by position",
        [tenant, conversation, after, limit],
    )


async def before(reader: Reader, tenant: UUID, places: Mapping[UUID, int], limit: int) -> dict[UUID, list[MessageRow]]:
    """By conversation those with a position below the one given, the latest `limit` of each, the latest first."""
    rows = await reader.many(
        MessageRow,
        # Unique key on position, once for each conversation.
        f"select m.* from unnest(%s::uuid[], %s::int[]) as p(conversation, place) cross join lateral "
        f"(select {MESSAGE} from core.message where tenant_id = %s and conversation_id = p.conversation "
        "and position < p.place order by position desc limit %s) m order by m.conversation_id, m.position desc",
        [list(places), list(places.values()), tenant, limit],
    )
    found: dict[UUID, list[MessageRow]] = {one: [] for one in places}
    for row in rows:
        found[row.conversation_id].append(row)
    return found


async def saying(reader: Reader, tenant: UUID, conversations: Iterable[UUID], text: str, limit: int) -> list[UUID]:
    """The messages and notes of these conversations in which a text stands as it is written, in whatever case, the
    newest first, at most `limit`. Read by conversation: what one or two characters ask for is found, too."""
    literal = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = await reader.dicts(
        "select id from core.message where tenant_id = %s and conversation_id = any(%s) and direction <> 'event' "
        "and text ilike %s order by at desc, position desc limit %s",
        [tenant, list(conversations), f"%{literal}%", limit],
    )
    return [row["id"] for row in rows]


async def place_of(reader: Reader, tenant: UUID, message: UUID) -> tuple[UUID, int] | None:
    """The conversation of a message, and its position there."""
    rows = await reader.dicts(
        "select conversation_id, position from core.message where tenant_id = %s and id = %s", [tenant, message]
    )
    return (rows[0]["conversation_id"], rows[0]["position"]) if rows else None


async def messages_by_id(reader: Reader, tenant: UUID, ids: Iterable[UUID]) -> list[MessageRow]:
    return await reader.many(
        MessageRow,
        f"select {MESSAGE} from core.message where tenant_id = %s and id = any(%s) order by position",
        [tenant, list(ids)],
    )


@dataclass(frozen=True, slots=True)
class Authored:
    """A message by whom, in which work."""

    interaction_id: UUID
    author_id: UUID | None


async def authored(reader: Reader, tenant: UUID, message: UUID) -> Authored | None:
    """Of a message of ours; None for any other."""
    return await reader.one(
        Authored,
        "select coalesce(m.interaction_id, (select i.id from core.interaction i where i.tenant_id = m.tenant_id "
        "and i.conversation_id = m.conversation_id order by i.created_at desc limit 1)) as interaction_id, "
        "m.author_id from core.message m where m.tenant_id = %s and m.id = %s and m.out_number is not null",
        [tenant, message],
    )


async def answered_since(
    reader: Reader, tenant: UUID, conversations: Collection[UUID], since: datetime
) -> datetime | None:
    """When a person of ours answered for the first time after `since`; what is planned answers when it leaves."""
    found: datetime | None = await reader.value(
        "select min(answered) from (select case when goes_at > at + %(longest)s then goes_at else at end as answered "
        "from core.message where tenant_id = %(tenant)s and conversation_id = any(%(conversations)s) "
        "and direction = 'out' and author_kind = 'agent' "
        "and (held is null or not (held->>'planned')::boolean)) a where answered > %(since)s",
        {
            "tenant": tenant, "conversations": list(conversations), "since": since,
            "longest": timedelta(seconds=LONGEST_UNDO),
        },
    )  # fmt: skip
    return found
