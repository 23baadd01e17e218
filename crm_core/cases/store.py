"""SQL of cases: one case with its clocks, links, watchers and history."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.query import insert_row, update_rows
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases import tables
from crm_core.cases.clocks import CaseClockKind, Clock, read
from crm_core.cases.domain import Case, CaseChange, CaseLink
from crm_core.cases.model import CaseType
from crm_core.cases.numbers import FIRST

SHORT = (
    "id, number, type, state, sub_state, priority, reason, title, wants, told, customer_id, owner_id, contract, "
    "fields, cause, remedy, resolution, cost, currency, cost_note, wait_for, wait_note, waiting_since, wake_at, "
    "opened_at, opened_by, changed_at, resolved_at, closed_at, due_at, due_kind, "
    "parent_id, follows_id, merged_into, version, is_incident"
)
_JSON = ("fields", "shut")


async def types(reader: Reader, tenant: UUID) -> list[CaseType]:
    """Those that the tenant has changed or made."""
    rows = await reader.values(
        "select definition from crm.case_type where tenant_id = %s order by changed_at, code", [tenant]
    )
    return [CaseType.model_validate(row) for row in rows]


async def next_number(work: UnitOfWork) -> int:
    """Unique; numbers of work that is rolled back come again."""
    return int(
        await work.value(
            "insert into crm.case_counter as c (tenant_id, last) values (%s, %s) "
            "on conflict (tenant_id) do update set last = c.last + 1 returning last",
            [work.tenant_id, FIRST],
        )
    )


async def requested(work: UnitOfWork, key: str) -> tuple[UUID, str] | None:
    """The case that was made with this key, and what was asked for then."""
    rows = await work.dicts(
        "select id, request_hash from crm.case where tenant_id = %s and request_key = %s", [work.tenant_id, key]
    )
    return (rows[0]["id"], rows[0]["request_hash"]) if rows else None


async def insert(work: UnitOfWork, case: Case, key: str | None, digest: str | None) -> None:
    await work.execute(
        *insert_row(
            tables.case, {"tenant_id": work.tenant_id, "request_key": key, "request_hash": digest, **_columns(case)}
        )
    )


async def update(work: UnitOfWork, case: Case) -> None:
    """All of it; whoever writes holds its row (`lock`)."""
    await work.execute(*update_rows(tables.case, {"tenant_id": work.tenant_id, "id": case.id}, _columns(case)))


def _columns(case: Case) -> dict[str, Any]:
    names = (one.strip() for one in f"{SHORT}, shut".split(","))
    return {name: Jsonb(getattr(case, name)) if name in _JSON else getattr(case, name) for name in names}


async def keep_undo(work: UnitOfWork, case: UUID, before: dict[str, Any] | None) -> None:
    await work.execute(
        "update crm.case set undo = %s where tenant_id = %s and id = %s",
        [Jsonb(before) if before is not None else None, work.tenant_id, case],
    )


async def undo_of(reader: Reader, tenant: UUID, case: UUID) -> dict[str, Any] | None:
    found: dict[str, Any] | None = await reader.value(
        "select undo from crm.case where tenant_id = %s and id = %s", [tenant, case]
    )
    return found


async def lock(work: UnitOfWork, id: UUID) -> Case | None:
    return await work.one(
        Case, f"select {SHORT}, shut from crm.case where tenant_id = %s and id = %s for update", [work.tenant_id, id]
    )


async def get(reader: Reader, tenant: UUID, id: UUID) -> Case | None:
    return await reader.one(Case, f"select {SHORT}, shut from crm.case where tenant_id = %s and id = %s", [tenant, id])


async def by_number(reader: Reader, tenant: UUID, number: int) -> UUID | None:
    """Index case_number."""
    found: UUID | None = await reader.value(
        "select id from crm.case where tenant_id = %s and number = %s", [tenant, number]
    )
    return found


async def several(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[Case]:
    return await reader.many(
        Case, f"select {SHORT} from crm.case where tenant_id = %s and id = any(%s)", [tenant, list(ids)]
    )


async def clocks(reader: Reader, tenant: UUID, case: Case) -> tuple[Clock, ...]:
    rows = await reader.dicts(
        "select kind, started_at, goal, still, still_since, ended_at, deadline from crm.case_clock "
        "where tenant_id = %s and case_id = %s order by kind",
        [tenant, case.id],
    )
    return tuple(_clock(row, tuple(case.shut)) for row in rows)


def _clock(row: dict[str, Any], shut: tuple[int, ...]) -> Clock:
    kind = CaseClockKind(row["kind"])
    of_calendar = kind is CaseClockKind.STATUTORY
    return Clock(
        kind, row["started_at"], row["goal"], () if of_calendar else shut, tuple(row["still"]), row["still_since"],
        row["ended_at"], row["deadline"],
    )  # fmt: skip


async def clocks_of(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[tuple[UUID, Clock]]:
    """The clocks of several cases that have not ended."""
    rows = await reader.dicts(
        "select k.case_id, k.kind, k.started_at, k.goal, k.still, k.still_since, k.ended_at, k.deadline, c.shut "
        "from crm.case_clock k join crm.case c on c.tenant_id = k.tenant_id and c.id = k.case_id "
        "where k.tenant_id = %s and k.case_id = any(%s) and k.ended_at is null order by k.case_id, k.kind",
        [tenant, list(ids)],
    )
    return [(row["case_id"], _clock(row, tuple(row["shut"]))) for row in rows]


async def keep_clocks(work: UnitOfWork, case: UUID, kept: Iterable[Clock]) -> None:
    for one in kept:
        await work.execute(
            "insert into crm.case_clock (tenant_id, case_id, kind, started_at, goal, still, still_since, ended_at, "
            "deadline, spent) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
            "on conflict (tenant_id, case_id, kind) do update "
            "set spent = excluded.spent, started_at = excluded.started_at, goal = excluded.goal, "
            "still = excluded.still, still_since = excluded.still_since, ended_at = excluded.ended_at, "
            "deadline = excluded.deadline",
            [
                work.tenant_id, case, one.kind, one.started_at, one.goal, Jsonb(list(one.still)), one.still_since,
                one.ended_at, one.deadline, int(read(one, one.ended_at).spent) if one.ended_at else None,
            ],
        )  # fmt: skip


async def links(reader: Reader, tenant: UUID, case: UUID) -> list[CaseLink]:
    return await reader.many(
        CaseLink,
        "select case_id, kind, ref, label, source, linked_at from crm.case_link "
        "where tenant_id = %s and case_id = %s order by linked_at, kind, ref",
        [tenant, case],
    )


async def add_link(work: UnitOfWork, case: UUID, kind: str, ref: str, label: str, source: str) -> bool:
    """Whether it is new."""
    return (
        await work.execute(
            "insert into crm.case_link (tenant_id, case_id, kind, ref, label, source, linked_at) "
            "values (%s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id, case_id, kind, ref) do nothing",
            [work.tenant_id, case, kind, ref, label, source, work.now],
        )
        == 1
    )


async def take_queue(work: UnitOfWork, case: UUID, conversation: UUID) -> None:
    """A case without a queue belongs to the one where this conversation was last handled."""
    await work.execute(
        "update crm.case set queue_id = (select queue_id from core.work_info where tenant_id = %(tenant)s "
        "and conversation_id = %(conversation)s order by created_at desc limit 1) "
        "where tenant_id = %(tenant)s and id = %(case)s and queue_id is null",
        {"tenant": work.tenant_id, "case": case, "conversation": conversation},
    )


async def remove_link(work: UnitOfWork, case: UUID, kind: str, ref: str) -> CaseLink | None:
    return await work.one(
        CaseLink,
        "delete from crm.case_link where tenant_id = %s and case_id = %s and kind = %s and ref = %s "
        "returning case_id, kind, ref, label, source, linked_at",
        [work.tenant_id, case, kind, ref],
    )


async def linked_to(reader: Reader, tenant: UUID, kind: str, refs: Collection[str]) -> list[tuple[str, UUID]]:
    """Which cases a thing belongs to (index case_link_ref)."""
    rows = await reader.dicts(
        "select ref, case_id from crm.case_link where tenant_id = %s and kind = %s and ref = any(%s)",
        [tenant, kind, list(refs)],
    )
    return [(row["ref"], row["case_id"]) for row in rows]


async def move_links(work: UnitOfWork, away: UUID, into: UUID) -> None:
    await work.execute(
        "insert into crm.case_link (tenant_id, case_id, kind, ref, label, source, linked_at) "
        "select tenant_id, %(into)s, kind, ref, label, source, linked_at from crm.case_link "
        "where tenant_id = %(tenant)s and case_id = %(away)s and not (kind = 'case' and ref = %(itself)s) "
        "on conflict (tenant_id, case_id, kind, ref) do nothing",
        {"tenant": work.tenant_id, "into": into, "away": away, "itself": str(into)},
    )
    await work.execute(
        "insert into crm.case_watcher (tenant_id, case_id, user_id) select tenant_id, %(into)s, user_id "
        "from crm.case_watcher where tenant_id = %(tenant)s and case_id = %(away)s "
        "on conflict (tenant_id, case_id, user_id) do nothing",
        {"tenant": work.tenant_id, "into": into, "away": away},
    )


async def watchers(reader: Reader, tenant: UUID, case: UUID) -> list[UUID]:
    return await reader.values(
        "select user_id from crm.case_watcher where tenant_id = %s and case_id = %s order by user_id", [tenant, case]
    )


async def watch(work: UnitOfWork, case: UUID, user: UUID, watching: bool) -> bool:
    """Whether that is a change."""
    if watching:
        statement = (
            "insert into crm.case_watcher (tenant_id, case_id, user_id) values (%s, %s, %s) "
            "on conflict (tenant_id, case_id, user_id) do nothing"
        )
    else:
        statement = "delete from crm.case_watcher where tenant_id = %s and case_id = %s and user_id = %s"
    return await work.execute(statement, [work.tenant_id, case, user]) == 1


async def add_change(work: UnitOfWork, case: UUID, code: str, args: dict[str, Any]) -> None:
    """Whoever writes holds the row of the case, so the numbers of its lines have no gaps."""
    await work.execute(
        "insert into crm.case_change (tenant_id, case_id, n, at, actor, code, args) select %(tenant)s, %(case)s, "
        "coalesce(max(n), 0) + 1, %(now)s, %(actor)s, %(code)s, %(args)s from crm.case_change "
        "where tenant_id = %(tenant)s and case_id = %(case)s",
        {
            "tenant": work.tenant_id, "case": case, "now": work.now, "actor": work.actor, "code": code,
            "args": Jsonb(args),
        },
    )  # fmt: skip


async def changes(reader: Reader, tenant: UUID, case: UUID, limit: int) -> list[CaseChange]:
    """The latest first."""
    return await reader.many(
        CaseChange,
        "select n, at, actor, code, args from crm.case_change where tenant_id = %s and case_id = %s "
        "order by n desc limit %s",
        [tenant, case, limit],
    )


@dataclass(frozen=True, slots=True)
class Waking:
    tenant_id: UUID
    id: UUID


async def due_to_wake(reader: Reader, now: datetime, limit: int) -> list[Waking]:
    """Of all tenants (index case_wakes)."""
    return await reader.many(
        Waking, "select tenant_id, id from crm.case where wake_at <= %s order by wake_at limit %s", [now, limit]
    )


async def waiting_for(reader: Reader, tenant: UUID, reason: str, customers: Collection[UUID]) -> list[UUID]:
    return await reader.values(
        "select id from crm.case where tenant_id = %s and state = 'waiting' and wait_for = %s "
        "and customer_id = any(%s)",
        [tenant, reason, list(customers)],
    )
