"""Calls and messages as pages read them, in one snapshot with the rest of the page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from channels.voice import message_store, store
from channels.voice.domain import Call
from contact_center.interactions.reading import work_queries
from contact_center.kernel.ids import AgentId, CallId, InteractionId, TenantId
from contact_center.platform.unit_of_work import Reader


@dataclass(frozen=True, slots=True)
class CallOfWork:
    """The call an interaction is about."""

    id: CallId
    interaction_id: InteractionId
    call: Call
    since: datetime
    """When somebody answered it; until then when it began."""
    recording_started_at: datetime | None
    end_reason: str | None
    """`abandoned`, a value of `EndedBy` or `AttemptResult`, or in words what broke."""
    provider: str
    """Who carries it."""


@dataclass(frozen=True, slots=True)
class MessageOfWork:
    """What a caller left that an interaction is about."""

    call_id: CallId
    seconds: int
    stored: bool
    """Its sound can be played."""
    erased: bool
    theirs: bool
    """The agent who asks had it as work at some time, and may hear it."""


async def call_of(reader: Reader, tenant: TenantId, interaction: UUID) -> CallOfWork | None:
    row = await store.of_interaction(reader, tenant, interaction)
    if row is None:
        return None
    answered = await work_queries.answered_at(reader, tenant, interaction)
    return CallOfWork(
        id=CallId(row.id),
        interaction_id=InteractionId(row.interaction_id),
        call=row.call,
        since=(row.call.out.answered_at or row.started_at) if row.call.out else answered or row.started_at,
        recording_started_at=row.recording_started_at,
        end_reason=row.end_reason,
        provider=row.provider,
    )


async def message_of(reader: Reader, tenant: TenantId, interaction: UUID, agent: AgentId) -> MessageOfWork | None:
    row = await message_store.of_interaction(reader, tenant, interaction)
    if row is None:
        return None
    return MessageOfWork(
        call_id=CallId(row.call_id),
        seconds=row.seconds or 0,
        stored=row.recording_key is not None,
        erased=row.erased_at is not None,
        theirs=bool(await work_queries.worked_on(reader, tenant, [interaction], agent)),
    )
