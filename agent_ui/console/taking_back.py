"""The offer to take back what was just written, for as long as that can be done."""

from __future__ import annotations

from math import ceil
from uuid import UUID

from agent_ui.frame.screen import Screen, Screens
from agent_ui.views import UndoView
from contact_center.directory.service import SignedIn
from contact_center.interactions.reading import held_queries

OFFERED = 10
"""Seconds for which the bar offers to take back what is planned; the conversation offers it until it goes."""


async def offer(screens: Screens, screen: Screen, who: SignedIn, message: UUID) -> str:
    """Nothing for what is on its way already."""
    async with screens.parts.database.read(who.tenant, by_key=True) as reader:
        held = await held_queries.held(reader, who.tenant, message)
        now = reader.now
    if held is None:
        return ""
    words, left = screen.words, max(1, ceil((held.goes_at - now).total_seconds()))
    action = f"/console/messages/{message}/take-back"
    if held.planned:
        said = words.gettext("Planned for %(time)s.", time=words.when(held.goes_at))
        undo = UndoView(said, action, OFFERED)
    else:
        undo = UndoView(words.gettext("goes out in %(n)s s", n=left), action, left, held.goes_at)
    return screen.part("console/push/undo.html", undo=undo)
