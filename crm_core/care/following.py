"""Follows the log: when work is closed whose customers are asked, the asking is put down for its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from contact_center.kernel.contracts.interactions import InteractionClosed, Outcome
from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.care import service, store

TOO_LATE: Final = timedelta(days=2)
"""Nobody is asked about what was closed longer ago, however far behind this reader was."""


class RatingsFollowWork:
    """A `Consumer` of the log. What speaks against asking is looked at when it is time to ask."""

    name = "care"
    wants = (InteractionClosed,)

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        closed = [
            (one, one.event)
            for one in events
            if isinstance(one.event, InteractionClosed) and one.event.outcome is Outcome.COMPLETED
        ]
        settings = await store.settings(work, work.tenant_id) if closed else {}
        if not any(one.asks for one in settings.values()):
            return
        channels = await store.channels_of(work, [event.interaction_id for _, event in closed])
        for one, event in closed:
            setting = settings.get(channels.get(event.interaction_id, ""))
            if setting is None or not setting.asks or one.at < work.now - TOO_LATE:
                continue
            at = one.at + setting.delay if setting.delay else None
            work.defer(
                service.ASK, lock=f"care:{event.interaction_id}", after=at, tenant_id=str(work.tenant_id),
                interaction_id=str(event.interaction_id), by_person=one.actor.startswith("user:"),
            )  # fmt: skip
