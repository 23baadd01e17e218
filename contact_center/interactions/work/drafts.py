"""What agents are writing: for each conversation one draft of an answer, and one of a note for colleagues.

An agent may have several windows open. Two rules keep their drafts apart (decision 0012):

- Each time a draft is kept, it is a *writing* of its own. A window says which writing it knew; where another one
  stands by then, nothing is overwritten, and the window asks.
- A draft is what will be sent under its key. Sent under that key, it is a draft no longer, in whatever window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.interactions import sanitised, store
from contact_center.kernel.errors import Conflict
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class DraftElsewhere(Conflict):
    """You have written something else here in another window; nothing was overwritten."""


class Kind(StrEnum):
    REPLY = "reply"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Draft:
    kind: str
    text: str
    base_position: int
    """The last message of the conversation that its writer had seen."""
    updated_at: datetime
    client_key: str
    writing: UUID


async def of(reader: Reader, tenant: UUID, agent: AgentId, conversation: UUID) -> dict[Kind, Draft]:
    rows = await reader.many(
        Draft,
        "select kind, text, base_position, updated_at, client_key, writing from core.draft "
        "where tenant_id = %s and agent_id = %s and conversation_id = %s",
        [tenant, agent, conversation],
    )
    return {Kind(row.kind): row for row in rows}


@dataclass(frozen=True, slots=True)
class Written:
    """A draft as one window has it."""

    kind: Kind
    text: str
    base_position: int
    client_key: str
    writing: UUID
    """This state of it."""
    knew: UUID | None
    """The state it was made from; None: there was none."""


async def keep(work: UnitOfWork, interaction_id: UUID, agent: AgentId, written: Written) -> None:
    """A draft survives reloads and crashes; an empty one is forgotten. Raises `DraftElsewhere`."""
    row = await store.interaction(work, work.tenant_id, interaction_id)
    text = sanitised.text(written.text)
    where = [work.tenant_id, agent, row.conversation_id, written.kind]
    if not text.strip():
        await work.execute(
            "delete from core.draft where tenant_id = %s and agent_id = %s and conversation_id = %s and kind = %s "
            "and writing = %s",
            [*where, written.knew],
        )
        if await work.value(
            "select 1 from core.draft where tenant_id = %s and agent_id = %s and conversation_id = %s and kind = %s",
            where,
        ):
            raise DraftElsewhere(interaction_id)
        return
    kept = await work.execute(
        "insert into core.draft (tenant_id, agent_id, conversation_id, kind, text, base_position, updated_at, "
        "client_key, writing) select %(tenant)s, %(agent)s, %(conversation)s, %(kind)s, %(text)s, %(base)s, %(now)s, "
        "%(key)s, %(writing)s "
        "where not exists (select 1 from core.message m where m.tenant_id = %(tenant)s "
        "and m.conversation_id = %(conversation)s and m.client_key = %(key)s) "
        "on conflict (tenant_id, agent_id, conversation_id, kind) do update set text = excluded.text, "
        "updated_at = excluded.updated_at, client_key = excluded.client_key, writing = excluded.writing "
        "where draft.writing = %(knew)s or draft.text = excluded.text",
        {
            "tenant": work.tenant_id, "agent": agent, "conversation": row.conversation_id, "kind": written.kind,
            "text": text, "base": written.base_position, "now": work.now, "key": written.client_key,
            "writing": written.writing, "knew": written.knew,
        },
    )  # fmt: skip
    if not kept and not await _was_sent(work, row.conversation_id, written.client_key):
        raise DraftElsewhere(interaction_id)


async def _was_sent(work: UnitOfWork, conversation: UUID, client_key: str) -> bool:
    """A save that was overtaken by the sending of its own text makes no draft of it again."""
    return bool(
        await work.value(
            "select 1 from core.message where tenant_id = %s and conversation_id = %s and client_key = %s",
            [work.tenant_id, conversation, client_key],
        )
    )


async def sent(work: UnitOfWork, agent: AgentId, conversation: UUID, client_key: str, writing: UUID | None) -> None:
    """What was written under this key is a draft no longer, nor is the writing that it was made from; what another
    window writes here stays.
    """
    await work.execute(
        "delete from core.draft where tenant_id = %s and agent_id = %s and conversation_id = %s "
        "and (client_key in (%s, '') or writing = %s)",
        [work.tenant_id, agent, conversation, client_key, writing],
    )


async def noted(work: UnitOfWork, agent: AgentId, interaction_id: UUID, text: str) -> None:
    """This note was kept with a wrap-up; another that a window has meanwhile stays a draft."""
    row = await store.interaction(work, work.tenant_id, interaction_id)
    await work.execute(
        "delete from core.draft where tenant_id = %s and agent_id = %s and conversation_id = %s and kind = 'note' "
        "and btrim(text) = btrim(%s)",
        [work.tenant_id, agent, row.conversation_id, sanitised.text(text)],
    )
