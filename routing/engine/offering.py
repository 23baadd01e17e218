"""Offers: made, accepted, taken back."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from hashlib import blake2b
from uuid import UUID, SafeUUID

from contact_center.kernel.contracts.channels import Tier
from contact_center.kernel.ids import SegmentId
from routing.engine import load, placing
from routing.engine.agents import Agent
from routing.engine.decisions import Offer, RescindOffer, RescindReason
from routing.engine.explaining import explanation
from routing.engine.instants import SECOND
from routing.engine.model import LoadState, OfferPurpose, OpenSegment, QueuePolicy
from routing.engine.state import EngineState, OpenOffer
from routing.engine.timers import TimerKind
from routing.engine.waiting import Bucket, Item

_tuple, _blank, _set = tuple.__new__, object.__new__, object.__setattr__
"""Made with every offer; a named tuple's own constructor takes three times as long."""
_UNKNOWN = SafeUUID.unknown
_WORK = OfferPurpose.WORK
_OFFER = TimerKind.OFFER
_VERSION_7 = 0x7 << 76 | 0x2 << 62
_KEPT = ~(0xF << 76 | 0x3 << 62)


def make_offer(state: EngineState, item: Item, bucket: Bucket, agent: Agent, candidates: int) -> None:
    """Offer the item of this bucket to one of its `candidates` (bits; counted in the explanation)."""
    work, now, why = item.work, state.now, explanation(state, item, bucket, agent, candidates)
    interrupts = item.kind.interruptible if agent.total + work.weight > agent.capacity.total else ()
    limit = offer_seconds(item.queue, work.channel, work.tier)
    segment_id = offer_id(item.ident, agent.key, now)
    key = item.offer = segment_id.int
    item.wake = None
    state.waiting.remove(item)
    agent.last_offer = now
    agent.hold(segment_of(segment_id, item))
    state.roster.refresh(agent)
    restore_offer(state, OpenOffer(key, segment_id, item, agent, now, now + limit * SECOND))
    state.out.append(
        _tuple(
            Offer,
            (
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
                state.at + _seconds(limit),
                item.queue.auto_accept,
                interrupts,
                why,
            ),
        )
    )


def restore_offer(state: EngineState, offer: OpenOffer) -> None:
    state.offers[offer.key] = offer
    state.timers.arm(offer.expires_at, _OFFER, offer.key)


def rescind(state: EngineState, offer: OpenOffer, reason: RescindReason) -> None:
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


def accept(state: EngineState, offer: OpenOffer) -> None:
    agent, item = offer.agent, offer.item
    del state.offers[offer.key]
    item.offer = None
    agent.misses = 0
    agent.segments[offer.key] = segment_of(offer.segment_id, item, LoadState.ACTIVE)
    load.load_changed(state, agent)
    forget(state, item)


def forget(state: EngineState, item: Item) -> None:
    """The item waits no more."""
    state.waiting.remove(item)
    placing.detach(state, item)
    state.items.pop(item.ident, None)
    item.wake = None


def offers_to(state: EngineState, agent: Agent) -> list[OpenOffer]:
    return [state.offers[key] for key in agent.segments if key in state.offers]


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
    return _uuid(value & _KEPT | _VERSION_7)


def _uuid(value: int) -> SegmentId:
    """`UUID(int=value)` without its checks, which took a twentieth of a whole decision."""
    made = SegmentId(_blank(UUID))
    _set(made, "int", value)
    _set(made, "is_safe", _UNKNOWN)
    return made


@cache
def _seconds(limit: int) -> timedelta:
    return timedelta(seconds=limit)


def segment_of(segment_id: SegmentId, item: Item, state: LoadState = LoadState.ALERTING) -> OpenSegment:
    """The load an item is to the agent who gets it."""
    work = item.work
    return _tuple(
        OpenSegment,
        (
            segment_id,
            work.interaction_id,
            work.channel,
            work.tier,
            work.weight,
            state,
            work.media,
            work.returns_if_lost,
        ),
    )


def end(state: EngineState, offer: OpenOffer) -> None:
    """The offer is no more; its work is not placed again yet."""
    state.offers.pop(offer.key, None)
    offer.item.offer = None
    offer.agent.segments.pop(offer.key, None)
    load.load_changed(state, offer.agent)
