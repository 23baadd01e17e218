"""What an organisation has chosen for itself, by name; each room knows the meaning of its own names."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.platform.unit_of_work import Reader, UnitOfWork


async def of_tenant(reader: Reader, tenant: UUID) -> dict[str, Any]:
    found = await reader.value("select settings from core.tenant where tenant_id = %s", [tenant])
    return dict(found or {})


async def change(work: UnitOfWork, name: str, value: Any) -> None:
    await work.execute(
        "update core.tenant set settings = settings || %s where tenant_id = %s",
        [Jsonb({name: value}), work.tenant_id],
    )
