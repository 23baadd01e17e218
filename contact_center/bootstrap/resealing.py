"""Everything that is sealed, sealed anew with the key in use: passwords of accounts and ERPs, and all files.

May be repeated and interrupted: what the key in use has sealed is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from contact_center.bootstrap.registry import TABLES
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.directory import tables as directory_tables
from contact_center.interactions import tables as interactions
from contact_center.kernel.ids import TenantId
from contact_center.platform import personal
from contact_center.platform.query import compiled, select, update
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.assistant import tables as assistant
from erp_link import tables as erp

SEALED = (
    (directory_tables.second_factor, directory_tables.second_factor.c.user_id, directory_tables.second_factor.c.secret),
    (
        directory_tables.sign_in_provider,
        directory_tables.sign_in_provider.c.tenant_id,
        directory_tables.sign_in_provider.c.secret,
    ),
    (directory_tables.webhook, directory_tables.webhook.c.id, directory_tables.webhook.c.secret),
    (directory_tables.webhook, directory_tables.webhook.c.id, directory_tables.webhook.c.former_secret),
    (interactions.channel_account, interactions.channel_account.c.id, interactions.channel_account.c.secrets),
    (assistant.assistant, assistant.assistant.c.tenant_id, assistant.assistant.c.secret),
    (erp.system, erp.system.c.tenant_id, erp.system.c.secret),
)
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
        mine = table.c.tenant_id == work.tenant_id
        sealed = select(key.label("key"), column.label("sealed")).where(mine, column.is_not(None)).with_for_update()
        for row in await work.dicts(*compiled(sealed)):
            if fresh := _renewed(runtime, bytes(row["sealed"])):
                renewed = update(table).values({column: fresh}).where(mine, key == row["key"])
                done += await work.execute(*compiled(renewed))
    if done:
        await directory.audit(work, "secrets sealed anew", "vault", secrets=done)
    return done


def _renewed(runtime: Runtime, sealed: bytes) -> bytes | None:
    """None where the key in use has sealed it."""
    return None if runtime.vault.is_fresh(sealed) else runtime.vault.seal(runtime.vault.open(sealed))


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
