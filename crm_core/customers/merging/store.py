"""SQL of merges: who was merged into whom, and the aliases that follow from it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers.merging.domain import Compared, Merge

MERGE = "id, survivor_id, absorbed_id, kept, taken, at, by_actor, ended_at, ended_by"


async def one_at_a_time(work: UnitOfWork) -> None:
    """Until the commit no other merge of this organisation: a person does it, and chains and cycles cannot arise."""
    await work.value("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"customer merge {work.tenant_id}"])


async def compared(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, Compared]:
    rows = await reader.dicts(
        "select c.id, c.kind, c.name, c.organisation_id, c.job, c.language, c.time_zone, c.note, c.tax_id, "
        "c.erp_number, c.created_at, c.erased_at, a.proven_at, coalesce(a.addresses, '{}') as addresses "
        "from crm.customer c left join lateral (select max(verified_at) as proven_at, array_agg(value) as addresses "
        "from crm.customer_address where tenant_id = c.tenant_id and customer_id = c.id) a on true "
        "where c.tenant_id = %s and c.id = any(%s)",
        [tenant, list(ids)],
    )
    plain = ("name", "job", "language", "time_zone", "note", "tax_id", "erp_number")
    return {
        row["id"]: Compared(
            row["id"],
            row["kind"],
            {
                **{field: row[field] for field in plain},
                "organisation_id": str(row["organisation_id"]) if row["organisation_id"] else None,
            },
            frozenset(row["addresses"]),
            row["proven_at"],
            row["created_at"],
            row["erased_at"] is not None,
        )
        for row in rows
    }


async def set_fields(work: UnitOfWork, customer: UUID, fields: Mapping[str, Any]) -> None:
    """Writes the fields named, leaves the others."""
    await work.execute(
        "update crm.customer set name = case when %(f)s ? 'name' then %(f)s ->> 'name' else name end, "
        "organisation_id = case when %(f)s ? 'organisation_id' then (%(f)s ->> 'organisation_id')::uuid "
        "else organisation_id end, "
        "job = case when %(f)s ? 'job' then %(f)s ->> 'job' else job end, "
        "language = case when %(f)s ? 'language' then %(f)s ->> 'language' else language end, "
        "time_zone = case when %(f)s ? 'time_zone' then %(f)s ->> 'time_zone' else time_zone end, "
        "note = case when %(f)s ? 'note' then %(f)s ->> 'note' else note end, "
        "tax_id = case when %(f)s ? 'tax_id' then %(f)s ->> 'tax_id' else tax_id end, "
        "external = case when not %(f)s ? 'erp_number' then external when %(f)s ->> 'erp_number' is null "
        "then external - 'erp' else external || jsonb_build_object('erp', %(f)s ->> 'erp_number') end "
        "where tenant_id = %(tenant)s and id = %(id)s",
        {"f": Jsonb(dict(fields)), "tenant": work.tenant_id, "id": customer},
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
