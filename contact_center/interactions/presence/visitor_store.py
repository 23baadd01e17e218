"""SQL of visitors: which process holds a line of whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.ids import ChannelAccountId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_OF_VISITOR = "tenant_id = %(tenant)s and channel_account_id = %(account)s and visitor = %(visitor)s"
_OPEN_WORK = """
select i.id, i.conversation_id from core.interaction i
join core.conversation c on c.tenant_id = i.tenant_id and c.id = i.conversation_id
where i.tenant_id = %(tenant)s and c.channel_account_id = %(account)s and c.contact_value = %(visitor)s
  and i.channel_account_id = %(account)s and i.state = any(%(states)s) order by i.id
"""


@dataclass(frozen=True, slots=True)
class VisitorLine:
    process_id: UUID
    seen_at: datetime
    left_at: datetime | None
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class DepartedVisitor:
    """A visitor of whom nothing has been heard for so long that they have left."""

    tenant_id: UUID
    channel_account_id: UUID
    visitor: str
    at: datetime


async def begin_line(unit: UnitOfWork, account: ChannelAccountId, visitor: str, process: UUID) -> bool:
    """True if agents had been told that this visitor was gone."""
    place = _place(unit, account, visitor) | {"process": process}
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
    return bool(told)


async def end_line(unit: UnitOfWork, account: ChannelAccountId, visitor: str, process: UUID, at: datetime) -> None:
    await unit.execute(
        f"update core.visitor_line set left_at = %(at)s where {_OF_VISITOR} and process_id = %(process)s",
        _place(unit, account, visitor) | {"process": process, "at": at},
    )


async def lock_lines(unit: UnitOfWork, account: ChannelAccountId, visitor: str) -> list[VisitorLine]:
    return await unit.many(
        VisitorLine,
        f"select process_id, seen_at, left_at, told_at from core.visitor_line where {_OF_VISITOR} "
        "order by process_id for update",
        _place(unit, account, visitor),
    )


async def set_told(unit: UnitOfWork, account: ChannelAccountId, visitor: str) -> None:
    await unit.execute(
        f"update core.visitor_line set told_at = %(now)s, left_at = coalesce(left_at, seen_at) where {_OF_VISITOR}",
        _place(unit, account, visitor),
    )


async def delete_lines(unit: UnitOfWork, account: ChannelAccountId, visitor: str) -> None:
    await unit.execute(f"delete from core.visitor_line where {_OF_VISITOR}", _place(unit, account, visitor))


async def lines_of(
    reader: Reader, tenant: TenantId, visitors: Sequence[str], since: datetime
) -> list[tuple[UUID, str]]:
    """Accounts, each with one of these visitors who has a page with a line there that was seen since then."""
    rows = await reader.dicts(
        "select distinct channel_account_id, visitor from core.visitor_line where tenant_id = %s and visitor = any(%s) "
        "and left_at is null and seen_at > %s",
        [tenant, list(visitors), since],
    )
    return [(row["channel_account_id"], row["visitor"]) for row in rows]


async def forget(unit: UnitOfWork, before: datetime) -> None:
    await unit.execute(
        "delete from core.visitor_line where tenant_id = %s and told_at is not null and told_at < %s",
        [unit.tenant_id, before],
    )


async def gone(reader: Reader, before: datetime) -> list[DepartedVisitor]:
    """Visitors of all tenants of whom nothing was heard since then and nothing has followed yet.

    Index visitor_line_gone.
    """
    return await reader.many(
        DepartedVisitor,
        "select tenant_id, channel_account_id, visitor, max(coalesce(left_at, seen_at)) as at "
        "from core.visitor_line group by tenant_id, channel_account_id, visitor "
        "having max(coalesce(left_at, seen_at)) <= %s and count(told_at) = 0 order by at limit 200",
        [before],
    )


async def away_since(reader: Reader, tenant: TenantId, account: UUID, visitor: str) -> datetime | None:
    """When a visitor left of whom agents were told; None if they are here, or nobody knows."""
    found: datetime | None = await reader.value(
        "select max(left_at) from core.visitor_line where tenant_id = %s and channel_account_id = %s and visitor = %s "
        "having count(*) = count(told_at)",
        [tenant, account, visitor],
    )
    return found


async def open_work(
    unit: UnitOfWork, account: ChannelAccountId, visitor: str, states: list[str]
) -> list[tuple[UUID, UUID]]:
    """This visitor's interactions in any of these states, each with its conversation."""
    rows = await unit.dicts(_OPEN_WORK, _place(unit, account, visitor) | {"states": states})
    return [(row["id"], row["conversation_id"]) for row in rows]


def _place(unit: UnitOfWork, account: UUID, visitor: str) -> dict[str, Any]:
    return {"tenant": unit.tenant_id, "account": account, "visitor": visitor, "now": unit.now}
