"""The log says whose rows to ask for: each event leaves its subjects waiting to be loaded (`loading`)."""

from __future__ import annotations

from collections.abc import Sequence

from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import UnitOfWork
from contact_center.warehouse import store
from contact_center.warehouse.ports import FactSource

CONSUMER = "warehouse"


class FactsFollow:
    """Follows the log under the cursor `warehouse`."""

    name = CONSUMER
    wants = None

    def __init__(self, sources: Sequence[FactSource]) -> None:
        self._sources = sources

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        waiting: dict[tuple[str, str], int] = {}
        for at in events:
            for source in self._sources:
                for subject in source.subjects(at.event):
                    waiting[source.fact.name, str(subject)] = at.position
        await store.pend(
            work, [{"fact": fact, "subject": id, "position": n} for (fact, id), n in sorted(waiting.items())]
        )
