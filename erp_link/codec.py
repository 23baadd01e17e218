"""Facts as JSON and back, exactly: money and quantities as text, days and instants as ISO 8601."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """What `json` can write. Knows the types of the canonical model and nothing else."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):  # a datetime is a date
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    raise TypeError(f"the canonical model has no {type(value).__name__}")


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of type `kind` that `to_plain` wrote. A field that is missing takes its default.

    Raises TypeError, ValueError or ArithmeticError where the text is not of this kind: a cache written by
    another version, to be read anew.
    """
    return cast("T", _revive(kind, plain))


def _revive(kind: Any, plain: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(arg for arg in get_args(kind) if arg is not type(None))
        return None if plain is None else _revive(inner, plain)
    if origin is tuple:
        return tuple(_revive(get_args(kind)[0], item) for item in plain)
    if dataclasses.is_dataclass(kind):
        return _object(kind, plain)
    if kind is datetime or kind is date:
        return kind.fromisoformat(plain)
    if kind is Decimal or issubclass(kind, Enum):
        return kind(plain)
    return plain


def _object(kind: Any, plain: Mapping[str, Any]) -> Any:
    if not isinstance(plain, Mapping):
        raise TypeError(f"{kind.__name__} is written as an object, not as {type(plain).__name__}")
    hints = _hints(kind)
    return kind(**{name: _revive(hints[name], value) for name, value in plain.items() if name in hints})


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
