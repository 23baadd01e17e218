"""What a draft or a version changes, and what is wrong with it, in the reader's words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from agent_ui.admin.routing.form import FieldTrouble
from agent_ui.admin.routing.labels import EVERY, channel, weekdays
from agent_ui.words import policies
from agent_ui.words.labels import channel_codes, tiers
from agent_ui.words.languages import Words
from contact_center.kernel.whole import whole
from routing.policy.differences import Difference, DifferenceKind
from routing.policy.errors import Problem

_STEP = re.compile(r"\.?(?P<field>[a-z_]+)|\[(?P<entry>(?:[^\[\]]|\[[^\[\]]*\])*)\]")
_PAGES = {
    "queues": "queues",
    "agents": "agents",
    "calendars": "calendars",
    "skills": "skills",
    "implies": "skills",
    "rules": "rules",
}


@dataclass(frozen=True, slots=True)
class Change:
    """`before` → `after`, or `verb` for a whole thing that came or went."""

    subject: str
    what: str
    before: str = ""
    after: str = ""
    verb: str = ""
    href: str = ""


def steps_of(place: str) -> list[tuple[str, str]]:
    """`queues[Orders].rings[0].after`: [("field", "queues"), ("entry", "Orders"), …]."""
    found = []
    for match in _STEP.finditer(place):
        found.append(("field", match["field"]) if match["field"] else ("entry", match["entry"] or ""))
    return found


def href_of(place: str) -> str:
    """The page that edits this place."""
    steps = steps_of(place)
    root = steps[0][1] if steps else ""
    if root in _PAGES and len(steps) > 1 and steps[1][0] == "entry":
        return f"/admin/routing/{_PAGES[root]}/edit?name={quote(steps[1][1], safe='')}"
    return f"/admin/routing/{_PAGES.get(root, 'sharing')}"


def where(words: Words, place: str) -> tuple[str, str]:
    """(the thing, the setting in it): ("Queue Orders", "Ring 1, After")."""
    steps = steps_of(place)
    if not steps:
        return words.gettext("Routing policy"), ""
    kinds = _kinds(words)
    root = steps[0][1]
    named = len(steps) > 1 and steps[1][0] == "entry"
    subject = f"{kinds.get(root, root)} {steps[1][1]}" if named else kinds.get(root, root)
    return subject, words.gettext(", ").join(_inner(words, steps[2:] if named else steps[1:]))


def _inner(words: Words, steps: list[tuple[str, str]]) -> Iterator[str]:
    names = _names(words)
    known = {name: channel(words, name) for name in (EVERY, *channel_codes(words))} | weekdays(words) | tiers(words)
    for n, (kind, name) in enumerate(steps):
        following = steps[n + 1] if n + 1 < len(steps) else ("", "")
        if kind == "field" and following[0] == "entry" and (n_th := whole(following[1])) is not None:
            yield f"{names.get(name, name)} {n_th + 1}"
        elif kind == "field":
            yield names.get(name) or known.get(name, name)
        elif not name.isdigit():
            yield known.get(name, name)


def change(words: Words, one: Difference) -> Change:
    """A difference between two documents, with the way to the page that edits it."""
    subject, what = where(words, one.place)
    href = href_of(one.place)
    match one.kind:
        case DifferenceKind.REMOVED:
            return Change(subject, what, verb=words.gettext("taken out"))
        case DifferenceKind.ADDED:
            after = "" if one.after is None else _value(words, one.after)
            return Change(subject, what, after=after, verb=words.gettext("added"), href=href)
        case DifferenceKind.REORDERED:
            return Change(subject, words.gettext("Order"), after=words.gettext(", ").join(one.after), href=href)
    return Change(subject, what, _value(words, one.before), _value(words, one.after), href=href)


def _value(words: Words, data: object) -> str:
    return words.gettext("nothing") if data is None or data in ("", [], {}) else _plain(words, data)


def _plain(words: Words, data: object) -> str:
    if isinstance(data, bool):
        return words.gettext("yes") if data else words.gettext("no")
    if isinstance(data, dict):
        names = _names(words)
        shown = {names.get(key, key): value for key, value in data.items() if value not in (None, [], {}, "")}
        return words.gettext(", ").join(
            f"{name}{words.gettext(': ')}{_plain(words, value)}" for name, value in shown.items()
        )
    if isinstance(data, list):
        return words.gettext(", ").join(_plain(words, one) for one in data)
    return str(data)


def trouble(words: Words, problem: Problem) -> FieldTrouble:
    """A problem of the whole document, with the way to the page where it is mended."""
    subject, what = where(words, problem.place)
    told = policies.told(words, problem)
    return FieldTrouble(
        told.reason, told.remedy, f"{subject}{words.gettext(': ') if what else ''}{what}", href_of(problem.place)
    )


def sentence(words: Words, problem: Problem) -> FieldTrouble:
    """A problem beside its field: the place is said only where it is within the text of the field."""
    told = policies.told(words, problem)
    return FieldTrouble(told.reason, told.remedy, policies.within(words, problem))


def _kinds(words: Words) -> dict[str, str]:
    return {
        "queues": words.gettext("Queue"),
        "agents": words.gettext("Agent"),
        "calendars": words.gettext("Opening hours"),
        "skills": words.gettext("Skills"),
        "implies": words.gettext("Skill"),
        "shares": words.gettext("Minimum shares"),
        "interrupts": words.gettext("Pre-emption"),
        "rules": words.gettext("Rule"),
        "reserved": words.gettext("Reserved places"),
        "facts_deadline_seconds": words.gettext("Facts of the ERP"),
    }


def _names(words: Words) -> dict[str, str]:
    """Fields of the document, as the forms call them."""
    return {
        "name": words.gettext("Name"),
        "id": words.gettext("Id"),
        "priority": words.gettext("Priority"),
        "skills": words.gettext("Skills"),
        "scoring": words.gettext("What comes first"),
        "selection": words.gettext("Agent selection"),
        "auto_accept": words.gettext("Accepted automatically"),
        "offer_seconds": words.gettext("An offer rings for, s"),
        "rings": words.gettext("Ring"),
        "after": words.gettext("After"),
        "lower": words.gettext("lower skills"),
        "drop": words.gettext("skills not asked for"),
        "queues": words.gettext("Queues"),
        "queue": words.gettext("Queue"),
        "service_level": words.gettext("Service goal"),
        "percent": words.gettext("percent"),
        "seconds": words.gettext("seconds"),
        "goals": words.gettext("goal in percent"),
        "short_abandon_seconds": words.gettext("not counted: customers who give up within, s"),
        "abandons": words.gettext("customers who give up count"),
        "flow_outs": words.gettext("work moved on counts"),
        "waiting_past_target": words.gettext("work waiting past the target counts"),
        "mode": words.gettext("how it ends"),
        "wrap": words.gettext("Work afterwards"),
        "first_reply_seconds": words.gettext("First reply within"),
        "next_reply_seconds": words.gettext("Next reply within"),
        "resolution_seconds": words.gettext("Solved within"),
        "due_lead_seconds": words.gettext("Treated like a call"),
        "route_by_language": words.gettext("Customer's language"),
        "calendar": words.gettext("Opening hours"),
        "overflow": words.gettext("Overflow"),
        "max_wait_seconds": words.gettext("Longest wait"),
        "max_waiting": words.gettext("Places"),
        "voicemail_seconds": words.gettext("Longest voice message"),
        "beyond": words.gettext("Over the limit"),
        "message": words.gettext("Text"),
        "callback": words.gettext("Calling back"),
        "announce": words.gettext("What customers are told"),
        "position": words.gettext("place in the line"),
        "expected_wait": words.gettext("expected wait"),
        "when": words.gettext("When it"),
        "limit": words.gettext("Figure"),
        "then": words.gettext("then"),
        "tiers": words.gettext("only for"),
        "capacity": words.gettext("Places"),
        "delay": words.gettext("Only after, s"),
        "time_zone": words.gettext("Time zone"),
        "week": words.gettext("The week"),
        "holidays": words.gettext("Holidays"),
        "workdays": words.gettext("Make-up workdays"),
        "day": words.gettext("Day"),
        "hours": words.gettext("Hours"),
        "like": words.gettext("Same hours as"),
        "by": words.gettext("Work on"),
        "over": words.gettext("interrupts work on"),
        "stop": words.gettext("no later rule"),
        "enabled": words.gettext("In use"),
        "preferred": words.gettext("Preferred agent"),
        "agent": words.gettext("Agent"),
        "at_head": words.gettext("Before all other work"),
        "reply_seconds": words.gettext("First reply within"),
        "treatment": words.gettext("While the customer waits"),
        "announcement": words.gettext("Shown while waiting"),
        "attempts": words.gettext("Attempts"),
        "retry_seconds": words.gettext("Seconds until the next one"),
        "promise_seconds": words.gettext("First attempt within"),
    }
