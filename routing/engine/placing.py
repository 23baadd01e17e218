"""Where waiting work stands: who may take it now, and when that will change by itself."""

from __future__ import annotations

from contact_center.kernel.ids import QueueId
from routing.engine.agents import Agent, Availability
from routing.engine.decisions import EligibleAgain, MissingReason, NobodyEligible
from routing.engine.demand import Asked, Demand, OwnRequirements
from routing.engine.inputs import WorkQueued
from routing.engine.instants import NEVER
from routing.engine.model import Requirement
from routing.engine.skills import strongest
from routing.engine.state import EngineState
from routing.engine.timers import TimerKind
from routing.engine.waiting import LANE, Item


def place(state: EngineState, item: Item) -> None:
    """Index the item by what may take it now, and arm its timer for the next change of that."""
    state.waiting.remove(item)
    wake = NEVER
    if item.offer is None:
        wake = _withheld(state, item)
        if wake == NEVER and not item.queue.paused:
            wake = min(_lane(state, item), _stand(state, item))
            state.fresh_items[item.ident] = item
    if wake == NEVER:
        item.wake = None
    elif item.wake != wake:
        item.wake = wake
        state.timers.arm(wake, TimerKind.WORK, item.ident)


def attach(state: EngineState, item: Item) -> None:
    """Count the item among those with the same demand and say so if nobody can serve it."""
    demand = item.demand
    demand.items.add(item.ident)
    if demand.served is None:
        demand.served = _is_served(state, demand)
    _say(state, item, demand.served)


def detach(state: EngineState, item: Item) -> None:
    item.demand.items.discard(item.ident)
    if item.preferred is not None:
        state.holds.get(item.preferred, {}).pop(item.ident, None)
    state.excluding.pop(item.ident, None)
    state.fresh_items.pop(item.ident, None)


def demand_of(state: EngineState, work: WorkQueued) -> Demand:
    demands = state.demands.setdefault(work.queue_id, {})
    wanted = strongest(work.requirements) if len(work.requirements) > 1 else work.requirements
    asked: Asked = wanted
    if work.rings is not None or work.groups:
        asked = OwnRequirements(wanted, work.rings, work.groups)
    demand = demands.get(asked)
    if demand is None:
        if len(demands) > _MANY:
            _forget_unused(demands)
        demand = demands[asked] = Demand(state.queue(work.queue_id), asked, state.roster)
    return demand


def judge(state: EngineState, queues: set[QueueId]) -> None:
    """Look again which demands somebody signed in could serve; those in `queues` or widened to them."""
    turned: list[int] = []
    for demands in state.demands.values():
        for demand in demands.values():
            if demand.served is None or queues.isdisjoint(demand.widest.queues):
                continue
            served = _is_served(state, demand) if demand.items else None
            if served is not None and served is not demand.served:
                turned.extend(demand.items)
            demand.served = served
    for ident in sorted(turned):
        item = state.items[ident]
        _say(state, item, bool(item.demand.served))


def _withheld(state: EngineState, item: Item) -> int:
    if item.withheld_until is not None and item.withheld_until > state.now:
        return item.withheld_until
    item.withheld_until = None
    return NEVER


def _lane(state: EngineState, item: Item) -> int:
    """Move work near its due time into the live tier. Returns when that will be."""
    if item.promote_at is None:
        return NEVER
    promoted = item.promote_at <= state.now
    if promoted != (item.lane != LANE[item.work.tier]):
        item.enter_lane(promoted=promoted)
    return NEVER if promoted else item.promote_at


def _stand(state: EngineState, item: Item) -> int:
    """Put the item into the lines of those who may take it. Returns when others may."""
    item.enter_ring(item.demand.stage(state.now - item.entered))
    holder, wake = _holder(state, item)
    if holder is not None:
        state.waiting.add(item, (state.roster.personal(holder.id),), 0, 0)
        return wake
    wake = min(wake, _next_ring(item))
    audiences: list[int] = []
    for reach in item.stage.reaches:
        for delay, audience in zip(reach.delays, reach.audiences, strict=True):
            if item.entered + delay > state.now and delay:
                wake = min(wake, item.entered + delay)
                break
            audiences.append(audience)
    excluded, until = _exclusions(state, item) if item.excluded else (0, NEVER)
    state.waiting.add(item, tuple(audiences), item.stage.code, excluded)
    return min(wake, until)


def _holder(state: EngineState, item: Item) -> tuple[Agent | None, int]:
    """The preferred agent if the item is held for them now, and until when it could be."""
    if item.preferred is None:
        return None, NEVER
    held = state.holds.setdefault(item.preferred, {})
    if item.preferred_until <= state.now:
        held.pop(item.ident, None)
        return None, NEVER
    held[item.ident] = item
    agent = state.roster.agents.get(item.preferred.int)
    if agent is None or agent.standing is not Availability.PRESENT or item.excluded.get(agent.id, 0) > state.now:
        return None, item.preferred_until
    return agent, item.preferred_until


def _next_ring(item: Item) -> int:
    stages = item.demand.stages
    return item.entered + stages[item.ring + 1].after if item.ring + 1 < len(stages) else NEVER


def _exclusions(state: EngineState, item: Item) -> tuple[int, int]:
    """Bits of the agents it keeps off, and when the first of them may be asked again."""
    item.excluded = {agent: until for agent, until in item.excluded.items() if until > state.now}
    if not item.excluded:
        state.excluding.pop(item.ident, None)
        return 0, NEVER
    state.excluding[item.ident] = item
    agents = (state.roster.agents.get(agent_id.int) for agent_id in item.excluded)
    return sum(agent.bit for agent in agents if agent), min(item.excluded.values())


def _is_served(state: EngineState, demand: Demand) -> bool:
    return bool(demand.widest.qualified & state.roster.signed_in)


def _say(state: EngineState, item: Item, served: bool) -> None:
    if served and item.unserved:
        item.unserved = False
        state.out.append(
            EligibleAgain(interaction_id=item.work.interaction_id, queue_id=item.work.queue_id, **state.basis())
        )
    elif not served and not item.unserved:
        item.unserved = True
        lack, missing = _lack(state, item.demand)
        state.out.append(
            NobodyEligible(
                interaction_id=item.work.interaction_id,
                queue_id=item.work.queue_id,
                lack=lack,
                missing=missing,
                **state.basis(),
            )
        )


def _lack(state: EngineState, demand: Demand) -> tuple[MissingReason, tuple[Requirement, ...]]:
    widest, members = demand.widest, demand.widest.members
    if not members:
        return MissingReason.NO_MEMBER, ()
    present = members & state.roster.signed_in
    if not present and widest.qualified:
        return MissingReason.NOT_SIGNED_IN, ()
    known = present or members
    wanted = zip(widest.requirements, widest.holders, strict=True)
    nobody_has = tuple(r for r, holders in wanted if not known & holders.bits)
    return MissingReason.SKILL, nobody_has or widest.requirements


_MANY = 1024


def _forget_unused(demands: dict[Asked, Demand]) -> None:
    for asked in [asked for asked, demand in demands.items() if not demand.items]:
        del demands[asked]
