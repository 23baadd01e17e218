"""Who is at work on an interaction, and leaving one's desk at the end of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.domain import Segment
from contact_center.interactions.errors import IllegalTransition, NotYourWork
from contact_center.interactions.ports import Ports
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import acts as work
from contact_center.interactions.work import waiting
from contact_center.kernel.contracts.interactions import PutBy, SegmentState, SegmentWrapExtended
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class AtWork:
    """One agent's part in an interaction, as colleagues see it."""

    segment_id: UUID
    interaction_id: UUID
    agent_id: UUID
    agent_name: str
    queue_id: UUID | None
    channel: str
    state: str
    reason: str | None
    offered_at: datetime
    wrapping_at: datetime | None
    wrap_until: datetime | None
    wrap_mode: str | None
    disposition: str | None
    explanation: dict[str, Any] | None
    policy_version: int | None
    read_position: int | None


_AT_WORK = (
    "select s.id as segment_id, s.interaction_id, s.agent_id, u.name as agent_name, s.queue_id, s.channel, s.state, "
    "s.reason, s.offered_at, s.wrapping_at, s.wrap_until, s.wrap_mode, s.disposition, s.explanation, "
    "s.policy_version, s.read_position from core.segment s "
    "join core.user_account u on u.tenant_id = s.tenant_id and u.id = s.agent_id "
)


async def at_work(reader: Reader, tenant: UUID, interaction: UUID) -> list[AtWork]:
    """Everybody whose part is not done yet (index segment_interaction)."""
    return await reader.many(
        AtWork,
        _AT_WORK + "where s.tenant_id = %s and s.interaction_id = %s and s.state <> 'done' order by s.offered_at, s.id",
        [tenant, interaction],
    )


async def part(reader: Reader, tenant: UUID, segment: UUID) -> AtWork | None:
    """One part, done or not."""
    return await reader.one(AtWork, _AT_WORK + "where s.tenant_id = %s and s.id = %s", [tenant, segment])


async def recent_dispositions(reader: Reader, tenant: UUID, agent: AgentId, limit: int = 3) -> list[str]:
    """The codes this agent used last, the latest first."""
    rows: Sequence[dict[str, Any]] = await reader.dicts(
        "select disposition from (select disposition, max(done_at) as at from (select disposition, done_at "
        "from core.segment where tenant_id = %s and agent_id = %s and state = 'done' and disposition is not null "
        "order by done_at desc limit 50) last group by disposition) d order by at desc limit %s",
        [tenant, agent, limit],
    )
    return [row["disposition"] for row in rows]


async def extend_wrap_up(
    unit: UnitOfWork, ports: Ports, segment_id: UUID, agent: AgentId, by: timedelta = timedelta(seconds=30)
) -> datetime:
    """More time for the wrap-up, once (D31); returns its new end."""
    _, segment = await store.lock_segment(unit, segment_id)
    if segment.agent_id != agent:
        raise NotYourWork(segment_id)
    if segment.phase is not SegmentState.WRAPPING or segment.wrap_until is None or segment.wrapping_at is None:
        raise IllegalTransition("this wrap-up has no time limit")
    rule = await ports.planner.wrap_rule(unit, QueueId(segment.queue_id) if segment.queue_id else None, segment.channel)
    if was_extended(segment.wrapping_at, segment.wrap_until, rule.seconds):
        raise IllegalTransition("this wrap-up was extended already")
    until = segment.wrap_until + by
    await store.update_segment(unit, segment.id, wrap_until=until)
    unit.record(
        SegmentWrapExtended(
            segment_id=SegmentId(segment.id),
            interaction_id=InteractionId(segment.interaction_id),
            agent_id=agent,
            until=until,
        )
    )
    return until


def was_extended(began: datetime, until: datetime, seconds: int | None) -> bool:
    """True if the end is later than the queue's own time allows."""
    return seconds is not None and until - began > timedelta(seconds=seconds + 1)


async def sign_out(unit: UnitOfWork, agent: AgentId, keep: frozenset[UUID]) -> None:
    """Leaves the desk: work named in `keep` waits for this agent to be back, all other goes back to its queue."""
    for segment in await store.agent_segments(unit, unit.tenant_id, agent):
        in_hand = segment.phase in (SegmentState.CONNECTED, SegmentState.HELD)
        if in_hand and segment.interaction_id in keep:
            await _keep(unit, segment, agent)
        else:
            await work.give_back(unit, segment)
    await presence.force_offline(unit, agent)


async def _keep(unit: UnitOfWork, segment: Segment, agent: AgentId) -> None:
    """It comes back with the agent, or goes to its queue should they stay away: nobody is forgotten."""
    row = await store.lock_interaction(unit, segment.interaction_id)
    until = unit.now + waiting.KEPT_FOR
    await waiting.wait(unit, row, segment, agent, "kept_at_sign_out", until=until, put_by=PutBy.SIGN_OUT)
