"""SQL of messages that wait in their outbox, and of the files that come back with what was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.delivery.domain import StoredFile
from contact_center.interactions.reading import held_queries
from contact_center.interactions.scheduled.domain import HeldMessage
from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_WITHDRAWN = """
update core.attempt set state = 'ended', result = 'cancelled', ended_at = %(now)s, message_id = null
where tenant_id = %(tenant)s and message_id = %(message)s
"""


async def hold(work: UnitOfWork, message: UUID, until: datetime, before: dict[str, Any]) -> None:
    await work.execute(
        "update core.message set goes_at = %s, held = %s where tenant_id = %s and id = %s",
        [until, Jsonb(before), work.tenant_id, message],
    )


async def lock_held(work: UnitOfWork, message: UUID) -> HeldMessage | None:
    """None once its outbox may send it, or when it was taken back."""
    return await work.one(
        HeldMessage,
        f"select {held_queries.HELD} from core.message where tenant_id = %s and id = %s and held is not null "
        "for update",
        [work.tenant_id, message],
    )


async def let_go(work: UnitOfWork, message: UUID) -> None:
    await work.execute(
        "update core.message set held = null, delivery_at = %s where tenant_id = %s and id = %s",
        [work.now, work.tenant_id, message],
    )


async def said_besides(work: UnitOfWork, interaction: UUID, message: UUID) -> list[tuple[UUID, str]]:
    """What else was said in this work, in order: id and direction (index message_interaction)."""
    rows = await work.dicts(
        "select id, direction from core.message where tenant_id = %s and interaction_id = %s and id <> %s "
        "and direction in ('in', 'out') order by position",
        [work.tenant_id, interaction, message],
    )
    return [(row["id"], row["direction"]) for row in rows]


async def withdraw(work: UnitOfWork, message: UUID, instead: UUID | None = None) -> None:
    """The message goes as if it had never been written. Its attempt is that of the message written `instead`; without
    one, all that stays of it is that there was one.
    """
    if instead is not None:
        await work.execute(
            "update core.attempt set message_id = %s where tenant_id = %s and message_id = %s",
            [instead, work.tenant_id, message],
        )
    await work.execute(_WITHDRAWN, {"now": work.now, "tenant": work.tenant_id, "message": message})
    await work.execute("delete from core.message where tenant_id = %s and id = %s", [work.tenant_id, message])


async def files_of(reader: Reader, tenant: UUID, message: UUID) -> list[StoredFile]:
    return await reader.many(
        StoredFile,
        "select name, content_type, size, blob_key from core.attachment where tenant_id = %s and message_id = %s "
        "order by id",
        [tenant, message],
    )


# --- files of drafts --------------------------------------------------------------------------------------


async def keep_files(work: UnitOfWork, agent: UUID, conversation: UUID, given: Sequence[StoredFile]) -> None:
    ids = sorted(new_id() for _ in given)
    for id, one in zip(ids, given, strict=True):
        await work.execute(
            "insert into core.draft_file (tenant_id, id, agent_id, conversation_id, name, content_type, size, "
            "blob_key) values (%s, %s, %s, %s, %s, %s, %s, %s)",
            [work.tenant_id, id, agent, conversation, one.name, one.content_type, one.size, one.blob_key],
        )


async def take_files(work: UnitOfWork, agent: UUID, conversation: UUID, wanted: Iterable[UUID]) -> list[StoredFile]:
    """Those that go with a message now. Others stay with the draft: another window may show them already."""
    chosen = list(wanted)
    if not chosen:
        return []
    found = await held_queries.draft_files(work, work.tenant_id, agent, conversation)
    await work.execute(
        "delete from core.draft_file where tenant_id = %s and agent_id = %s and conversation_id = %s and id = any(%s)",
        [work.tenant_id, agent, conversation, chosen],
    )
    return [StoredFile(one.name, one.content_type, one.size, one.blob_key) for one in found if one.id in chosen]


async def drop_file(work: UnitOfWork, agent: UUID, file: UUID) -> None:
    """Of a draft of this agent's; nothing happens where there is none such."""
    await work.execute(
        "delete from core.draft_file where tenant_id = %s and agent_id = %s and id = %s", [work.tenant_id, agent, file]
    )
