"""SQL of the systems that organisations have connected."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class SystemRow:
    kind: str
    url: str
    database: str
    login: str
    secret: bytes
    """Sealed."""
    settings: dict[str, Any] = field(default_factory=dict)
    """What its kind takes beside these."""


async def active(reader: Reader, tenant: UUID) -> SystemRow | None:
    return await reader.one(
        SystemRow,
        "select kind, url, database, login, secret, settings from erp.system where tenant_id = %s and active",
        [tenant],
    )


async def connected(reader: Reader) -> list[UUID]:
    """Organisations with an ERP, for who may see all of them."""
    return await reader.values("select tenant_id from erp.system where active order by tenant_id")


async def replace(work: UnitOfWork, system: SystemRow) -> None:
    """This one instead of any before."""
    await work.execute("delete from erp.system where tenant_id = %s", [work.tenant_id])
    await work.execute(
        "insert into erp.system (tenant_id, kind, url, database, login, secret, settings) "
        "values (%s, %s, %s, %s, %s, %s, %s)",
        [
            work.tenant_id, system.kind, system.url, system.database, system.login, system.secret,
            json.dumps(system.settings),
        ],
    )  # fmt: skip


async def disconnect(work: UnitOfWork) -> None:
    """Nothing is asked any more; what was copied stays until another ERP takes its place."""
    await work.execute("update erp.system set active = false where tenant_id = %s", [work.tenant_id])
