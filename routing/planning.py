"""Where work goes when it enters: the `Planner` port of interactions, answered from the queues' settings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from contact_center.kernel.contracts.interactions import EntryPlan, EntryRequest, WrapMode, WrapRule
from contact_center.kernel.ids import QueueId
from contact_center.platform.unit_of_work import UnitOfWork
from routing import store
from routing.errors import NoQueueYet, NoSuchQueue
from routing.store import QueueRow

SERVICE_LEVEL_SECONDS = {"live": 20, "messaging": 300, "deferred": 4 * 3600}
"""Answered within, where a queue says nothing of its own: 80 in 20 for live work, as the field does."""


class QueuePlanner:
    """Reads the queues once per unit of work."""

    async def plan(self, work: UnitOfWork, requests: Sequence[EntryRequest]) -> list[EntryPlan]:
        queues = [queue for queue in await store.queues(work, work.tenant_id) if queue.active]
        return [entry(choose(queues, request), request, work.now) for request in requests]

    async def wrap_rule(self, work: UnitOfWork, queue_id: QueueId | None, channel: str) -> WrapRule:
        queues = await store.queues(work, work.tenant_id)
        queue = next((queue for queue in queues if queue.id == queue_id), None)
        if queue is None:
            return WrapRule(WrapMode.NONE)
        mode = WrapMode(by_channel(queue.wrap_mode, channel, WrapMode.NONE.value))
        return WrapRule(mode, by_channel(queue.wrap_seconds, channel, None))


def choose(queues: list[QueueRow], request: EntryRequest) -> QueueRow:
    """The queue somebody named, else the account's, else the first."""
    wanted = request.queue_id or request.account_queue_id
    for queue in queues:
        if queue.id == wanted:
            return queue
    if request.queue_id is not None:
        raise NoSuchQueue(request.queue_id, field="queue")
    if not queues:
        raise NoQueueYet
    return queues[0]


def entry(queue: QueueRow, request: EntryRequest, now: datetime) -> EntryPlan:
    skills = dict(queue.skills)
    if request.language and queue.settings.get("route_by_language"):
        skill = language_skill(request.language)
        skills[skill] = max(skills.get(skill, 0), 3)
    return EntryPlan(
        queue_id=QueueId(queue.id),
        priority=queue.priority,
        skills=skills,
        sl_seconds=by_channel(queue.sl_seconds, request.channel, SERVICE_LEVEL_SECONDS[request.tier]),
        sl_percent=queue.sl_percent,
        ranked_at=now,
        first_reply_due_at=_later(now, queue.first_reply_seconds if request.tier != "live" else None),
        next_reply_seconds=queue.next_reply_seconds,
        resolution_due_at=_later(now, queue.resolution_seconds),
    )


def language_skill(language: str) -> str:
    """`zh-Hant-TW` → `lang:zh`: the skill that speaking a language is."""
    return f"lang:{language.split('-', maxsplit=1)[0].lower()}"


def by_channel(values: dict[str, Any], channel: str, default: Any) -> Any:
    return values.get(channel, values.get("*", default))


def _later(now: datetime, seconds: int | None) -> datetime | None:
    return None if seconds is None else now + timedelta(seconds=seconds)
