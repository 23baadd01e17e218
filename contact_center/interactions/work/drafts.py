"""What agents are writing: for each conversation one draft of an answer, and one of a note for colleagues.

An agent may have several windows open. Two rules keep their drafts apart (decision 0012):

- Each time a draft is kept, it is a *writing* of its own. A window says which writing it knew; where another one
  stands by then, nothing is overwritten, and the window asks.
- A draft is what will be sent under its key. Sent under that key, it is a draft no longer, in whatever window.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from contact_center.interactions import sanitised, store
from contact_center.interactions.work import draft_store, message_store, secrecy
from contact_center.interactions.work.domain import Draft, DraftKind, WrittenDraft
from contact_center.interactions.work.messages import lock_conversation
from contact_center.kernel.errors import Conflict
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class DraftElsewhere(Conflict):
    """You have written something else here in another window; nothing was overwritten."""


async def of(reader: Reader, tenant: UUID, agent: AgentId, conversation: UUID) -> Mapping[DraftKind, Draft]:
    asked = (of, tenant, agent, conversation)
    rows = await reader.once(asked, lambda: draft_store.of(reader, tenant, agent, conversation))
    return {DraftKind(row.kind): row for row in rows}


async def keep(work: UnitOfWork, interaction_id: UUID, agent: AgentId, written: WrittenDraft) -> None:
    """A draft survives reloads and crashes; an empty one is forgotten. Raises `DraftElsewhere`."""
    row = await store.interaction(work, work.tenant_id, interaction_id)
    await lock_conversation(work, row.conversation_id)  # its own text may be going out this moment
    text = sanitised.text(written.text)
    if written.kind is DraftKind.NOTE:
        text = await secrecy.masked(work, interaction_id, text)
    place = draft_store.DraftKey(agent, row.conversation_id, written.kind)
    if not text.strip():
        if not await draft_store.forget(work, place, written.knew):
            raise DraftElsewhere(interaction_id)
        return
    if await draft_store.keep(work, place, written, text):
        return
    # A save that was overtaken by the sending of its own text makes no draft of it again.
    if await message_store.written_under(work, row.conversation_id, written.client_key) is None:
        raise DraftElsewhere(interaction_id)


async def sent(work: UnitOfWork, agent: AgentId, conversation: UUID, client_key: str, writing: UUID | None) -> None:
    """What was written under this key is a draft no longer, nor is the writing that it was made from; what another
    window writes here stays.
    """
    await draft_store.sent(work, agent, conversation, client_key, writing)


async def noted(work: UnitOfWork, agent: AgentId, interaction_id: UUID, text: str) -> None:
    """This note was kept with a wrap-up; another that a window has meanwhile stays a draft."""
    row = await store.interaction(work, work.tenant_id, interaction_id)
    await draft_store.noted(work, agent, row.conversation_id, sanitised.text(text))
