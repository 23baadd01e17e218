"""What an organisation has chosen for itself, by name; each room knows the meaning of its own names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from contact_center.directory import store
from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def of_tenant(reader: Reader, tenant: UUID) -> dict[str, Any]:
    return await store.settings(reader, tenant)


async def change(work: UnitOfWork, name: str, value: Any) -> None:
    await store.change_setting(work, name, value)
