"""The policy as a document: plain, JSON-friendly data for storing, export and import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

from routing.engine.model import RoutingPolicy
from routing.policy.errors import PolicyInvalid, Problem, ProblemCode
from routing.policy.shapes import shown
from routing.policy.validation import validate

_KINDS: Mapping[Any, ProblemCode] = {
    int: ProblemCode.NOT_A_WHOLE_NUMBER,
    bool: ProblemCode.NOT_TRUE_OR_FALSE,
    str: ProblemCode.NOT_A_TEXT,
}


def to_document(policy: RoutingPolicy) -> dict[str, Any]:
    """Everything the policy says, defaults included, so that a stored policy never changes its meaning."""
    document: dict[str, Any] = _plain(policy)
    return document


def from_document(document: Mapping[str, Any]) -> RoutingPolicy:
    """The valid policy a document stands for. Raises `PolicyInvalid` naming each place and remedy."""
    problems: list[Problem] = []
    policy = _read(RoutingPolicy, document, "", problems)
    if problems:
        raise PolicyInvalid(tuple(problems))
    return validate(policy)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, UUID) else value


def _read(hint: Any, value: Any, place: str, problems: list[Problem]) -> Any:
    hint = getattr(hint, "__supertype__", hint)
    if get_origin(hint) is tuple:
        return _read_list(get_args(hint)[0], value, place, problems)
    if isinstance(hint, type) and is_dataclass(hint):
        return _read_fields(hint, value, place, problems)
    if isinstance(hint, UnionType):
        raise TypeError(f"no rule to read {hint} at {place}")
    return _read_scalar(hint, value, place, problems)


def _read_list(hint: Any, value: Any, place: str, problems: list[Problem]) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        problems.append(Problem(place, ProblemCode.NOT_A_LIST, {"value": shown(value)}))
        return ()
    return tuple(_read(hint, item, f"{place}[{n}]", problems) for n, item in enumerate(value))


def _read_fields(cls: type, value: Any, place: str, problems: list[Problem]) -> Any:
    if not isinstance(value, Mapping):
        problems.append(Problem(place or "policy", ProblemCode.NOT_FIELDS, {"value": shown(value)}))
        return None
    known = {f.name: f for f in fields(cls)}
    for name in sorted(set(value) - set(known)):
        problems.append(Problem(_join(place, name), ProblemCode.FIELD_NOT_ONE_OF, {"fields": ", ".join(known)}))
    hints, read = get_type_hints(cls), {}
    for name, f in known.items():
        if name in value:
            read[name] = _read(hints[name], value[name], _join(place, name), problems)
        elif f.default is MISSING:
            problems.append(Problem(_join(place, name), ProblemCode.MISSING))
    return cls(**read) if not problems else None


def _read_scalar(hint: Any, value: Any, place: str, problems: list[Problem]) -> Any:
    if hint in (int, bool, str):
        if type(value) is hint:
            return value
        problems.append(Problem(place, _KINDS[hint], {"value": shown(value)}))
        return None
    try:
        return hint(value)
    except (TypeError, ValueError, AttributeError):
        if issubclass(hint, Enum):
            args = {"value": shown(value), "choices": ", ".join(item.value for item in hint)}
            problems.append(Problem(place, ProblemCode.NOT_ONE_OF, args))
        else:
            problems.append(Problem(place, ProblemCode.NOT_AN_ID, {"value": shown(value)}))
        return None


def _join(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name
