"""The customer's own door joined to the accounts its codes go out by, and to the words they are sent in."""

from __future__ import annotations

from uuid import UUID

from agent_ui.words.identity import code_message
from contact_center.bootstrap.runtime import Runtime
from contact_center.directory import service as directory
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.door import service


async def send_code(runtime: Runtime, tenant: TenantId, knock: UUID) -> None:
    """A code, if the address is on file; nobody outside learns whether one went."""
    names = {one.tenant_id: one.name for one in await directory.tenants(runtime.database)}
    accounts = await service.reaching(runtime.accounts, runtime.ports, tenant)

    def text(language: str) -> tuple[str, str]:
        return code_message(language, names.get(tenant, ""))

    async def send(work: UnitOfWork) -> bool:
        return await service.send_code(work, runtime.ports, accounts, knock, text)

    await runtime.database.run(tenant, send, actor="system")
