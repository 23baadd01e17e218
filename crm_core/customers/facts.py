"""What is known of customers for rules and pictures: themselves and their dealings with us."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from contact_center.interactions.reading import contact_queries
from contact_center.interactions.reading.contact_queries import Dealings
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service
from crm_core.customers.domain import Customer

RECENTLY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    customer: Customer
    dealings: Dealings
    """`contacts` are those of the last 30 days."""


async def known(reader: Reader, tenant: UUID, ids: Collection[UUID]) -> dict[UUID, KnownCustomer]:
    """A few questions, however many customers; unknown ids are left out, merged ones are known as the whole."""
    found = await service.several(reader, tenant, ids)
    groups = await service.groups(reader, tenant, found)
    dealings = await contact_queries.dealings(reader, tenant, groups, reader.now - RECENTLY) if found else {}
    return {id: KnownCustomer(customer, dealings[id]) for id, customer in found.items()}
