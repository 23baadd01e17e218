"""Visitors of web sites: who has a page open, known to all web processes, and what follows when one has left.

A web process writes down each visitor whose line it holds and touches them together with its heartbeat. Silence is
not leaving (D35): somebody has left when no process has held a line of theirs for `GONE_AFTER`. A reload, a lost
network and a web process that was replaced end well before. What follows counts from the moment of leaving, not from
when it was noticed: a chat that nobody has answered is abandoned, and whoever has it is told.

History lines: `visitor_left:<instant>`, `visitor_came`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.presence import visitor_store
from contact_center.interactions.presence.visitor_store import DepartedVisitor, VisitorLine
from contact_center.interactions.work import customer_leaving, messages
from contact_center.kernel.contracts.interactions import State, VisitorCame, VisitorLeft
from contact_center.kernel.ids import ChannelAccountId, ConversationId, InteractionId, TenantId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

GONE_AFTER: Final = timedelta(seconds=60)
"""As for agents: a page that is away for longer has left."""
FORGOTTEN_AFTER: Final = timedelta(days=1)
"""How long it is remembered that somebody was told, to tell them when the visitor is back."""


async def came(unit: UnitOfWork, account: ChannelAccountId, visitor: str, process: UUID) -> None:
    """A page of this visitor has a line to this process."""
    told = await visitor_store.begin_line(unit, account, visitor, process)
    if told:
        for interaction, conversation in await _with_somebody(unit, account, visitor):
            await store.note(unit, await store.lock_interaction(unit, interaction), Phrase(HistoryCode.VISITOR_CAME))
            unit.record(
                VisitorCame(interaction_id=InteractionId(interaction), conversation_id=ConversationId(conversation))
            )


async def went(unit: UnitOfWork, account: ChannelAccountId, visitor: str, process: UUID, at: datetime) -> None:
    """The last line of this visitor to this process has ended."""
    await visitor_store.end_line(unit, account, visitor, process, at)


async def settle(
    unit: UnitOfWork,
    account: ChannelAccountId,
    visitor: str,
    *,
    since: datetime | None = None,
    silence: timedelta = GONE_AFTER,
) -> bool:
    """Does what follows if the visitor has left; nothing if some process holds a line of theirs. True if they had.

    With `since` nothing, too, if they were seen anywhere after it: whoever saw them looks after that.
    """
    lines = await visitor_store.lock_lines(unit, account, visitor)
    left = left_at(lines, unit.now, silence)
    if left is None or (since is not None and left > since) or any(line.told_at for line in lines):
        return False
    for interaction in await _waiting(unit, account, visitor):
        await customer_leaving.abandon(unit, interaction, left_at=left)
    told = await _with_somebody(unit, account, visitor)
    for interaction, conversation in told:
        await store.note(
            unit,
            await store.lock_interaction(unit, interaction),
            Phrase(HistoryCode.VISITOR_LEFT, {"at": left.isoformat()}),
        )
        unit.record(
            VisitorLeft(
                interaction_id=InteractionId(interaction), conversation_id=ConversationId(conversation), left_at=left
            )
        )
    if told:
        await visitor_store.set_told(unit, account, visitor)
    else:
        await visitor_store.delete_lines(unit, account, visitor)
    return True


def left_at(lines: list[VisitorLine], now: datetime, silence: timedelta) -> datetime | None:
    """When they left; None while some process holds a line, or if nobody knows of any. Pure.

    A line whose process has stopped beating for `silence` was lost with its process: it ended with its last beat.
    """
    if not lines or any(line.left_at is None and line.seen_at > now - silence for line in lines):
        return None
    return max(line.left_at or line.seen_at for line in lines)


async def gone(reader: Reader, before: datetime) -> list[DepartedVisitor]:
    """Visitors of all tenants of whom nothing was heard since then and nothing has followed yet."""
    return await visitor_store.gone(reader, before)


async def on_site(reader: Reader, tenant: TenantId, visitor: str) -> bool:
    """A page of this visitor's has a line now, whichever site's of ours it is."""
    return bool(await visitor_store.lines_of(reader, tenant, [visitor], reader.now - GONE_AFTER))


async def here(reader: Reader, tenant: TenantId, of: Sequence[str]) -> list[tuple[UUID, str]]:
    """Those of the visitors who have a page with a line now, each with the account whose page it is."""
    return await visitor_store.lines_of(reader, tenant, of, reader.now - GONE_AFTER) if of else []


async def forget(unit: UnitOfWork, before: datetime) -> None:
    await visitor_store.forget(unit, before)


async def away_since(reader: Reader, tenant: TenantId, account: UUID, visitor: str) -> datetime | None:
    """When a visitor left of whom agents were told; None if they are here, or nobody knows."""
    return await visitor_store.away_since(reader, tenant, account, visitor)


async def _waiting(unit: UnitOfWork, account: ChannelAccountId, visitor: str) -> list[UUID]:
    return [id for id, _ in await visitor_store.open_work(unit, account, visitor, [State.QUEUED.value])]


async def _with_somebody(unit: UnitOfWork, account: ChannelAccountId, visitor: str) -> list[tuple[UUID, UUID]]:
    """Interactions that an agent has, with their conversations, these locked first (D7)."""
    states = [State.WORKING.value, State.WAITING.value]
    found = await visitor_store.open_work(unit, account, visitor, states)
    for conversation in sorted({conversation for _, conversation in found}):
        await messages.lock_conversation(unit, conversation)
    return found
