"""What the list of customers is asked, and how words are cut into what the index knows. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contact_center.kernel.scripts import folded
from crm_core.customers.profile.postal import search_key

MOST_COUNTED = 10_000
"""Up to here the list says how many there are; beyond, that there are more."""
_WORDS = re.compile(r"[a-z0-9\u00b5-\u1fff]+")
_RUNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
GRAM = 3
"""Letters of a group; of Chinese, Japanese and Korean two, and each alone."""


class CustomerOrder(StrEnum):
    NAME = "name"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    text: str = ""
    kind: str | None = None
    tag: str | None = None
    owner: UUID | None = None
    segment: str | None = None
    order: CustomerOrder = CustomerOrder.NAME


@dataclass(frozen=True, slots=True)
class ListPlace:
    """The last row of the page before."""

    name: str
    """In lower case, as it is ordered."""
    created_at: datetime
    id: UUID


def grams(text: str) -> list[str]:
    """What a text must have been cut into (`crm.search_grams`) for this to be a part of it.

    A word of one or two letters is the beginning of one; Chinese may stand anywhere, one character is enough.
    """
    plain = folded(text)
    found: dict[str, None] = {}
    for word in _WORDS.findall(plain):
        if len(word) < GRAM:
            found[f"^{word}"] = None
        for at in range(len(word) - GRAM + 1):
            found[word[at : at + GRAM]] = None
    for run in _RUNS.findall(plain):
        if len(run) == 1:
            found[run] = None
        for at in range(len(run) - 1):
            found[run[at : at + 2]] = None
    return list(found)


def marks(asked: CustomerFilter) -> list[str]:
    """The filters as the index knows them."""
    found = []
    if asked.tag:
        found.append(f"#{asked.tag}")
    if asked.kind:
        found.append(f"kind {asked.kind}")
    if asked.owner:
        found.append(f"owner {asked.owner}")
    if asked.segment:
        found.append(f"segment {asked.segment}")
    return found


def wanted(asked: CustomerFilter, number: str | None) -> tuple[list[str], list[str]]:
    """What must be there, in two readings: as it is written, and as the digits of a telephone number or, where it is
    none, as a part of a postal address."""
    return [*grams(asked.text), *marks(asked)], [*grams(number or search_key(asked.text)), *marks(asked)]


def findable(asked: CustomerFilter) -> bool:
    """Whether there is anything to look for: signs alone (such as `--`) are nothing."""
    return not asked.text.strip() or bool(grams(asked.text))
