"""Where work goes when it enters: the `Planner` port of interactions, answered from the queues' settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from contact_center.kernel.by_channel import by_channel
from contact_center.kernel.contracts.interactions import EntryPlan, EntryRequest, TurnPlan, WrapMode, WrapRule
from contact_center.kernel.contracts.wishes import EntryWishes
from contact_center.kernel.ids import AgentId, QueueId, TenantId
from contact_center.kernel.opening import flat
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.errors import NoQueueYet, NoSuchQueue
from routing.flow.hours import ALWAYS, Hours, closures
from routing.flow.store import hours_of_queues
from routing.policy import queues_store as store
from routing.policy.queues_store import QueueRow
from routing.rules.entering import inherited, ruled
from routing.rules.entrance import Entrance, Ruling, stored
from routing.rules.ports import CustomerFacts, NoCustomerFacts

DROPPED_FOR = timedelta(seconds=20)
"""How long a caller who was dropped waits for the agent they spoke with."""
LOOKS_AHEAD = timedelta(days=30)
"""How far ahead the closures of a queue go with its work; who waits longer waits in open time from then on."""
LIVE_LOOKS_AHEAD = timedelta(days=2)
SERVICE_LEVEL_SECONDS = {"live": 20, "messaging": 300, "deferred": 4 * 3600}
"""Answered within, where a queue says nothing of its own: 80 in 20 for live work, as the field does."""


class QueuePlanner:
    """Reads queues, hours, rules and what is known of the customers once per unit of work."""

    def __init__(self, facts: CustomerFacts | None = None) -> None:
        self.entrance = Entrance(facts or NoCustomerFacts())

    async def plan(self, work: UnitOfWork, requests: Sequence[EntryRequest]) -> list[EntryPlan]:
        queues = [queue for queue in await store.queues(work, work.tenant_id) if queue.active]
        hours = await hours_of_queues(work, queues)
        chosen = [(request, choose(queues, request)) for request in requests]
        rulings = await self.entrance.rulings(work, chosen, hours)
        before = await stored(work, requests)
        plans = [
            planned(queues, queue, request, ruling, work.now, hours)
            for (request, queue), ruling in zip(chosen, rulings, strict=True)
        ]
        found = [inherited(plan, before(request)) for plan, request in zip(plans, requests, strict=True)]
        return [wished(plan, request.wishes, work.now) for plan, request in zip(found, requests, strict=True)]

    async def turn(self, work: UnitOfWork, queue_id: QueueId | None, tier: str) -> TurnPlan:
        queue = next((queue for queue in await store.queues(work, work.tenant_id) if queue.id == queue_id), None)
        if queue is None:
            return TurnPlan(work.now, None)
        hours = (await hours_of_queues(work, [queue]))[queue.id]
        shut = closures(hours, work.now, LIVE_LOOKS_AHEAD if tier == "live" else LOOKS_AHEAD)
        seconds = queue.next_reply_seconds if tier != "live" else None
        return TurnPlan(hours.next_opening(work.now) or work.now, due(hours, work.now, seconds), flat(shut))

    async def wrap_rule(self, work: UnitOfWork, queue_id: QueueId | None, channel: str) -> WrapRule:
        queues = await store.queues(work, work.tenant_id)
        queue = next((queue for queue in queues if queue.id == queue_id), None)
        if queue is None:
            return WrapRule(WrapMode.NONE)
        mode = WrapMode(by_channel(queue.wrap_mode, channel, WrapMode.NONE.value))
        return WrapRule(mode, by_channel(queue.wrap_seconds, channel, None))

    async def serves(self, reader: Reader, tenant: TenantId, agent: AgentId) -> frozenset[QueueId]:
        return await store.served(reader, tenant, agent)


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


def planned(
    queues: Sequence[QueueRow],
    queue: QueueRow,
    request: EntryRequest,
    ruling: Ruling | None,
    now: datetime,
    hours: Mapping[UUID, Hours],
) -> EntryPlan:
    """The plan of the queue, or of the one a rule sends it to, with what the rules add."""
    if ruling is None:
        return entry(queue, request, now, hours[queue.id])
    target = next((one for one in queues if str(one.id) == ruling.outcome.queue), queue)
    plan = entry(target, request, now, hours[target.id], ruling.outcome.reply_seconds)
    return ruled(plan, ruling.outcome, ruling.book, ruling.picture, now)


def entry(
    queue: QueueRow, request: EntryRequest, now: datetime, hours: Hours = ALWAYS, reply_seconds: int | None = None
) -> EntryPlan:
    """What enters out of hours ages from the next opening, and promises run in open hours (D16, D31)."""
    skills = dict(queue.skills)
    reply_seconds = reply_seconds or queue.first_reply_seconds
    if request.language and queue.settings.get("route_by_language"):
        skill = language_skill(request.language)
        skills[skill] = max(skills.get(skill, 0), 3)
    return EntryPlan(
        queue_id=QueueId(queue.id),
        priority=queue.priority,
        skills=skills,
        sl_seconds=by_channel(queue.sl_seconds, request.channel, SERVICE_LEVEL_SECONDS[request.tier]),
        sl_percent=by_channel(queue.settings.get("goals") or {}, request.channel, queue.sl_percent),
        ranked_at=hours.next_opening(now) or now,
        first_reply_due_at=due(hours, now, reply_seconds if request.tier != "live" else None),
        next_reply_seconds=queue.next_reply_seconds,
        resolution_due_at=due(hours, now, queue.resolution_seconds),
        shut=flat(closures(hours, now, LIVE_LOOKS_AHEAD if request.tier == "live" else LOOKS_AHEAD)),
    )


def wished(plan: EntryPlan, wishes: EntryWishes, now: datetime) -> EntryPlan:
    """With what its channel knows: who was dropped in a call and calls again goes first, to the same agent."""
    if wishes == EntryWishes():
        return plan
    skills = {
        name: max(plan.skills.get(name, 0), wishes.skills.get(name, 0)) for name in (*plan.skills, *wishes.skills)
    }
    preferred = (wishes.agent, now + DROPPED_FOR) if wishes.agent else (plan.preferred_agent_id, plan.preferred_until)
    return replace(
        plan, priority=plan.priority + wishes.priority, skills=skills, at_head=plan.at_head or wishes.at_head,
        preferred_agent_id=preferred[0], preferred_until=preferred[1],
    )  # fmt: skip


def language_skill(language: str) -> str:
    """`zh-Hant-TW` → `lang:zh`: the skill that speaking a language is."""
    return f"lang:{language.split('-', maxsplit=1)[0].lower()}"


def due(hours: Hours, now: datetime, seconds: int | None) -> datetime | None:
    """When so many open seconds have passed; by the clock alone where the hours never come to it."""
    return None if seconds is None else hours.add_open_time(now, seconds) or now + timedelta(seconds=seconds)
