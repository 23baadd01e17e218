"""What each decision does to the database: one function each, inside the router's unit of work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.errors import AtCapacity, NoSuchInteraction, NotQueued, OfferGone
from contact_center.interactions.presence import service as presence
from contact_center.interactions.presence.service import NotAvailable
from contact_center.interactions.work import agent_leaving, offers, wrapping_up
from contact_center.kernel.contracts.interactions import OfferRefused as RefusalRecorded
from contact_center.kernel.contracts.interactions import SegmentState
from contact_center.kernel.contracts.routing_events import InteractionServed, InteractionUnserved
from contact_center.kernel.ids import AgentId, SegmentId, TenantId
from contact_center.platform.metrics import OFFERS
from contact_center.platform.unit_of_work import UnitOfWork
from routing.engine.decisions import (
    AlertSupervisor,
    Decision,
    EligibleAgain,
    ExpireOffer,
    MarkUnreachable,
    NobodyEligible,
    Offer,
    RescindOffer,
    ReturnWork,
)
from routing.engine.inputs import OfferNotMade, RefusalCause
from routing.explanation.stored import compact
from routing.policy import queues_store as routing_store
from routing.router import store as router_store
from routing.router.store import DueRow
from routing.router.translate import ChannelTraits

LEAVES_QUIETLY = (SegmentState.DONE, SegmentState.ALERTING)


@dataclass(frozen=True, slots=True)
class RouterAct:
    """Something the router does. `locks`: the interactions it changes."""

    do: Callable[[UnitOfWork], Awaitable[None]]
    locks: Sequence[UUID] = ()
    refused: Callable[[RefusalCause], OfferNotMade] | None = None
    """Set for what the database may refuse; says so to the engine."""
    name: str = ""
    offer: Offer | None = None
    """Set for an offer: several are made together."""


class Refused(Exception):
    """The database knows better than the engine did."""

    def __init__(self, cause: RefusalCause, recorded: RefusalRecorded) -> None:
        super().__init__(recorded.why)
        self.cause = cause
        self.recorded = recorded


def act_of(decision: Decision) -> RouterAct:
    """The act a decision asks for."""
    make, name = _ACTS[type(decision)]

    async def do(unit: UnitOfWork) -> None:
        await make(unit, decision)

    locks = () if isinstance(decision, MarkUnreachable | AlertSupervisor) else (decision.interaction_id,)
    return RouterAct(do, locks, _refusal(decision), name, decision if isinstance(decision, Offer) else None)


def _refusal(decision: Decision) -> Callable[[RefusalCause], OfferNotMade] | None:
    if not isinstance(decision, Offer):
        return None
    segment = decision.segment_id
    return lambda cause: OfferNotMade(segment_id=segment, cause=cause)


async def _offer(unit: UnitOfWork, decision: Offer) -> None:
    try:
        await offers.offer(
            unit,
            decision.interaction_id,
            decision.agent_id,
            expires_at=decision.expires_at,
            explanation=compact(decision),
            policy_version=decision.policy_version,
            read_position=decision.position,
            segment_id=decision.segment_id,
            interrupts=decision.interrupts,
        )
        if decision.auto_accept:
            await offers.accept(unit, decision.segment_id, decision.agent_id)
    except (NotQueued, OfferGone, NoSuchInteraction) as error:
        raise _refused(decision, RefusalCause.WORK, error.code) from error
    except (AtCapacity, NotAvailable) as error:
        raise _refused(decision, RefusalCause.AGENT, error.code) from error
    unit.after_commit(_offered)


async def offer_together(unit: UnitOfWork, decisions: Sequence[Offer]) -> None:
    """Several offers in a few statements. Raises whatever speaks against any of them: then none is made."""
    await offers.offer_together(unit, [_wanted(decision) for decision in decisions])
    for decision in decisions:
        if decision.auto_accept:
            await offers.accept(unit, decision.segment_id, decision.agent_id)
        unit.after_commit(_offered)


def _wanted(decision: Offer) -> offers.OfferRequest:
    return offers.OfferRequest(
        segment_id=decision.segment_id,
        interaction_id=decision.interaction_id,
        agent_id=decision.agent_id,
        expires_at=decision.expires_at,
        explanation=compact(decision),
        policy_version=decision.policy_version,
        read_position=decision.position,
    )


async def _offered() -> None:
    OFFERS.labels("made").inc()


def _refused(decision: Offer, cause: RefusalCause, why: str) -> Refused:
    recorded = RefusalRecorded(interaction_id=decision.interaction_id, agent_id=decision.agent_id, why=why)
    return Refused(cause, recorded)


async def _expire(unit: UnitOfWork, decision: ExpireOffer) -> None:
    if await offers.expire(unit, decision.segment_id):
        OFFERS.labels("timed_out").inc()


async def _alert(unit: UnitOfWork, decision: AlertSupervisor) -> None:
    await presence.missed_too_many(unit, decision.agent_id, decision.misses)


async def _rescind(unit: UnitOfWork, decision: RescindOffer) -> None:
    await offers.rescind(unit, decision.segment_id)


async def _nobody(unit: UnitOfWork, decision: NobodyEligible) -> None:
    missing = [f"{requirement.skill}:{requirement.minimum}" for requirement in decision.missing]
    await routing_store.add_unserved(unit, decision.interaction_id, decision.queue_id, decision.lack.value, missing)
    unit.record(
        InteractionUnserved(
            interaction_id=decision.interaction_id,
            queue_id=decision.queue_id,
            lack=decision.lack.value,
            missing=missing,
        )
    )


async def _again(unit: UnitOfWork, decision: EligibleAgain) -> None:
    await routing_store.remove_unserved(unit, decision.interaction_id)
    unit.record(InteractionServed(interaction_id=decision.interaction_id, queue_id=decision.queue_id))


async def _unreachable(unit: UnitOfWork, decision: MarkUnreachable) -> None:
    await presence.set_reachable(unit, decision.agent_id, False)


async def _return(unit: UnitOfWork, decision: ReturnWork) -> None:
    await _take_away(unit, decision.segment_id)


async def _take_away(unit: UnitOfWork, segment_id: UUID) -> None:
    _, segment = await store.lock_segment(unit, segment_id)
    if segment.phase not in LEAVES_QUIETLY:
        await agent_leaving.lose_agent(unit, segment)


_ACTS: dict[type, tuple[Callable[[UnitOfWork, Any], Awaitable[None]], str]] = {
    Offer: (_offer, "offer"),
    ExpireOffer: (_expire, "expire"),
    RescindOffer: (_rescind, "rescind"),
    AlertSupervisor: (_alert, "alert"),
    NobodyEligible: (_nobody, "nobody eligible"),
    EligibleAgain: (_again, "eligible again"),
    MarkUnreachable: (_unreachable, "unreachable"),
    ReturnWork: (_return, "return work"),
}


def seen_again(agents: Sequence[AgentId]) -> RouterAct:
    """Agents whose browsers give signs of life again."""

    async def do(unit: UnitOfWork) -> None:
        for agent in sorted(agents):
            await presence.set_reachable(unit, agent, True)

    return RouterAct(do, name="seen again")


def due(row: DueRow) -> RouterAct:
    """The time of a segment is over: an offer of somebody else's, or after-contact work with a limit."""

    async def do(unit: UnitOfWork) -> None:
        if row.state == SegmentState.ALERTING:
            await offers.expire(unit, SegmentId(row.id))
            return
        _, segment = await store.lock_segment(unit, row.id)
        if segment.phase is SegmentState.WRAPPING and segment.wrap_until and segment.wrap_until <= unit.now:
            agent = AgentId(row.agent_id)
            await wrapping_up.wrap_up(unit, SegmentId(row.id), agent, disposition=None, timed_out=True)

    return RouterAct(do, (row.interaction_id,), name="time is over")


def lost(tenant: TenantId, agent: AgentId, media: ChannelTraits, segments: Sequence[DueRow]) -> RouterAct:
    """Nothing was heard of the agent for too long: chats go back, wrap-ups end, the agent is signed out."""

    async def do(unit: UnitOfWork) -> None:
        for row in await router_store.open_segments(unit, tenant, agent):
            _, segment = await store.lock_segment(unit, row.id)
            if segment.phase is SegmentState.ALERTING:
                await offers.rescind(unit, SegmentId(row.id))
            elif segment.phase is SegmentState.WRAPPING or media.returns_if_lost(segment.channel, segment.tier):
                await agent_leaving.lose_agent(unit, segment)
        await presence.force_offline(unit, agent)

    return RouterAct(do, [row.interaction_id for row in segments], name="agent lost")


async def clear_unserved(unit: UnitOfWork) -> None:
    await routing_store.forget_unserved(unit)


FORGET_UNSERVED = RouterAct(clear_unserved, name="clear unserved")
