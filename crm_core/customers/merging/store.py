"""SQL of merges: who was merged into whom, and the aliases that follow from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers.merging.domain import Merge

MERGE = "id, survivor_id, absorbed_id, kept, taken, at, by_actor, ended_at, ended_by"


async def one_at_a_time(work: UnitOfWork) -> None:
    """Until the commit no other merge of this organisation: a person does it, and chains and cycles cannot arise."""
    await work.value("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"customer merge {work.tenant_id}"])


async def proven(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, tuple[datetime | None, list[str]]]:
    """When an address of each was last proven, and all their addresses."""
    rows = await reader.dicts(
        "select customer_id, max(verified_at) as at, array_agg(value) as addresses from crm.customer_address "
        "where tenant_id = %s and customer_id = any(%s) group by customer_id",
        [tenant, list(ids)],
    )
    return {row["customer_id"]: (row["at"], row["addresses"]) for row in rows}


async def set_erp_number(work: UnitOfWork, customer: UUID, number: str | None) -> None:
    await work.execute(
        "update crm.customer set external = case when %(number)s::text is null then external - 'erp' "
        "else external || jsonb_build_object('erp', %(number)s::text) end where tenant_id = %(tenant)s and id = %(id)s",
        {"number": number, "tenant": work.tenant_id, "id": customer},
    )


async def insert(work: UnitOfWork, merge: Merge) -> None:
    await work.execute(
        "insert into crm.customer_merge (tenant_id, id, survivor_id, absorbed_id, kept, taken, at, by_actor) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, merge.id, merge.survivor_id, merge.absorbed_id, Jsonb(merge.kept), Jsonb(merge.taken),
            merge.at, merge.by_actor,
        ],
    )  # fmt: skip


async def end(work: UnitOfWork, id: UUID) -> None:
    await work.execute(
        "update crm.customer_merge set ended_at = %s, ended_by = %s where tenant_id = %s and id = %s",
        [work.now, work.actor, work.tenant_id, id],
    )


async def get(reader: Reader, tenant: UUID, id: UUID) -> Merge | None:
    return await reader.one(
        Merge, f"select {MERGE} from crm.customer_merge where tenant_id = %s and id = %s", [tenant, id]
    )


async def standing(reader: Reader, tenant: UUID, absorbed: Collection[UUID]) -> list[Merge]:
    """The merges by which these stand for another, the newest first."""
    return await reader.many(
        Merge,
        f"select {MERGE} from crm.customer_merge where tenant_id = %s and absorbed_id = any(%s) and ended_at is null "
        "order by at desc, id desc",
        [tenant, list(absorbed)],
    )


async def set_aliases(work: UnitOfWork, group: Collection[UUID], whole: Mapping[UUID, UUID]) -> None:
    """The aliases of everybody in the group, made anew."""
    await work.execute(
        "delete from crm.customer_alias where tenant_id = %s and customer_id = any(%s)", [work.tenant_id, list(group)]
    )
    await work.execute(
        "insert into crm.customer_alias (tenant_id, customer_id, canonical_id) "
        "select %s, t.id, t.whole from unnest(%s::uuid[], %s::uuid[]) t(id, whole)",
        [work.tenant_id, list(whole), list(whole.values())],
    )
