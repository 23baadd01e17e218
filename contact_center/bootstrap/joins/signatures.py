"""What stands below the e-mails of agents: texts of the CRM, with its customers' names."""

from __future__ import annotations

from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.snippets import service as snippets


class StoredSignatures:
    """See `contact_center.interactions.ports.Signatures`."""

    async def of(
        self,
        reader: Reader,
        tenant: UUID,
        *,
        queue: UUID | None,
        language: str | None,
        agent: str,
        customer: UUID | None,
    ) -> str:
        """In the language of the conversation, else in the customer's."""
        found = await customers.several(reader, tenant, [customer]) if customer else {}
        person = found.get(customer) if customer else None
        return await snippets.signature(
            reader, tenant, queue=queue, language=language or (person.language if person else None), agent=agent,
            customer=person.name if person else None,
        )  # fmt: skip
