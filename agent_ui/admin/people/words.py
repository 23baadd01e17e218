"""What is said about people and their files."""

from __future__ import annotations

from collections.abc import Mapping

from agent_ui.words.languages import Words
from contact_center.directory.people.domain import Leaving, PersonState
from contact_center.directory.people.importing import PeopleRow, PersonOutcome, RowTrouble


def states(words: Words) -> dict[PersonState, str]:
    return {
        PersonState.ACTIVE: words.gettext("active"),
        PersonState.INVITED: words.gettext("invited"),
        PersonState.OFF: words.gettext("switched off"),
    }


def notices(words: Words, name: str) -> dict[str, str]:
    return {
        "saved": words.gettext("%(name)s was saved.", name=name),
        "same": words.gettext("Nothing was changed."),
        "left": words.gettext("%(name)s was switched off; their open work was handed over.", name=name),
        "back": words.gettext("%(name)s can sign in again.", name=name),
        "undone": words.gettext("It is as it was before."),
        "reset": words.gettext("The second step of %(name)s was reset.", name=name),
        "ended": words.gettext("%(name)s was signed out everywhere.", name=name),
    }


def holdings(words: Words, found: Leaving) -> tuple[str, ...]:
    said = []
    for one in found.holdings:
        if one.count:
            said.append(_held(words, one.kind, one.count))
    return tuple(said)


def _held(words: Words, kind: str, n: int) -> str:
    match kind:
        case "conversations":
            return words.ngettext("%(n)s conversation in hand or waiting", "%(n)s conversations in hand or waiting", n)
        case "tasks":
            return words.ngettext("%(n)s open task", "%(n)s open tasks", n)
    return words.ngettext("%(n)s open case", "%(n)s open cases", n)


def after(words: Words) -> tuple[str, ...]:
    return (
        words.gettext("They are signed out everywhere at once and cannot sign in; open links to a password end."),
        words.gettext("Calls, chats and messages in hand go back to the head of their queues."),
        words.gettext("Tasks, cases and conversations that wait go to the colleague you choose, or to their teams."),
        words.gettext("Their name stays on what they did. This can be taken back for a day."),
    )


def fields(words: Words) -> Mapping[str, str]:
    return {
        "name": words.gettext("Name"),
        "login": words.gettext("Sign-in name"),
        "email": words.gettext("E-mail"),
        "role": words.gettext("Role"),
        "title": words.gettext("Job title"),
        "team": words.gettext("Team"),
        "phone": words.gettext("Phone"),
        "locale": words.gettext("Language"),
        "queues": words.gettext("Queues"),
        "like": words.gettext("Set up like"),
        "active": words.gettext("switched on"),
    }


def import_row(words: Words, row: PeopleRow) -> str:
    match row.outcome:
        case PersonOutcome.NEW:
            return words.gettext("is invited")
        case PersonOutcome.SAME:
            return words.gettext("is here already, nothing changes")
        case PersonOutcome.CHANGED:
            named = fields(words)
            return words.gettext(
                "is here already; changes: %(what)s",
                what=words.gettext(", ").join(named.get(one, one) for one in row.changes),
            )
    return trouble(words, row)


def trouble(words: Words, row: PeopleRow) -> str:
    said = row.said
    match row.trouble:
        case RowTrouble.TWICE:
            return words.gettext("An earlier row is about the same person.")
        case RowTrouble.ROLE_UNKNOWN:
            return words.gettext("“%(said)s” is no role: write agent, supervisor or admin.", said=said)
        case RowTrouble.LANGUAGE_UNKNOWN:
            return words.gettext("“%(said)s” is no language of the product: write en or zh-Hant.", said=said)
        case RowTrouble.QUEUE_UNKNOWN:
            return words.gettext("There is no queue called “%(said)s”.", said=said)
        case RowTrouble.LIKE_UNKNOWN:
            return words.gettext("Nobody active here signs in as “%(said)s”.", said=said)
        case RowTrouble.NO_NAME:
            return words.gettext("The name is missing.")
        case RowTrouble.NO_LOGIN:
            return words.gettext("A sign-in name or an e-mail address is missing.")
        case RowTrouble.TOO_LONG:
            return words.gettext("A cell is too long.")
    return ""
