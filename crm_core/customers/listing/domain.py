"""What the list of customers is asked, and how words are cut into what the index knows. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from contact_center.directory.fields.domain import LONGEST, FieldDefinition, FieldKind, JsonValue, value_of
from contact_center.directory.fields.errors import TextTooLong
from contact_center.kernel.scripts import folded
from crm_core.customers.listing.errors import NotAskedSo, NotOneCurrency, TooManyFilters
from crm_core.customers.profile.postal import search_key

MOST_COUNTED = 10_000
"""Up to here the list says how many there are; beyond, that there are more."""
_WORDS = re.compile(r"[a-z0-9\u00b5-\u1fff]+")
_RUNS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
GRAM = 3
"""Letters of a group; of Chinese, Japanese and Korean two, and each alone."""


MOST_FILTERS: Final = 20
"""By own fields, at once."""


class CustomerOrder(StrEnum):
    NAME = "name"
    NEWEST = "newest"


class FieldTest(StrEnum):
    """What can be asked of an own field; which of them depends on its kind."""

    CONTAINS = "contains"
    IS = "is"
    FROM = "from"
    TO = "to"
    ANY = "any"


TESTS: Final[Mapping[FieldKind, frozenset[FieldTest]]] = {
    FieldKind.TEXT: frozenset({FieldTest.CONTAINS, FieldTest.IS}),
    FieldKind.NUMBER: frozenset({FieldTest.FROM, FieldTest.TO, FieldTest.IS}),
    FieldKind.DATE: frozenset({FieldTest.FROM, FieldTest.TO, FieldTest.IS}),
    FieldKind.MONEY: frozenset({FieldTest.FROM, FieldTest.TO, FieldTest.IS}),
    FieldKind.CHOICE: frozenset({FieldTest.ANY, FieldTest.IS}),
    FieldKind.YES_NO: frozenset({FieldTest.IS}),
}


@dataclass(frozen=True, slots=True)
class OwnFilter:
    """What is asked of an own field, as it was typed. Only `ANY` takes several values."""

    code: str
    test: FieldTest
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnCondition:
    """What is asked of an own field, as values are kept."""

    code: str
    test: FieldTest
    said: tuple[str, ...]
    amount: float | None = None
    """Of numbers and amounts, which are compared as such."""
    currency: str | None = None
    plain: bool = False
    """A text: upper and lower case and width do not matter."""


@dataclass(frozen=True, slots=True)
class CustomerFilter:
    text: str = ""
    kind: str | None = None
    tag: str | None = None
    owner: UUID | None = None
    segment: str | None = None
    order: CustomerOrder = CustomerOrder.NAME
    reach: str | None = None
    """Kind of a valid address of theirs: `email`, `phone` or `web`."""
    wrote: str | None = None
    """Channel on which they have turned to us."""
    own: tuple[OwnFilter, ...] = ()


def own_filters(asked: Sequence[str]) -> tuple[OwnFilter, ...]:
    """Of `code:test:value` each; what is `any` of a code belongs together. Raises `NotAskedSo`."""
    found: dict[tuple[str, FieldTest, int], list[str]] = {}
    for n, one in enumerate(asked):
        code, _, rest = one.partition(":")
        test, _, value = rest.partition(":")
        if test not in set(FieldTest):
            raise NotAskedSo(field=code)
        found.setdefault((code, FieldTest(test), 0 if test == FieldTest.ANY else n), []).append(value)
    return tuple(OwnFilter(code, test, tuple(values)) for (code, test, _), values in found.items())


@dataclass(frozen=True, slots=True)
class Reached:
    """Has a valid address of this kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Wrote:
    """Has turned to us on this channel."""

    channel: str


Condition = Reached | Wrote | OwnCondition
"""What the list may be narrowed by beside the index of letters."""


def beside(asked: CustomerFilter, own: Sequence[OwnCondition]) -> tuple[Condition, ...]:
    found: list[Condition] = []
    if asked.reach:
        found.append(Reached(asked.reach))
    if asked.wrote:
        found.append(Wrote(asked.wrote))
    return (*found, *own)


def conditions(own: Sequence[OwnFilter], definitions: Mapping[str, FieldDefinition]) -> tuple[OwnCondition, ...]:
    """Raises `NotAskedSo`, `NotOneCurrency`, `TooManyFilters`, or what is wrong with a value; each names the field."""
    if len(own) > MOST_FILTERS:
        raise TooManyFilters(field="field")
    found = tuple(_condition(one, definitions.get(one.code)) for one in own)
    for code in {one.code for one in found}:
        if len({one.currency for one in found if one.code == code}) > 1:
            raise NotOneCurrency(field=code)
    return found


def _condition(asked: OwnFilter, definition: FieldDefinition | None) -> OwnCondition:
    if definition is None or asked.test not in TESTS[FieldKind(definition.kind)] or not asked.values:
        raise NotAskedSo(field=asked.code)
    if asked.test is not FieldTest.ANY and len(asked.values) > 1:
        raise NotAskedSo(field=asked.code)
    if definition.kind == FieldKind.TEXT:
        if len(asked.values[0]) > LONGEST:
            raise TextTooLong(field=asked.code)
        return OwnCondition(asked.code, asked.test, (folded(asked.values[0].strip()),), plain=True)
    values = [value_of(definition, one) for one in asked.values]
    if None in values:
        raise NotAskedSo(field=asked.code)
    return _compared(asked, FieldKind(definition.kind), values)


def _compared(asked: OwnFilter, kind: FieldKind, values: Sequence[JsonValue]) -> OwnCondition:
    first = values[0]
    if isinstance(first, dict):
        amount, currency = str(first["amount"]), str(first["currency"])
        return OwnCondition(asked.code, asked.test, (), float(amount), currency)
    if kind is FieldKind.NUMBER:
        return OwnCondition(asked.code, asked.test, (), float(str(first)))
    said = tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values)
    return OwnCondition(asked.code, asked.test, said)


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
