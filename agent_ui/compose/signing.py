"""The signature that goes below a letter, as the writer sees it before, and where what is passed on begins."""

from __future__ import annotations

from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.words.languages import Words
from contact_center.interactions.ports import LetterBy
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.work import signing
from contact_center.kernel.contracts.channels import Capabilities
from contact_center.kernel.contracts.interactions import Identity
from contact_center.platform.unit_of_work import Reader


def forwarded_head(words: Words) -> str:
    """The line above what is passed on; its signature goes above it."""
    return f"--- {words.gettext('Forwarded message')} ---"


async def of_conversation(reader: Reader, lens: Lens, capabilities: Capabilities, header: Header) -> str:
    known = header.customer_id if header.identity != Identity.AMBIGUOUS else None
    return await signature(
        reader, lens, capabilities, queue=header.queue_id, customer=known, language=header.language,
        conversation=header.conversation_id,
    )  # fmt: skip


async def signature(
    reader: Reader,
    lens: Lens,
    capabilities: Capabilities,
    *,
    queue: UUID | None,
    customer: UUID | None,
    language: str | None = None,
    conversation: UUID | None = None,
    case: UUID | None = None,
) -> str:
    """Empty where the channel has no letters, or the queue no signature."""
    if not signing.signs(capabilities):
        return ""
    letter = LetterBy(
        queue=queue, language=language, agent=lens.name, agent_id=lens.agent, customer=customer,
        conversation=conversation, case=case,
    )  # fmt: skip
    return await lens.signatures.of(reader, lens.tenant, letter)
