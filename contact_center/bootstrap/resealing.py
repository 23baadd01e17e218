"""Everything that is sealed, sealed anew with the key in use: passwords of accounts and ERPs, and all files.

May be repeated and interrupted: what the key in use has sealed is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contact_center.bootstrap.registry import TABLES
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.kernel.ids import TenantId
from contact_center.platform import personal
from contact_center.platform.unit_of_work import UnitOfWork

SEALED = (("core.channel_account", "id", "secrets"), ("erp.system", "tenant_id", "secret"))
"""Columns that the vault has sealed, with what tells rows of a tenant apart; a test holds them complete."""


@dataclass(frozen=True, slots=True)
class Resealed:
    secrets: int
    files: int


async def reseal(runtime: Runtime) -> Resealed:
    """Raises `WrongKey` at what no key here opens; what came before it stays done."""
    secrets = files = 0
    for tenant in await directory.tenants(runtime.database):
        id = TenantId(tenant.tenant_id)
        renewed = await runtime.database.run(id, lambda work: _secrets(work, runtime), actor="cli")
        secrets += renewed
        files += await _files(runtime, id)
    return Resealed(secrets, files)


async def _secrets(work: UnitOfWork, runtime: Runtime) -> int:
    done = 0
    for table, key, column in SEALED:
        rows = await work.dicts(
            f"select {key} as key, {column} as sealed from {table} where tenant_id = %s and {column} is not null "
            "for update",
            [work.tenant_id],
        )
        for row in rows:
            done += await _renew(work, runtime, f"update {table} set {column} = %s where tenant_id = %s and {key} = %s",
                                 row)  # fmt: skip
    if done:
        await directory.audit(work, "secrets sealed anew", "vault", secrets=done)
    return done


async def _renew(work: UnitOfWork, runtime: Runtime, statement: str, row: dict[str, Any]) -> int:
    sealed = bytes(row["sealed"])
    if runtime.vault.is_fresh(sealed):
        return 0
    fresh = runtime.vault.seal(runtime.vault.open(sealed))
    return await work.execute(statement, [fresh, work.tenant_id, row["key"]])


async def _files(runtime: Runtime, tenant: TenantId) -> int:
    done = 0
    async for stored in runtime.blobs.list(str(tenant)):
        keys = [one.key for one in stored]
        before = await _named(runtime, tenant, keys)
        renewed = [key for key in keys if await runtime.blobs.reseal(key)]
        # One that was erased while it was being sealed anew must not be there again.
        for key in before.intersection(renewed) - await _named(runtime, tenant, renewed):
            await runtime.blobs.delete(key)
        done += len(renewed)
    return done


async def _named(runtime: Runtime, tenant: TenantId, keys: list[str]) -> set[str]:
    async with runtime.database.read(tenant) as reader:
        return await personal.named(reader, TABLES, tenant, keys)
