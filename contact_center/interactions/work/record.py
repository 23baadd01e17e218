"""The interaction record: written when all is over, the fact of every report."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.interactions import store
from contact_center.interactions.domain import Interaction, Segment, talk_seconds, wrap_seconds
from contact_center.interactions.work import message_store
from contact_center.kernel.contracts.interactions import Reason
from contact_center.kernel.opening import open_seconds
from contact_center.platform.unit_of_work import UnitOfWork


async def write_if_over(work: UnitOfWork, interaction_id: UUID) -> None:
    """Once the interaction is closed and no agent still wraps up; a rerun writes the same row."""
    row = await store.interaction(work, work.tenant_id, interaction_id)
    if row.state != "closed" or await store.open_segments(work, work.tenant_id, interaction_id):
        return
    segments = await store.all_segments(work, work.tenant_id, interaction_id)
    received, sent = await message_store.counts(work, interaction_id)
    values = summary(row, segments, work.now) | {"messages_in": received, "messages_out": sent}
    await store.insert_record(work, values)


def summary(row: Interaction, segments: list[Segment], now: datetime) -> dict[str, Any]:
    """Times in seconds. Wait runs in open hours (`kernel.opening`), from first entry to the first answer, else to
    the end. Who came before the opening and left before it was promised nothing, so no promise was broken."""
    answered = [segment for segment in segments if segment.connected_at is not None]
    offered = [segment for segment in segments if segment.expires_at is not None and segment.purpose == "work"]
    workers = [segment for segment in answered if segment.purpose == "work"]
    first = min((segment.connected_at for segment in answered if segment.connected_at), default=None)
    end = row.closed_at or now
    talk = sum(talk_seconds(segment, now) for segment in answered)
    hold = sum(segment.hold_seconds for segment in answered)
    wrap = sum(wrap_seconds(segment, now) for segment in answered)
    # entered_at moves with each new turn of the customer; creation is the first entry.
    waited = row.waited_seconds if row.waited_seconds is not None else open_seconds(row.created_at, end, row.shut)
    # Work that we began waited for nobody; when its customer answers, that is a wait of its own.
    wait = waited if row.entered_at and not row.began_in_hand else None
    early = first is None and row.sl_started_at is not None and end <= row.sl_started_at
    promised = wait is not None and row.sl_seconds is not None and not early
    within = first is not None and waited <= (row.sl_seconds or 0) if promised else None
    return {
        "tenant_id": row.tenant_id, "interaction_id": row.id, "closed_at": row.closed_at, "channel": row.channel,
        "tier": row.tier, "direction": row.direction, "queue_id": row.queue_id, "customer_id": row.customer_id,
        "outcome": row.outcome, "disposition": row.disposition, "entered_at": row.entered_at and row.created_at,
        "answered_at": first, "wait_seconds": wait, "handle_seconds": talk + hold + wrap, "talk_seconds": talk,
        "hold_seconds": hold, "wrap_seconds": wrap, "within_service_level": within,
        "agent_id": workers[-1].agent_id if workers else None, "offers": len(offered),
        "transfers": sum(segment.reason == Reason.TRANSFERRED for segment in segments),
        "segments": Jsonb([_segment(segment, now) for segment in segments]),
    }  # fmt: skip


def _segment(segment: Segment, now: datetime) -> dict[str, Any]:
    return {
        "id": str(segment.id),
        "agent_id": str(segment.agent_id),
        "queue_id": str(segment.queue_id) if segment.queue_id else None,
        "purpose": segment.purpose,
        "reason": segment.reason,
        "came_to": segment.came_to,
        "offered_at": segment.offered_at.isoformat(),
        "connected_at": segment.connected_at.isoformat() if segment.connected_at else None,
        "done_at": (segment.done_at or now).isoformat(),
        "talk_seconds": talk_seconds(segment, now),
        "hold_seconds": segment.hold_seconds,
        "wrap_seconds": wrap_seconds(segment, now),
        "disposition": segment.disposition,
        "explanation": segment.explanation,
    }
