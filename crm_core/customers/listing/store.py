"""SQL of the list: found by the index of letters where few fit, walked in its order where many do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from contact_center.platform.query import bindparam, compiled, func, select
from contact_center.platform.unit_of_work import Reader
from crm_core.customers.domain import Customer
from crm_core.customers.listing.domain import CustomerOrder, ListPlace
from crm_core.customers.tables import customer, customer_alias

_C = customer.alias("c")
_O = customer.alias("o")
_M = customer_alias.alias("m")
_SHOWN = (
    "id", "kind", "name", "organisation_id", "job", "language", "time_zone", "note", "external", "created_at",
    "erased_at", "family_name", "given_name", "form_of_address", "tax_id", "owner_id", "segment", "tags", "fields",
    "version",
)  # fmt: skip
_MERGED = select(_M.c.customer_id).where(_M.c.tenant_id == _C.c.tenant_id, _M.c.customer_id == _C.c.id).exists()


async def found(reader: Reader, tenant: UUID, wanted: Sequence[str], otherwise: Sequence[str], most: int) -> list[UUID]:
    """Any of those who have all of these (index customer_grams)."""
    return await reader.values(
        "select crm.find_customers(%s, %s, %s, %s)", [tenant, list(wanted), list(otherwise), most]
    )


async def page(
    reader: Reader,
    tenant: UUID,
    order: CustomerOrder,
    limit: int,
    *,
    ids: Collection[UUID] | None,
    having: tuple[Sequence[str], Sequence[str]] | None,
    after: ListPlace | None,
) -> list[Customer]:
    """`ids`: only of these; `having`: only who has all of the first or all of the second. Walks the indices
    customer_by_name and customer_by_age; of a few that are named the key."""
    name, place = func.lower(_C.c.name), _C.c.id
    asked = (
        select(*(_C.c[one] for one in _SHOWN), _O.c.name.label("organisation_name"))
        .select_from(_C.outerjoin(_O, (_O.c.tenant_id == _C.c.tenant_id) & (_O.c.id == _C.c.organisation_id)))
        .where(_C.c.tenant_id == tenant, _C.c.erased_at.is_(None), ~_MERGED)
        .limit(limit)
    )
    if ids is not None:
        asked = asked.where(_C.c.id == func.any(bindparam("ids", list(ids))))
    if having is not None:
        asked = asked.where(_C.c.grams.contains(list(having[0])) | _C.c.grams.contains(list(having[1])))
    if order is CustomerOrder.NAME:
        if after is not None:
            asked = asked.where(func.row(name, place) > func.row(after.name, after.id))
        asked = asked.order_by(name, place)
    else:
        if after is not None:
            asked = asked.where(func.row(_C.c.created_at, place) < func.row(after.created_at, after.id))
        asked = asked.order_by(_C.c.created_at.desc(), place.desc())
    return await reader.many(Customer, *compiled(asked))


async def count(reader: Reader, tenant: UUID, most: int) -> int:
    """All of them, up to `most`."""
    return int(
        await reader.value(
            "select count(*) from (select 1 from crm.customer c where c.tenant_id = %(tenant)s and c.erased_at is null "
            "and not exists (select 1 from crm.customer_alias m where m.tenant_id = c.tenant_id "
            "and m.customer_id = c.id) limit %(limit)s) t",
            {"tenant": tenant, "limit": most},
        )
    )


async def tags(reader: Reader, tenant: UUID, limit: int) -> list[str]:
    return await reader.values(
        "select distinct tag from (select unnest(tags) as tag from crm.customer where tenant_id = %s and tags <> '{}' "
        "limit 20000) t order by tag limit %s",
        [tenant, limit],
    )


async def edits_of(reader: Reader, tenant: UUID, reference: UUID) -> list[tuple[UUID, UUID]]:
    """Customers and edits that were made together and stand (index customer_change_reference)."""
    rows = await reader.dicts(
        "select distinct customer_id, edit_id from crm.customer_change where tenant_id = %s and reference = %s "
        "and undone_at is null order by customer_id",
        [tenant, reference],
    )
    return [(row["customer_id"], row["edit_id"]) for row in rows]
