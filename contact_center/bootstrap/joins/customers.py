"""What callbacks and channels ask of the CRM: whose telephone number is whose, and who speaks what."""

from __future__ import annotations

from uuid import UUID

from contact_center.directory import telephones
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers


class CustomersNumbers:
    """See `routing.flow.ports.OwnNumbers`."""

    async def of_customer(self, reader: Reader, tenant: UUID, customer: UUID) -> frozenset[str]:
        found = await customers.addresses(reader, tenant, customer)
        return frozenset(telephones.sender(one.value) for one in found if one.kind == "phone")


class CustomersLanguages:
    """See `channels.ports.Languages`."""

    async def of_customer(self, reader: Reader, tenant: UUID, customer: UUID) -> str | None:
        return (await customers.customer(reader, tenant, customer)).language

    async def time_zone_of(self, reader: Reader, tenant: UUID, customer: UUID) -> str | None:
        return (await customers.customer(reader, tenant, customer)).time_zone
