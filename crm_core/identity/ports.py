"""What identity needs from others; the joins in `bootstrap` tie it."""

from __future__ import annotations

from typing import Protocol

from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader
from crm_core.identity.domain import KnownAnswers


class Answers(Protocol):
    """What is known of a customer that only they should know, from the CRM and the ERP."""

    async def known(self, tenant: TenantId, customer: CustomerId) -> KnownAnswers:
        """Asked outside of any transaction: the ERP may take its deadline."""
        ...


class CodeWords(Protocol):
    """What the message with a code says; `codes.MASK` stands for the code."""

    async def message(self, reader: Reader, tenant: TenantId, language: str | None, sender: str) -> tuple[str, str]:
        """Subject and text in a customer's language (None: the organisation's own), from the organisation `sender`."""
        ...


class NoAnswers:
    """See `Answers`: nothing is known."""

    async def known(self, _tenant: TenantId, _customer: CustomerId) -> KnownAnswers:
        return KnownAnswers()
