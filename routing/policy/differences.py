"""What two versions of a policy have different, as lines a person can read. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from routing.policy.model import PolicyDocument
from routing.policy.reading import BY_KEY

Flat = dict[str, Any]


def differences(old: PolicyDocument, new: PolicyDocument) -> tuple[str, ...]:
    """Lines like `queues[Orders].priority: 0 → 10`, `queues[Repairs]: added`, `rules: order …`."""
    before, after = old.model_dump(mode="json"), new.model_dump(mode="json")
    return tuple(_between("", before, after))


def _between(place: str, old: Any, new: Any) -> Iterator[str]:
    if old == new:
        return
    if _is_named_list(old) and _is_named_list(new) and (old or new):
        yield from _entries(place, _by_name(old), _by_name(new), keyed=True)
        order = [name for name in _by_name(new) if name in _by_name(old)]
        if order != [name for name in _by_name(old) if name in _by_name(new)]:
            yield f"{place}: order is now {', '.join(order)}"
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _entries(place, old, new)
    elif _is_group_list(old) and _is_group_list(new) and len(old) == len(new):
        for n, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from _between(f"{place}[{n}]", before, after)
    else:
        yield f"{place}: {_shown(old)} → {_shown(new)}"


def _entries(place: str, old: Flat, new: Flat, *, keyed: bool = False) -> Iterator[str]:
    keyed = keyed or (place.rpartition(".")[2] in BY_KEY)
    for name in [*old, *(name for name in new if name not in old)]:
        at = _at(place, name, keyed)
        if name not in new:
            yield f"{at}: removed"
        elif name not in old:
            yield f"{at}: added" + (f", {_shown(new[name])}" if not isinstance(new[name], dict) else "")
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


def _shown(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return "nothing"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
