"""Colleagues named in a note by `@`, and for how long that lets them read on. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from contact_center.interactions.mentions.errors import NotSoManyDays, TooManyMentioned
from contact_center.kernel.scripts import folded, has_han

MOST: Final = 30
"""Colleagues of one note."""
DAYS: Final = 14
"""Of an organisation that has chosen nothing else."""
LONGEST: Final = 365
MARKS: Final = "@\uff20"
"""As keyboards and Chinese input methods write it."""


@dataclass(frozen=True, slots=True)
class Named:
    """What can stand behind an `@`: a colleague, or a team with its members."""

    name: str
    ids: frozenset[UUID]
    """Of the people that it means."""


@dataclass(frozen=True, slots=True)
class Mention:
    id: UUID
    conversation_id: UUID
    interaction_id: UUID
    message_id: UUID
    user_id: UUID
    by_id: UUID
    at: datetime
    seen_at: datetime | None


def named_in(text: str, known: Sequence[Named], chosen: Collection[UUID] = ()) -> list[UUID]:
    """Who is named in a text, in its order; of several colleagues with one name those that were `chosen`, else all.

    The longest name that stands there counts: with a Ken and a Ken Lin, `@Ken Lin` is the latter alone.
    """
    line = folded(text)
    by_name: dict[str, list[Named]] = {}
    for one in known:
        by_name.setdefault(folded(one.name), []).append(one)
    names = sorted(by_name, key=len, reverse=True)
    found: dict[UUID, None] = {}
    for at, mark in enumerate(line):
        if mark != "@" or (at and (line[at - 1].isascii() and line[at - 1].isalnum())):
            continue
        name = next((one for one in names if _stands(line, at + 1, one)), None)
        if name is None:
            continue
        several = by_name[name]
        wanted = [one for one in several if not one.ids.isdisjoint(chosen)] or several
        found |= dict.fromkeys(id for one in wanted for id in sorted(one.ids))
    return list(found)


def _stands(line: str, at: int, name: str) -> bool:
    """Words of letters end where the name ends; Chinese has no such end."""
    if not name or not line.startswith(name, at):
        return False
    after = line[at + len(name) : at + len(name) + 1]
    return not (after.isalnum() and not has_han(after) and not has_han(name[-1]))


def checked(ids: Collection[UUID], by: UUID) -> list[UUID]:
    """Each once, without the writer. Raises `TooManyMentioned`."""
    wanted = [id for id in dict.fromkeys(ids) if id != by]
    if len(wanted) > MOST:
        raise TooManyMentioned(field="mentions")
    return wanted


def days(said: int) -> int:
    """Raises `NotSoManyDays`."""
    if not 0 <= said <= LONGEST:
        raise NotSoManyDays(field="days")
    return said
