"""Opening hours of queues, for the clocks of cases."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contact_center.kernel.opening import Shut, flat
from contact_center.platform.unit_of_work import Reader
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
