"""Past waits for the router's expected wait, from the measures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contact_center.measures.waits import waits
from contact_center.platform.unit_of_work import Reader
from routing.flow.expected_wait import Wait
from routing.flow.ports import Line


class MeasuredWaits:
    """See `routing.flow.ports.PastWaits`."""

    async def since(self, reader: Reader, tenant: UUID, start: datetime) -> Mapping[Line, list[Wait]]:
        found: dict[Line, list[Wait]] = {}
        for row in await waits(reader, tenant, start):
            wait = Wait(row.since, row.left_at, row.left_how == "answered")
            found.setdefault((row.queue_id, row.tier), []).append(wait)
        return found
