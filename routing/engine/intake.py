"""Policy and work as they come in."""

from __future__ import annotations

from contact_center.kernel.contracts.channels import Tier
from routing.engine import load, offering, placing
from routing.engine.decisions import RescindReason
from routing.engine.inputs import PolicyChanged, WorkGone, WorkQueued
from routing.engine.state import EngineState
from routing.engine.waiting import Item


def on_policy(state: EngineState, change: PolicyChanged) -> None:
    """The new policy holds for all that waits, from now, whole."""
    state.policy = change.policy
    state.queues = {queue.id: queue for queue in change.policy.queues}
    state.shares.set(change.policy.shares)
    state.roster.set_interrupts(change.policy.interrupts)
    state.roster.set_reserved(change.policy.reserved)
    state.demands = {}
    for agent in state.roster.by_index:
        load.load_changed(state, agent)
        load.watch(state, agent)
    for item in state.items.values():
        _describe(state, item, item.work)


def on_queued(state: EngineState, change: WorkQueued) -> None:
    item = state.items.get(change.interaction_id.int)
    if item is None:
        item = new_item(state, change)
        placing.attach(state, item)
        placing.place(state, item)
        return
    item.withheld_until = None
    if item.offer is not None and change.queue_id != item.work.queue_id:
        offering.rescind(state, state.offers[item.offer], RescindReason.MOVED)
    _describe(state, item, change)


def on_work_gone(state: EngineState, change: WorkGone) -> None:
    item = state.items.get(change.interaction_id.int)
    if item is None:
        return
    if item.offer is not None:
        offering.rescind(state, state.offers[item.offer], RescindReason.WORK_GONE)
    offering.forget(state, item)


def new_item(state: EngineState, work: WorkQueued) -> Item:
    kind = state.roster.kind(work.channel, work.weight, work.tier is Tier.LIVE)
    item = Item(work, state.queue(work.queue_id), placing.demand_of(state, work), kind)
    state.items[item.ident] = item
    return item


def _describe(state: EngineState, item: Item, work: WorkQueued) -> None:
    state.waiting.remove(item)
    placing.detach(state, item)
    kind = state.roster.kind(work.channel, work.weight, work.tier is Tier.LIVE)
    item.describe(work, state.queue(work.queue_id), placing.demand_of(state, work), kind)
    placing.attach(state, item)
    placing.place(state, item)
