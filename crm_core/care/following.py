"""Follows the log: when work is closed whose customers are asked, the asking is put down for its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

from contact_center.kernel.actors import user_of
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
        kinds = await store.kinds_of(work, [event.interaction_id for _, event in closed])
        for one, event in closed:
            kind = kinds.get(event.interaction_id)
            setting = settings.get(kind.channel) if kind is not None else None
            if kind is None or setting is None or not setting.asks or one.at < work.now - TOO_LATE:
                continue
            asking: dict[str, Any] = {
                "tenant_id": str(work.tenant_id), "interaction_id": str(event.interaction_id),
                "by_person": user_of(one.actor) is not None,
            }  # fmt: skip
            lock = f"care:{event.interaction_id}"
            if kind.from_site and setting.delay:  # whoever is there still is asked there, and at once
                work.defer(service.ASK, lock=lock, only_in_window=True, **asking)
            work.defer(service.ASK, lock=lock, after=one.at + setting.delay if setting.delay else None, **asking)
