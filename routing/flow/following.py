"""What follows from a call that was made for a callback: its result is the attempt's, as if its agent had said it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import structlog

from contact_center.kernel.contracts.interactions import CallOutEnded, CallResult
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.events import Recorded
from contact_center.platform.unit_of_work import UnitOfWork
from routing.flow import callback
from routing.flow.callback import Result

log = structlog.get_logger()

SAID: Final[Mapping[CallResult, Result]] = {
    CallResult.ANSWERED: Result.REACHED,
    CallResult.BUSY: Result.BUSY,
    CallResult.NO_ANSWER: Result.NO_ANSWER,
    CallResult.MACHINE: Result.NO_ANSWER,
}
"""A call that was given up, or could not be made at all, is no attempt."""


class CallbacksFollowCalls:
    """A `Consumer` of the log."""

    name = "callback calls"
    hurries = True
    wants = (CallOutEnded,)

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        for one in events:
            if isinstance(one.event, CallOutEnded) and one.event.for_interaction_id is not None:
                await self._follow(work, one.event)

    async def _follow(self, work: UnitOfWork, ended: CallOutEnded) -> None:
        assert ended.for_interaction_id is not None
        result = SAID.get(ended.result)
        if result is None:
            return
        if await callback.open_callback(work, work.tenant_id, ended.for_interaction_id) is None:
            return
        try:
            async with work.connection.transaction():
                await callback.attempted(work, ended.for_interaction_id, ended.agent_id, result)
        except ContactCenterError as other:  # somebody said it already, or has the work by now
            log.info("callback does not follow its call", reason=other.code)
