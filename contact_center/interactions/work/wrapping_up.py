"""After-contact work: it begins when the agent is no longer with the customer, and ends by hand or by time."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from contact_center.interactions import store
from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.domain import Segment, ending, held_seconds
from contact_center.interactions.errors import DispositionNeeded, IllegalTransition, NoSuchDisposition, NotYourWork
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import queueing
from contact_center.interactions.work.rights import in_hand
from contact_center.kernel.contracts.interactions import (
    Reason,
    SegmentDispositionChosen,
    SegmentState,
    SegmentWrapExtended,
    SegmentWrapping,
    WrapMode,
)
from contact_center.kernel.ids import AgentId, InteractionId, QueueId, SegmentId
from contact_center.platform.unit_of_work import UnitOfWork


async def leave(
    work: UnitOfWork, ports: Ports, segment: Segment, reason: Reason, *, disposition: str | None = None
) -> None:
    """The agent is no longer with the customer: after-contact work if the queue wants it, else done.

    A disposition that was chosen during the contact stays, unless another is given.
    """
    disposition = disposition or segment.disposition
    rule = await ports.planner.wrap_rule(work, QueueId(segment.queue_id) if segment.queue_id else None, segment.channel)
    end = ending(rule, answered=segment.connected_at is not None, now=work.now)
    held = held_seconds(segment, work.now)
    if end.state is SegmentState.DONE:
        if disposition and reason is Reason.COMPLETED:
            await store.update_interaction(work, segment.interaction_id, disposition=disposition)
        await queueing.finish_segment(work, segment, reason, hold_seconds=held, held_at=None, disposition=disposition)
        return
    await store.update_segment(
        work,
        segment.id,
        state=SegmentState.WRAPPING.value,
        wrapping_at=work.now,
        wrap_until=end.wrap_until,
        wrap_mode=rule.mode.value,
        leaving=reason.value,
        hold_seconds=held,
        held_at=None,
        disposition=disposition,
    )
    work.record(
        SegmentWrapping(
            segment_id=SegmentId(segment.id),
            interaction_id=InteractionId(segment.interaction_id),
            agent_id=AgentId(segment.agent_id),
            until=end.wrap_until,
        )
    )


async def choose_disposition(work: UnitOfWork, interaction_id: UUID, agent: AgentId, code: str | None) -> None:
    """While the contact goes on; None takes it back. Raises `NotYourWork`, `NoSuchDisposition`."""
    _, segment = await in_hand(work, interaction_id, agent)
    await _choose(work, segment, code)


async def choose_in_wrap_up(work: UnitOfWork, segment_id: UUID, agent: AgentId, code: str | None) -> None:
    """After the contact, before the wrap-up ends. Raises `NotYourWork`, `NoSuchDisposition`."""
    _, segment = await store.lock_segment(work, segment_id)
    if segment.agent_id != agent:
        raise NotYourWork(segment_id)
    if segment.phase is not SegmentState.WRAPPING:
        raise IllegalTransition(f"segment {segment.state}")
    await _choose(work, segment, code)


async def _choose(work: UnitOfWork, segment: Segment, code: str | None) -> None:
    if code is not None:
        await check_disposition(work, segment.queue_id, code)
    if code == segment.disposition:
        return
    await store.update_segment(work, segment.id, disposition=code)
    work.record(
        SegmentDispositionChosen(
            segment_id=SegmentId(segment.id),
            interaction_id=InteractionId(segment.interaction_id),
            agent_id=AgentId(segment.agent_id),
            code=code,
        )
    )


async def check_disposition(work: UnitOfWork, queue: UUID | None, code: str) -> None:
    """Work of this queue can be closed with it. Raises `NoSuchDisposition`."""
    known = await dispositions.tree(work, work.tenant_id)
    if all(code != one.code for one in known.offered(queue)):
        raise NoSuchDisposition(code[:60], field="disposition")


async def wrap_up(
    work: UnitOfWork,
    segment_id: SegmentId,
    agent: AgentId,
    *,
    disposition: str | None,
    timed_out: bool = False,
) -> None:
    """Ends after-contact work. Mandatory queues want a disposition, except when the time ran out, or they have none."""
    row, segment = await store.lock_segment(work, segment_id)
    if segment.agent_id != agent:
        raise NotYourWork(segment_id)
    if segment.phase is not SegmentState.WRAPPING:
        raise IllegalTransition(f"segment {segment.state}")
    chosen = disposition or segment.disposition
    if disposition is not None and disposition != segment.disposition:
        await check_disposition(work, segment.queue_id, disposition)
    if segment.wrap_mode == WrapMode.MANDATORY and not chosen and not timed_out:
        known = await dispositions.tree(work, work.tenant_id)
        if known.offered(segment.queue_id):
            raise DispositionNeeded(field="disposition")
    if chosen and row.disposition is None:
        await store.update_interaction(work, row.id, disposition=chosen)
    await queueing.finish_segment(
        work,
        segment,
        Reason(segment.leaving or Reason.COMPLETED),
        disposition=chosen or "timed out" * timed_out or None,
    )


async def extend_wrap_up(
    work: UnitOfWork, ports: Ports, segment_id: UUID, agent: AgentId, by: timedelta = timedelta(seconds=30)
) -> datetime:
    """More time for the wrap-up, once (D31); returns its new end."""
    _, segment = await store.lock_segment(work, segment_id)
    if segment.agent_id != agent:
        raise NotYourWork(segment_id)
    if segment.phase is not SegmentState.WRAPPING or segment.wrap_until is None or segment.wrapping_at is None:
        raise IllegalTransition("this wrap-up has no time limit")
    rule = await ports.planner.wrap_rule(work, QueueId(segment.queue_id) if segment.queue_id else None, segment.channel)
    if was_extended(segment.wrapping_at, segment.wrap_until, rule.seconds):
        raise IllegalTransition("this wrap-up was extended already")
    until = segment.wrap_until + by
    await store.update_segment(work, segment.id, wrap_until=until)
    work.record(
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
