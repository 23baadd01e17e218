"""Macros: named sets of acts that agents run on a conversation. Pure.

A macro does at most one thing that ends the work in hand, and always last: what its acts say together never depends
on their order. A text is inserted, never sent: what goes to a customer is sent by a person who has read it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from contact_center.interactions.listing.domain import tag_of
from crm_core.macros.errors import NotAMacro
from crm_core.snippets import domain as snippets

LONGEST_NAME: Final = 60
MOST: Final = 200
"""Macros of an organisation."""
MOST_TAGS: Final = 5
LONGEST_SNOOZE: Final = 60 * 24 * 60
"""Minutes: 60 days."""


class MacroActKind(StrEnum):
    TEXT = "text"
    TAG = "tag"
    DISPOSITION = "disposition"
    SNOOZE = "snooze"
    """Until some minutes from now."""
    WAIT = "wait"
    """Until the customer writes."""
    MOVE = "move"
    CLOSE = "close"


ENDINGS: Final = (MacroActKind.SNOOZE, MacroActKind.WAIT, MacroActKind.MOVE, MacroActKind.CLOSE)


@dataclass(frozen=True, slots=True)
class MacroActs:
    text: str = ""
    """With the variables of snippets."""
    tags: tuple[str, ...] = ()
    disposition: str | None = None
    ending: MacroActKind | None = None
    minutes: int | None = None
    """Of a snooze."""
    to_queue: UUID | None = None
    """Of a move."""


@dataclass(frozen=True, slots=True)
class Macro:
    id: UUID
    name: str
    language: str | None
    """BCP 47; None: for every language."""
    queue_id: UUID | None
    """None: for every queue."""
    acts: MacroActs


@dataclass(frozen=True, slots=True)
class MacroAct:
    """One act of a macro, and why it cannot be done here."""

    kind: MacroActKind
    value: str = ""
    """The tag, the code of the disposition, minutes, or the id of the queue; the text itself."""
    why: str | None = None
    """The code of an error; None where it can be done."""


def checked(name: str, acts: MacroActs) -> tuple[str, MacroActs]:
    """As they are kept. Raises `NotAMacro` and `UnknownVariable` naming the place."""
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise NotAMacro(field="name")
    text = snippets.checked(name, acts.text)[1] if acts.text.strip() else ""
    tags = [tag_of(one) for one in acts.tags if one.strip()]
    if None in tags or len(tags) > MOST_TAGS:
        raise NotAMacro(field="tags")
    ending = acts.ending
    if ending is not None and ending not in ENDINGS:
        raise NotAMacro(field="ending")
    minutes = acts.minutes if ending is MacroActKind.SNOOZE else None
    if ending is MacroActKind.SNOOZE and (minutes is None or not 1 <= minutes <= LONGEST_SNOOZE):
        raise NotAMacro(field="minutes")
    to_queue = acts.to_queue if ending is MacroActKind.MOVE else None
    if ending is MacroActKind.MOVE and to_queue is None:
        raise NotAMacro(field="to_queue")
    if not (text or tags or acts.disposition or ending):
        raise NotAMacro(field="text")
    kept = tuple(dict.fromkeys(one for one in tags if one))
    return name, MacroActs(text, kept, acts.disposition or None, ending, minutes, to_queue)


def steps(acts: MacroActs) -> list[MacroAct]:
    """In the order in which they are done: what ends the work comes last."""
    found = [MacroAct(MacroActKind.TEXT, acts.text)] if acts.text else []
    found += [MacroAct(MacroActKind.TAG, one) for one in acts.tags]
    if acts.disposition:
        found.append(MacroAct(MacroActKind.DISPOSITION, acts.disposition))
    match acts.ending:
        case MacroActKind.SNOOZE:
            found.append(MacroAct(acts.ending, str(acts.minutes)))
        case MacroActKind.MOVE:
            found.append(MacroAct(acts.ending, str(acts.to_queue)))
        case MacroActKind.WAIT | MacroActKind.CLOSE:
            found.append(MacroAct(acts.ending))
        case _:
            pass
    return found


def fits(one: Macro, queues: Collection[UUID], language: str | None) -> bool:
    """As of snippets: in a conversation of one of these queues and this language."""
    return snippets.fits(snippets.Snippet(one.id, one.name, one.language, one.queue_id, ""), queues, language)


def left(acts: Sequence[MacroAct]) -> list[MacroAct]:
    return [one for one in acts if one.why is not None]
