"""SQL of what we keep of a customer: columns of its row, its items, and every change of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.query import update_rows
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers.domain import NewRow
from crm_core.customers.profile.domain import OWN, Affiliation, CustomerNote, FieldChange, ItemKind, Postal
from crm_core.customers.tables import customer as customer_table

_READ: Final = {
    ItemKind.ADDRESS: "select to_jsonb(r) from crm.customer_address r where tenant_id = %s and id = %s",
    ItemKind.POSTAL: "select to_jsonb(r) from crm.customer_postal r where tenant_id = %s and id = %s",
    ItemKind.AFFILIATION: "select to_jsonb(r) from crm.customer_affiliation r where tenant_id = %s and id = %s",
    ItemKind.NOTE: "select to_jsonb(r) from crm.customer_note r where tenant_id = %s and id = %s",
}
_DELETE: Final = {
    ItemKind.ADDRESS: "delete from crm.customer_address where tenant_id = %s and id = %s",
    ItemKind.POSTAL: "delete from crm.customer_postal where tenant_id = %s and id = %s",
    ItemKind.AFFILIATION: "delete from crm.customer_affiliation where tenant_id = %s and id = %s",
    ItemKind.NOTE: "delete from crm.customer_note where tenant_id = %s and id = %s",
}
_INSERT: Final = {
    ItemKind.ADDRESS: "insert into crm.customer_address "
    "select * from jsonb_populate_record(null::crm.customer_address, %s)",
    ItemKind.POSTAL: "insert into crm.customer_postal "
    "select * from jsonb_populate_record(null::crm.customer_postal, %s)",
    ItemKind.AFFILIATION: "insert into crm.customer_affiliation "
    "select * from jsonb_populate_record(null::crm.customer_affiliation, %s)",
    ItemKind.NOTE: "insert into crm.customer_note select * from jsonb_populate_record(null::crm.customer_note, %s)",
}
_CHANGE = "id, edit_id, customer_id, field, item, before, after, actor, origin, reference, at, undone_at"


async def lock(work: UnitOfWork, id: UUID) -> int | None:
    """Holds the customer's row until the work ends; its version, None if there is none (any more)."""
    found = await work.value(
        "select version from crm.customer where tenant_id = %s and id = %s and erased_at is null for update",
        [work.tenant_id, id],
    )
    return None if found is None else int(found)


async def set_columns(work: UnitOfWork, id: UUID, values: Mapping[str, Any]) -> None:
    """The columns that `CustomerField` names, `fields` as a whole, and the version."""
    given = {name: Jsonb(value) if name == "fields" else value for name, value in values.items()}
    await work.execute(*update_rows(customer_table, {"tenant_id": work.tenant_id, "id": id}, given))


async def item(reader: Reader, tenant: UUID, kind: ItemKind, id: UUID) -> dict[str, Any] | None:
    """The row as JSON, as changes keep it."""
    found: dict[str, Any] | None = await reader.value(_READ[kind], [tenant, id])
    return found


async def put_item(work: UnitOfWork, kind: ItemKind, id: UUID, row: Mapping[str, Any] | None) -> None:
    """The row is this from now on; None: it is not there."""
    await work.execute(_DELETE[kind], [work.tenant_id, id])
    if row is not None:
        await work.execute(_INSERT[kind], [Jsonb({**row, "tenant_id": str(work.tenant_id), "id": str(id)})])


async def address_id(reader: Reader, tenant: UUID, customer: UUID, kind: str, value: str) -> UUID | None:
    """Of an address of this customer, whether it is valid still or not."""
    found: UUID | None = await reader.value(
        "select id from crm.customer_address where tenant_id = %s and customer_id = %s and kind = %s and value = %s",
        [tenant, customer, kind, value],
    )
    return found


async def postals(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[Postal]:
    return await reader.many(
        Postal,
        "select id, customer_id, use, country, postal_code, region, city, street, extra, recipient, valid_from, "
        "valid_until, created_at from crm.customer_postal where tenant_id = %s and customer_id = any(%s) "
        "and (valid_until is null or valid_until > %s) order by created_at, id",
        [tenant, list(ids), reader.now],
    )


_AFFILIATION = (
    "select a.id, a.customer_id, p.name as customer_name, a.organisation_id, o.name as organisation_name, a.job, "
    "a.may_order, a.order_limit, a.may_get_invoices, "
    "coalesce(a.may_change_data, false) as may_change_data, a.valid_from, a.valid_until, a.created_at "
    "from crm.customer_affiliation a join crm.customer p on p.tenant_id = a.tenant_id and p.id = a.customer_id "
    "join crm.customer o on o.tenant_id = a.tenant_id and o.id = a.organisation_id "
    "where a.tenant_id = %(tenant)s and p.erased_at is null and o.erased_at is null "
    "and (a.valid_until is null or a.valid_until > %(now)s) "
)


async def affiliations(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[Affiliation]:
    """Where these people work, the first first."""
    return await reader.many(
        Affiliation,
        _AFFILIATION + "and a.customer_id = any(%(ids)s) order by a.created_at, a.id limit 100",
        {"tenant": tenant, "now": reader.now, "ids": list(ids)},
    )


async def members(reader: Reader, tenant: UUID, organisations: Collection[UUID], limit: int) -> list[Affiliation]:
    """Who works at these organisations (index customer_affiliation_organisation)."""
    return await reader.many(
        Affiliation,
        _AFFILIATION + "and a.organisation_id = any(%(ids)s) order by a.created_at, a.id limit %(limit)s",
        {"tenant": tenant, "now": reader.now, "ids": list(organisations), "limit": limit},
    )


async def parts_of(reader: Reader, tenant: UUID, organisations: Collection[UUID]) -> list[UUID]:
    """Organisations that belong to these directly (index customer_organisation)."""
    return await reader.values(
        "select id from crm.customer where tenant_id = %s and organisation_id = any(%s) and kind = 'organisation' "
        "and erased_at is null order by name, id limit 100",
        [tenant, list(organisations)],
    )


async def ancestors(reader: Reader, tenant: UUID, organisation: UUID) -> list[UUID]:
    """The organisations above, the nearest first; it ends where it would go round."""
    return await reader.values(
        "with recursive up as (select organisation_id as id, 1 as n from crm.customer where tenant_id = %(tenant)s "
        "and id = %(id)s union select c.organisation_id, up.n + 1 from up join crm.customer c "
        "on c.tenant_id = %(tenant)s and c.id = up.id where up.n < 20) "
        "select id from up where id is not null order by n",
        {"tenant": tenant, "id": organisation},
    )


async def notes(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> list[CustomerNote]:
    """Warnings first, then the newest first."""
    return await reader.many(
        CustomerNote,
        "select id, customer_id, text, warning, author_id, valid_until, created_at from crm.customer_note "
        "where tenant_id = %s and customer_id = any(%s) and (valid_until is null or valid_until > %s) "
        "order by warning desc, created_at desc, id limit 200",
        [tenant, list(ids), reader.now],
    )


async def keep_changes(work: UnitOfWork, changes: Sequence[FieldChange]) -> None:
    if not changes:
        return
    rows = [
        {
            "id": str(one.id), "edit_id": str(one.edit_id), "customer_id": str(one.customer_id), "field": one.field,
            "item": str(one.item) if one.item else None, "before": one.before, "after": one.after, "actor": one.actor,
            "origin": one.origin, "reference": str(one.reference) if one.reference else None,
            "at": one.at.isoformat(),
        }
        for one in changes
    ]  # fmt: skip
    await work.execute(
        "insert into crm.customer_change (tenant_id, id, edit_id, customer_id, field, item, before, after, actor, "
        "origin, reference, at) select %s, id, edit_id, customer_id, field, item, coalesce(before, 'null'), "
        "coalesce(after, 'null'), actor, origin, reference, at "
        "from jsonb_to_recordset(%s) as t(id uuid, edit_id uuid, customer_id uuid, field text, item uuid, "
        "before jsonb, after jsonb, actor text, origin text, reference uuid, at timestamptz)",
        [work.tenant_id, Jsonb(rows)],
    )


_OF_NEW = ("family_name", "given_name", "job", "language", "tax_id", "segment")


async def create_many(work: UnitOfWork, new: Sequence[NewRow]) -> None:
    """Addresses first would have no customer: two statements."""
    rows = [
        {
            **{name: one.fields.get(name) for name in _OF_NEW},
            "id": str(one.id), "kind": one.kind, "name": one.name, "external": dict(one.external),
            "tags": list(one.fields.get("tags") or ()), "version": 2 if one.fields else 1,
            "fields": {name.removeprefix(OWN): v for name, v in one.fields.items() if name.startswith(OWN)},
        }
        for one in new
    ]  # fmt: skip
    await work.execute(
        "insert into crm.customer (tenant_id, id, kind, name, family_name, given_name, job, language, tax_id, segment, "
        "external, tags, fields, version, created_at) select %s, id, kind, name, family_name, given_name, job, "
        "language, tax_id, segment, external, tags, fields, version, %s from jsonb_to_recordset(%s) as t(id uuid, "
        "kind text, name text, family_name text, given_name text, job text, language text, tax_id text, segment text, "
        "external jsonb, tags text[], fields jsonb, version int)",
        [work.tenant_id, work.now, Jsonb(rows)],
    )
    of = [(one.id, address.kind, address.value) for one in new for address in one.addresses]
    await work.execute(
        "insert into crm.customer_address (tenant_id, customer_id, kind, value, created_at) "
        "select %s, id, kind, value, %s from unnest(%s::uuid[], %s::text[], %s::text[]) as t(id, kind, value)",
        [work.tenant_id, work.now, [id for id, _, _ in of], [kind for _, kind, _ in of], [value for *_, value in of]],
    )


async def edit(reader: Reader, tenant: UUID, edit_id: UUID) -> list[FieldChange]:
    return await reader.many(
        FieldChange,
        f"select {_CHANGE} from crm.customer_change where tenant_id = %s and edit_id = %s order by id",
        [tenant, edit_id],
    )


async def changes_from(reader: Reader, tenant: UUID, customer: UUID, reference: UUID | None) -> list[FieldChange]:
    """Changes of a customer that came from there and stand, the latest first (index customer_change_reference)."""
    return await reader.many(
        FieldChange,
        f"select {_CHANGE} from crm.customer_change where tenant_id = %s and customer_id = %s and reference = %s "
        "and undone_at is null order by at desc, id desc",
        [tenant, customer, reference],
    )


async def mark_undone(work: UnitOfWork, edit_id: UUID) -> None:
    await work.execute(
        "update crm.customer_change set undone_at = %s where tenant_id = %s and edit_id = %s",
        [work.now, work.tenant_id, edit_id],
    )


async def last_change(
    reader: Reader, tenant: UUID, customer: UUID, field: str, item: UUID | None
) -> FieldChange | None:
    return await reader.one(
        FieldChange,
        f"select {_CHANGE} from crm.customer_change where tenant_id = %s and customer_id = %s and field = %s "
        "and item is not distinct from %s and undone_at is null order by at desc, id desc limit 1",
        [tenant, customer, field, item],
    )


async def changes(
    reader: Reader, tenant: UUID, ids: Collection[UUID], before: tuple[datetime, UUID] | None, limit: int
) -> list[FieldChange]:
    """The latest first, without what was undone (index customer_change_customer)."""
    at, id = before or (None, None)
    return await reader.many(
        FieldChange,
        f"select {_CHANGE} from crm.customer_change where tenant_id = %(tenant)s and customer_id = any(%(ids)s) "
        "and undone_at is null and (%(at)s::timestamptz is null or (at, id) < (%(at)s, %(id)s::uuid)) "
        "order by at desc, id desc limit %(limit)s",
        {"tenant": tenant, "ids": list(ids), "at": at, "id": id, "limit": limit},
    )


async def place_of(reader: Reader, tenant: UUID, change: UUID) -> datetime | None:
    found: datetime | None = await reader.value(
        "select at from crm.customer_change where tenant_id = %s and id = %s", [tenant, change]
    )
    return found


async def count_changes(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> int:
    return int(
        await reader.value(
            "select count(distinct edit_id) from crm.customer_change where tenant_id = %s and customer_id = any(%s) "
            "and undone_at is null",
            [tenant, list(ids)],
        )
    )
