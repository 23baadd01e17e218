"""SQL of imports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers.importing.domain import KEPT, Import, ImportRow

IMPORT = "id, file_name, encoding, headings, mapping, state, row_count, next_row, created_by, created_at, ended_at"
ROW = "n, cells, outcome, problem, problem_field, fields, customer_id, erp_before, done"


async def insert(work: UnitOfWork, one: Import) -> None:
    await work.execute(
        "insert into crm.customer_import (tenant_id, id, file_name, encoding, headings, mapping, state, row_count, "
        "created_by, created_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, one.id, one.file_name, one.encoding, one.headings, one.mapping, one.state, one.row_count,
            one.created_by, one.created_at,
        ],
    )  # fmt: skip


async def insert_rows(work: UnitOfWork, id: UUID, first: int, rows: Sequence[Sequence[str]]) -> None:
    await work.execute(
        "insert into crm.customer_import_row (tenant_id, import_id, n, cells) "
        "select %s, %s, %s + t.n, array(select jsonb_array_elements_text(t.cells)) "
        "from jsonb_array_elements(%s) with ordinality t(cells, n)",
        [work.tenant_id, id, first - 1, Jsonb([list(row) for row in rows])],
    )


async def get(reader: Reader, tenant: UUID, id: UUID) -> Import | None:
    return await reader.one(
        Import, f"select {IMPORT} from crm.customer_import where tenant_id = %s and id = %s", [tenant, id]
    )


async def lock(work: UnitOfWork, id: UUID) -> Import | None:
    return await work.one(
        Import,
        f"select {IMPORT} from crm.customer_import where tenant_id = %s and id = %s for update",
        [work.tenant_id, id],
    )


async def latest(reader: Reader, tenant: UUID, limit: int) -> list[Import]:
    return await reader.many(
        Import,
        f"select {IMPORT} from crm.customer_import where tenant_id = %s order by created_at desc limit %s",
        [tenant, limit],
    )


async def set_mapping(work: UnitOfWork, id: UUID, mapping: Sequence[str]) -> None:
    await work.execute(
        "update crm.customer_import set mapping = %s where tenant_id = %s and id = %s",
        [list(mapping), work.tenant_id, id],
    )


async def step(work: UnitOfWork, id: UUID, state: str, next_row: int, *, ended: bool = False) -> None:
    await work.execute(
        "update crm.customer_import set state = %s, next_row = %s, ended_at = case when %s then %s else ended_at end "
        "where tenant_id = %s and id = %s",
        [state, next_row, ended, work.now, work.tenant_id, id],
    )


async def rows(reader: Reader, tenant: UUID, id: UUID, first: int, limit: int) -> list[ImportRow]:
    return await reader.many(
        ImportRow,
        f"select {ROW} from crm.customer_import_row where tenant_id = %s and import_id = %s and n >= %s "
        "order by n limit %s",
        [tenant, id, first, limit],
    )


async def rows_of(reader: Reader, tenant: UUID, id: UUID, outcome: str, after: int, limit: int) -> list[ImportRow]:
    return await reader.many(
        ImportRow,
        f"select {ROW} from crm.customer_import_row where tenant_id = %s and import_id = %s and outcome = %s "
        "and n > %s order by n limit %s",
        [tenant, id, outcome, after, limit],
    )


async def counts(reader: Reader, tenant: UUID, id: UUID) -> Mapping[str, int]:
    found = await reader.dicts(
        "select outcome, count(*) as n from crm.customer_import_row where tenant_id = %s and import_id = %s "
        "and outcome is not null group by outcome",
        [tenant, id],
    )
    return {row["outcome"]: row["n"] for row in found}


async def mark(work: UnitOfWork, id: UUID, marked: Sequence[ImportRow]) -> None:
    await work.execute(
        "update crm.customer_import_row r set outcome = t.outcome, problem = t.problem, "
        "problem_field = t.problem_field, fields = t.fields, customer_id = t.customer_id, "
        "erp_before = t.erp_before, done = t.done "
        "from jsonb_to_recordset(%s) as t(n int, outcome text, problem text, problem_field text, fields text[], "
        "customer_id uuid, erp_before text, done boolean) where r.tenant_id = %s and r.import_id = %s and r.n = t.n",
        [
            Jsonb(
                [
                    {
                        "n": one.n, "outcome": one.outcome, "problem": one.problem, "problem_field": one.problem_field,
                        "fields": one.fields,
                        "customer_id": str(one.customer_id) if one.customer_id else None,
                        "erp_before": one.erp_before, "done": one.done,
                    }
                    for one in marked
                ]
            ),
            work.tenant_id,
            id,
        ],
    )  # fmt: skip


async def tidy(connection: AsyncConnection[Any], now: datetime) -> None:
    """Rows of imports whose time is over go; that there was one stays."""
    await connection.execute(
        "delete from crm.customer_import_row r using crm.customer_import i "
        "where i.tenant_id = r.tenant_id and i.id = r.import_id and i.created_at < %s",
        [now - KEPT],
    )


async def by_erp_numbers(reader: Reader, tenant: UUID, numbers: Sequence[str]) -> dict[str, list[UUID]]:
    """Canonical ids by number (index customer_erp_number)."""
    found: dict[str, list[UUID]] = {}
    for row in await reader.dicts(
        "select distinct c.erp_number, coalesce(m.canonical_id, c.id) as id from crm.customer c "
        "left join crm.customer_alias m on m.tenant_id = c.tenant_id and m.customer_id = c.id "
        "where c.tenant_id = %s and c.erp_number = any(%s) and c.erased_at is null",
        [tenant, list(numbers)],
    ):
        found.setdefault(row["erp_number"], []).append(row["id"])
    return found


async def set_erp_number(work: UnitOfWork, customer: UUID, number: str | None) -> None:
    await work.execute(
        "update crm.customer set external = case when %(n)s::text is null then external - 'erp' "
        "else external || jsonb_build_object('erp', %(n)s::text) end where tenant_id = %(tenant)s and id = %(id)s",
        {"n": number, "tenant": work.tenant_id, "id": customer},
    )


async def remove_untouched(work: UnitOfWork, ids: Sequence[UUID]) -> list[UUID]:
    """Deletes those of them who have nothing but what the import gave them; returns the deleted."""
    gone = await work.values(
        "delete from crm.customer c where c.tenant_id = %(tenant)s and c.id = any(%(ids)s) "
        "and not exists (select 1 from core.conversation_info i where i.tenant_id = c.tenant_id "
        "and i.customer_id = c.id) "
        "and not exists (select 1 from crm.case_info i where i.tenant_id = c.tenant_id and i.customer_id = c.id) "
        "and not exists (select 1 from crm.task_info i where i.tenant_id = c.tenant_id and i.customer_id = c.id) "
        "and not exists (select 1 from crm.customer_merge m where m.tenant_id = c.tenant_id "
        "and (m.survivor_id = c.id or m.absorbed_id = c.id)) "
        "and not exists (select 1 from crm.customer_affiliation a where a.tenant_id = c.tenant_id "
        "and (a.organisation_id = c.id or a.customer_id = c.id)) "
        "and not exists (select 1 from crm.customer_change h where h.tenant_id = c.tenant_id and h.customer_id = c.id "
        "and h.origin <> 'import') returning c.id",
        {"tenant": work.tenant_id, "ids": list(ids)},
    )
    of = [work.tenant_id, gone]
    await work.execute("delete from crm.customer_change where tenant_id = %s and customer_id = any(%s)", of)
    await work.execute(
        "delete from crm.customer_duplicate where tenant_id = %s and (first_id = any(%s) or second_id = any(%s))",
        [*of, gone],
    )
    return gone
