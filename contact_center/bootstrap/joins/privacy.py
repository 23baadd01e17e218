"""Privacy joined to every room that holds something of a customer: what the registry of personal data declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from contact_center.bootstrap.erasure import erase_customer
from contact_center.bootstrap.joins.holds import who_is_held
from contact_center.bootstrap.registry import OWNERS, RETENTION, TABLES
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory.privacy.domain import LegalHold, RetentionKind, RetentionPreview
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform import personal, sharing
from contact_center.platform.personal import About, DataSubject, Retention
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers import service as customers

MOST: Final = 100_000
"""Rows of one table in an export."""
OLD_ENOUGH: Final = {kind: tuple(one for one in RETENTION if one.kind == kind) for kind in RetentionKind}


class RegistryData:
    """See `contact_center.directory.privacy.ports.PersonalData`."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def ids(self, reader: Reader, tenant: UUID, customer: UUID) -> Sequence[UUID]:
        return list((await customers.data_subject(reader, tenant, customer)).customers)

    async def names(self, reader: Reader, tenant: UUID, customers_: Sequence[UUID]) -> Mapping[UUID, str]:
        found = await customers.several(reader, tenant, list(customers_))
        return {id: one.name for id, one in found.items()}

    async def held(self, reader: Reader, tenant: UUID, customer: UUID) -> Mapping[str, int]:
        subject, counts = await customers.data_subject(reader, tenant, customer), Counter[str]()
        for room, tables in OWNERS.items():
            for table in tables:
                if table.about is About.CUSTOMER:
                    counts[room] += await personal.count_of(reader, table, tenant, subject)
        return +counts

    async def export(self, reader: Reader, tenant: UUID, customer: UUID) -> Mapping[str, list[dict[str, Any]]]:
        subject = await customers.data_subject(reader, tenant, customer)
        theirs = [table for table in TABLES if table.about is About.CUSTOMER]
        found = {table.name: await personal.rows_of(reader, table, tenant, subject, MOST) for table in theirs}
        return {name: rows for name, rows in found.items() if rows}

    async def preview(
        self, reader: Reader, tenant: UUID, kind: RetentionKind, before: datetime, holds: Sequence[LegalHold]
    ) -> RetentionPreview:
        held, everybody = await who_is_held(reader, tenant, holds)
        due, kept, oldest = 0, 0, list[datetime]()
        for one in OLD_ENOUGH[kind]:
            rows, rows_held, first = await personal.expiring(reader, TABLES, one, tenant, before, held)
            due, kept = due + rows, kept + rows_held
            oldest += [first] if first else []
        if everybody:
            return RetentionPreview(kind, 0, None, due + kept)
        return RetentionPreview(kind, due, min(oldest, default=None), kept)

    async def expire(
        self, work: UnitOfWork, kind: RetentionKind, before: datetime, holds: Sequence[LegalHold], most: int
    ) -> tuple[int, list[str]]:
        held, everybody = await who_is_held(work, work.tenant_id, holds)
        if everybody:
            return 0, []
        for one in OLD_ENOUGH[kind]:
            gone, keys = await self._expire(work, one, before, held, most)
            if gone:
                return gone, keys
        return 0, []

    async def _expire(
        self, work: UnitOfWork, one: Retention, before: datetime, held: DataSubject, most: int
    ) -> tuple[int, list[str]]:
        return await personal.expire(work, TABLES, one, before, held, most)

    async def release(self, tenant: TenantId, keys: Sequence[str]) -> None:
        await sharing.release(self._runtime.database, tenant, self._runtime.blobs, TABLES, keys, "system")

    async def erase(self, tenant: TenantId, customer: CustomerId, actor: str) -> None:
        await erase_customer(self._runtime, tenant, customer, actor)
