"""Whose telephone number is whose, from the CRM, for callbacks."""

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
