"""SQL of suggested duplicates."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers.duplicates.domain import MOST_ALIKE, ComparedCustomer, DuplicatePair, KnownAddress

PAIR = "p.first_id, p.second_id, p.score, p.found_at, p.decision"
# Indices customer_address_value, customer_address_number_end, customer_address_mailbox, customer_tax_id,
# customer_erp_number, customer_alias_canonical.
ALIKE = """
with own as (
  select a.kind, a.value from crm.customer_address a where a.tenant_id = %(tenant)s and a.customer_id = any(%(ids)s)
    and a.kind in ('email', 'phone') limit 20
), alike as (
  (select a.customer_id as id from own cross join lateral (select o.customer_id from crm.customer_address o
    where o.tenant_id = %(tenant)s and o.kind = own.kind and o.value = own.value
    and o.customer_id <> all(%(ids)s) limit %(most)s + 1) a)
  union
  (select a.customer_id from own cross join lateral (select o.customer_id from crm.customer_address o
    where o.tenant_id = %(tenant)s and o.kind = 'phone' and right(o.value, 9) = right(own.value, 9)
    and o.customer_id <> all(%(ids)s) limit %(most)s + 1) a where own.kind = 'phone')
  union
  (select a.customer_id from own cross join lateral (select o.customer_id from crm.customer_address o
    where o.tenant_id = %(tenant)s and o.kind = 'email'
    and replace(split_part(split_part(o.value, '@', 1), '+', 1), '.', '') || '@' || split_part(o.value, '@', 2)
      = replace(split_part(split_part(own.value, '@', 1), '+', 1), '.', '') || '@' || split_part(own.value, '@', 2)
    and o.customer_id <> all(%(ids)s) limit %(most)s + 1) a where own.kind = 'email')
  union
  (select o.id from crm.customer c join crm.customer o on o.tenant_id = c.tenant_id and o.tax_id = c.tax_id
    where c.tenant_id = %(tenant)s and c.id = any(%(ids)s) and o.id <> all(%(ids)s) limit %(most)s + 1)
  union
  (select o.id from crm.customer c join crm.customer o on o.tenant_id = c.tenant_id and o.erp_number = c.erp_number
    where c.tenant_id = %(tenant)s and c.id = any(%(ids)s) and o.id <> all(%(ids)s) limit %(most)s + 1)
)
select distinct coalesce(m.canonical_id, alike.id) from alike left join crm.customer_alias m
  on m.tenant_id = %(tenant)s and m.customer_id = alike.id
where coalesce(m.canonical_id, alike.id) <> all(%(ids)s) limit %(most)s + 1
"""


async def alike(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[UUID]:
    """Canonical ids of others who share a number, a mailbox, a tax id or an ERP number with one of these aliases."""
    return await reader.values(ALIKE, {"tenant": tenant, "ids": list(ids), "most": MOST_ALIKE})


async def candidates(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, ComparedCustomer]:
    """Canonical customers, each with the addresses of everybody who was merged into them; erased ones are left out."""
    rows = await reader.dicts(
        "select c.id, c.kind, c.name, c.organisation_id, c.tax_id, c.erp_number, "
        "(select coalesce(jsonb_agg(jsonb_build_array(a.kind, a.value, a.verified_at is not null)), '[]') "
        "from crm.customer_address a where a.tenant_id = c.tenant_id and (a.customer_id = c.id or a.customer_id in ("
        "select m.customer_id from crm.customer_alias m where m.tenant_id = c.tenant_id and m.canonical_id = c.id))) "
        "as addresses from crm.customer c where c.tenant_id = %s and c.id = any(%s) and c.erased_at is null",
        [tenant, list(ids)],
    )
    return {
        row["id"]: ComparedCustomer(
            row["id"], row["kind"], row["name"], row["organisation_id"], row["tax_id"], row["erp_number"],
            tuple(KnownAddress(*one) for one in row["addresses"]),
        )
        for row in rows
    }  # fmt: skip


async def keep(work: UnitOfWork, pairs: Sequence[tuple[UUID, UUID, int]]) -> None:
    """Suggests these, and nothing else of what is not decided; what somebody has decided stays decided."""
    await work.execute(
        "insert into crm.customer_duplicate (tenant_id, first_id, second_id, score, found_at) "
        "select %s, t.a, t.b, t.score, %s from unnest(%s::uuid[], %s::uuid[], %s::int[]) t(a, b, score) "
        "on conflict (tenant_id, first_id, second_id) do update set score = excluded.score",
        [work.tenant_id, work.now, [a for a, _, _ in pairs], [b for _, b, _ in pairs], [s for _, _, s in pairs]],
    )


async def drop_open(work: UnitOfWork, ids: Collection[UUID]) -> None:
    """What was suggested of these and not decided."""
    await work.execute(
        "delete from crm.customer_duplicate where tenant_id = %s and (first_id = any(%s) or second_id = any(%s)) "
        "and decision is null",
        [work.tenant_id, list(ids), list(ids)],
    )


async def of_customer(reader: Reader, tenant: UUID, customer: UUID, limit: int) -> list[DuplicatePair]:
    return await reader.many(
        DuplicatePair,
        f"select {PAIR} from crm.customer_duplicate p where p.tenant_id = %(tenant)s "
        "and (p.first_id = %(id)s or p.second_id = %(id)s) and p.decision is null "
        "order by p.score desc, p.found_at limit %(limit)s",
        {"tenant": tenant, "id": customer, "limit": limit},
    )


async def open_pairs(reader: Reader, tenant: UUID, limit: int, after: DuplicatePair | None) -> list[DuplicatePair]:
    """The strongest first (index customer_duplicate_open)."""
    params = {"tenant": tenant, "limit": limit}
    if after is None:
        return await reader.many(
            DuplicatePair,
            f"select {PAIR} from crm.customer_duplicate p where p.tenant_id = %(tenant)s and p.decision is null "
            "order by p.score desc, p.first_id, p.second_id limit %(limit)s",
            params,
        )
    return await reader.many(
        DuplicatePair,
        f"select {PAIR} from crm.customer_duplicate p where p.tenant_id = %(tenant)s and p.decision is null "
        "and (-p.score, p.first_id, p.second_id) > (-%(score)s::int, %(first)s, %(second)s) "
        "order by p.score desc, p.first_id, p.second_id limit %(limit)s",
        {**params, "score": after.score, "first": after.first_id, "second": after.second_id},
    )


async def count_open(reader: Reader, tenant: UUID, most: int) -> int:
    """Up to `most`."""
    return int(
        await reader.value(
            "select count(*) from (select 1 from crm.customer_duplicate where tenant_id = %s and decision is null "
            "limit %s) t",
            [tenant, most],
        )
    )


async def get(reader: Reader, tenant: UUID, first: UUID, second: UUID) -> DuplicatePair | None:
    return await reader.one(
        DuplicatePair,
        f"select {PAIR} from crm.customer_duplicate p where p.tenant_id = %s and p.first_id = %s and p.second_id = %s",
        [tenant, first, second],
    )


async def decide(work: UnitOfWork, first: UUID, second: UUID, decision: str | None) -> None:
    by = work.actor if decision else None
    await work.execute(
        "insert into crm.customer_duplicate (tenant_id, first_id, second_id, score, found_at, decision, decided_at, "
        "decided_by) values (%(tenant)s, %(first)s, %(second)s, 0, %(now)s, %(decision)s, %(now)s, %(by)s) "
        "on conflict (tenant_id, first_id, second_id) do update set decision = excluded.decision, "
        "decided_at = excluded.decided_at, decided_by = excluded.decided_by",
        {
            "tenant": work.tenant_id, "first": first, "second": second, "now": work.now, "decision": decision,
            "by": by,
        },
    )  # fmt: skip
