"""The pages of administration in groups: one list for the menu at the side, the overview and the command bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from agent_ui.words.languages import Words

N_ = str
"""Marks a text for the catalogue."""


@dataclass(frozen=True, slots=True)
class AdminPage:
    key: str
    """As the page calls itself; empty of a part of a page."""
    href: str
    name: str
    mark: str = ""
    """Of what is counted beside it."""


@dataclass(frozen=True, slots=True)
class AdminGroup:
    key: str
    name: str
    pages: Sequence[AdminPage]
    for_rehearsing: bool = False
    """Also for who may rehearse, and nothing else."""


GROUPS: Final[Sequence[AdminGroup]] = (
    AdminGroup("organisation", N_("Organisation"), (
        AdminPage("organisation", "/admin", N_("Overview")),
        AdminPage("", "/admin#breaks", N_("Breaks")),
        AdminPage("", "/admin#waiting", N_("Waiting for customers")),
        AdminPage("", "/admin#parking", N_("Parked calls")),
        AdminPage("", "/admin#taking", N_("Taking work")),
        AdminPage("", "/admin#sending", N_("Undo send")),
        AdminPage("", "/admin#mentions", N_("Mentions")),
    )),
    AdminGroup("people", N_("People"), (
        AdminPage("people", "/admin/people", N_("People")),
        AdminPage("sign-in", "/admin/sign-in", N_("Signing in")),
    )),
    AdminGroup("channels", N_("Channels"), (
        AdminPage("channels", "/admin/channels", N_("Channel accounts")),
        AdminPage("", "/admin#origins", N_("Web sites")),
        AdminPage("call-flows", "/admin/call-flows", N_("Call flows")),
        AdminPage("calls-out", "/admin/calls-out", N_("Calls out")),
        AdminPage("", "/admin#quarantine", N_("Quarantine"), "quarantine"),
    )),
    AdminGroup("routing", N_("Routing"), (
        AdminPage("queues", "/admin/routing/queues", N_("Queues")),
        AdminPage("skills", "/admin/routing/skills", N_("Skills")),
        AdminPage("agents", "/admin/routing/agents", N_("Agents")),
        AdminPage("calendars", "/admin/routing/calendars", N_("Opening hours")),
        AdminPage("rules", "/admin/routing/rules", N_("Rules")),
        AdminPage("sharing", "/admin/routing/sharing", N_("Channels together")),
    )),
    AdminGroup("trying", N_("Before and after"), (
        AdminPage("what-if", "/admin/routing/what-if", N_("What if")),
        AdminPage("replay", "/admin/routing/replay", N_("Replay a day")),
        AdminPage("versions", "/admin/routing/versions", N_("Versions")),
    ), for_rehearsing=True),
    AdminGroup("work", N_("Work"), (
        AdminPage("codes", "/admin/codes", N_("Codes")),
        AdminPage("case-types", "/admin/case-types", N_("Types of case")),
        AdminPage("guides", "/admin/guides", N_("Guides")),
        AdminPage("care", "/admin/care", N_("Asking for ratings")),
    )),
    AdminGroup("content", N_("Content"), (
        AdminPage("snippets", "/admin/snippets", N_("Snippets")),
        AdminPage("macros", "/admin/macros", N_("Macros")),
        AdminPage("signatures", "/admin/signatures", N_("Signatures")),
        AdminPage("assistant", "/admin/assistant", N_("Assistant")),
    )),
    AdminGroup("data", N_("Data and privacy"), (
        AdminPage("fields", "/admin/fields", N_("Customer fields")),
        AdminPage("identity", "/admin/identity", N_("Verifying customers")),
        AdminPage("privacy", "/admin/privacy", N_("Personal data")),
        AdminPage("retention", "/admin/privacy/retention", N_("How long what is kept")),
        AdminPage("", "/admin#erase", N_("Erase a customer")),
    )),
    AdminGroup("connections", N_("Connections"), (
        AdminPage("erp", "/admin/erp", N_("ERP")),
        AdminPage("limits", "/admin/limits", N_("Limits")),
        AdminPage("webhooks", "/admin/webhooks", N_("Webhooks"), "webhooks"),
        AdminPage("keys", "/admin/keys", N_("API keys")),
        AdminPage("api", "/admin/api", N_("The API")),
        AdminPage("warehouse", "/admin/warehouse", N_("Data warehouse")),
    )),
    AdminGroup("system", N_("System"), (
        AdminPage("audit", "/admin/audit", N_("Audit")),
        AdminPage("following", "/admin/following", N_("Event log readers"), "parked"),
    )),
)  # fmt: skip
OUTSIDE: Final = "routing"
"""The group of a page that stands in no menu: the draft of the policy and what leads there."""


@dataclass(frozen=True, slots=True)
class PageLink:
    href: str
    name: str
    here: bool
    count: int


@dataclass(frozen=True, slots=True)
class GroupLink:
    href: str
    name: str
    here: bool
    count: int
    """Of what needs attention on its pages."""
    pages: tuple[PageLink, ...]


def admin_menu(
    words: Words, here: str, marks: Mapping[str, int], *, rehearsal_only: bool = False
) -> tuple[GroupLink, ...]:
    """What stands at the side of each page; the group that is `here` is where its pages are shown."""
    known = {page.key for group in GROUPS for page in group.pages if page.key}
    return tuple(
        _link(words, group, here if here in known else "", marks, in_it=here not in known and group.key == OUTSIDE)
        for group in _shown(rehearsal_only)
    )


def _shown(rehearsal_only: bool) -> Sequence[AdminGroup]:
    if not rehearsal_only:
        return GROUPS
    return [
        AdminGroup(one.key, one.name, [page for page in one.pages if page.key != "versions"], one.for_rehearsing)
        for one in GROUPS
        if one.for_rehearsing
    ]


def _link(words: Words, group: AdminGroup, here: str, marks: Mapping[str, int], *, in_it: bool) -> GroupLink:
    pages = tuple(
        PageLink(one.href, words.gettext(one.name), bool(here) and one.key == here, marks.get(one.mark, 0))
        for one in group.pages
    )
    return GroupLink(
        group.pages[0].href, words.gettext(group.name), in_it or any(one.here for one in pages),
        sum(one.count for one in pages), pages,
    )  # fmt: skip
