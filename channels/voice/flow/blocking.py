"""Abusive callers: an agent warns, then ends the call and blocks where it came from; a supervisor lifts it.

Whoever is blocked is refused before anything of theirs begins, and counted as such.
"""

from __future__ import annotations

from uuid import UUID

from channels.voice.flow import run_store as store
from channels.voice.flow.errors import NoSuchCaller
from channels.voice.flow.run_store import CallerBlock
from contact_center.directory.service import audit
from contact_center.interactions.reading import outside_queries as outside
from contact_center.kernel.contracts.call_flows import CallerWarned, CallerWasBlocked, CallerWasUnblocked
from contact_center.kernel.ids import CallId, ConversationId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork

MOST_LISTED = 200


async def warn(work: UnitOfWork, call: UUID, conversation: UUID) -> None:
    """That the caller was warned is kept with the call's history."""
    work.record(CallerWarned(call_id=CallId(call), conversation_id=ConversationId(conversation)))
    await audit(work, "caller warned", f"call:{call}")


async def block(work: UnitOfWork, call: UUID, conversation: UUID, by: UUID) -> None:
    """Calls from where this one came from are refused from now on. Idempotent. Raises `NoSuchCaller`."""
    contact = await outside.contact(work, work.tenant_id, conversation)
    if contact is None:
        raise NoSuchCaller(call)
    one = CallerBlock(new_id(), contact.kind.value, contact.value, conversation, call, work.now, by)
    if await store.block(work, one):
        work.record(CallerWasBlocked(block_id=one.id, conversation_id=ConversationId(conversation)))
        await audit(work, "caller blocked", f"call:{call}")


async def lift(work: UnitOfWork, block: UUID) -> None:
    """Idempotent."""
    if await store.unblock(work, block):
        work.record(CallerWasUnblocked(block_id=block))
        await audit(work, "caller unblocked", f"caller_block:{block}")


async def listed(reader: Reader, tenant: UUID) -> list[CallerBlock]:
    """The latest first."""
    return await store.blocks(reader, tenant, MOST_LISTED)
