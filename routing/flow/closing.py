"""Emergency closure: one switch for one queue or all, with a message and another place for the work.

While a queue is closed nothing of it is offered. What waits and what comes is told, and goes to the other queue;
without one, live work ends as flowed out and all other work waits for the opening.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from contact_center.directory.service import audit
from contact_center.kernel.contracts.routing_events import QueueClosed
from contact_center.kernel.errors import Conflict, Invalid
from contact_center.kernel.ids import QueueId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.control.service import reason
from routing.errors import NoSuchQueue
from routing.flow.model import Texts
from routing.policy import queues_store as routing_store

_TEXTS: TypeAdapter[dict[str, str]] = TypeAdapter(Texts)


class ClosesIntoItself(Conflict):
    """The work of a closed queue cannot go to a queue that is closed too; choose an open one or none."""


class MessageInvalid(Invalid):
    """`message` is texts by language, such as {"en": "We are closed.", "zh-Hant-TW": "…"}, or left out."""


async def close_queues(
    work: UnitOfWork,
    queues: Sequence[UUID] | None,
    *,
    why: str,
    message: Mapping[str, str] | None = None,
    to_queue: UUID | None = None,
) -> list[UUID]:
    """Closes these queues, None for all but `to_queue`; returns those that were open before.

    Raises `NoSuchQueue`, `ClosesIntoItself`, `MessageInvalid`, `WhyMissing`.
    """
    why, rows = reason(why), await routing_store.queues(work, work.tenant_id)
    active = {row.id: row for row in rows if row.active}
    wanted = [queue for queue in active if queue != to_queue] if queues is None else list(queues)
    _check(active, wanted, to_queue)
    said = {"at": work.now.isoformat(), "by": work.actor, "why": why, "message": _texts(message)}
    if to_queue is not None:
        said["queue"] = str(to_queue)
    return [queue for queue in wanted if await _switch(work, queue, said, why)]


async def open_queues(work: UnitOfWork, queues: Sequence[UUID] | None, *, why: str) -> list[UUID]:
    """Opens these queues again, None for all; returns those that were closed."""
    why = reason(why)
    wanted = queues
    if wanted is None:
        wanted = [row.id for row in await routing_store.queues(work, work.tenant_id) if row.active]
    return [queue for queue in wanted if await _switch(work, queue, None, why)]


def _check(active: Mapping[UUID, routing_store.QueueRow], wanted: Sequence[UUID], to_queue: UUID | None) -> None:
    if to_queue is None:
        return
    if to_queue not in active:
        raise NoSuchQueue(to_queue, field="to_queue")
    if to_queue in wanted or active[to_queue].settings.get("closed"):
        raise ClosesIntoItself(to_queue, field="to_queue")


async def _switch(work: UnitOfWork, queue: UUID, said: dict[str, Any] | None, why: str) -> bool:
    if not await routing_store.set_live(work, queue, "closed", said):
        return False
    work.record(QueueClosed(queue_id=QueueId(queue), closed=said is not None, why=why))
    await audit(work, "queue closed" if said else "queue opened", f"queue:{queue}", why=why)
    return True


def _texts(message: Mapping[str, str] | None) -> dict[str, str]:
    try:
        return _TEXTS.validate_python(dict(message)) if message else {}
    except ValidationError as wrong:
        raise MessageInvalid(wrong.errors()[0]["msg"], field="message") from wrong
