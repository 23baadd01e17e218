"""SQL of calls at Twilio: the vendor's `LineCall` as JSON, and reports that are stored and not yet understood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from channels.vendors.twilio.voice.happening import Report
from channels.vendors.twilio.voice.line import LineCall
from channels.vendors.twilio.voice.telling import look_again
from contact_center.kernel.ids import CallId, TenantId, new_id
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork

_CALL: TypeAdapter[LineCall] = TypeAdapter(LineCall)
_REPORT: TypeAdapter[Report] = TypeAdapter(Report)
MOST_AT_ONCE = 500
KEPT_FOR = timedelta(days=7)
"""After its end: a recording that Twilio has ready later is not fetched any more."""


@dataclass(frozen=True, slots=True)
class LineKey:
    tenant_id: UUID
    call_id: UUID


@dataclass(frozen=True, slots=True)
class _Stored:
    state: dict[str, Any]

    @property
    def call(self) -> LineCall:
        return _CALL.validate_python(self.state)


async def insert(work: UnitOfWork, call: LineCall, account: UUID) -> None:
    """Nothing if it is there."""
    await work.execute(
        "insert into channels.twilio_call (tenant_id, call_id, channel_account_id, state, look_at, changed_at) "
        "values (%s, %s, %s, %s, %s, %s) on conflict do nothing",
        [work.tenant_id, call.id, account, _json(call), look_again(call, work.now), work.now],
    )


async def read(reader: Reader, tenant: UUID, call: UUID) -> LineCall | None:
    row = await reader.one(
        _Stored, "select state from channels.twilio_call where tenant_id = %s and call_id = %s", [tenant, call]
    )
    return row.call if row is not None else None


async def read_of(reader: Reader, tenant: UUID, account: UUID, call: UUID) -> LineCall | None:
    """As `read`; None for a call of another account."""
    row = await reader.one(
        _Stored,
        "select state from channels.twilio_call where tenant_id = %s and call_id = %s and channel_account_id = %s",
        [tenant, call, account],
    )
    return row.call if row is not None else None


async def lock(work: UnitOfWork, call: UUID) -> LineCall | None:
    row = await work.one(
        _Stored,
        "select state from channels.twilio_call where tenant_id = %s and call_id = %s for update",
        [work.tenant_id, call],
    )
    return row.call if row is not None else None


async def save(work: UnitOfWork, call: LineCall) -> None:
    ready = any(tape.ready for tape in call.tapes.values())
    await work.execute(
        "update channels.twilio_call set state = %s, look_at = %s, changed_at = %s, "
        "fetch_at = case when %s then coalesce(fetch_at, %s) end where tenant_id = %s and call_id = %s",
        [
            _json(call), look_again(call, work.now), work.now, ready, work.now,
            work.tenant_id, call.id,
        ],
    )  # fmt: skip


async def fetch_later(work: UnitOfWork, call: UUID, at: datetime) -> None:
    await work.execute(
        "update channels.twilio_call set fetch_at = %s where tenant_id = %s and call_id = %s and fetch_at is not null",
        [at, work.tenant_id, call],
    )


async def add_report(work: UnitOfWork, account: UUID, call: UUID, report: Report) -> bool:
    """False for a call that this account does not have."""
    done = await work.execute(
        "insert into channels.twilio_report (tenant_id, id, call_id, report, received_at) "
        "select tenant_id, %s, call_id, %s, %s from channels.twilio_call "
        "where tenant_id = %s and call_id = %s and channel_account_id = %s",
        [new_id(), Jsonb(_REPORT.dump_python(report, mode="json")), work.now, work.tenant_id, call, account],
    )
    return done > 0


async def take_reports(work: UnitOfWork, call: UUID) -> list[Report]:
    """Those not understood yet, in any order; they are gone with the commit."""
    rows = await work.values(
        "delete from channels.twilio_report where tenant_id = %s and call_id = %s returning report",
        [work.tenant_id, call],
    )
    return [_REPORT.validate_python(row) for row in rows]


async def forget_old(work: UnitOfWork) -> None:
    await work.execute(
        "delete from channels.twilio_call where tenant_id = %s and look_at is null and fetch_at is null "
        "and changed_at < %s",
        [work.tenant_id, work.now - KEPT_FOR],
    )


# Across tenants, as role `system`


async def with_news(reader: Reader) -> Sequence[LineKey]:
    """Calls with reports that are not understood yet, or that are to be looked at now."""
    return await reader.many(
        LineKey,
        "select distinct tenant_id, call_id from channels.twilio_report union "
        "(select tenant_id, call_id from channels.twilio_call where look_at <= %s order by look_at limit %s)",
        [reader.now, MOST_AT_ONCE],
    )


async def to_fetch(reader: Reader) -> Sequence[LineKey]:
    """Calls with recordings that are ready at Twilio."""
    return await reader.many(
        LineKey,
        "select tenant_id, call_id from channels.twilio_call where fetch_at <= %s order by fetch_at limit %s",
        [reader.now, MOST_AT_ONCE],
    )


def _json(call: LineCall) -> Jsonb:
    return Jsonb(_CALL.dump_python(call, mode="json"))


class StoredLines:
    """See `LineCalls`; those of one account."""

    def __init__(self, database: Database, tenant: TenantId, account: UUID) -> None:
        self._database = database
        self._tenant = tenant
        self._account = account

    async def create(self, call: LineCall) -> None:
        async def write(work: UnitOfWork) -> None:
            await insert(work, call, self._account)

        await self._database.run(self._tenant, write, actor="provider")

    async def read(self, id: CallId) -> LineCall | None:
        async with self._database.read(self._tenant, by_key=True) as reader:
            return await read(reader, self._tenant, id)

    async def change(self, id: CallId, step: Callable[[LineCall], LineCall]) -> LineCall | None:
        async def write(work: UnitOfWork) -> LineCall | None:
            before = await lock(work, id)
            if before is None:
                return None
            after = step(before)
            if after != before:
                await save(work, after)
            return after

        return await self._database.run(self._tenant, write, actor="provider")
