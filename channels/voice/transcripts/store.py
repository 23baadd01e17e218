"""SQL of what was said on calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from channels.voice.transcripts.domain import TranscriptLine, TranscriptState
from contact_center.platform.unit_of_work import Reader, UnitOfWork


@dataclass(frozen=True, slots=True)
class DueTranscript:
    """A recording that is to be written down."""

    tenant_id: UUID
    call_id: UUID
    tries: int


@dataclass(frozen=True, slots=True)
class TranscriptRow:
    call_id: UUID
    interaction_id: UUID
    state: str
    lines: list[dict[str, Any]]
    model: str
    made_at: datetime | None

    @property
    def said(self) -> tuple[TranscriptLine, ...]:
        return _LINES.validate_python(self.lines)


_LINES: TypeAdapter[tuple[TranscriptLine, ...]] = TypeAdapter(tuple[TranscriptLine, ...])
_COLUMNS = "call_id, interaction_id, state, lines, model, made_at"


async def want(work: UnitOfWork, call: UUID) -> None:
    """Once for each recording; again changes nothing."""
    await work.execute(
        "insert into channels.transcript (tenant_id, call_id, interaction_id, conversation_id, state, due_at) "
        "select tenant_id, id, interaction_id, conversation_id, 'wanted', %s from channels.call "
        "where tenant_id = %s and id = %s and recording_key is not null on conflict do nothing",
        [work.now, work.tenant_id, call],
    )


async def due(reader: Reader, most: int) -> list[DueTranscript]:
    """Across tenants, as role `system` (index transcript_due)."""
    return await reader.many(
        DueTranscript,
        "select tenant_id, call_id, tries from channels.transcript where due_at <= %s order by due_at limit %s",
        [reader.now, most],
    )


async def later(work: UnitOfWork, call: UUID, at: datetime) -> None:
    await work.execute(
        "update channels.transcript set tries = tries + 1, due_at = %s where tenant_id = %s and call_id = %s",
        [at, work.tenant_id, call],
    )


async def over(work: UnitOfWork, call: UUID, state: TranscriptState) -> None:
    await work.execute(
        "update channels.transcript set state = %s, due_at = null where tenant_id = %s and call_id = %s",
        [state.value, work.tenant_id, call],
    )


async def keep(work: UnitOfWork, call: UUID, said: tuple[TranscriptLine, ...], model: str) -> bool:
    """False where the recording was erased meanwhile, and this with it."""
    kept = await work.execute(
        "update channels.transcript set state = 'ready', due_at = null, lines = %s, model = %s, made_at = %s "
        "where tenant_id = %s and call_id = %s",
        [Jsonb(_LINES.dump_python(said, mode="json")), model, work.now, work.tenant_id, call],
    )
    return kept > 0


async def of_call(reader: Reader, tenant: UUID, call: UUID) -> TranscriptRow | None:
    return await reader.one(
        TranscriptRow,
        f"select {_COLUMNS} from channels.transcript where tenant_id = %s and call_id = %s",
        [tenant, call],
    )


async def forget(work: UnitOfWork, call: UUID) -> None:
    await work.execute("delete from channels.transcript where tenant_id = %s and call_id = %s", [work.tenant_id, call])
