"""The present faults, and a place to wait for the end of an outage."""

from __future__ import annotations

import asyncio

from contact_center.demo.peers.carrier.faults import FaultChange, Faults


class Switchboard:
    def __init__(self) -> None:
        self.faults = Faults()
        self._working = asyncio.Event()
        self._working.set()

    def change(self, change: FaultChange) -> Faults:
        moved = change.model_dump(exclude_none=True)
        self.faults = self.faults.model_copy(update=moved)
        if self.faults.outage:
            self._working.clear()
        else:
            self._working.set()
        return self.faults

    async def working(self) -> None:
        """Returns as soon as there is no outage."""
        await self._working.wait()
