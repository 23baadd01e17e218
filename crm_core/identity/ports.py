"""What identity needs from others; the joins in `bootstrap` tie it."""

from __future__ import annotations

from typing import Protocol

from contact_center.kernel.ids import CustomerId, TenantId
from crm_core.identity.domain import KnownAnswers


class Answers(Protocol):
    """What is known of a customer that only they should know, from the CRM and the ERP."""

    async def known(self, tenant: TenantId, customer: CustomerId) -> KnownAnswers:
        """Asked outside of any transaction: the ERP may take its deadline."""
        ...


class NoAnswers:
    """See `Answers`: nothing is known."""

    async def known(self, _tenant: TenantId, _customer: CustomerId) -> KnownAnswers:
        return KnownAnswers()
