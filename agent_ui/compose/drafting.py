"""The drafts of a conversation as its agent's windows see them."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.views import DraftFileView, DraftView
from contact_center.interactions.reading import conversation_queries, held_queries
from contact_center.interactions.work import drafts
from contact_center.interactions.work.domain import Draft, DraftKind
from contact_center.platform.unit_of_work import Reader


async def shown(reader: Reader, lens: Lens, interaction: UUID) -> tuple[DraftView, ...]:
    """The reader's own; nobody sees those of a colleague."""
    header = await conversation_queries.header(reader, lens.tenant, interaction)
    if header is None:
        return ()
    return views(await drafts.of(reader, lens.tenant, lens.agent, header.conversation_id))


async def files(reader: Reader, lens: Lens, interaction: UUID) -> tuple[DraftFileView, ...]:
    """Those that came back with a message that was taken back."""
    header = await conversation_queries.header(reader, lens.tenant, interaction)
    return await files_of(reader, lens, header.conversation_id) if header is not None else ()


async def files_of(reader: Reader, lens: Lens, conversation: UUID) -> tuple[DraftFileView, ...]:
    found = await held_queries.draft_files(reader, lens.tenant, lens.agent, conversation)
    return tuple(DraftFileView(one.id, one.name, one.size) for one in found)


def views(found: Mapping[DraftKind, Draft]) -> tuple[DraftView, ...]:
    return tuple(
        DraftView(
            kind.value,
            one.text,
            one.writing,
            one.client_key,
            one.updated_at,
            None if one.copies is None else tuple(one.copies),
            one.unsigned,
        )
        for kind, one in found.items()
    )
