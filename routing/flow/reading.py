"""Stored settings of queues as what happens in them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import structlog
from pydantic import ValidationError

from contact_center.platform.unit_of_work import Reader
from routing.flow.model import CallbackOffer, QueueFlow, Treatment
from routing.flow.overflow import Closure, QueueNow
from routing.flow.store import hours_of_queues
from routing.policy import queues_store as routing_store

log = structlog.get_logger()


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


def treatment_of(said: Any) -> Treatment:
    """What a rule says, as kept with the work. What this version cannot read counts as not said, and is logged."""
    try:
        return Treatment.model_validate(said or {})
    except ValidationError as error:
        log.error("stored treatment of work cannot be read", error=str(error))
        return Treatment()


def callback_terms(treatment: Treatment, flow: QueueFlow) -> CallbackOffer | None:
    """On which terms a callback is offered: a rule's word goes before the queue's, whose terms hold if it has any."""
    if treatment.callback == "not_offered":
        return None
    return flow.callback or (CallbackOffer() if treatment.callback == "offered" else None)


def closure_of(settings: dict[str, Any]) -> Closure | None:
    said = settings.get("closed")
    if not said:
        return None
    return Closure(said.get("message") or {}, UUID(said["queue"]) if said.get("queue") else None)
