"""The router's look at waiting work, once a second: what of overflow, limits and closures is due.

One query per tenant whose queues have any such setting. It reads all that waits in those queues; with 5,000
waiting that is some 20 ms a second. Work that is on offer this moment is left alone, unless its queue is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError

from contact_center.interactions.ports import Ports
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing import store as routing_store
from routing.acts import Act
from routing.flow import acting, overflow
from routing.flow.model import QueueFlow
from routing.flow.overflow import Action, Closure, QueueNow, Waiting
from routing.flow.store import hours_of_queues

log = structlog.get_logger()

WAITING = """
select i.id as interaction_id, i.queue_id, i.tier, i.sl_started_at as since,
  row_number() over (partition by i.queue_id order by i.sl_started_at, i.id) as place,
  n.interaction_id is not null as nobody, coalesce(w.steps, '[]') as steps, s.id is not null as on_offer
from core.interaction i
left join routing.unserved n on n.tenant_id = i.tenant_id and n.interaction_id = i.id
left join routing.wait w on w.tenant_id = i.tenant_id and w.interaction_id = i.id
left join core.segment s on s.tenant_id = i.tenant_id and s.interaction_id = i.id and s.state = 'alerting'
  and s.purpose = 'work'
where i.tenant_id = %s and i.state = 'queued' and i.queue_id = any(%s) and i.sl_started_at is not null
order by i.queue_id, place
"""
"""Index interaction_queued."""


@dataclass(frozen=True, slots=True)
class WaitingRow:
    interaction_id: UUID
    queue_id: UUID
    tier: str
    since: datetime
    place: int
    nobody: bool
    steps: list[dict[str, Any]]
    on_offer: bool


class FlowWatch:
    """Tells what is due. Remembers nothing that a new router would not find in the database."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def due(self, reader: Reader, tenant: TenantId, now: datetime) -> list[Act]:
        queues = await queues_now(reader, tenant)
        watched = [queue.id for queue in queues.values() if queue.watched]
        if not watched:
            return []
        rows = await reader.many(WaitingRow, WAITING, [tenant, watched])
        return [self._act(action) for action in actions(rows, queues, now)]

    def _act(self, action: Action) -> Act:
        async def do(unit: UnitOfWork) -> None:
            await acting.carry_out(unit, self._ports, action)

        return Act(do, name="overflow")


def actions(rows: Iterable[WaitingRow], queues: dict[UUID, QueueNow], now: datetime) -> list[Action]:
    """One for each piece of work for which something is due."""
    found = []
    for row in rows:
        queue = queues[row.queue_id]
        if row.on_offer and queue.closure is None:
            continue
        action = overflow.due(_waiting(row), queue, now)
        if action is not None:
            found.append(action)
    return found


def _waiting(row: WaitingRow) -> Waiting:
    since = row.since.isoformat()
    return Waiting(
        interaction_id=row.interaction_id,
        queue_id=row.queue_id,
        tier=row.tier,
        since=row.since,
        place=row.place,
        nobody=row.nobody,
        done=frozenset(one["key"] for one in row.steps if one["since"] == since),
        visited=frozenset(UUID(one["queue"]) for one in row.steps),
    )


async def queues_now(reader: Reader, tenant: UUID) -> dict[UUID, QueueNow]:
    """All queues by id with what they say of waiting, their hours and closures."""
    rows = await routing_store.queues(reader, tenant)
    hours = await hours_of_queues(reader, rows)
    return {
        row.id: QueueNow(id=row.id, flow=flow_of(row), hours=hours[row.id], closure=closure_of(row.settings))
        for row in rows
    }


def flow_of(queue: routing_store.QueueRow) -> QueueFlow:
    """What the queue's settings say. What this version cannot read counts as not said, and is logged."""
    said = {name: queue.settings[name] for name in QueueFlow.model_fields if queue.settings.get(name) is not None}
    try:
        return QueueFlow.model_validate(said)
    except ValidationError as error:
        log.error("stored settings of a queue cannot be read", queue=str(queue.id), error=str(error))
        return QueueFlow()


def closure_of(settings: dict[str, Any]) -> Closure | None:
    said = settings.get("closed")
    if not said:
        return None
    return Closure(said.get("message") or {}, UUID(said["queue"]) if said.get("queue") else None)
