"""Facts of the ERP that arrive after the work: rules are asked once more, within the deadline.

Nobody waits for an ERP: work enters with what is known and can be offered at once. Rules that read `erp.*` and did
not hold then act when the facts come, if the work still waits and the deadline has not passed. They act as if they
came last: what other rules or a supervisor did stays.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction
from contact_center.interactions.work import queueing
from contact_center.kernel.contracts.erp import ErpFactsRead
from contact_center.kernel.contracts.interactions import EntryRequest, QueuedBecause, State
from contact_center.kernel.contracts.routing_events import InteractionRaised
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import CustomerId, InteractionId, QueueId
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import UnitOfWork
from routing.control.service import rescind_offers
from routing.flow.store import hours_of_queues
from routing.policy.queues_store import queues
from routing.rules import store as rules_store
from routing.rules.applying import Rule, RulesOutcome
from routing.rules.attributes import ARRIVES_LATER
from routing.rules.entering import NOBODY, AttributeSources, preferred_agent, record, stronger, widened
from routing.rules.entrance import Ruling, ruling
from routing.rules.planning import QueuePlanner


class RulesFollowFacts:
    """Follows the log: facts were read, who waits for them?"""

    name = "routing rules"
    hurries = True
    wants = (ErpFactsRead,)

    def __init__(self, planner: QueuePlanner) -> None:
        self._planner = planner

    async def handle(self, work: UnitOfWork, events: Sequence[Recorded]) -> None:
        told = {one.event.customer_id for one in events if isinstance(one.event, ErpFactsRead)}
        if told:
            await self.look(work, sorted(told))

    async def look(self, work: UnitOfWork, customers: Collection[CustomerId]) -> None:
        """Applies to the waiting work of these customers what holds now and did not before."""
        entrance = self._planner.entrance
        book = await entrance.books.of(work, work.tenant_id)
        if book is None or not book.groups & ARRIVES_LATER:
            return
        rows = await rules_store.waiting_of(work, work.tenant_id, list(customers), work.now - book.deadline)
        pictures = await entrance.pictures(work, work.tenant_id, [CustomerId(row.customer_id) for row in rows], book)
        for row in rows:
            locked = await store.lock_interaction(work, row.id)
            if locked.state == State.QUEUED:
                picture = pictures.get(CustomerId(row.customer_id), NOBODY)
                entered = await _entered(work, locked, row, picture)
                await self._act(work, locked, row, ruling(entered, book))

    async def _act(self, work: UnitOfWork, locked: Interaction, row: rules_store.RuledWorkRow, now: Ruling) -> None:
        late = [rule for rule in now.outcome.matched if _comes_late(rule, row)]
        if not late:
            return
        outcome = RulesOutcome()
        for rule in late:
            outcome.add(rule)
        await self._move(work, locked, outcome, row)
        await _raise(work, await store.lock_interaction(work, row.id), outcome, now)
        await _keep(work, row, late, now.book.version)

    async def _move(
        self, work: UnitOfWork, locked: Interaction, outcome: RulesOutcome, row: rules_store.RuledWorkRow
    ) -> None:
        """To the queue a late rule names, unless an earlier rule has named one."""
        chosen = any(one.get("queue") for one in row.rules)
        if outcome.queue is None or chosen or str(locked.queue_id) == outcome.queue:
            return
        if not any(str(queue.id) == outcome.queue and queue.active for queue in await queues(work, work.tenant_id)):
            return
        request = EntryRequest(
            locked.channel, locked.tier, None, locked.language, None,
            queue_id=QueueId(UUID(outcome.queue)), interaction_id=InteractionId(locked.id),
        )  # fmt: skip
        plan = (await self._planner.plan(work, [request]))[0]
        await rescind_offers(work, locked)
        why = Phrase(QueuedBecause.RULED, {"rules": ", ".join(rule.name for rule in outcome.matched)})
        await queueing.move_to_queue(work, locked, plan, QueuedBecause.RULED, why=why)


async def _entered(
    work: UnitOfWork, locked: Interaction, row: rules_store.RuledWorkRow, picture: Any
) -> AttributeSources:
    queue = next(one for one in await queues(work, work.tenant_id) if one.id == locked.queue_id)
    hours = (await hours_of_queues(work, [queue]))[queue.id]
    request = EntryRequest(
        locked.channel, locked.tier, None, locked.language, CustomerId(row.customer_id),
        verified=row.verified, subject=locked.subject, text=row.text or "",
    )  # fmt: skip
    at = _entry(locked)
    return AttributeSources(request, queue.name, hours.is_open(at), picture, at)


def _entry(locked: Interaction) -> datetime:
    return locked.entered_at or locked.created_at


def _comes_late(rule: Rule, row: rules_store.RuledWorkRow) -> bool:
    """It rests on facts that arrive later, and did not hold before."""
    held = {one["rule"] for one in row.rules if "unknown" not in one}
    return rule.name not in held and any(name.partition(".")[0] in ARRIVES_LATER for name in rule.condition.names)


async def _raise(work: UnitOfWork, locked: Interaction, outcome: RulesOutcome, now: Ruling) -> None:
    names = ", ".join(rule.name for rule in outcome.matched)
    priority = locked.priority + outcome.priority
    columns: dict[str, Any] = {"priority": priority, "skills": stronger(locked.skills, outcome.skills)}
    if outcome.at_head:
        columns["at_head"] = True
    agent = preferred_agent(outcome, now.book.agents, now.picture)
    if agent is not None and outcome.preferred is not None and locked.preferred_agent_id is None:
        until = work.now + timedelta(seconds=outcome.preferred.seconds)
        columns |= {"preferred_agent_id": agent, "preferred_until": until}
    said = {name: value for name, value in widened(outcome).items() if value and name not in locked.facts}
    if said:
        columns["facts"] = {**locked.facts, **said}
    await store.move(work, locked, State.QUEUED, Phrase(QueuedBecause.RULED, {"rules": names}), **columns)
    work.record(
        InteractionRaised(
            interaction_id=InteractionId(locked.id), points=outcome.priority, priority=priority, why=f"rule {names}"
        ),
        correlation_id=locked.correlation_id,
    )


async def _keep(work: UnitOfWork, row: rules_store.RuledWorkRow, late: Sequence[Rule], version: int) -> None:
    names = {rule.name for rule in late}
    kept = [one for one in row.rules if one["rule"] not in names]
    told = [*kept, *({**record(rule, version), "late": True} for rule in late)]
    await store.update_interaction(work, row.id, rules=Jsonb(told))
