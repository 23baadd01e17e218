"""Legal holds joined to whoever erases by time: whose data, and which work, stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from contact_center.directory.privacy import service as privacy
from contact_center.directory.privacy.domain import LegalHold
from contact_center.interactions.reading import work_queries
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.platform.personal import DataSubject
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers

Key = tuple[UUID, UUID]


async def who_is_held(reader: Reader, tenant: UUID, holds: Sequence[LegalHold]) -> tuple[DataSubject, bool]:
    """All who are held, as one; and whether everybody is. What was said on an address that a held customer shares may
    be theirs, and stays."""
    ids, addresses = list[UUID](), list[Address]()
    for one in holds:
        if one.customer_id is not None:
            ids += await customers.aliases(reader, tenant, one.customer_id)
            known = await customers.addresses(reader, tenant, one.customer_id)
            addresses += [Address(AddressKind(each.kind), each.value) for each in known]
    return DataSubject(ids, addresses), any(one.customer_id is None for one in holds)


class StoredHolds:
    """See `channels.ports.LegalHolds`."""

    async def held(self, reader: Reader, work: Collection[Key]) -> frozenset[Key]:
        found: set[Key] = set()
        for tenant in {tenant for tenant, _ in work}:
            holds = await privacy.holds(reader, tenant)
            if not holds:
                continue
            ids = [id for home, id in work if home == tenant]
            who, everybody = await who_is_held(reader, tenant, holds)
            theirs = ids if everybody else await work_queries.of_people(reader, tenant, ids, who)
            found.update((tenant, id) for id in theirs)
        return frozenset(found)
