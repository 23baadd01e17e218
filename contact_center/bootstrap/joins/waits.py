"""Waits: the measures' past ones for routing, routing's present ones for channels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.waiting import WaitNotice
from contact_center.measures.wait_queries import waits
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.flow import callback
from routing.flow.expected_wait import Wait
from routing.flow.ports import Line, NoNumbers, OwnNumbers
from routing.flow.wait_notice import wait_notice


class MeasuredWaits:
    """See `routing.flow.ports.PastWaits`."""

    async def since(self, reader: Reader, tenant: UUID, start: datetime) -> Mapping[Line, list[Wait]]:
        found: dict[Line, list[Wait]] = {}
        for row in await waits(reader, tenant, start):
            wait = Wait(row.since, row.left_at, row.left_how == "answered")
            found.setdefault((row.queue_id, row.tier), []).append(wait)
        return found


class QueueWaits:
    """See `channels.ports.Waits`."""

    def __init__(self, ports: Ports, own: OwnNumbers) -> None:
        self._ports = ports
        self._own = own

    async def notice(self, reader: Reader, tenant: UUID, interaction: UUID, *, callbacks: bool = True) -> WaitNotice:
        return await wait_notice(reader, tenant, interaction, self._own if callbacks else NoNumbers())

    async def call_back(self, unit: UnitOfWork, interaction: UUID, number: str) -> None:
        await callback.request(unit, self._ports, self._own, interaction, number)
