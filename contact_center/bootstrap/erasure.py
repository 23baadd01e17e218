"""Erase customer: every room's declaration, carried out together."""

from __future__ import annotations

from contact_center.bootstrap.registry import TABLES
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.kernel.contracts.customers import CustomerErased
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform import personal, sharing
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers


async def erase_customer(runtime: Runtime, tenant: TenantId, customer: CustomerId, actor: str) -> None:
    """Forgets a customer in one transaction, then deletes the files that nobody else has, too. May be repeated."""

    async def erase(work: UnitOfWork) -> list[str]:
        await customers.customer(work, tenant, customer)
        keys = await personal.erase(work, TABLES, customer)
        await directory.audit(work, "customer erased", f"customer:{customer}", files=len(keys))
        work.record(CustomerErased(customer_id=customer))
        return keys

    keys = await runtime.database.run(tenant, erase, actor=actor)
    await sharing.release(runtime.database, tenant, runtime.blobs, TABLES, keys, actor)
