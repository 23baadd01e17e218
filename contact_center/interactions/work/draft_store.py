"""SQL of drafts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from contact_center.interactions.work.domain import Draft, DraftKind, WrittenDraft
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_PLACE = "tenant_id = %(tenant)s and agent_id = %(agent)s and conversation_id = %(conversation)s and kind = %(kind)s"


@dataclass(frozen=True, slots=True)
class DraftKey:
    """Where a draft stands: each agent has one of a kind for each conversation."""

    agent: AgentId
    conversation: UUID
    kind: DraftKind


async def of(reader: Reader, tenant: UUID, agent: AgentId, conversation: UUID) -> list[Draft]:
    return await reader.many(
        Draft,
        "select kind, text, base_position, updated_at, client_key, writing, copies, unsigned from core.draft "
        "where tenant_id = %s and agent_id = %s and conversation_id = %s",
        [tenant, agent, conversation],
    )


async def forget(work: UnitOfWork, place: DraftKey, knew: UUID | None) -> bool:
    """False if another writing stands there."""
    values = _values(work, place) | {"knew": knew}
    await work.execute(f"delete from core.draft where {_PLACE} and writing = %(knew)s", values)
    return not await work.value(f"select 1 from core.draft where {_PLACE}", values)


async def keep(work: UnitOfWork, place: DraftKey, written: WrittenDraft, text: str) -> bool:
    """False if another writing stands there, or this one was sent already."""
    kept = await work.execute(
        "insert into core.draft (tenant_id, agent_id, conversation_id, kind, text, base_position, updated_at, "
        "client_key, writing, copies, unsigned) select %(tenant)s, %(agent)s, %(conversation)s, %(kind)s, %(text)s, "
        "%(base)s, %(now)s, %(key)s, %(writing)s, %(copies)s, %(unsigned)s "
        "where not exists (select 1 from core.message m where m.tenant_id = %(tenant)s "
        "and m.conversation_id = %(conversation)s and m.client_key = %(key)s) "
        "on conflict (tenant_id, agent_id, conversation_id, kind) do update set text = excluded.text, "
        "updated_at = excluded.updated_at, client_key = excluded.client_key, writing = excluded.writing, "
        "copies = excluded.copies, unsigned = excluded.unsigned "
        "where draft.writing = %(knew)s or draft.text = excluded.text",
        _values(work, place)
        | {
            "text": text, "base": written.base_position, "now": work.now, "key": written.client_key,
            "writing": written.writing, "knew": written.knew,
            "copies": None if written.copies is None else list(written.copies),
            "unsigned": written.unsigned,
        },
    )  # fmt: skip
    return kept > 0


async def sent(work: UnitOfWork, agent: AgentId, conversation: UUID, client_key: str, writing: UUID | None) -> None:
    await work.execute(
        "delete from core.draft where tenant_id = %s and agent_id = %s and conversation_id = %s "
        "and (client_key in (%s, '') or writing = %s)",
        [work.tenant_id, agent, conversation, client_key, writing],
    )


async def noted(work: UnitOfWork, agent: AgentId, conversation: UUID, text: str) -> None:
    await work.execute(
        "delete from core.draft where tenant_id = %s and agent_id = %s and conversation_id = %s and kind = 'note' "
        "and btrim(text) = btrim(%s)",
        [work.tenant_id, agent, conversation, text],
    )


def _values(work: UnitOfWork, place: DraftKey) -> dict[str, object]:
    return {
        "tenant": work.tenant_id,
        "agent": place.agent,
        "conversation": place.conversation,
        "kind": place.kind,
    }
