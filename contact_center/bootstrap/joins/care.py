"""Ratings joined to the web chat, which asks in its own window."""

from __future__ import annotations

from agent_ui.words.care import follow_up
from channels.webchat.model import AskedRating
from contact_center.interactions.ports import Ports
from contact_center.kernel.ids import ConversationId, TenantId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.care import service
from crm_core.care.domain import SCALES, Rating
from crm_core.care.errors import NoSuchRating


class ChatRatings:
    """See `channels.webchat.ports.Ratings`."""

    def __init__(self, database: Database, ports: Ports) -> None:
        self._database = database
        self._ports = ports

    async def asked(self, reader: Reader, tenant: TenantId, conversation: ConversationId) -> AskedRating | None:
        found = await _open(reader, tenant, conversation)
        if found is None:
            return None
        scale = SCALES[found.of]
        return AskedRating(found.kind, found.question, scale.lowest, scale.highest, found.score, found.comment)

    async def give(self, tenant: TenantId, conversation: ConversationId, score: int, comment: str) -> None:
        async def write(work: UnitOfWork) -> None:
            found = await _open(work, tenant, conversation)
            if found is None:
                raise NoSuchRating
            await service.give(work, self._ports, found.id, score, comment, subject=follow_up)

        await self._database.run(tenant, write, actor="customer")


async def _open(reader: Reader, tenant: TenantId, conversation: ConversationId) -> Rating | None:
    found = await service.of_conversation(reader, tenant, conversation)
    return found if found is not None and found.is_open(reader.now) else None
