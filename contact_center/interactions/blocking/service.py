"""Senders whose messages are spam: what they send on the same channel is closed as such when it comes.

Nothing of it is lost: each is work of its own, closed with the outcome `spam`, listed and counted. Opening one of them
again lifts the block.
"""

from __future__ import annotations

from uuid import UUID

from contact_center.directory.service import audit
from contact_center.interactions import store as interactions
from contact_center.interactions.blocking import store
from contact_center.interactions.blocking.errors import NotSpam
from contact_center.interactions.blocking.store import BlockedSender
from contact_center.interactions.domain import Interaction
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.blocking import SenderBlocked, SenderUnblocked
from contact_center.kernel.contracts.channels import Capabilities
from contact_center.kernel.contracts.interactions import Outcome
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

__all__ = ["BlockedSender", "block", "block_again", "can_block", "count", "lift", "listed", "unblock"]

LONGEST_TEXT = 200


async def listed(reader: Reader, tenant: UUID, text: str = "", limit: int = 50, after: int = 0) -> list[BlockedSender]:
    """Those whose address, name or subject has the text, who was blocked last first, without the first `after`."""
    return await store.listed(reader, tenant, text.strip()[:LONGEST_TEXT], limit, after)


async def count(reader: Reader, tenant: UUID) -> int:
    return await store.count(reader, tenant)


async def unblock(work: UnitOfWork, interaction: UUID, by: AgentId) -> None:
    """Whoever wrote this may write again; what was closed as spam stays closed. Raises `NoSuchInteraction`."""
    await lift(work, await interactions.lock_interaction(work, interaction), by)


async def block_again(work: UnitOfWork, ports: Ports, interaction: UUID, by: AgentId) -> None:
    """Unblocking is taken back. Raises `NoSuchInteraction`, `NotSpam` for work that was not closed as spam."""
    row = await interactions.lock_interaction(work, interaction)
    if row.outcome != Outcome.SPAM:
        raise NotSpam(interaction)
    await block(work, row, by, ports.adapters[row.channel].capabilities)


def can_block(capabilities: Capabilities) -> bool:
    """A call cannot be looked at afterwards, and the visitor of a chat is somebody else on the next day."""
    return capabilities.text and not capabilities.session and not capabilities.media


async def block(work: UnitOfWork, row: Interaction, by: AgentId, capabilities: Capabilities) -> None:
    """Whoever wrote this. Where the channel does not allow it, nothing happens."""
    if can_block(capabilities) and await store.insert(work, row.conversation_id, row.id, by):
        work.record(
            SenderBlocked(
                conversation_id=ConversationId(row.conversation_id), interaction_id=InteractionId(row.id), agent_id=by
            )
        )
        await audit(work, "sender blocked", f"interaction:{row.id}", channel=row.channel)


async def lift(work: UnitOfWork, row: Interaction, by: AgentId) -> None:
    """Whoever wrote this was no spammer."""
    if await store.delete(work, row.conversation_id):
        work.record(
            SenderUnblocked(
                conversation_id=ConversationId(row.conversation_id), interaction_id=InteractionId(row.id), agent_id=by
            )
        )
        await audit(work, "sender unblocked", f"interaction:{row.id}", channel=row.channel)
