"""What is asked of other rooms where the ERP asks us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from erp_link.back_office.domain import BackOfficeNote, CustomerHistory, NoteKept, WhoIsMeant


class ContactBook(Protocol):
    """What the contact centre knows of its customers."""

    async def known_by(self, reader: Reader, tenant: TenantId, meant: WhoIsMeant) -> list[CustomerId]:
        """Customers with this number of the ERP or this address; of an account, nobody."""
        ...

    async def standing(self, reader: Reader, tenant: TenantId, customers: Sequence[UUID]) -> list[CustomerId]:
        """Each once, under the id that they stand for now; who was erased is left out."""
        ...

    async def history(
        self, reader: Reader, who: SignedIn, customers: Sequence[CustomerId], before: datetime | None, limit: int
    ) -> CustomerHistory:
        """As far as this person may read it."""
        ...

    async def write(
        self, work: UnitOfWork, who: SignedIn, customers: Sequence[CustomerId], note: BackOfficeNote, source: str
    ) -> NoteKept:
        """Where somebody is in contact, there; else beside the customer. `source`: what the ERP is called. Raises
        `SeveralByThat`."""
        ...
