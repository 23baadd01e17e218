"""The line in an agent's top bar: a queue they serve in which somebody waits too long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from agent_ui.views import Alert
from agent_ui.words.languages import Words
from contact_center.kernel.ids import AgentId, TenantId
from contact_center.measures import service as measures
from contact_center.measures.figures import LateQueue
from contact_center.platform.unit_of_work import Database
from routing.policy import administration as routing

FRESH = timedelta(seconds=10)
"""For so long all pages of a process share what was read."""


@dataclass(frozen=True, slots=True)
class _Read:
    at: datetime
    queues: tuple[tuple[LateQueue, frozenset[AgentId]], ...]
    """With who serves them."""


class UrgentQueues:
    """What presses in each organisation, read once for all its pages."""

    def __init__(self) -> None:
        self._read: dict[TenantId, _Read] = {}

    async def alert(self, database: Database, tenant: TenantId, agent: AgentId, words: Words) -> Alert | None:
        """The longest wait that is beyond its promise in a queue of this agent's; None if there is none."""
        now, read = words.now, self._read.get(tenant)
        if read is None or now - read.at >= FRESH:
            read = self._read[tenant] = await _look(database, tenant, now)
        late = next((queue for queue, members in read.queues if agent in members), None)
        return None if late is None else _alert(words, late)


async def _look(database: Database, tenant: TenantId, now: datetime) -> _Read:
    async with database.read(tenant) as reader:
        late = await measures.late_queues(reader, tenant, now)
        served = {queue.id: queue.members for queue in await routing.queues(reader, tenant)} if late else {}
    return _Read(now, tuple((one, _agents(served.get(one.queue_id, ()))) for one in late))


def _agents(members: Sequence[UUID]) -> frozenset[AgentId]:
    return frozenset(AgentId(member) for member in members)


def _alert(words: Words, late: LateQueue) -> Alert:
    waits = words.ngettext("%(n)s waits", "%(n)s wait", late.waiting)
    longest = words.span_exact(words.now - late.longest_since)
    text = words.gettext("%(queue)s: %(waits)s, %(longest)s", queue=late.name, waits=waits, longest=longest)
    return Alert(text)
