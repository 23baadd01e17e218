"""Who follows the log of the organisation, how far, and what they set aside."""

from __future__ import annotations

from agent_ui.admin.log_readers.views import FollowingView, ParkedEventLine, ReaderLine
from agent_ui.compose.lens import Lens
from agent_ui.frame.parts import Parts
from agent_ui.words.languages import Words
from channels.voice.following import CallsFollowWork
from contact_center.interactions.search.service import MessageWords
from contact_center.platform import parked
from contact_center.platform.parked import ConsumerProgress, Parked


def titles(words: Words) -> dict[str, str]:
    """Readers by their names in the database."""
    return {
        "measures": words.gettext("Figures"),
        "warehouse": words.gettext("Data warehouse"),
        "webhooks": words.gettext("Webhooks"),
        CallsFollowWork.name: words.gettext("Calls, kept in step with their work"),
        MessageWords.name: words.gettext("Search in conversations"),
        "erp read-ahead": words.gettext("ERP data, read in advance"),
        "routing rules": words.gettext("Rules waiting for customer data"),
        "tasks": words.gettext("Tasks, kept in step with their work"),
        "task calls": words.gettext("Tasks, kept in step with calls made for them"),
        "callback calls": words.gettext("Callbacks, kept in step with calls made for them"),
        "care": words.gettext("Asking customers for ratings"),
        "articles": words.gettext("Articles that did not help for long"),
        "cases": words.gettext("Cases that wait for a customer or the ERP"),
        "case_outcomes": words.gettext("What came of resolved cases, for the figures of quality"),
        "duplicate customers": words.gettext("Possible duplicates"),
    }


async def following(parts: Parts, lens: Lens, *, notice: str | None = None) -> FollowingView:
    async with parts.database.read(lens.tenant) as reader:
        followers = await parked.followers(reader, lens.tenant)
        aside = await parked.parked(reader, lens.tenant)
    known = titles(lens.words)
    return FollowingView(tuple(_line(one, known.get(one.consumer, one.consumer), aside) for one in followers), notice)


def _line(one: ConsumerProgress, title: str, aside: list[Parked]) -> ReaderLine:
    own = tuple(
        ParkedEventLine(row.position, row.type, row.at, row.parked_at, row.attempts, row.error or "")
        for row in aside
        if row.consumer == one.consumer
    )
    return ReaderLine(one.consumer, title, one.behind, one.moved_at, one.parked, own)
