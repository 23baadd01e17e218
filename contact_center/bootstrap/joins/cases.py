"""Cases joined to routing, whose hours their clocks run in, and to the web chat, which announces known incidents."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contact_center.kernel.ids import TenantId
from contact_center.kernel.opening import Shut, flat
from contact_center.platform.unit_of_work import Database, Reader
from crm_core.cases import incidents
from routing.flow.hours import closures
from routing.flow.store import hours_of_queues
from routing.policy import queues_store as queues


class QueueHours:
    """See `crm_core.cases.ports.OpeningHours`."""

    async def shut(self, reader: Reader, tenant: UUID, queue: UUID, ahead: timedelta) -> Shut:
        found = next((one for one in await queues.queues(reader, tenant) if one.id == queue), None)
        if found is None:
            return ()
        hours = (await hours_of_queues(reader, [found]))[found.id]
        return flat(closures(hours, reader.now, ahead))


class AnnouncedIncidents:
    """See `channels.webchat.ports.Announcements`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def now(self, tenant: TenantId) -> list[dict[str, str]]:
        async with self._database.read(tenant) as reader:
            return await incidents.announced(reader, tenant)
