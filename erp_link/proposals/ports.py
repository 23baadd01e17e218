"""What proposals need from other rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from contact_center.directory.service import SignedIn
from contact_center.interactions.delivery.domain import StoredFile
from contact_center.kernel.contracts.erp import ErpFile
from contact_center.kernel.contracts.erp_acts import ErpAct
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class ActRights(Protocol):
    """Who may ask for what now."""

    async def require(
        self, reader: Reader, who: SignedIn, kind: ErpAct, customer: UUID, interaction: UUID | None, case: UUID | None
    ) -> None:
        """Raises where the customer has not proven yet who they are, as far as the act waits for it, or where the
        work or the case is not this person's."""
        ...

    async def refunded_by_case(self, reader: Reader, tenant: UUID, case: UUID) -> bool:
        """Whether the case has a refund of its own."""
        ...


@dataclass(frozen=True, slots=True)
class InvoiceLetter:
    """An invoice on its way to the customer once more. `id`: of the proposal, so that it goes out once."""

    id: UUID
    customer: UUID | None
    interaction: UUID | None
    to: str
    number: str
    language: str | None
    by: UUID
    """Who of ours sends it."""


class InvoiceLetters(Protocol):
    """By which invoices go out: the e-mail of the contact centre."""

    async def check(self, work: UnitOfWork, to: str) -> str:
        """From which address of ours it would go. Raises `NoMailboxForIt`, and `Forbidden` where this address may not
        be written to about what its customer has with us."""
        ...

    async def keep(self, tenant: TenantId, file: ErpFile) -> StoredFile:
        """The bytes, before the work that names them."""
        ...

    async def send(self, work: UnitOfWork, letter: InvoiceLetter, file: StoredFile) -> None:
        """Into the outbox, in this work; noted in the conversation it was asked for in. Raises as `check`."""
        ...
