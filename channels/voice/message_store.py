"""SQL of messages that callers left, and of who may hear them.

A row is there as soon as anything of a message is: the work it became, its sound, whichever comes first.
Sound without work is what somebody said in under two seconds; it is erased with what has outlived its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class MessageRow:
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


async def of_call(reader: Reader, tenant: UUID, call: UUID) -> MessageRow | None:
    return await reader.one(
        MessageRow, f"select {COLUMNS} from channels.voicemail where tenant_id = %s and call_id = %s", [tenant, call]
    )


async def of_interaction(reader: Reader, tenant: UUID, interaction: UUID) -> MessageRow | None:
    """The message that this work is about (index voicemail_work)."""
    return await reader.one(
        MessageRow,
        f"select {COLUMNS} from channels.voicemail where tenant_id = %s and interaction_id = %s",
        [tenant, interaction],
    )


@dataclass(frozen=True, slots=True)
class Sound:
    """Something of an interaction that was recorded and is still kept."""

    interaction_id: UUID
    call_id: UUID
    message: bool
    """What a caller left after the tone; otherwise the call itself."""


async def recorded(reader: Reader, tenant: UUID, interactions: Sequence[UUID], agent: UUID | None) -> list[Sound]:
    """What is kept of these interactions; for an agent only of those that they had in hand at some time."""
    return await reader.many(
        Sound,
        "select * from (select interaction_id, id as call_id, false as message from channels.call "
        "where tenant_id = %(tenant)s and interaction_id = any(%(ids)s) and recording_key is not null "
        "union all select interaction_id, call_id, true from channels.voicemail "
        "where tenant_id = %(tenant)s and interaction_id = any(%(ids)s) and recording_key is not null) kept "
        "where %(agent)s::uuid is null or exists (select 1 from core.segment s where s.tenant_id = %(tenant)s "
        "and s.interaction_id = kept.interaction_id and s.agent_id = %(agent)s and s.connected_at is not null)",
        {"tenant": tenant, "ids": list(interactions), "agent": agent},
    )


async def took_part(reader: Reader, tenant: UUID, interaction: UUID, agent: UUID) -> bool:
    """This agent had that work in hand at some time."""
    return bool(
        await reader.value(
            "select 1 from core.segment where tenant_id = %s and interaction_id = %s and agent_id = %s "
            "and connected_at is not null limit 1",
            [tenant, interaction, agent],
        )
    )
