"""SQL of the codes by which work is closed."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions.dispositions.domain import DispositionNode, FormerDisposition
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def nodes(reader: Reader, tenant: UUID) -> list[DispositionNode]:
    return await reader.many(
        DispositionNode,
        "select code, parent, name, position, active, queues, case_type from core.disposition where tenant_id = %s",
        [tenant],
    )


async def former(reader: Reader, tenant: UUID) -> list[FormerDisposition]:
    return await reader.many(
        FormerDisposition,
        "select code, until, parent, name from core.disposition_former where tenant_id = %s",
        [tenant],
    )


async def lock(work: UnitOfWork) -> None:
    """Changes of an organisation's codes run one at a time: what is checked is a whole tree."""
    await work.value("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"dispositions {work.tenant_id}"])


async def keep(work: UnitOfWork, one: DispositionNode) -> None:
    await work.execute(
        "insert into core.disposition (tenant_id, code, parent, name, position, active, queues, case_type) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id, code) do update set parent = excluded.parent, "
        "name = excluded.name, position = excluded.position, active = excluded.active, queues = excluded.queues, "
        "case_type = excluded.case_type",
        [work.tenant_id, one.code, one.parent, Jsonb(one.name), one.position, one.active, one.queues, one.case_type],
    )


async def keep_former(work: UnitOfWork, was: DispositionNode) -> None:
    await work.execute(
        "insert into core.disposition_former (tenant_id, code, until, parent, name) values (%s, %s, %s, %s, %s) "
        "on conflict do nothing",
        [work.tenant_id, was.code, work.now, was.parent, Jsonb(was.name)],
    )


async def order(work: UnitOfWork, codes: Sequence[str]) -> None:
    await work.execute(
        "update core.disposition d set position = o.n - 1 from unnest(%s::text[]) with ordinality o(code, n) "
        "where d.tenant_id = %s and d.code = o.code",
        [list(codes), work.tenant_id],
    )
