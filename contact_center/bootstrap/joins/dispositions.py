"""Codes of closed work joined to routing and cases, whose queues and types they refer to."""

from __future__ import annotations

from uuid import UUID

from contact_center.platform.unit_of_work import Reader
from crm_core.cases import service as cases
from routing.policy import administration as routing


class StoredGround:
    """See `contact_center.interactions.dispositions.ports.DispositionGround`."""

    async def queues(self, reader: Reader, tenant: UUID) -> frozenset[UUID]:
        return frozenset(await routing.queue_names(reader, tenant))

    async def case_types(self, reader: Reader, tenant: UUID) -> frozenset[str]:
        return frozenset(one.code for one in (await cases.types(reader, tenant)).values() if one.active)
