"""Articles beside a conversation, and in the command bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from agent_ui.compose.lens import Lens, can
from agent_ui.knowledge.views import SuggestedArticle, SuggestionsView
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import conversation_queries, message_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.work.rights import Act
from contact_center.kernel.contracts.channels import ChannelAdapter
from contact_center.kernel.contracts.interactions import State
from contact_center.platform.unit_of_work import Reader
from crm_core.knowledge import reading
from crm_core.knowledge.domain import CHINESE, ENGLISH, LANGUAGES, LONGEST_QUESTION, language_of, number_text
from crm_core.knowledge.reading import ArticleAnswer
from crm_core.knowledge.render import excerpt

Adapters = Mapping[str, ChannelAdapter]
BESIDE: Final = 3
FOUND: Final = 8
LAST: Final = 3
"""Messages of the customer that tell what it is about."""


async def beside(reader: Reader, lens: Lens, adapters: Adapters, interaction: UUID) -> SuggestionsView:
    """By the words of the customer's last messages, in the language of the conversation.

    Raises `NoSuchInteraction`, `NotForYou`.
    """
    header = await _header(reader, lens, interaction)
    asked, language = await _matter(reader, lens, header)
    found = await reading.answers(reader, lens.tenant, asked, language=language, most=BESIDE)
    return await _view(reader, lens, adapters, header, found, "")


async def looked_for(reader: Reader, lens: Lens, adapters: Adapters, interaction: UUID, text: str) -> SuggestionsView:
    """What an agent looks for beside a conversation; without words what is suggested."""
    header = await _header(reader, lens, interaction)
    asked, language = await _matter(reader, lens, header)
    wanted = text.strip()
    most = FOUND if wanted else BESIDE
    found = await reading.answers(reader, lens.tenant, wanted or asked, language=language, most=most)
    return await _view(reader, lens, adapters, header, found, wanted)


async def _header(reader: Reader, lens: Lens, interaction: UUID) -> Header:
    await lens.rights.require(reader, interaction, Act.READ)
    header = await conversation_queries.header(reader, lens.tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    return header


async def _matter(reader: Reader, lens: Lens, header: Header) -> tuple[str, str]:
    """What the customer wrote last, the newest first, and in which language they are answered."""
    rows = await message_queries.messages(reader, lens.tenant, header.conversation_id, limit=20)
    said = [row for row in rows if row.direction == "in"][-LAST:]
    texts = [f"{row.subject or ''} {row.text}".strip() for row in reversed(said)]
    asked = (" ".join(texts) or header.subject or "")[:LONGEST_QUESTION]
    family = (header.language or "").partition("-")[0]
    known = {"zh": CHINESE, "en": ENGLISH}.get(family)
    return asked, known or language_of(asked)


async def _view(
    reader: Reader, lens: Lens, adapters: Adapters, header: Header, found: Sequence[ArticleAnswer], asked: str
) -> SuggestionsView:
    used = await reading.used_in(reader, lens.tenant, header.interaction_id)
    shown = tuple(
        SuggestedArticle(
            one.article.id, number_text(one.article.number), one.text.title, excerpt(one.text.body, 140),
            one.language, not one.article.for_customers, one.article.id in used, f"/knowledge/{one.article.id}",
        )
        for one in found
    )  # fmt: skip
    mine = header.owner_agent_id == lens.agent and header.state != State.CLOSED
    capabilities = can(adapters, header.channel)
    return SuggestionsView(
        header.interaction_id, shown, mine and capabilities.text and capabilities.addressed, mine, asked
    )


def language_for(language: str) -> str:
    """One in which there are articles."""
    return language if language in LANGUAGES else ENGLISH
