"""What follows from a call that was made for a task: it is done once the customer answers, else later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

import structlog

from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.interactions import CallOutEnded, CallResult
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.tasks import reading, service

log = structlog.get_logger()

AGAIN_AFTER: Final[Mapping[CallResult, timedelta]] = {
    CallResult.BUSY: timedelta(minutes=15),
    CallResult.NO_ANSWER: timedelta(hours=1),
    CallResult.MACHINE: timedelta(hours=1),
}
"""A call that was given up, or could not be made at all, leaves the task as it is: whoever has it decides."""


class TasksFollowCalls:
    """A `Consumer` of the log."""

    name = "task calls"
    wants = (CallOutEnded,)

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        for one in events:
            if isinstance(one.event, CallOutEnded) and one.event.for_interaction_id is not None:
                await self._follow(work, one.event)

    async def _follow(self, work: UnitOfWork, ended: CallOutEnded) -> None:
        assert ended.for_interaction_id is not None
        task = await reading.of_interaction(work, work.tenant_id, ended.for_interaction_id)
        if task is None or not task.pending:
            return
        try:
            async with work.connection.transaction():
                if ended.result is CallResult.ANSWERED:
                    await service.complete(work, self._ports, task.id, by=ended.agent_id)
                elif ended.result in AGAIN_AFTER:
                    due = work.now + AGAIN_AFTER[ended.result]
                    await service.reschedule(work, self._ports, task.id, due, by=ended.agent_id)
        except ContactCenterError as other:  # it went to somebody else meanwhile
            log.info("task does not follow its call", task=str(task.id), reason=other.code)
