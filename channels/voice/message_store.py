"""SQL of messages that callers left.

A row is there as soon as anything of a message is: the work it became, its sound, whichever comes first.
Sound without work is what somebody said in under two seconds; it is erased with what has outlived its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from channels.voice.store import KeptRecording
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class VoiceMessageRow:
    """A message as stored."""

    call_id: UUID
    interaction_id: UUID | None
    """The work it became."""
    seconds: int | None
    recording_key: str | None
    """None until the sound is stored, and when it was erased."""
    erased_at: datetime | None


COLUMNS = "call_id, interaction_id, seconds, recording_key, erased_at"
INSERT = (
    "insert into channels.voicemail (tenant_id, call_id, conversation_id, {columns}) "
    "select tenant_id, id, conversation_id, {values} from channels.call where tenant_id = %s and id = %s "
    "on conflict (tenant_id, call_id) do update set {assignments}"
)
LEFT = INSERT.format(
    columns="interaction_id, seconds, left_at",
    values="%s, %s, %s",
    assignments="interaction_id = excluded.interaction_id, seconds = excluded.seconds, left_at = excluded.left_at",
)
KEPT = INSERT.format(columns="recording_key", values="%s", assignments="recording_key = excluded.recording_key")


async def left(work: UnitOfWork, call: UUID, interaction: UUID, seconds: int) -> None:
    await work.execute(LEFT, [interaction, seconds, work.now, work.tenant_id, call])


async def kept(work: UnitOfWork, call: UUID, key: str) -> None:
    await work.execute(KEPT, [key, work.tenant_id, call])


async def of_call(reader: Reader, tenant: UUID, call: UUID) -> VoiceMessageRow | None:
    return await reader.one(
        VoiceMessageRow,
        f"select {COLUMNS} from channels.voicemail where tenant_id = %s and call_id = %s",
        [tenant, call],
    )


async def of_interaction(reader: Reader, tenant: UUID, interaction: UUID) -> VoiceMessageRow | None:
    """The message that this work is about (index voicemail_work)."""
    return await reader.one(
        VoiceMessageRow,
        f"select {COLUMNS} from channels.voicemail where tenant_id = %s and interaction_id = %s",
        [tenant, interaction],
    )


@dataclass(frozen=True, slots=True)
class RecordedSound:
    """Something of an interaction that was recorded and is still kept."""

    interaction_id: UUID
    call_id: UUID
    message: bool
    """What a caller left after the tone; otherwise the call itself."""


async def recorded(reader: Reader, tenant: UUID, interactions: Sequence[UUID]) -> list[RecordedSound]:
    """What is kept of these interactions."""
    return await reader.many(
        RecordedSound,
        "select interaction_id, id as call_id, false as message from channels.call "
        "where tenant_id = %(tenant)s and interaction_id = any(%(ids)s) and recording_key is not null "
        "union all select interaction_id, call_id, true from channels.voicemail "
        "where tenant_id = %(tenant)s and interaction_id = any(%(ids)s) and recording_key is not null",
        {"tenant": tenant, "ids": list(interactions)},
    )


async def messages_before(reader: Reader, before: datetime, after: tuple[UUID, UUID], most: int) -> list[KeptRecording]:
    """Messages of calls that are over, left before the moment or too short to become work; in pages, as `system`."""
    return await reader.many(
        KeptRecording,
        "select v.tenant_id, v.call_id, v.interaction_id, v.recording_key, coalesce(v.left_at, k.ended_at) as at, "
        "false as said from channels.voicemail v join channels.call k on k.tenant_id = v.tenant_id "
        "and k.id = v.call_id and k.ended_at is not null "
        "where v.recording_key is not null and (v.interaction_id is null or v.left_at <= %s) "
        "and (v.tenant_id, v.call_id) > (%s, %s) order by v.tenant_id, v.call_id limit %s",
        [before, *after, most],
    )


async def forget(work: UnitOfWork, call: UUID, at: datetime) -> None:
    await work.execute(
        "update channels.voicemail set recording_key = null, erased_at = %s where tenant_id = %s and call_id = %s",
        [at, work.tenant_id, call],
    )
