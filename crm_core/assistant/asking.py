"""What of a conversation goes to the language model: what was said, without notes of colleagues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import conversation_queries, message_queries
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.platform.unit_of_work import Reader
from crm_core.assistant.domain import Assistance
from crm_core.assistant.errors import NothingToAssist
from crm_core.assistant.ports import Prompt


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the conversation."""

    ours: bool
    text: str


@dataclass(frozen=True, slots=True)
class TextsToWorkOn:
    said: Sequence[Said]
    """In order; of a translation the text itself."""
    customer: str | None
    """The language of the conversation."""


Wording = Callable[[Assistance, Sequence[Said], str, str | None], Sequence[Prompt]]
"""The question itself, for a reader's and a customer's language; sentences are made above this room."""


async def asked(
    reader: Reader, tenant: UUID, interaction: UUID, what: Assistance, message: UUID | None
) -> TextsToWorkOn:
    """`message`: which to translate; without one the customer's last. Raises `NoSuchInteraction`, `NothingToAssist`."""
    header = await conversation_queries.header(reader, tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    rows = await texts(reader, tenant, interaction)
    if what is Assistance.TRANSLATION:
        rows = [row for row in rows if row.id == message] or [row for row in rows if row.direction == "in"][-1:]
    if not rows:
        raise NothingToAssist
    return TextsToWorkOn([Said(row.direction == "out", row.text) for row in rows], header.language)


async def texts(reader: Reader, tenant: UUID, interaction: UUID) -> list[MessageRow]:
    """Raises `NoSuchInteraction`."""
    header = await conversation_queries.header(reader, tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    found = await message_queries.messages(reader, tenant, header.conversation_id)
    return [row for row in found if row.direction in ("in", "out") and row.text and row.text.strip()]
