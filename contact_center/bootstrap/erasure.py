"""Erase customer: every room's declaration, carried out together."""

from __future__ import annotations

from contact_center.bootstrap.registry import TABLES
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.directory.privacy import service as privacy
from contact_center.kernel.contracts.customers import CustomerErased
from contact_center.kernel.ids import CustomerId, TenantId
from contact_center.platform import personal, sharing
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.customers import service as customers
from erp_link import store as erp


async def erase_customer(runtime: Runtime, tenant: TenantId, customer: CustomerId, actor: str) -> None:
    """Forgets a customer in one transaction, then deletes the files that nobody else has, too. May be repeated.

    Whoever was merged into them, or they into, is the same customer, and forgotten with them.
    """
    keys = await runtime.database.run(tenant, lambda work: erase(work, customer), actor=actor)
    await sharing.release(runtime.database, tenant, runtime.blobs, TABLES, keys, actor)


async def erase(work: UnitOfWork, customer: CustomerId) -> list[str]:
    """The rows of every room; returns the keys of the files to delete after the commit."""
    subject = await customers.data_subject(work, work.tenant_id, customer)
    await privacy.check_not_held(work, subject.customers)
    await erp.withhold(work, subject.customers)
    keys = await personal.erase(work, TABLES, subject)
    await directory.audit(work, "customer erased", f"customer:{customer}", files=len(keys))
    for known in subject.customers:
        work.record(CustomerErased(customer_id=CustomerId(known)))
    return keys
