"""What every list has beside its rows: options of its filters, saved views, how many fit."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from agent_ui.compose.lens import Lens
from agent_ui.views.lists import ListOption, SavedViewLine
from agent_ui.words.languages import Words
from contact_center.directory.views import service as saved
from contact_center.directory.views.service import ViewSubject
from contact_center.platform.unit_of_work import Reader


def options(pairs: Iterable[tuple[str, str]], chosen: str) -> tuple[ListOption, ...]:
    """Values and their names; what is chosen is among them even if nothing has it any more."""
    known = dict(pairs)
    if chosen and chosen not in known:
        known[chosen] = chosen
    return tuple(ListOption(value, name, value == chosen) for value, name in known.items())


async def saved_views(
    reader: Reader, lens: Lens, subject: ViewSubject, home: str, state: str
) -> tuple[SavedViewLine, ...]:
    """`home`: the address of the list; `state`: what it is asked now, as its address says it."""
    return tuple(
        SavedViewLine(
            one.id, one.name, f"{home}?{one.query}" if one.query else home, one.query == state,
            team=one.owner_id is None, mine=one.created_by == lens.agent,
        )
        for one in await saved.of(reader, lens.tenant, subject, lens.agent)
    )  # fmt: skip


def own_view(number: int, name: str, home: str, query: str, state: str) -> SavedViewLine:
    """A view that the product brings along, which nobody can delete."""
    return SavedViewLine(UUID(int=number), name, f"{home}?{query}" if query else home, query == state)


def total(words: Words, count: int, *, is_whole: bool) -> str:
    """How many fit, in words; not all of them may have been counted."""
    return words.number(count) if is_whole else words.gettext("more than %(n)s", n=words.number(count))
