"""Visitors of web sites: who has a page open, known to all web processes, and what follows when one has left.

A web process writes down each visitor whose line it holds and touches them together with its heartbeat. Silence is
not leaving (D35): somebody has left when no process has held a line of theirs for `GONE_AFTER`. A reload, a lost
network and a web process that was replaced end well before. What follows counts from the moment of leaving, not from
when it was noticed: a chat that nobody has answered is abandoned, and whoever has it is told.

History lines: `visitor_left:<instant>`, `visitor_came`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.work import customer_leaving, messages
from contact_center.kernel.contracts.interactions import State, VisitorCame, VisitorLeft
from contact_center.kernel.ids import ChannelAccountId, ConversationId, InteractionId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

GONE_AFTER: Final = timedelta(seconds=60)
"""As for agents: a page that is away for longer has left."""
FORGOTTEN_AFTER: Final = timedelta(days=1)
"""How long it is remembered that somebody was told, to tell them when the visitor is back."""
LEFT, CAME = "visitor_left", "visitor_came"


@dataclass(frozen=True, slots=True)
class _Line:
    process_id: UUID
    seen_at: datetime
    left_at: datetime | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Gone:
    """A visitor of whom nothing has been heard for so long that they have left."""

    tenant_id: UUID
    channel_account_id: UUID
    visitor: str
    at: datetime


_OF_VISITOR = "tenant_id = %(tenant)s and channel_account_id = %(account)s and visitor = %(visitor)s"


async def came(unit: UnitOfWork, account: ChannelAccountId, visitor: str, process: UUID) -> None:
    """A page of this visitor has a line to this process."""
    place = {"tenant": unit.tenant_id, "account": account, "visitor": visitor, "process": process, "now": unit.now}
    told = await unit.values(
        f"with before as (delete from core.visitor_line where {_OF_VISITOR} and left_at is not null returning told_at) "
        "select told_at from before where told_at is not null",
        place,
    )
    await unit.execute(
        "insert into core.visitor_line (tenant_id, channel_account_id, visitor, process_id, seen_at) "
        "values (%(tenant)s, %(account)s, %(visitor)s, %(process)s, %(now)s) "
        "on conflict (tenant_id, channel_account_id, visitor, process_id) "
        "do update set seen_at = excluded.seen_at, left_at = null, told_at = null",
        place,
    )
    if told:
        for interaction, conversation in await _with_somebody(unit, account, visitor):
            await store.note(unit, await store.lock_interaction(unit, interaction), CAME)
            unit.record(
                VisitorCame(interaction_id=InteractionId(interaction), conversation_id=ConversationId(conversation))
            )


async def went(unit: UnitOfWork, account: ChannelAccountId, visitor: str, process: UUID, at: datetime) -> None:
    """The last line of this visitor to this process has ended."""
    await unit.execute(
        f"update core.visitor_line set left_at = %(at)s where {_OF_VISITOR} and process_id = %(process)s",
        {"tenant": unit.tenant_id, "account": account, "visitor": visitor, "process": process, "at": at},
    )


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
    place = {"tenant": unit.tenant_id, "account": account, "visitor": visitor, "now": unit.now}
    lines = await unit.many(
        _Line,
        f"select process_id, seen_at, left_at, told_at from core.visitor_line where {_OF_VISITOR} "
        "order by process_id for update",
        place,
    )
    left = left_at(lines, unit.now, silence)
    if left is None or (since is not None and left > since) or any(line.told_at for line in lines):
        return False
    for interaction in await _waiting(unit, account, visitor):
        await customer_leaving.abandon(unit, interaction, left_at=left)
    told = await _with_somebody(unit, account, visitor)
    for interaction, conversation in told:
        await store.note(unit, await store.lock_interaction(unit, interaction), f"{LEFT}:{left.isoformat()}")
        unit.record(
            VisitorLeft(
                interaction_id=InteractionId(interaction), conversation_id=ConversationId(conversation), left_at=left
            )
        )
    if told:
        await unit.execute(
            f"update core.visitor_line set told_at = %(now)s, left_at = coalesce(left_at, seen_at) where {_OF_VISITOR}",
            place,
        )
    else:
        await unit.execute(f"delete from core.visitor_line where {_OF_VISITOR}", place)
    return True


def left_at(lines: list[_Line], now: datetime, silence: timedelta) -> datetime | None:
    """When they left; None while some process holds a line, or if nobody knows of any. Pure.

    A line whose process has stopped beating for `silence` was lost with its process: it ended with its last beat.
    """
    if not lines or any(line.left_at is None and line.seen_at > now - silence for line in lines):
        return None
    return max(line.left_at or line.seen_at for line in lines)


async def gone(reader: Reader, before: datetime) -> list[Gone]:
    """Visitors of all tenants of whom nothing was heard since then and nothing has followed yet.

    Index visitor_line_gone.
    """
    return await reader.many(
        Gone,
        "select tenant_id, channel_account_id, visitor, max(coalesce(left_at, seen_at)) as at "
        "from core.visitor_line group by tenant_id, channel_account_id, visitor "
        "having max(coalesce(left_at, seen_at)) <= %s and count(told_at) = 0 order by at limit 200",
        [before],
    )


async def forget(unit: UnitOfWork, before: datetime) -> None:
    await unit.execute(
        "delete from core.visitor_line where tenant_id = %s and told_at is not null and told_at < %s",
        [unit.tenant_id, before],
    )


async def away_since(reader: Reader, tenant: TenantId, account: UUID, visitor: str) -> datetime | None:
    """When a visitor left of whom agents were told; None if they are here, or nobody knows."""
    found: datetime | None = await reader.value(
        "select max(left_at) from core.visitor_line where tenant_id = %s and channel_account_id = %s and visitor = %s "
        "having count(*) = count(told_at)",
        [tenant, account, visitor],
    )
    return found


_OPEN = """
select i.id, i.conversation_id from core.interaction i
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
where i.tenant_id = %s and c.channel_account_id = %s and c.contact_value = %s and i.channel_account_id = %s
  and i.state = any(%s) order by i.id
"""


async def _waiting(unit: UnitOfWork, account: UUID, visitor: str) -> list[UUID]:
    rows = await unit.dicts(_OPEN, [unit.tenant_id, account, visitor, account, [State.QUEUED.value]])
    return [row["id"] for row in rows]


async def _with_somebody(unit: UnitOfWork, account: UUID, visitor: str) -> list[tuple[UUID, UUID]]:
    """Interactions that an agent has, with their conversations, these locked first (D7)."""
    states = [State.WORKING.value, State.WAITING.value]
    rows = await unit.dicts(_OPEN, [unit.tenant_id, account, visitor, account, states])
    for conversation in sorted({row["conversation_id"] for row in rows}):
        await messages.lock_conversation(unit, conversation)
    return [(row["id"], row["conversation_id"]) for row in rows]
