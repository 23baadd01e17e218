"""The list of customers: filtered, in order, page by page; as quick with a million as with ten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import telephones
from contact_center.platform.unit_of_work import Database, Reader
from crm_core.customers.domain import Customer
from crm_core.customers.listing import store
from crm_core.customers.listing.domain import (
    MOST_COUNTED,
    CustomerFilter,
    CustomerOrder,
    ListPlace,
    findable,
    marks,
    wanted,
)

__all__ = ["CustomerFilter", "CustomerOrder", "ListPlace", "ListedCustomers", "batches", "page", "place_of", "tags"]

BATCH = 500


@dataclass(frozen=True, slots=True)
class ListedCustomers:
    customers: list[Customer]
    count: int
    """Of all that fit, at most `MOST_COUNTED` + 1."""
    next: ListPlace | None

    @property
    def more_than_counted(self) -> bool:
        return self.count > MOST_COUNTED


async def page(
    reader: Reader, tenant: UUID, asked: CustomerFilter, limit: int, after: ListPlace | None = None
) -> ListedCustomers:
    """Whoever was merged into another is found as that other, by any of their names, addresses and numbers."""
    if not findable(asked):
        return ListedCustomers([], 0, None)
    ids, having, total = None, None, 0
    if asked.text.strip() or marks(asked):
        region = await directory.phone_region(reader, tenant)
        having = wanted(asked, telephones.fragment(asked.text, region))
        found = await store.found(reader, tenant, *having, MOST_COUNTED + 1)
        total = len(found)
        ids = found if total <= MOST_COUNTED else None
    else:
        total = await store.count(reader, tenant, MOST_COUNTED + 1)
    rows = await store.page(
        reader, tenant, asked.order, limit + 1, ids=ids, having=having if ids is None else None, after=after
    )
    return ListedCustomers(rows[:limit], total, place_of(rows[limit - 1]) if len(rows) > limit else None)


def place_of(one: Customer) -> ListPlace:
    return ListPlace(one.name.lower(), one.created_at, one.id)


async def batches(database: Database, tenant: UUID, asked: CustomerFilter) -> AsyncIterator[list[Customer]]:
    """All that fit, in order, a transaction for each batch: nobody's reading holds a long one."""
    after: ListPlace | None = None
    while True:
        async with database.read(tenant) as reader:  # type: ignore[arg-type]
            found = await page(reader, tenant, asked, BATCH, after)
        yield found.customers
        if found.next is None:
            return
        after = found.next


async def tags(reader: Reader, tenant: UUID, limit: int = 100) -> list[str]:
    """Tags that are in use."""
    return await store.tags(reader, tenant, limit)
