"""A known incident and what it fits. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

SHORTEST_WORD: Final = 2


@dataclass(frozen=True, slots=True)
class IncidentRule:
    """Any one of them fits; words are looked for in what customers write and in titles."""

    words: Sequence[str] = ()
    products: Sequence[str] = ()
    lots: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    case_id: UUID
    number: int
    title: str
    words: list[str]
    products: list[str]
    lots: list[str]
    advice: str
    announcement: dict[str, str]
    announced: bool
    expected_at: datetime | None
    declared_at: datetime
    ended_at: datetime | None
    cases: int
    """How many belong to it."""
    customers: int


@dataclass(frozen=True, slots=True)
class IncidentPicture:
    """What is known of a case or conversation."""

    text: str = ""
    products: Collection[str] = field(default_factory=tuple)
    lots: Collection[str] = field(default_factory=tuple)


def matches(incident: Incident, picture: IncidentPicture) -> bool:
    """Pure: a lot or product that is linked, or a word of the rule in the text; case and width do not count."""
    if {one.casefold() for one in incident.lots} & {one.casefold() for one in picture.lots}:
        return True
    if {one.casefold() for one in incident.products} & {one.casefold() for one in picture.products}:
        return True
    text = picture.text.casefold()
    return any(word.casefold() in text for word in incident.words if len(word) >= SHORTEST_WORD)
