"""SQL of the list: found by the index of letters where few fit, walked in its order where many do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from contact_center.platform.query import (
    ColumnElement,
    CompoundSelect,
    FromClause,
    Select,
    bindparam,
    compiled,
    func,
    intersect,
    or_,
    select,
    union_all,
    view,
)
from contact_center.platform.unit_of_work import Reader
from crm_core.customers.domain import Customer
from crm_core.customers.listing.domain import (
    Condition,
    CustomerOrder,
    FieldTest,
    ListPlace,
    OwnCondition,
    Reached,
    Wrote,
)
from crm_core.customers.tables import customer, customer_address, customer_alias, customer_value

_CONVERSATION = view("core.conversation_info", "tenant_id", "customer_id", "channel", "last_inbound_at")
_WORK = view("core.work_info", "tenant_id", "customer_id", "channel", "direction")
_C = customer.alias("c")
_O = customer.alias("o")
_M = customer_alias.alias("m")
_SHOWN = (
    "id", "kind", "name", "organisation_id", "job", "language", "time_zone", "note", "external", "created_at",
    "erased_at", "family_name", "given_name", "form_of_address", "tax_id", "owner_id", "segment", "tags", "fields",
    "version",
)  # fmt: skip
Having = tuple[Sequence[str], Sequence[str]]
_MERGED = select(_M.c.customer_id).where(_M.c.tenant_id == _C.c.tenant_id, _M.c.customer_id == _C.c.id).exists()


async def found(reader: Reader, tenant: UUID, wanted: Sequence[str], otherwise: Sequence[str], most: int) -> list[UUID]:
    """Any of those who have all of these (index customer_grams)."""
    return await reader.values(
        "select crm.find_customers(%s, %s, %s, %s)", [tenant, list(wanted), list(otherwise), most]
    )


def _narrowed(
    rows: Select[Any],
    reader: Reader,
    tenant: UUID,
    ids: Collection[UUID] | None,
    having: Having | None,
    asked: Sequence[Condition],
) -> Select[Any]:
    """`ids`: only of these; `having`: only who has all of the first or all of the second."""
    rows = rows.where(_C.c.tenant_id == tenant, _C.c.erased_at.is_(None), ~_MERGED)
    if ids is not None:
        rows = rows.where(_C.c.id == func.any(bindparam("ids", list(ids))))
    if having is not None:
        rows = rows.where(_C.c.grams.contains(list(having[0])) | _C.c.grams.contains(list(having[1])))
    return rows.where(*(_fits(reader, tenant, one) for one in asked))


def _fits(reader: Reader, tenant: UUID, asked: Condition) -> ColumnElement[bool]:
    """Asked anew for each customer that is walked by, by a key; never of all of them beforehand."""
    own, merged = [], []
    for table, having in _held(reader, tenant, asked):
        own.append(_one(select(table.c.customer_id).where(*having, table.c.customer_id == _C.c.id)))
        m = customer_alias.alias()
        joined = select(table.c.customer_id).select_from(m.join(table, table.c.customer_id == m.c.customer_id))
        merged.append(_one(joined.where(*having, m.c.tenant_id == tenant, m.c.canonical_id == _C.c.id)))
    return or_(*own) if isinstance(asked, OwnCondition) else or_(*own, *merged)


def _one(rows: Select[Any]) -> ColumnElement[bool]:
    """Whether there is one. A limited subquery, which is never turned into a join over everybody."""
    return rows.limit(1).scalar_subquery().is_not(None)


def _held(reader: Reader, tenant: UUID, asked: Condition) -> list[tuple[FromClause, list[ColumnElement[bool]]]]:
    """Where it stands what a condition asks, with the id of the customer."""
    if isinstance(asked, Reached):  # indices customer_address_value and the key
        a = customer_address.alias()
        valid = a.c.valid_until.is_(None) | (a.c.valid_until > reader.now)
        return [(a, [a.c.tenant_id == tenant, a.c.kind == asked.kind, valid])]
    if isinstance(asked, Wrote):  # a conversation in which they wrote, or work that they began, such as a call
        i, w = _CONVERSATION.alias(), _WORK.alias()
        return [
            (i, [i.c.tenant_id == tenant, i.c.channel == asked.channel, i.c.last_inbound_at.is_not(None)]),
            (w, [w.c.tenant_id == tenant, w.c.channel == asked.channel, w.c.direction == "inbound"]),
        ]
    v = customer_value.alias()
    return [(v, [v.c.tenant_id == tenant, v.c.code == asked.code, *_says(v, asked)])]


def _says(v: FromClause, asked: OwnCondition) -> list[ColumnElement[bool]]:
    """Indices customer_value_said, customer_value_plain and customer_value_amount."""
    if asked.plain and asked.test is FieldTest.CONTAINS:
        return [v.c.plain.contains(asked.said[0], autoescape=True)]
    if asked.plain:
        return [v.c.plain == asked.said[0]]
    if asked.amount is not None:
        currency = [v.c.currency == asked.currency] if asked.currency else []
        return [*currency, _compared(v.c.amount, asked.test, asked.amount)]
    if asked.test is FieldTest.ANY:
        return [v.c.said == func.any(bindparam(None, list(asked.said)))]
    return [_compared(v.c.said, asked.test, asked.said[0])]


def _compared(column: ColumnElement[Any], test: FieldTest, value: object) -> ColumnElement[bool]:
    match test:
        case FieldTest.FROM:
            return column >= value
        case FieldTest.TO:
            return column <= value
        case _:
            return column == value


def _all_of(reader: Reader, tenant: UUID, asked: Condition) -> Select[Any] | CompoundSelect[Any]:
    parts = []
    for table, having in _held(reader, tenant, asked):
        m = customer_alias.alias()
        ours = (m.c.tenant_id == tenant) & (m.c.customer_id == table.c.customer_id)
        canonical = func.coalesce(m.c.canonical_id, table.c.customer_id).label("id")
        rows = select(canonical).select_from(table.outerjoin(m, ours)).where(*having, table.c.customer_id.is_not(None))
        parts.append(rows)
    return parts[0] if len(parts) == 1 else union_all(*parts)


async def holders(reader: Reader, tenant: UUID, asked: Sequence[Condition], most: int) -> list[UUID]:
    """Any of those of whom all this is so, up to `most`; of a single condition some may come twice."""
    rows = [_all_of(reader, tenant, one) for one in asked]
    whole = rows[0] if len(rows) == 1 else intersect(*(select(one.subquery().c.id) for one in rows))
    return await reader.values(*compiled(whole.limit(most)))


async def fitting(
    reader: Reader,
    tenant: UUID,
    asked: Sequence[Condition],
    most: int,
    *,
    ids: Collection[UUID] | None,
    having: Having | None,
) -> list[UUID]:
    """Any of those whom all this fits."""
    rows = _narrowed(select(_C.c.id), reader, tenant, ids, having, asked).limit(most)
    return await reader.values(*compiled(rows))


async def page(
    reader: Reader,
    tenant: UUID,
    order: CustomerOrder,
    limit: int,
    *,
    ids: Collection[UUID] | None,
    having: Having | None,
    after: ListPlace | None,
    asked: Sequence[Condition] = (),
) -> list[Customer]:
    """Walks the indices customer_by_name and customer_by_age; of a few that are named the key."""
    name, place = func.lower(_C.c.name), _C.c.id
    shown: Select[Any] = (
        select(*(_C.c[one] for one in _SHOWN), _O.c.name.label("organisation_name"))
        .select_from(_C.outerjoin(_O, (_O.c.tenant_id == _C.c.tenant_id) & (_O.c.id == _C.c.organisation_id)))
        .limit(limit)
    )
    shown = _narrowed(shown, reader, tenant, ids, having, asked)
    if order is CustomerOrder.NAME:
        if after is not None:
            shown = shown.where(func.row(name, place) > func.row(after.name, after.id))
        shown = shown.order_by(name, place)
    else:
        if after is not None:
            shown = shown.where(func.row(_C.c.created_at, place) < func.row(after.created_at, after.id))
        shown = shown.order_by(_C.c.created_at.desc(), place.desc())
    return await reader.many(Customer, *compiled(shown))


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
