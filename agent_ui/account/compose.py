"""One's own account in one look."""

from __future__ import annotations

from agent_ui.account.views import AccountView, SessionLine
from agent_ui.words.labels import role_names
from agent_ui.words.languages import Words
from contact_center.directory import cards, sessions
from contact_center.directory import service as directory
from contact_center.directory.cards import Card
from contact_center.directory.second_factor import service as second_factor
from contact_center.directory.second_factor.service import OwnFactor
from contact_center.directory.service import SignedIn
from contact_center.platform.unit_of_work import Reader

_BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


async def account(
    reader: Reader, words: Words, who: SignedIn, *, error: str | None = None, notice: str | None = None
) -> AccountView:
    found = await sessions.of_user(reader, who.tenant, who.user.id)
    lines = [
        SessionLine(
            one.id, device(words, one.user_agent or ""), one.address, one.created_at, one.seen_at,
            here=one.id == who.session_id,
        )
        for one in found
    ]  # fmt: skip
    return AccountView(
        who.user.name,
        who.user.login,
        who.user.email,
        role_names(words).get(who.user.role, who.user.role),
        tuple(sorted(lines, key=lambda one: not one.here)),
        error,
        notice,
        _card(words, await cards.card(reader, who.tenant, who.user.id)),
        _second_step(words, await second_factor.own(reader, who.tenant, who.user)),
        await directory.opens_next(reader, who.tenant, who.user.id),
    )


def _second_step(words: Words, mine: OwnFactor) -> str:
    if mine.since is None:
        return words.gettext("It is off: your password alone lets you in.")
    left = words.ngettext("%(n)s recovery code is left", "%(n)s recovery codes are left", mine.codes_left)
    return words.gettext("On since %(when)s; %(left)s.", when=words.when(mine.since), left=left)


def _card(words: Words, known: Card | None) -> tuple[tuple[str, str, str], ...]:
    if known is None:
        return ()
    return (
        ("title", words.gettext("Job title"), known.title), ("team", words.gettext("Team"), known.team),
        ("phone", words.gettext("Telephone"), known.phone),
    )  # fmt: skip


def device(words: Words, user_agent: str) -> str:
    """What a browser says of itself, as far as it is of use to a person."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    if browser and system:
        return words.gettext("%(browser)s on %(system)s", browser=browser, system=system)
    return browser or system or words.gettext("Unknown browser")
