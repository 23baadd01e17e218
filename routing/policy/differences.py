"""What two versions of a policy have different: where, how, and the values before and after. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from routing.policy.model import PolicyDocument
from routing.policy.reading import BY_KEY

Flat = dict[str, Any]


class DifferenceKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    REORDERED = "reordered"


@dataclass(frozen=True, slots=True)
class Difference:
    place: str
    """As of a problem: `queues[Orders].priority`."""
    kind: DifferenceKind
    before: Any = None
    after: Any = None
    """Plain data. Of what was added as a whole: None if it is a group of fields; of an order: the names in it."""


def differences(old: PolicyDocument, new: PolicyDocument) -> tuple[Difference, ...]:
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return tuple(_between("", before, after))


def _between(place: str, old: Any, new: Any) -> Iterator[Difference]:
    if old == new:
        return
    if _is_named_list(old) and _is_named_list(new) and (old or new):
        yield from _entries(place, _by_name(old), _by_name(new), keyed=True)
        order = [name for name in _by_name(new) if name in _by_name(old)]
        before = [name for name in _by_name(old) if name in _by_name(new)]
        if order != before:
            yield Difference(place, DifferenceKind.REORDERED, before, order)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _entries(place, old, new)
    elif _is_group_list(old) and _is_group_list(new) and len(old) == len(new):
        for n, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _between(f"{place}[{n}]", before, after)
    else:
        yield Difference(place, DifferenceKind.CHANGED, old, new)


def _entries(place: str, old: Flat, new: Flat, *, keyed: bool = False) -> Iterator[Difference]:
    keyed = keyed or (place.rpartition(".")[2] in BY_KEY)
    for name in [*old, *(name for name in new if name not in old)]:
        at = _at(place, name, keyed)
        if name not in new:
            yield Difference(at, DifferenceKind.REMOVED)
        elif name not in old:
            yield Difference(at, DifferenceKind.ADDED, after=None if isinstance(new[name], dict) else new[name])
        else:
            yield from _between(at, old[name], new[name])


def _is_named_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "name" in item for item in value)


def _is_group_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _by_name(items: list[Flat]) -> Flat:
    return {str(item["name"]): item for item in items}


def _at(place: str, name: str, keyed: bool) -> str:
    if keyed:
        return f"{place}[{name}]"
    return f"{place}.{name}" if place else name
