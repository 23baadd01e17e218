"""Offers: made, accepted, taken back."""

from __future__ import annotations

from datetime import timedelta
from hashlib import blake2b
from uuid import UUID

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.contracts.routing import (
    LoadState,
    Offer,
    OpenSegment,
    Purpose,
    QueuePolicy,
    RescindOffer,
    RescindReason,
)
from contact_center.kernel.ids import SegmentId
from routing.engine import load, placing
from routing.engine.agents import Agent
from routing.engine.explaining import explanation
from routing.engine.instants import SECOND
from routing.engine.state import OpenOffer, State
from routing.engine.timers import TimerKind
from routing.engine.waiting import Bucket, Item

_WORK = Purpose.WORK
_OFFER = TimerKind.OFFER
_VERSION_7 = 0x7 << 76 | 0x2 << 62
_KEPT = ~(0xF << 76 | 0x3 << 62)


def make_offer(state: State, item: Item, bucket: Bucket, agent: Agent, candidates: int) -> None:
    """Offer the item of this bucket to one of its `candidates` (bits; counted in the explanation)."""
    work, why = item.work, explanation(state, item, bucket, agent, candidates)
    interrupts = agent.total + work.weight > agent.capacity.total
    limit = offer_seconds(item.queue, work.channel, work.tier)
    expires_at = state.now + limit * SECOND
    segment_id = offer_id(item.ident, agent.key, state.now)
    item.offer = segment_id
    item.wake = None
    state.waiting.remove(item)
    agent.last_offer = state.now
    agent.hold(segment_of(segment_id, item))
    state.roster.refresh(agent)
    restore_offer(state, OpenOffer(segment_id, item, agent, state.now, expires_at))
    state.out.append(
        Offer(
            state.at,
            state.policy.version,
            state.position,
            segment_id,
            work.interaction_id,
            work.queue_id,
            agent.id,
            _WORK,
            work.channel,
            work.tier,
            work.weight,
            state.at + timedelta(seconds=limit),
            item.queue.auto_accept,
            interrupts,
            why,
        )
    )


def restore_offer(state: State, offer: OpenOffer) -> None:
    state.offers[offer.segment_id] = offer
    state.timers.arm(offer.expires_at, _OFFER, offer.segment_id.int, offer.segment_id)


def rescind(state: State, offer: OpenOffer, reason: RescindReason) -> None:
    """Take the offer back; the work stands in its place again."""
    end(state, offer)
    placing.place(state, offer.item)
    state.out.append(
        RescindOffer(
            segment_id=offer.segment_id,
            interaction_id=offer.item.work.interaction_id,
            agent_id=offer.agent.id,
            reason=reason,
            **state.basis(),
        )
    )


def accept(state: State, offer: OpenOffer) -> None:
    agent, item = offer.agent, offer.item
    del state.offers[offer.segment_id]
    item.offer = None
    agent.misses = 0
    agent.segments[offer.segment_id] = segment_of(offer.segment_id, item, LoadState.ACTIVE)
    load.load_changed(state, agent)
    forget(state, item)


def forget(state: State, item: Item) -> None:
    """The item waits no more."""
    state.waiting.remove(item)
    placing.detach(state, item)
    state.items.pop(item.work.interaction_id, None)
    item.wake = None


def offers_to(state: State, agent: Agent) -> list[OpenOffer]:
    return [state.offers[segment_id] for segment_id in agent.segments if segment_id in state.offers]


def offer_seconds(queue: QueuePolicy, channel: str, tier: Tier) -> int:
    limits = queue.offer
    for limit in limits.channels:
        if limit.channel == channel:
            return limit.seconds
    if tier is Tier.LIVE:
        return limits.live_s
    return limits.messaging_s if tier is Tier.MESSAGING else limits.deferred_s


def offer_id(interaction: int, agent: int, now: int) -> SegmentId:
    """A UUIDv7 (RFC 9562 §5.7) whose random part is a digest: the same offer has the same id anywhere."""
    told = (interaction << 192 | agent << 64 | now).to_bytes(40, "big")
    value = now // 1000 << 80 | int.from_bytes(blake2b(told, digest_size=10).digest(), "big")
    return SegmentId(UUID(int=value & _KEPT | _VERSION_7))


def segment_of(segment_id: SegmentId, item: Item, state: LoadState = LoadState.ALERTING) -> OpenSegment:
    """The load an item is to the agent who gets it."""
    work = item.work
    return OpenSegment(
        segment_id,
        work.interaction_id,
        work.channel,
        work.tier,
        work.weight,
        state,
        work.media,
        work.returns_if_lost,
    )


def end(state: State, offer: OpenOffer) -> None:
    """The offer is no more; its work is not placed again yet."""
    state.offers.pop(offer.segment_id, None)
    offer.item.offer = None
    offer.agent.segments.pop(offer.segment_id, None)
    load.load_changed(state, offer.agent)
