"""What privacy asks of everybody who holds something of a customer; answered where the product is put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from contact_center.directory.privacy.domain import LegalHold, RetentionKind, RetentionPreview
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


class PersonalData(Protocol):
    async def ids(self, reader: Reader, tenant: UUID, customer: UUID) -> Sequence[UUID]:
        """Every id that this customer goes by, the canonical one first. Raises `NotFound` for nobody."""
        ...

    async def names(self, reader: Reader, tenant: UUID, customers: Sequence[UUID]) -> Mapping[UUID, str]: ...

    async def held(self, reader: Reader, tenant: UUID, customer: UUID) -> Mapping[str, int]:
        """How many rows each room has of them, by the room."""
        ...

    async def export(self, reader: Reader, tenant: UUID, customer: UUID) -> Mapping[str, list[dict[str, Any]]]:
        """All rows of them, by table, as JSON takes them."""
        ...

    async def preview(
        self, reader: Reader, tenant: UUID, kind: RetentionKind, before: datetime, holds: Sequence[LegalHold]
    ) -> RetentionPreview: ...

    async def expire(
        self, work: UnitOfWork, kind: RetentionKind, before: datetime, holds: Sequence[LegalHold], most: int
    ) -> tuple[int, list[str]]:
        """Erases so many rows at most; returns how many, and the keys of the files to delete after the commit."""
        ...

    async def release(self, tenant: TenantId, keys: Sequence[str]) -> None:
        """Deletes the files that nothing names any more."""
        ...

    async def erase(self, tenant: TenantId, customer: CustomerId, actor: str) -> None:
        """Forgets them in every room. Raises `CustomerHeld`."""
        ...
