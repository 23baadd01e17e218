"""A colleague is asked about work that its agent keeps: an offer of its own purpose, which takes a place of theirs.

A consult is a segment beside that of the work. Whoever is consulted reads the conversation and writes notes; what is
done with the work stays its agent's. A consult has no after-contact work. Given the work, the colleague has a segment
of theirs for it from then on, so what each of them handled, and as what, is told apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

import psycopg

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction, Segment, held_seconds
from contact_center.interactions.errors import AtCapacity, OfferGone
from contact_center.interactions.history import HistoryCode
from contact_center.interactions.ports import Ports
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import handover, queueing, waiting, wrapping_up
from contact_center.interactions.work.rights import in_hand
from contact_center.kernel.contracts.interactions import Reason, SegmentConnected, SegmentOffered, SegmentState
from contact_center.kernel.ids import AgentId, InteractionId, SegmentId, new_id
from contact_center.kernel.phrases import Phrase
from contact_center.platform.unit_of_work import Reader, UnitOfWork

CONSULT = "consult"
"""The purpose of such a segment."""
RINGS_FOR = timedelta(seconds=20)
ASKED_BY = "consulted_by"
"""In the explanation of the offer: who asks."""


class CameTo(StrEnum):
    """What became of a consult, once its colleague had answered."""

    CONSULTED = "consulted"
    CONFERENCED = "conferenced"
    TRANSFERRED = "transferred"


async def ask(work: UnitOfWork, interaction_id: UUID, agent: AgentId, to: AgentId) -> SegmentId:
    """Rings with the colleague; the router ends it when nobody answers.

    Raises `NotYourWork`, `NoSuchColleague`, `ColleagueNotAvailable`, `AtCapacity`, and `OfferGone` while another
    colleague is being rung.
    """
    row, _ = await in_hand(work, interaction_id, agent)
    await handover.require_available(work, row.id, to)
    id, expires_at = SegmentId(new_id()), work.now + RINGS_FOR
    try:
        async with work.connection.transaction():
            await store.insert_segment(
                work, id, row, to, purpose=CONSULT, expires_at=expires_at, explanation={ASKED_BY: str(agent)}
            )
    except psycopg.errors.CheckViolation as full:
        raise AtCapacity(to, field="to") from full
    except psycopg.errors.UniqueViolation as taken:
        raise OfferGone(interaction_id) from taken
    await presence.require_available(work, to)  # after the load row, as in `offers.offer`
    await _say(work, row.id, HistoryCode.CONSULT_ASKED, to)
    work.record(
        SegmentOffered(
            segment_id=id, interaction_id=InteractionId(row.id), agent_id=to, purpose=CONSULT, channel=row.channel,
            tier=row.tier, weight=row.weight, expires_at=expires_at,
        ),
        correlation_id=row.correlation_id,
    )  # fmt: skip
    return id


async def accepted(work: UnitOfWork, row: Interaction, segment: Segment) -> None:
    """The colleague answers; the work stays where it is."""
    agent = AgentId(segment.agent_id)
    await store.update_segment(
        work, segment.id, state=SegmentState.CONNECTED.value, connected_at=work.now, came_to=CameTo.CONSULTED.value
    )
    await presence.answered(work, agent)
    work.record(
        SegmentConnected(segment_id=SegmentId(segment.id), interaction_id=InteractionId(row.id), agent_id=agent),
        correlation_id=row.correlation_id,
    )


async def of(reader: Reader, tenant: UUID, interaction_id: UUID, colleague: AgentId) -> Segment | None:
    """The open consult of this colleague."""
    for segment in await consults(reader, tenant, interaction_id):
        if segment.agent_id == colleague:
            return segment
    return None


async def consults(reader: Reader, tenant: UUID, interaction_id: UUID) -> list[Segment]:
    return [one for one in await store.open_segments(reader, tenant, interaction_id) if one.purpose == CONSULT]


async def over(work: UnitOfWork, interaction_id: UUID, colleague: AgentId, how: str, *, lost: bool) -> None:
    """They are no longer with it; `how` is for the history. Nothing else changes where the consult ended by itself."""
    segment = await of(work, work.tenant_id, interaction_id, colleague)
    if segment is not None:
        await end(work, segment, lost=lost)
    row = await store.lock_interaction(work, interaction_id)
    await store.note(work, row, Phrase(HistoryCode.CONSULT_OVER, {"to": str(colleague), "parted": how}))


async def end(work: UnitOfWork, segment: Segment, *, lost: bool = False) -> None:
    ended = Reason.LOST if lost else Reason.COMPLETED
    await queueing.finish_segment(work, segment, Reason.RESCINDED if segment.phase is SegmentState.ALERTING else ended)


async def joined(work: UnitOfWork, interaction_id: UUID, colleagues: Iterable[AgentId]) -> None:
    """They speak with the customer from now on."""
    for colleague in colleagues:
        segment = await of(work, work.tenant_id, interaction_id, colleague)
        if segment is not None:
            await store.update_segment(work, segment.id, came_to=CameTo.CONFERENCED.value)
            await _say(work, interaction_id, HistoryCode.CONFERENCED, colleague)


async def hand_over(
    work: UnitOfWork, ports: Ports, interaction_id: UUID, agent: AgentId, to: AgentId, *, lost: bool
) -> None:
    """The work is the colleague's; its agent wraps up what was theirs, unless they are lost."""
    row = await store.lock_interaction(work, interaction_id)
    for segment in await store.open_segments(work, work.tenant_id, interaction_id):
        if segment.agent_id == agent and segment.phase in (SegmentState.CONNECTED, SegmentState.HELD):
            if lost:
                held = held_seconds(segment, work.now)
                await queueing.finish_segment(work, segment, Reason.LOST, hold_seconds=held, held_at=None)
            else:
                await wrapping_up.leave(work, ports, segment, Reason.TRANSFERRED)
    consult = await of(work, work.tenant_id, interaction_id, to)
    # Theirs begins before the consult ends, or they would be free for a moment.
    id = SegmentId(new_id())
    await store.insert_segment(work, id, row, to, purpose="work", overridden_by=waiting.OWN)
    await store.update_segment(work, id, state=SegmentState.CONNECTED.value, connected_at=work.now)
    await store.update_interaction(work, row.id, owner_agent_id=to)
    if consult is not None:
        await queueing.finish_segment(work, consult, Reason.COMPLETED, came_to=CameTo.TRANSFERRED.value)
    code = HistoryCode.GIVEN_TO_CONSULTED if lost else HistoryCode.HANDED_OVER
    await _say(work, row.id, code, to, agent)
    work.record(
        SegmentConnected(segment_id=id, interaction_id=InteractionId(row.id), agent_id=to),
        correlation_id=row.correlation_id,
    )


async def _say(
    work: UnitOfWork, interaction_id: UUID, code: HistoryCode, to: AgentId, by: AgentId | None = None
) -> None:
    row = await store.lock_interaction(work, interaction_id)
    await store.note(work, row, Phrase(code, {"to": str(to)} | ({"by": str(by)} if by else {})))
