"""An agent asks for the oldest work of a queue of theirs, where the organisation allows it.

The router stays the one that offers: what is asked for is held for the agent for a minute, in the place and with the
age it has, and offered to them if they may have it. Calls and chats come by themselves and cannot be chosen.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import settings
from contact_center.interactions import store
from contact_center.interactions.errors import AtCapacity, NotForYou
from contact_center.interactions.presence import service as presence
from contact_center.interactions.presence import store as presence_store
from contact_center.interactions.work import queueing
from contact_center.kernel.contracts.interactions import QueuedBecause, State
from contact_center.kernel.errors import Conflict, Forbidden
from contact_center.kernel.ids import AgentId, InteractionId, QueueId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.control import pulling_store
from routing.errors import NoSuchQueue
from routing.policy import queues_store

SETTING = "take_from_queues"
HELD_FOR = timedelta(minutes=1)


class TakingNotAllowed(Forbidden):
    """In this organisation work comes by itself; an administrator can allow taking it."""


class NothingToTake(Conflict):
    """Nothing in this queue can be taken by this agent now."""


async def is_allowed(reader: Reader, tenant: UUID) -> bool:
    return bool((await settings.of_tenant(reader, tenant)).get(SETTING))


async def allow(work: UnitOfWork, allowed: bool) -> None:
    await settings.change(work, SETTING, allowed)
    await directory.audit(work, "taking from queues changed", "tenant", allowed=allowed)


async def take_oldest(work: UnitOfWork, queue: QueueId, agent: AgentId) -> InteractionId:
    """Has the first in line that this agent can handle held for them; the router offers it.

    Raises `NoSuchQueue`, `TakingNotAllowed`, `NotForYou`, `NotAvailable`, `AtCapacity` where they have no place for
    any of it, and `NothingToTake`.
    """
    if all(one.id != queue for one in await queues_store.queues(work, work.tenant_id)):
        raise NoSuchQueue(queue)
    if not await is_allowed(work, work.tenant_id):
        raise TakingNotAllowed
    if queue not in await queues_store.served(work, work.tenant_id, agent):
        raise NotForYou(queue)
    await presence.require_available(work, agent)
    profile = next(
        (one for one in await queues_store.profiles_now(work, work.tenant_id) if one.agent_id == agent), None
    )
    skills = profile.skills if profile else {}
    places = await presence_store.places(work, agent, lock=False)
    full = False
    for one in await pulling_store.first_in_line(work, queue, agent):
        if any(skills.get(name, -1) < least for name, least in one.skills.items()):
            continue
        if not _has_place(places, one.channel, one.weight):
            full = True
            continue
        row = await store.lock_interaction(work, one.id)
        if row.state != State.QUEUED or row.queue_id != queue:
            continue
        why = Phrase(QueuedBecause.PULLED, {"agent": str(agent)})
        preferred = (agent, work.now + HELD_FOR)
        await queueing.back_to_queue(work, row, QueuedBecause.PULLED, at_head=row.at_head, preferred=preferred, why=why)
        return InteractionId(row.id)
    raise AtCapacity(agent) if full else NothingToTake(queue)


def _has_place(places: dict[str, tuple[int, int]], channel: str, weight: int) -> bool:
    return all(used + weight <= capacity for used, capacity in (places.get("*", (0, 0)), places.get(channel, (0, 0))))
