"""What somebody is writing who begins a conversation: one draft for each place from which it can begin.

The rules are those of drafts of answers (`drafts`, decision 0012): each time it is kept it is a writing of its own, and
a window that knew another one overwrites nothing; sent under its key it is a draft no longer, in whatever window.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from contact_center.interactions import sanitised
from contact_center.interactions.work import new_draft_store
from contact_center.interactions.work.domain import NewDraft, NewDraftContent
from contact_center.interactions.work.drafts import DraftElsewhere
from contact_center.kernel.ids import AgentId, InteractionId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

KEPT: Final = timedelta(days=14)
MOST: Final = 50
"""Of one person; the oldest go."""


def again(interaction: UUID) -> str:
    """Where a first message is written anew that was taken back."""
    return f"again-{interaction}"


async def of(reader: Reader, tenant: UUID, agent: AgentId, begins: str) -> NewDraft | None:
    return await new_draft_store.of(reader, tenant, agent, begins)


async def keep(
    work: UnitOfWork,
    agent: AgentId,
    begins: str,
    content: NewDraftContent,
    *,
    key: str,
    writing: UUID,
    knew: UUID | None,
    over: bool = False,
) -> None:
    """One without words is forgotten. Raises `DraftElsewhere` where another window has kept something else, unless it
    is to go `over` that.
    """
    clean = replace(content, text=sanitised.text(content.text), subject=sanitised.text(content.subject))
    if clean.is_empty:
        if not await new_draft_store.forget(work, agent, begins, knew, over=over):
            raise DraftElsewhere(begins)
        return
    if not await new_draft_store.keep(work, agent, begins, clean, key, writing, knew, over=over):
        if not await new_draft_store.is_sent(work, key):
            raise DraftElsewhere(begins)
        return
    await new_draft_store.tidy(work, agent, work.now - KEPT, MOST)


async def sent(work: UnitOfWork, agent: AgentId, key: str) -> None:
    """What began under this key is a draft no longer."""
    await new_draft_store.sent(work, agent, key)


async def put_back(
    work: UnitOfWork, agent: AgentId, interaction: InteractionId, content: NewDraftContent, key: str, writing: UUID
) -> None:
    """What was begun and taken back is a draft again, with all that was chosen for it."""
    await new_draft_store.keep(work, agent, again(interaction), content, key, writing, None, over=True)
