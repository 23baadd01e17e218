"""What a supervisor has just done, in a sentence beside the offer to take it back."""

from __future__ import annotations

from agent_ui.compose.presence import reason_name
from agent_ui.views import PresenceState
from agent_ui.words import labels
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, QueueId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import administration as routing


def raised(words: Words, points: int) -> str:
    return words.ngettext("%(n)s minute ahead.", "%(n)s minutes ahead.", points)


async def assigned(words: Words, unit: UnitOfWork, agent: AgentId) -> str:
    return words.gettext("Offered to %(who)s.", who=await _name(unit, agent))


async def moved(words: Words, unit: UnitOfWork, queue: QueueId) -> str:
    return words.gettext("Moved to %(queue)s.", queue=await _queue(unit, queue))


async def paused(words: Words, unit: UnitOfWork, queue: QueueId, now: bool) -> str:
    name = await _queue(unit, queue)
    if now:
        return words.gettext("%(queue)s is paused.", queue=name)
    return words.gettext("%(queue)s offers work again.", queue=name)


async def presence_set(words: Words, unit: UnitOfWork, agent: AgentId, state: Presence, reason: str | None) -> str:
    shown = reason_name(words, reason) or labels.presence_state(words, PresenceState(state))
    return words.gettext("%(who)s: %(presence)s.", who=await _name(unit, agent), presence=shown)


async def _name(unit: UnitOfWork, agent: AgentId) -> str:
    return (await directory.names(unit, unit.tenant_id, [agent])).get(agent, "")


async def _queue(unit: UnitOfWork, queue: QueueId) -> str:
    return next((one.name for one in await routing.queues(unit, unit.tenant_id) if one.id == queue), "")
