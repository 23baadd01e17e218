"""What `erp_link` needs from outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from contact_center.kernel.contracts.erp import Account, ContactPoint, ErpConnector
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader
from erp_link.domain import AccountLink, CachedBlock, DocumentNumber, FactKind, Holder


class AccountConnector(ErpConnector, Protocol):
    """A connector that can also give one account by its id."""

    async def account(self, external_id: str) -> Account | None: ...

    async def owner(self, number: DocumentNumber) -> tuple[Account, str] | None:
        """Whose order, invoice or delivery this is, and its number as the ERP writes it; None where there is none."""
        ...


class RecordCopy(Protocol):
    """Our copy of the ERP's records, see `copying`."""

    async def agreed(self, tenant: TenantId) -> Mapping[FactKind, datetime]:
        """As of when the copy is what the ERP had, for kinds of which it is complete."""
        ...

    async def find_accounts(self, tenant: TenantId, points: tuple[ContactPoint, ...]) -> tuple[Account, ...]: ...

    async def blocks(
        self, tenant: TenantId, account: str, kinds: Sequence[FactKind]
    ) -> Mapping[FactKind, tuple[Any, ...]]: ...


class CustomerBook(Protocol):
    """Who the customers are by whom the ERP is asked."""

    async def canonical(self, reader: Reader, tenant: TenantId, customer: CustomerId) -> CustomerId:
        """Of a customer who was merged into another, that other: facts are kept once."""
        ...

    async def points(self, reader: Reader, tenant: TenantId, customer: CustomerId) -> tuple[ContactPoint, ...]:
        """The ERP's own number where it is known, else the customer's addresses."""
        ...

    async def numbered(self, reader: Reader, tenant: TenantId, number: str) -> list[CustomerId]:
        """Customers for whom somebody has written down this number of the ERP."""
        ...

    async def of_account(self, reader: Reader, tenant: TenantId, account: Account) -> list[CustomerId]:
        """Customers who have its number or one of its addresses."""
        ...


class FactsStore(Protocol):
    """Keeps what the ERP last said, for each customer and source. Losing it costs one more question."""

    async def read(
        self, tenant: TenantId, customer: CustomerId, source: str
    ) -> tuple[AccountLink | None, Mapping[FactKind, CachedBlock]]: ...

    async def save_link(self, tenant: TenantId, customer: CustomerId, source: str, link: AccountLink) -> None:
        """Replaces the link, but one made by hand only by another made by hand.

        Blocks of another account than the link's are forgotten with it.
        """
        ...

    async def save_blocks(
        self, tenant: TenantId, customer: CustomerId, source: str, blocks: Mapping[FactKind, CachedBlock]
    ) -> None: ...

    async def holders(self, tenant: TenantId, number: DocumentNumber, limit: int) -> list[Holder]:
        """Whose documents these are, of those that have been read."""
        ...

    async def customers_of(self, tenant: TenantId, source: str, external_id: str) -> list[CustomerId]:
        """Our customers who are this account of the ERP."""
        ...
