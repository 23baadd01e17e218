"""SQL of requests about personal data, legal holds and retention."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from contact_center.directory.privacy.domain import LegalHold, PrivacyRequest, RetentionRule, RetentionRun
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_REQUEST = "id, customer_id, kind, note, came_on, due_on, noted_by, outcome, answer, ended_at, ended_by"


async def open_requests(reader: Reader, tenant: UUID) -> list[PrivacyRequest]:
    """Those due first come first (index privacy_request_open)."""
    return await reader.many(
        PrivacyRequest,
        f"select {_REQUEST} from core.privacy_request where tenant_id = %s and outcome is null order by due_on, id "
        "limit 500",
        [tenant],
    )


async def requests_of(reader: Reader, tenant: UUID, customers: Sequence[UUID]) -> list[PrivacyRequest]:
    return await reader.many(
        PrivacyRequest,
        f"select {_REQUEST} from core.privacy_request where tenant_id = %s and customer_id = any(%s) "
        "order by came_on desc, id desc",
        [tenant, list(customers)],
    )


async def add_request(
    work: UnitOfWork, id: UUID, customer: UUID, kind: str, note: str, came_on: date, due_on: date, by: UUID
) -> None:
    await work.execute(
        "insert into core.privacy_request (tenant_id, id, customer_id, kind, note, came_on, due_on, noted_by) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, customer, kind, note, came_on, due_on, by],
    )


async def end_request(work: UnitOfWork, id: UUID, outcome: str, answer: str, by: UUID) -> int:
    return await work.execute(
        "update core.privacy_request set outcome = %s, answer = %s, ended_at = %s, ended_by = %s "
        "where tenant_id = %s and id = %s and outcome is null",
        [outcome, answer, work.now, by, work.tenant_id, id],
    )


async def holds(reader: Reader, tenant: UUID) -> list[LegalHold]:
    """Those that stand, the newest first."""
    return await reader.many(
        LegalHold,
        "select id, customer_id, why, set_by, set_at from core.legal_hold where tenant_id = %s and lifted_at is null "
        "order by set_at desc, id",
        [tenant],
    )


async def lock_holds(work: UnitOfWork) -> None:
    """Whoever erases, and whoever sets a hold, waits for the other: a hold that stands is never overtaken."""
    await work.value("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"legal holds {work.tenant_id}"])


async def add_hold(work: UnitOfWork, id: UUID, customer: UUID | None, why: str, by: UUID) -> None:
    await work.execute(
        "insert into core.legal_hold (tenant_id, id, customer_id, why, set_by, set_at) values (%s, %s, %s, %s, %s, %s)",
        [work.tenant_id, id, customer, why, by, work.now],
    )


async def lift_hold(work: UnitOfWork, id: UUID, by: UUID) -> int:
    return await work.execute(
        "update core.legal_hold set lifted_at = %s, lifted_by = %s where tenant_id = %s and id = %s "
        "and lifted_at is null",
        [work.now, by, work.tenant_id, id],
    )


async def rules(reader: Reader, tenant: UUID) -> list[RetentionRule]:
    return await reader.many(
        RetentionRule, "select kind, days from core.retention_rule where tenant_id = %s order by kind", [tenant]
    )


async def keep_rule(work: UnitOfWork, kind: str, days: int) -> None:
    await work.execute(
        "insert into core.retention_rule (tenant_id, kind, days, changed_at) values (%s, %s, %s, %s) "
        "on conflict (tenant_id, kind) do update set days = excluded.days, changed_at = excluded.changed_at",
        [work.tenant_id, kind, days, work.now],
    )


async def drop_rule(work: UnitOfWork, kind: str) -> int:
    return await work.execute(
        "delete from core.retention_rule where tenant_id = %s and kind = %s", [work.tenant_id, kind]
    )


_RUN = "id, kind, before, began_at, ended_at, erased"


async def last_runs(reader: Reader, tenant: UUID) -> list[RetentionRun]:
    """Of each kind the last one."""
    return await reader.many(
        RetentionRun,
        f"select distinct on (kind) {_RUN} from core.retention_run where tenant_id = %s order by kind, began_at desc",
        [tenant],
    )


async def begin_run(work: UnitOfWork, id: UUID, kind: str, before: datetime) -> None:
    await work.execute(
        "insert into core.retention_run (tenant_id, id, kind, before, began_at, erased) values (%s, %s, %s, %s, %s, 0)",
        [work.tenant_id, id, kind, before, work.now],
    )
    await work.execute(
        "delete from core.retention_run where tenant_id = %s and began_at < %s",
        [work.tenant_id, work.now - timedelta(days=400)],
    )


async def note_run(work: UnitOfWork, id: UUID, erased: int, *, ended: bool) -> None:
    await work.execute(
        "update core.retention_run set erased = erased + %s, ended_at = %s where tenant_id = %s and id = %s",
        [erased, work.now if ended else None, work.tenant_id, id],
    )
