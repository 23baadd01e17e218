"""Pages of administration in the command bar, for who may open them: found by what their names say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from agent_ui.commands.views import CommandGroup, CommandHit
from agent_ui.compose.lens import Lens
from agent_ui.words.admin_menu import GROUPS
from contact_center.directory.domain import Role
from contact_center.platform.unit_of_work import Reader

N_ = str
"""Marks a text for the catalogue."""

MORE: Final[Sequence[tuple[str, str]]] = (
    ("/admin/people/new", N_("Invite somebody")),
    ("/admin/people/import", N_("People from a file")),
    ("/admin/routing/calendars#official", N_("Official calendar of Taiwan")),
    ("/admin/webhooks/new", N_("New webhook")),
)
"""What stands in no menu."""
PAGES: Final = (*((page.href, page.name) for group in GROUPS for page in group.pages), *MORE)
SHOWN: Final = 6


async def settings(_reader: Reader, lens: Lens, text: str) -> Sequence[CommandGroup]:
    """See `agent_ui.commands.compose.Finder`."""
    if lens.rights.who.user.role != Role.ADMIN:
        return ()
    wanted = text.casefold().split()
    named = [(href, lens.words.gettext(name), name) for href, name in PAGES]
    hits = [
        CommandHit(href, "list-check", said)
        for href, said, name in named
        if all(part in f"{said} {name}".casefold() for part in wanted)
    ]
    return (CommandGroup(lens.words.gettext("Settings"), tuple(hits[:SHOWN])),)
