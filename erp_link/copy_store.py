"""SQL of our copy of the ERP's records, their history and their feeds.

Longer than 400 lines: the statements of one table and of how far it has come.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.erp import Entity
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from erp_link.copying_domain import CopiedRow, Touched
from erp_link.domain import DocumentNumber

_APART = "\x1f"
_APPLY = """
with incoming as materialized (
  select i.*, string_to_array(i.name_list, %(apart)s) as names, string_to_array(i.link_list, %(apart)s) as links
  from unnest(%(ids)b::text[], %(accounts)b::text[], %(numbers)b::text[], %(letters)b::text[], %(digits)b::text[],
    %(labels)b::text[], %(name_lists)b::text[], %(link_lists)b::text[], %(products)b::text[], %(days)b::date[],
    %(bodies)b::text[]::jsonb[], %(watched)b::text[]::jsonb[], %(digests)b::text[])
  as i(external_id, account, number, letters, digits, label, name_list, link_list, product, day, body, watched, digest)
  where not exists (select 1 from erp.withheld w
    where w.tenant_id = %(tenant)s and w.source = %(source)s and w.account <> '' and w.account = i.account)
), known as materialized (
  select r.external_id, r.watched, r.digest, r.account, r.deleted_at
  from erp.record r join incoming i on i.external_id = r.external_id
  where r.tenant_id = %(tenant)s and r.source = %(source)s and r.entity = %(entity)s
), told as (
  insert into erp.record_change (tenant_id, source, entity, external_id, at, before, after)
  select %(tenant)s, %(source)s, %(entity)s, i.external_id, %(at)s, k.watched, i.watched
  from incoming i join known k on k.external_id = i.external_id
  where k.watched <> i.watched or k.deleted_at is not null
  on conflict do nothing
), written as (
  insert into erp.record (tenant_id, source, entity, external_id, account, number, letters, digits, label, names, links,
    product, day, body, watched, digest, read_at)
  select %(tenant)s, %(source)s, %(entity)s, i.external_id, i.account, i.number, i.letters, i.digits, i.label, i.names,
    i.links, i.product, i.day, i.body, i.watched, i.digest, %(at)s
  from incoming i left join known k on k.external_id = i.external_id
  where k.external_id is null or k.digest <> i.digest or k.deleted_at is not null
  on conflict (tenant_id, source, entity, external_id) do update set account = excluded.account,
    number = excluded.number, letters = excluded.letters, digits = excluded.digits, label = excluded.label,
    names = excluded.names, links = excluded.links, product = excluded.product, day = excluded.day,
    body = excluded.body, watched = excluded.watched, digest = excluded.digest, read_at = excluded.read_at,
    deleted_at = null
  where excluded.read_at >= erp.record.read_at
  returning account, external_id
)
select w.account, w.external_id from written w
union select k.account, k.external_id from known k join written w on w.external_id = k.external_id
"""
_READ = "external_id, account, number, body, read_at, deleted_at"


@dataclass(frozen=True, slots=True)
class RecordRow:
    external_id: str
    account: str
    number: str
    body: dict[str, Any]
    read_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True)
class FoundRow:
    entity: str
    external_id: str
    account: str
    number: str
    label: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    at: datetime
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class FeedRow:
    """How far the copy of one kind of record has come."""

    source: str
    entity: str
    cursor: dict[str, Any] | None
    copied_at: datetime | None
    """When the first copy was complete."""
    rows_read: int
    rows_there: int
    agreed_at: datetime | None
    """The copy is at least as new as this."""
    changed_at: str | None
    failing_since: datetime | None
    trouble: str | None
    reconciled_at: datetime | None
    removed: int
    refused_to_remove: int


_FEED = (
    "source, entity, cursor, copied_at, rows_read, rows_there, agreed_at, changed_at, failing_since, trouble, "
    "reconciled_at, removed, refused_to_remove"
)


async def apply(
    work: UnitOfWork, source: str, entity: Entity, rows: Sequence[CopiedRow], at: datetime
) -> list[Touched]:
    """Puts what was read at `at` into the copy and tells its history; returns what changed."""
    if not rows:
        return []
    values = {
        "tenant": work.tenant_id, "source": source, "entity": entity.value, "at": at, "apart": _APART,
        "ids": [row.external_id for row in rows], "accounts": [row.account for row in rows],
        "numbers": [row.number for row in rows], "letters": [row.letters for row in rows],
        "digits": [row.digits for row in rows], "labels": [row.label for row in rows],
        "name_lists": [_APART.join(row.names) for row in rows], "link_lists": [_APART.join(row.links) for row in rows],
        "products": [row.product for row in rows], "days": [row.day for row in rows],
        "bodies": [row.body for row in rows], "watched": [row.watched for row in rows],
        "digests": [row.digest for row in rows],
    }  # fmt: skip
    return await work.many(Touched, _APPLY, values)


async def confirm(work: UnitOfWork, source: str, entity: Entity, id: str, at: datetime) -> None:
    """A record that was asked for by itself stands as the ERP had it then, changed or not."""
    await work.execute(
        "update erp.record set read_at = %s where tenant_id = %s and source = %s and entity = %s and external_id = %s "
        "and read_at < %s",
        [at, work.tenant_id, source, entity.value, id, at],
    )


async def records(reader: Reader, tenant: UUID, source: str, entity: Entity, ids: Collection[str]) -> list[RecordRow]:
    return await reader.many(
        RecordRow,
        f"select {_READ} from erp.record where tenant_id = %s and source = %s and entity = %s "
        "and external_id = any(%s)",
        [tenant, source, entity.value, list(ids)],
    )


async def of_account(
    reader: Reader, tenant: UUID, source: str, entity: Entity, account: str, limit: int
) -> list[RecordRow]:
    """The newest first; those without a day, drafts, last. Index record_account."""
    return await reader.many(
        RecordRow,
        f"select {_READ} from erp.record where tenant_id = %s and source = %s and account = %s and account <> '' "
        "and entity = %s and deleted_at is null order by day desc nulls last, external_id desc limit %s",
        [tenant, source, account, entity.value, limit],
    )


async def of_product(
    reader: Reader, tenant: UUID, source: str, entity: Entity, products: Collection[str]
) -> list[RecordRow]:
    """Index record_product."""
    return await reader.many(
        RecordRow,
        f"select {_READ} from erp.record where tenant_id = %s and source = %s and product = any(%s) and product <> '' "
        "and entity = %s and deleted_at is null order by day nulls last limit 500",
        [tenant, source, list(products), entity.value],
    )


async def linked(reader: Reader, tenant: UUID, source: str, links: Collection[str], limit: int) -> list[FoundRow]:
    """Records that name one of these numbers, and those that have it. Index record_links."""
    return await reader.many(
        FoundRow,
        "select entity, external_id, account, number, label from erp.record where tenant_id = %s and source = %s "
        "and links <> '{}' and links && %s and deleted_at is null order by day desc nulls last limit %s",
        [tenant, source, list(links), limit],
    )


async def named(reader: Reader, tenant: UUID, source: str, names: Collection[str], limit: int) -> list[FoundRow]:
    """Records known by one of these names, folded: addresses, SKUs, serials. Index record_names."""
    return await reader.many(
        FoundRow,
        "select entity, external_id, account, number, label from erp.record where tenant_id = %s and source = %s "
        "and names <> '{}' and names && %s and deleted_at is null order by entity, external_id limit %s",
        [tenant, source, list(names), limit],
    )


async def accounts_named(reader: Reader, tenant: UUID, source: str, names: Collection[str]) -> list[RecordRow]:
    return await reader.many(
        RecordRow,
        f"select {_READ} from erp.record where tenant_id = %s and source = %s and entity = 'account' "
        "and names <> '{}' and names && %s and deleted_at is null limit 50",
        [tenant, source, list(names)],
    )


async def numbered(reader: Reader, tenant: UUID, source: str, number: DocumentNumber, limit: int) -> list[FoundRow]:
    """Documents with this number in any spelling. Index record_digits."""
    return await reader.many(
        FoundRow,
        "select entity, external_id, account, number, label from erp.record where tenant_id = %s and digits = %s "
        "and digits <> '' and %s in ('', letters) and source = %s and deleted_at is null "
        "order by day desc nulls last, number limit %s",
        [tenant, number.digits, number.letters, source, limit],
    )


async def products_like(reader: Reader, tenant: UUID, source: str, text: str, limit: int) -> list[FoundRow]:
    """Products of whose names or number this is a part."""
    return await reader.many(
        FoundRow,
        "select entity, external_id, account, number, label from erp.record where tenant_id = %s and source = %s "
        "and entity = 'product' and deleted_at is null and (label ilike %s or number ilike %s) "
        "order by label limit %s",
        [tenant, source, f"%{_escaped(text)}%", f"%{_escaped(text)}%", limit],
    )


async def by_number(reader: Reader, tenant: UUID, source: str, entity: Entity, number: str) -> list[RecordRow]:
    """Exactly this number; the newest first."""
    return await reader.many(
        RecordRow,
        f"select {_READ} from erp.record where tenant_id = %s and source = %s and entity = %s and names <> '{{}}' "
        "and names && %s and deleted_at is null order by day desc nulls last limit 20",
        [tenant, source, entity.value, [number.casefold()]],
    )


async def changes(reader: Reader, tenant: UUID, source: str, entity: Entity, id: str, limit: int) -> list[ChangeRow]:
    """What changed of a record when, the newest first."""
    return await reader.many(
        ChangeRow,
        "select at, before, after from erp.record_change where tenant_id = %s and source = %s and entity = %s "
        "and external_id = %s order by at desc limit %s",
        [tenant, source, entity.value, id, limit],
    )


# --- feeds -----------------------------------------------------------------------------------------------


async def feeds(reader: Reader, tenant: UUID, source: str) -> list[FeedRow]:
    return await reader.many(
        FeedRow, f"select {_FEED} from erp.feed where tenant_id = %s and source = %s order by entity", [tenant, source]
    )


async def claim(work: UnitOfWork, source: str, entity: Entity, until: datetime) -> FeedRow | None:
    """The feed, ours until then; None while another process has it."""
    await work.execute(
        "insert into erp.feed (tenant_id, source, entity) values (%s, %s, %s) on conflict do nothing",
        [work.tenant_id, source, entity.value],
    )
    return await work.one(
        FeedRow,
        f"update erp.feed set busy_until = %s where tenant_id = %s and source = %s and entity = %s "
        f"and (busy_until is null or busy_until < %s) returning {_FEED}",
        [until, work.tenant_id, source, entity.value, work.now],
    )


async def hold(work: UnitOfWork, source: str, entity: Entity, until: datetime) -> None:
    """Whose it is has it until then."""
    await work.execute(
        "update erp.feed set busy_until = %s where tenant_id = %s and source = %s and entity = %s",
        [until, work.tenant_id, source, entity.value],
    )


async def advance(
    work: UnitOfWork,
    source: str,
    entity: Entity,
    cursor: Mapping[str, Any],
    *,
    rows: int,
    agreed_at: datetime | None,
    changed_at: str | None,
    until: datetime,
) -> None:
    """With the rows in one transaction: after a crash the feed goes on where the copy stands."""
    await work.execute(
        "update erp.feed set cursor = %(cursor)s, rows_read = rows_read + %(rows)s, busy_until = %(until)s, "
        "agreed_at = coalesce(%(agreed)s, agreed_at), changed_at = greatest(changed_at, %(changed)s), "
        "copied_at = coalesce(copied_at, %(agreed)s), failing_since = null, trouble = null "
        "where tenant_id = %(tenant)s and source = %(source)s and entity = %(entity)s",
        {
            "cursor": json.dumps(cursor), "rows": rows, "agreed": agreed_at, "changed": changed_at, "until": until,
            "tenant": work.tenant_id, "source": source, "entity": entity.value,
        },
    )  # fmt: skip


async def release(work: UnitOfWork, source: str, entity: Entity, trouble: str | None) -> None:
    await work.execute(
        "update erp.feed set busy_until = null, trouble = %(trouble)s, failing_since = "
        "case when %(trouble)s::text is null then null else coalesce(failing_since, %(now)s) end "
        "where tenant_id = %(tenant)s and source = %(source)s and entity = %(entity)s",
        {"trouble": trouble, "now": work.now, "tenant": work.tenant_id, "source": source, "entity": entity.value},
    )


async def expect(work: UnitOfWork, source: str, entity: Entity, count: int) -> None:
    await work.execute(
        "update erp.feed set rows_there = %s where tenant_id = %s and source = %s and entity = %s",
        [count, work.tenant_id, source, entity.value],
    )


async def living(reader: Reader, tenant: UUID, source: str, entity: Entity, before: datetime) -> list[str]:
    """Ids of what stands in the copy and was read before a moment."""
    return await reader.values(
        "select external_id from erp.record where tenant_id = %s and source = %s and entity = %s "
        "and deleted_at is null and read_at < %s",
        [tenant, source, entity.value, before],
    )


async def remove(work: UnitOfWork, source: str, entity: Entity, ids: Collection[str], at: datetime) -> list[Touched]:
    """Marks what the ERP has no longer, in its history, too; returns what was there."""
    if not ids:
        return []
    values = {"tenant": work.tenant_id, "source": source, "entity": entity.value, "ids": list(ids), "at": at}
    await work.execute(
        "insert into erp.record_change (tenant_id, source, entity, external_id, at, before, after) "
        "select tenant_id, source, entity, external_id, %(at)s, watched, null from erp.record "
        "where tenant_id = %(tenant)s and source = %(source)s and entity = %(entity)s "
        "and external_id = any(%(ids)s) and deleted_at is null on conflict do nothing",
        values,
    )
    return await work.many(
        Touched,
        "update erp.record set deleted_at = %(at)s where tenant_id = %(tenant)s and source = %(source)s "
        "and entity = %(entity)s and external_id = any(%(ids)s) and deleted_at is null and read_at <= %(at)s "
        "returning account, external_id",
        values,
    )


async def reconciled(work: UnitOfWork, source: str, entity: Entity, removed: int, refused: int) -> None:
    await work.execute(
        "update erp.feed set reconciled_at = %s, removed = removed + %s, refused_to_remove = %s "
        "where tenant_id = %s and source = %s and entity = %s",
        [work.now, removed, refused, work.tenant_id, source, entity.value],
    )


KEPT = timedelta(days=730)


async def forget_old(work: UnitOfWork) -> None:
    """What changed longer ago than `KEPT`."""
    await work.execute(
        "delete from erp.record_change where tenant_id = %s and at < %s", [work.tenant_id, work.now - KEPT]
    )


_OF_ACCOUNTS = (
    "(select r.source, r.entity, r.external_id from erp.record r "
    "join unnest(%s::text[], %s::text[]) as a(source, id) "
    "on a.source = r.source and a.id = r.account where r.tenant_id = %s and r.account <> '')"
)


async def withhold(work: UnitOfWork, accounts: Collection[tuple[str, str]]) -> None:
    """These accounts (source and id) never enter the copy again, and leave it now with all that is theirs."""
    sources, ids = [one for one, _ in accounts], [one for _, one in accounts]
    given = [work.tenant_id, sources, ids]
    await work.execute(
        "insert into erp.withheld (tenant_id, source, account) select %s, a.source, a.id "
        "from unnest(%s::text[], %s::text[]) as a(source, id) on conflict do nothing",
        given,
    )
    await work.execute(
        f"delete from erp.record_change c using {_OF_ACCOUNTS} g where c.tenant_id = %s and c.source = g.source "
        "and c.entity = g.entity and c.external_id = g.external_id",
        [sources, ids, work.tenant_id, work.tenant_id],
    )
    await work.execute(
        "delete from erp.record r using unnest(%s::text[], %s::text[]) as a(source, id) "
        "where r.tenant_id = %s and a.source = r.source and a.id = r.account and r.account <> ''",
        [sources, ids, work.tenant_id],
    )


async def accounts_of(reader: Reader, tenant: UUID, customer: UUID) -> list[tuple[str, str]]:
    rows = await reader.dicts(
        "select source, external_id from erp.account_map where tenant_id = %s and customer_id = %s "
        "and external_id is not null",
        [tenant, customer],
    )
    return [(row["source"], row["external_id"]) for row in rows]


async def customers_of(reader: Reader, tenant: UUID, source: str, accounts: Collection[str]) -> list[tuple[UUID, str]]:
    """Our customers who are one of these accounts."""
    rows = await reader.dicts(
        "select customer_id, external_id from erp.account_map where tenant_id = %s and source = %s "
        "and external_id = any(%s)",
        [tenant, source, list(accounts)],
    )
    return [(row["customer_id"], row["external_id"]) for row in rows]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
