"""Articles in the command bar: those that are read now, by their words or number."""

from __future__ import annotations

from agent_ui.commands.compose import SHOWN
from agent_ui.commands.views import CommandGroup, CommandHit
from agent_ui.compose.lens import Lens
from contact_center.platform.unit_of_work import Reader
from crm_core.knowledge import reading
from crm_core.knowledge.domain import number_text


async def articles(reader: Reader, lens: Lens, text: str) -> tuple[CommandGroup, ...]:
    """A `Finder`."""
    found = await reading.answers(reader, lens.tenant, text, language=lens.words.language, most=SHOWN)
    hits = tuple(
        CommandHit(
            f"/knowledge/{one.article.id}", "file-text", one.text.title, number_text(one.article.number),
            "" if one.article.for_customers else lens.words.gettext("Colleagues only"),
        )
        for one in found
    )  # fmt: skip
    return (CommandGroup(lens.words.gettext("Articles"), hits),)
