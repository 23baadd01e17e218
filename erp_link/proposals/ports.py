"""What proposals need from other rooms."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.erp_acts import ErpAct
from contact_center.platform.unit_of_work import Reader


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
