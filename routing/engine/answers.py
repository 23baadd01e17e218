"""What becomes of offers: answered, run out, refused."""

from __future__ import annotations

from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import SegmentId
from routing.engine import load, offering, placing, presence
from routing.engine.agents import Agent
from routing.engine.decisions import AlertSupervisor, ExpireOffer, RescindReason
from routing.engine.inputs import OfferClosed, OfferNotMade, OfferOutcome, RefusalCause
from routing.engine.instants import SECOND
from routing.engine.model import LoadState
from routing.engine.state import EngineState, OpenOffer
from routing.engine.waiting import Item


def expire(state: EngineState, offer: OpenOffer) -> None:
    """RONA."""
    _missed(state, offer)
    state.out.append(
        ExpireOffer(
            segment_id=offer.segment_id,
            interaction_id=offer.item.work.interaction_id,
            agent_id=offer.agent.id,
            misses=offer.agent.misses,
            **state.basis(),
        )
    )
    if offer.agent.misses % state.policy.misses_alert == 0:
        state.out.append(AlertSupervisor(agent_id=offer.agent.id, misses=offer.agent.misses, **state.basis()))
    presence.set_presence(state, offer.agent, Presence.NOT_RESPONDING)


def on_closed(state: EngineState, change: OfferClosed) -> None:
    offer = state.offers.get(change.segment_id.int)
    if offer is None:
        _closed_unknown(state, change)
    elif change.outcome is OfferOutcome.ACCEPTED:
        offering.accept(state, offer)
    elif change.outcome is OfferOutcome.TIMED_OUT:
        _missed(state, offer)
        presence.set_presence(state, offer.agent, Presence.NOT_RESPONDING)
    else:
        offering.end(state, offer)
        _requeue(state, offer, change.outcome)


def on_refused(state: EngineState, change: OfferNotMade) -> None:
    """Set aside what the database knows better, until its event arrives or a few seconds have passed."""
    offer = state.offers.get(change.segment_id.int)
    if offer is None:
        return
    until = state.now + state.policy.refused_retry_s * SECOND
    if change.cause is RefusalCause.WORK:
        offer.item.withheld_until = until
    else:
        offer.agent.held_back_until = until
        load.watch(state, offer.agent)
    offering.end(state, offer)
    placing.place(state, offer.item)


def _missed(state: EngineState, offer: OpenOffer) -> None:
    offer.agent.misses += 1
    offering.end(state, offer)
    _keep_off(state, offer)


def _requeue(state: EngineState, offer: OpenOffer, outcome: OfferOutcome) -> None:
    if outcome is OfferOutcome.REJECTED:
        _keep_off(state, offer)
        return
    item = offer.item
    if outcome is OfferOutcome.LOST:
        item.at_head = True
        item.enter_lane(promoted=False)
    else:
        item.withheld_until = state.now + state.policy.refused_retry_s * SECOND
    placing.place(state, item)


def _keep_off(state: EngineState, offer: OpenOffer) -> None:
    """Back in place; not to this agent for a while unless nobody else is eligible."""
    offer.item.excluded[offer.agent.id] = state.now + state.policy.same_agent_after_s * SECOND
    placing.place(state, offer.item)


def _closed_unknown(state: EngineState, change: OfferClosed) -> None:
    """The echo of an end the engine decided; or somebody accepted at the last moment: the database decides."""
    agent, item = state.roster.agents.get(change.agent_id.int), state.items.get(change.interaction_id.int)
    if change.outcome is OfferOutcome.ACCEPTED:
        _accepted_late(state, change.segment_id, agent, item)
    elif agent is not None and agent.segments.pop(change.segment_id.int, None) is not None:
        load.load_changed(state, agent)


def _accepted_late(state: EngineState, segment_id: SegmentId, agent: Agent | None, item: Item | None) -> None:
    if item is None:
        return
    if item.offer is not None:
        offering.rescind(state, state.offers[item.offer], RescindReason.TAKEN)
    if agent is not None:
        agent.misses = 0
        agent.segments[segment_id.int] = offering.segment_of(segment_id, item, LoadState.ACTIVE)
        load.load_changed(state, agent)
    offering.forget(state, item)
