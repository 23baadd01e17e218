"""The list of what was asked of the ERP in the command bar."""

from __future__ import annotations

from collections.abc import Sequence

from agent_ui.commands.views import CommandGroup, CommandHit
from agent_ui.compose.lens import Lens
from contact_center.platform.unit_of_work import Reader


async def erp_acts(_reader: Reader, lens: Lens, text: str) -> Sequence[CommandGroup]:
    """See `agent_ui.commands.compose.Finder`."""
    name = lens.words.gettext("In the ERP")
    about = lens.words.gettext("what was asked, and what became of it")
    wanted = text.casefold().split()
    if not all(part in f"{name} {about} erp".casefold() for part in wanted):
        return ()
    return (CommandGroup(name, (CommandHit("/proposals", "list-check", name, about),)),)
