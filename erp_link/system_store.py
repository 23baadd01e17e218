"""SQL of the systems that organisations have connected."""

from __future__ import annotations

from dataclasses import dataclass
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


async def active(reader: Reader, tenant: UUID) -> SystemRow | None:
    return await reader.one(
        SystemRow,
        "select kind, url, database, login, secret from erp.system where tenant_id = %s and active",
        [tenant],
    )


async def connected(reader: Reader) -> list[UUID]:
    """Organisations with an ERP, for who may see all of them."""
    return await reader.values("select tenant_id from erp.system where active order by tenant_id")


async def replace(work: UnitOfWork, system: SystemRow) -> None:
    """This one instead of any before."""
    await work.execute("delete from erp.system where tenant_id = %s", [work.tenant_id])
    await work.execute(
        "insert into erp.system (tenant_id, kind, url, database, login, secret) values (%s, %s, %s, %s, %s, %s)",
        [work.tenant_id, system.kind, system.url, system.database, system.login, system.secret],
    )
