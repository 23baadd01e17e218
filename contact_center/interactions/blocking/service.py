"""Senders whose messages are spam: what they send on the same channel is closed as such when it comes.

Nothing of it is lost: each is work of its own, closed with the outcome `spam`, listed and counted. Opening one of them
again lifts the block.
"""

from __future__ import annotations

from contact_center.directory.service import audit
from contact_center.interactions.blocking import store
from contact_center.interactions.domain import Interaction
from contact_center.kernel.contracts.blocking import SenderBlocked, SenderUnblocked
from contact_center.kernel.contracts.channels import Capabilities
from contact_center.kernel.ids import AgentId, ConversationId, InteractionId
from contact_center.platform.unit_of_work import UnitOfWork


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
