"""What a draft or a version changes, and what is wrong with it, in the reader's words. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from agent_ui.admin.routing.form import Trouble
from agent_ui.admin.routing.labels import CHANNELS, EVERY, channel, tiers, weekdays
from agent_ui.admin.routing.sentences import said
from agent_ui.words.languages import Words
from contact_center.kernel.whole import whole
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
ADDED, REMOVED = "added", "removed"


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
        return words.gettext("Policy"), ""
    kinds = _kinds(words)
    root = steps[0][1]
    named = len(steps) > 1 and steps[1][0] == "entry"
    subject = f"{kinds.get(root, root)} {steps[1][1]}" if named else kinds.get(root, root)
    return subject, words.gettext(", ").join(_inner(words, steps[2:] if named else steps[1:]))


def _inner(words: Words, steps: list[tuple[str, str]]) -> Iterator[str]:
    names = _names(words)
    known = {name: channel(words, name) for name in (EVERY, *CHANNELS)} | weekdays(words) | tiers(words)
    for n, (kind, name) in enumerate(steps):
        following = steps[n + 1] if n + 1 < len(steps) else ("", "")
        if kind == "field" and following[0] == "entry" and (n_th := whole(following[1])) is not None:
            yield f"{names.get(name, name)} {n_th + 1}"
        elif kind == "field":
            yield names.get(name) or known.get(name, name)
        elif not name.isdigit():
            yield known.get(name, name)


def change(words: Words, line: str) -> Change:
    """A line of `routing.policy.differences`."""
    place, _, said = _split(line)
    subject, what = where(words, place)
    href = href_of(place)
    if said == REMOVED or said.startswith(ADDED):
        verb = words.gettext("taken out") if said == REMOVED else words.gettext("added")
        return Change(
            subject, what, after=_value(words, said.partition(", ")[2]), verb=verb, href="" if said == REMOVED else href
        )
    if said.startswith("order is now "):
        return Change(subject, words.gettext("Order"), after=said.removeprefix("order is now "), href=href)
    before, _, after = said.partition(" → ")
    return Change(subject, what, _value(words, before), _value(words, after), href=href)


def _split(line: str) -> tuple[str, str, str]:
    """At the first colon that is not inside of a name in brackets."""
    depth = 0
    for n, letter in enumerate(line):
        depth += {"[": 1, "]": -1}.get(letter, 0)
        if letter == ":" and depth <= 0 and line[n : n + 2] == ": ":
            return line[:n], ": ", line[n + 2 :]
    return line, "", ""


def _value(words: Words, text: str) -> str:
    if text == "nothing":
        return words.gettext("nothing")
    try:
        data = json.loads(text)
    except ValueError:
        return text
    return _plain(words, data)


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


def trouble(words: Words, problem: Problem) -> Trouble:
    """A problem of the whole document, with the way to the page where it is mended."""
    subject, what = where(words, problem.place)
    told = sentence(words, problem)
    return Trouble(
        told.reason, told.remedy, f"{subject}{words.gettext(': ') if what else ''}{what}", href_of(problem.place)
    )


_PATTERNS = (
    (r"there is no (?P<kind>queue|skill|calendar) '(?P<name>.*)'", "there is no"),
    (r"work would flow in a circle: (?P<name>.*)", "circle"),
    (r"these skills imply each other: (?P<name>.*)", "implied"),
    (r"(?P<name>.*) is not a whole number", "number"),
    (r"(?P<name>'.*'|.*) cannot be used", "unusable"),
    (r"'(?P<name>.*)' is no span of hours", "span"),
    (r"(?P<name>\d+) open interactions are in it", "open"),
    (r"there is no time zone '(?P<name>.*)'", "zone"),
    (r"the hours (?P<name>.*) overlap", "overlap"),
)


_COLUMN = re.compile(r"\((?:line (?P<line>\d+), )?column (?P<column>\d+)\)\Z")


def sentence(words: Words, problem: Problem) -> Trouble:
    """In the reader's language where the sentence is known, else as it is; with the column if it has one."""
    told = _said(words, problem)
    at = _COLUMN.search(problem.place)
    if at is None:
        return told
    column = words.gettext("column %(n)s", n=at["column"])
    line = words.gettext("line %(n)s, ", n=at["line"]) if at["line"] else ""
    return Trouble(told.reason, told.remedy, line + column)


def _said(words: Words, problem: Problem) -> Trouble:
    known = _sentences(words)
    remedies = _remedies(words)
    remedy = remedies.get(problem.remedy) or said(words, problem.remedy)
    bounds = re.fullmatch(r"it should be (greater|less) than or equal to (-?\d+)", problem.remedy)
    if bounds:
        text = words.gettext("write %(n)s or more") if bounds[1] == "greater" else words.gettext("write %(n)s or less")
        remedy = text % {"n": bounds[2]}
    for pattern, key in _PATTERNS:
        found = re.fullmatch(pattern, problem.reason)
        if found:
            return Trouble(known[key] % {"name": found["name"]}, remedy)
    return Trouble(known.get(problem.reason) or said(words, problem.reason), remedy)


def _sentences(words: Words) -> dict[str, str]:
    return {
        "there is no": words.gettext("“%(name)s” does not exist"),
        "circle": words.gettext("work would flow in a circle: %(name)s"),
        "implied": words.gettext("these skills follow from each other: %(name)s"),
        "number": words.gettext("%(name)s is not a whole number"),
        "unusable": words.gettext("%(name)s cannot be used"),
        "span": words.gettext("“%(name)s” is no span of hours"),
        "open": words.gettext("%(name)s open conversations are in it"),
        "zone": words.gettext("there is no time zone “%(name)s”"),
        "overlap": words.gettext("the hours %(name)s overlap"),
        "is missing": words.gettext("is missing"),
        "is taken": words.gettext("is taken"),
        "this queue is there twice": words.gettext("this queue is there twice"),
        "nobody here signs in by this name": words.gettext("nobody here signs in by this name"),
    }


def _remedies(words: Words) -> dict[str, str]:
    return {
        "add it": words.gettext("add it"),
        "write one": words.gettext("write one"),
        "choose another name": words.gettext("choose another name"),
        "write a whole number": words.gettext("write a whole number"),
        "name an existing queue or add this one": words.gettext("choose an existing queue or add this one"),
        "add it to the skills or name an existing one": words.gettext("add it to the skills or choose another one"),
        "name an existing calendar or add this one": words.gettext("choose existing hours or add these"),
        "end it at one queue": words.gettext("end it at one queue"),
        "take one step out": words.gettext("take one step out"),
        "write it like 09:00-18:00": words.gettext("write it like 09:00-18:00"),
        "write each hour once": words.gettext("write each hour once"),
        "write one like Asia/Taipei or Europe/Berlin": words.gettext("write one like Asia/Taipei or Europe/Berlin"),
        "move them to another queue first": words.gettext("move them to another queue first"),
        "choose another queue for these first": words.gettext("choose another queue for these first"),
    }


def _kinds(words: Words) -> dict[str, str]:
    return {
        "queues": words.gettext("Queue"),
        "agents": words.gettext("Agent"),
        "calendars": words.gettext("Opening hours"),
        "skills": words.gettext("Skills"),
        "implies": words.gettext("Skill"),
        "shares": words.gettext("Least shares"),
        "interrupts": words.gettext("Interrupting"),
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
        "selection": words.gettext("Who gets it"),
        "auto_accept": words.gettext("Accepted by itself"),
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
        "short_abandon_seconds": words.gettext("not counted: who gives up within, s"),
        "abandons": words.gettext("who gives up counts"),
        "flow_outs": words.gettext("work moved on counts"),
        "waiting_past_target": words.gettext("who waits past the target counts"),
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
        "like": words.gettext("As on"),
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
