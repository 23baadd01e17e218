"""Facts as JSON and back, exactly: money and quantities as text, days and instants as ISO 8601."""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """What `json` can write. Knows the types of the canonical model and nothing else."""
    if isinstance(value, float):
        raise TypeError("the canonical model has no float")
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    return _adapter(cast("Any", type(value))).dump_python(value, mode="json")


def from_plain(kind: type[T], plain: Any) -> T:
    """The value of type `kind` that `to_plain` wrote. A field that is missing takes its default, one that is not
    known is left out.

    Raises TypeError where it is not of this kind: a cache written by another version, to be read anew.
    """
    try:
        return cast("T", _adapter(cast("Any", kind)).validate_python(plain))
    except ValidationError as wrong:
        raise TypeError(f"{kind.__name__}: {wrong}") from None


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
