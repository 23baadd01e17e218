"""The list of customers: filtered, in order, page by page; as quick with a million as with ten."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.directory.fields import service as own_fields
from contact_center.directory.fields.domain import FieldSubject
from contact_center.platform.unit_of_work import Database, Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from crm_core.customers.listing import store
from crm_core.customers.listing.domain import (
    MOST_COUNTED,
    Condition,
    CustomerFilter,
    CustomerOrder,
    ListPlace,
    OwnCondition,
    beside,
    conditions,
    findable,
    marks,
    wanted,
)

__all__ = [
    "CustomerFilter", "CustomerOrder", "ListPlace", "ListedCustomers", "after", "batches", "check", "page",
    "place_of", "tags",
]  # fmt: skip

BATCH = 500
FEW = 2 * MOST_COUNTED
"""That many are named one by one."""


@dataclass(frozen=True, slots=True)
class ListedCustomers:
    customers: list[Customer]
    count: int
    """Of all that fit, at most `MOST_COUNTED` + 1."""
    next: ListPlace | None

    @property
    def more_than_counted(self) -> bool:
        return self.count > MOST_COUNTED


async def check(reader: Reader, tenant: UUID, asked: CustomerFilter) -> tuple[OwnCondition, ...]:
    """What is asked of own fields. Raises `NotAskedSo`, `NotOneCurrency`, `TooManyFilters`, or what is wrong with a
    value; each names the field."""
    if not asked.own:
        return ()
    return conditions(asked.own, await own_fields.definitions(reader, tenant, FieldSubject.CUSTOMER))


async def page(
    reader: Reader,
    tenant: UUID,
    asked: CustomerFilter,
    limit: int,
    after: ListPlace | None = None,
    *,
    is_counted: bool = True,
) -> ListedCustomers:
    """Whoever was merged into another is found as that other, by any of their names, addresses and numbers.

    Raises what `check` raises. Without counting, `count` says nothing.
    """
    more = beside(asked, await check(reader, tenant, asked))
    if not findable(asked):
        return ListedCustomers([], 0, None)
    ids: Collection[UUID] | None = None
    having, total = None, 0
    if asked.text.strip() or marks(asked):
        region = await directory.phone_region(reader, tenant)
        having = wanted(asked, telephones.fragment(asked.text, region))
        found = await store.found(reader, tenant, *having, MOST_COUNTED + 1)
        total = len(found)
        if total <= MOST_COUNTED:
            ids, having = found, None
    elif not more and is_counted:
        total = await store.count(reader, tenant, MOST_COUNTED + 1)
    if more:
        ids, more, is_many = await _few(reader, tenant, ids, more, together=is_counted)
        if is_many and having is None:
            total = MOST_COUNTED + 1
        elif ids is not None or is_counted:
            fit = await store.fitting(reader, tenant, more, MOST_COUNTED + 1, ids=ids, having=having)
            total = len(fit)
            if total <= MOST_COUNTED:
                ids, having, more = fit, None, ()
    rows = await store.page(reader, tenant, asked.order, limit + 1, ids=ids, having=having, after=after, asked=more)
    return ListedCustomers(rows[:limit], total, place_of(rows[limit - 1]) if len(rows) > limit else None)


async def _few(
    reader: Reader, tenant: UUID, ids: Collection[UUID] | None, asked: tuple[Condition, ...], *, together: bool
) -> tuple[Collection[UUID] | None, tuple[Condition, ...], bool]:
    """Those whom any condition leaves, if it leaves few; the conditions that are still to be asked of each; whether
    more than are counted fit all of them for sure.

    What few fit is found from where it stands; what many fit is met soon by walking through all in their order. Only
    where many fit each of several conditions, nobody knows how many fit all before they were put `together`, which a
    file does once and then walks through everybody once.
    """
    many, found = [], []
    for one in asked:
        found = await store.holders(reader, tenant, [one], FEW + 1)
        if len(found) > FEW:
            many.append(one)
        else:
            ids = set(found) if ids is None else set(ids) & set(found)
    if ids is None and len(many) > 1 and together:
        found = await store.holders(reader, tenant, many, FEW + 1)
        if len(found) <= FEW:
            return found, (), False
    is_many = ids is None and len(set(found)) > MOST_COUNTED and (together or len(many) == 1)
    return ids, tuple(many), is_many


async def after(reader: Reader, tenant: UUID, asked: CustomerFilter, limit: int, last: UUID | None) -> list[Customer]:
    """What fits, from behind this customer on; none behind an unknown one."""
    place = None
    if last is not None:
        known = (await customers.as_stored(reader, tenant, [last])).get(last)
        if known is None:
            return []
        place = place_of(known)
    return (await page(reader, tenant, asked, limit, place)).customers


def place_of(one: Customer) -> ListPlace:
    return ListPlace(one.name.lower(), one.created_at, one.id)


async def batches(database: Database, tenant: UUID, asked: CustomerFilter) -> AsyncIterator[list[Customer]]:
    """All that fit, in order, a transaction for each batch: nobody's reading holds a long one."""
    after: ListPlace | None = None
    while True:
        async with database.read(tenant) as reader:  # type: ignore[arg-type]
            found = await page(reader, tenant, asked, BATCH, after, is_counted=after is None)
        yield found.customers
        if found.next is None:
            return
        after = found.next


async def tags(reader: Reader, tenant: UUID, limit: int = 100) -> list[str]:
    """Tags that are in use."""
    return await store.tags(reader, tenant, limit)
