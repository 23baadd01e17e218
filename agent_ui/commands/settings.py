"""Pages of administration in the command bar, for who may open them: found by what their names say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from agent_ui.commands.views import CommandGroup, CommandHit
from agent_ui.compose.lens import Lens
from contact_center.directory.domain import Role
from contact_center.platform.unit_of_work import Reader

N_ = str
"""Marks a text for the catalogue."""

PAGES: Final[Sequence[tuple[str, str]]] = (
    ("/admin/people", N_("People")),
    ("/admin/people/new", N_("Invite somebody")),
    ("/admin/people/import", N_("People from a file")),
    ("/admin/sign-in", N_("Signing in")),
    ("/admin/channels", N_("Channel accounts")),
    ("/admin/erp", N_("ERP")),
    ("/admin#breaks", N_("Breaks")),
    ("/admin#parking", N_("Parked calls")),
    ("/admin#taking", N_("Taking work")),
    ("/admin#sending", N_("Undo send")),
    ("/admin#mentions", N_("Mentions")),
    ("/admin#origins", N_("Web sites that may show the chat")),
    ("/admin#quarantine", N_("Quarantine")),
    ("/admin#erase", N_("Erase a customer")),
    ("/admin/fields", N_("Customer fields")),
    ("/admin/identity", N_("Verifying customers")),
    ("/admin/care", N_("Asking for ratings")),
    ("/admin/case-types", N_("Types of case")),
    ("/admin/codes", N_("Codes")),
    ("/admin/keys", N_("API keys")),
    ("/admin/api", N_("The API")),
    ("/admin/privacy", N_("Personal data")),
    ("/admin/privacy/retention", N_("How long what is kept")),
    ("/admin/snippets", N_("Snippets")),
    ("/admin/macros", N_("Macros")),
    ("/admin/signatures", N_("Signatures")),
    ("/admin/guides", N_("Guides")),
    ("/admin/assistant", N_("Assistant")),
    ("/admin/audit", N_("Audit")),
    ("/admin/warehouse", N_("Data warehouse")),
    ("/admin/following", N_("Event log readers")),
    ("/admin/routing/queues", N_("Queues")),
    ("/admin/routing/skills", N_("Skills")),
    ("/admin/routing/agents", N_("Agents")),
    ("/admin/routing/calendars", N_("Opening hours")),
    ("/admin/routing/calendars#official", N_("Official calendar of Taiwan")),
    ("/admin/routing/rules", N_("Rules")),
    ("/admin/routing/sharing", N_("Channels together")),
    ("/admin/routing/what-if", N_("What if")),
    ("/admin/routing/replay", N_("Replay a day")),
    ("/admin/routing/versions", N_("Versions")),
)
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
