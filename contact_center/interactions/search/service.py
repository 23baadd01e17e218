"""Finding what was said: words are kept beside the messages by a reader of the log, so intake does nothing for it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from contact_center.interactions.search import store
from contact_center.interactions.search.domain import lexemes, wanted
from contact_center.interactions.search.store import FoundMessage
from contact_center.kernel.contracts.interactions import MessageReceived, MessageWritten
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import MessageId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

__all__ = ["FoundMessage", "MessageWords", "forget_spoken", "keep_spoken", "keep_words", "search"]


class MessageWords:
    """Follows the log under the cursor `message words`; a text that is gone by then has no words."""

    name = "message words"
    wants = (MessageReceived, MessageWritten)

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        ids = [e.event.message_id for e in events if isinstance(e.event, MessageReceived | MessageWritten)]
        if ids:
            await keep_words(work, ids)


async def keep_words(work: UnitOfWork, ids: Sequence[MessageId]) -> None:
    """Those of messages that no event tells of are kept by whoever writes them."""
    texts = await store.texts(work, ids)
    await store.save(work, [one.id for one in texts], [lexemes(f"{one.subject or ''}\n{one.text}") for one in texts])


async def keep_spoken(work: UnitOfWork, interaction: UUID, text: str) -> None:
    """What was said on a call is found by the message with which it came; nothing for a call that came with none."""
    of = await store.first_in(work, interaction)
    if of is not None:
        await store.save(work, [of.id], [lexemes(f"{of.subject or ''}\n{of.text}\n{text}")])


async def forget_spoken(work: UnitOfWork, interaction: UUID) -> None:
    """It is found by what is written alone again."""
    await keep_spoken(work, interaction, "")


async def search(reader: Reader, tenant: UUID, text: str, most: int) -> list[FoundMessage]:
    """The newest messages with every word of `text`, at most `most`; the last word may be the beginning of one.

    Who may read them is asked by whoever shows them.
    """
    looked_for = wanted(text)
    return await store.found(reader, tenant, looked_for, most) if looked_for else []
