"""What pydantic finds wrong with the shape of a value, as a problem of ours. Pure.

Pydantic's own English stops here: of its errors only their types and limits go on.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from routing.policy.errors import Problem, ProblemCode

OF_VALUES = {
    "int_parsing": ProblemCode.NOT_A_WHOLE_NUMBER,
    "int_type": ProblemCode.NOT_A_WHOLE_NUMBER,
    "int_from_float": ProblemCode.NOT_A_WHOLE_NUMBER,
    "int_parsing_size": ProblemCode.NOT_A_WHOLE_NUMBER,
    "float_parsing": ProblemCode.NOT_A_NUMBER,
    "float_type": ProblemCode.NOT_A_NUMBER,
    "finite_number": ProblemCode.NOT_A_NUMBER,
    "bool_parsing": ProblemCode.NOT_TRUE_OR_FALSE,
    "bool_type": ProblemCode.NOT_TRUE_OR_FALSE,
    "string_type": ProblemCode.NOT_A_TEXT,
    "dict_type": ProblemCode.NOT_ENTRIES,
    "model_type": ProblemCode.NOT_FIELDS,
    "tuple_type": ProblemCode.NOT_A_LIST,
    "list_type": ProblemCode.NOT_A_LIST,
    "uuid_parsing": ProblemCode.NOT_AN_ID,
    "uuid_type": ProblemCode.NOT_AN_ID,
    "date_type": ProblemCode.NOT_A_DAY,
    "date_parsing": ProblemCode.NOT_A_DAY,
    "date_from_datetime_parsing": ProblemCode.NOT_A_DAY,
    "date_from_datetime_inexact": ProblemCode.NOT_A_DAY,
    "time_type": ProblemCode.NOT_A_TIME,
    "time_parsing": ProblemCode.NOT_A_TIME,
    "datetime_type": ProblemCode.NOT_A_TIME,
    "datetime_parsing": ProblemCode.NOT_A_TIME,
    "datetime_from_date_parsing": ProblemCode.NOT_A_TIME,
}
OF_LIMITS = {
    "greater_than_equal": (ProblemCode.BELOW_LEAST, "ge"),
    "less_than_equal": (ProblemCode.ABOVE_MOST, "le"),
    "greater_than": (ProblemCode.NOT_ABOVE, "gt"),
    "less_than": (ProblemCode.NOT_BELOW, "lt"),
    "string_too_short": (ProblemCode.TEXT_TOO_SHORT, "min_length"),
    "string_too_long": (ProblemCode.TEXT_TOO_LONG, "max_length"),
    "too_short": (ProblemCode.LIST_TOO_SHORT, "min_length"),
    "too_long": (ProblemCode.LIST_TOO_LONG, "max_length"),
}


_OURS = frozenset(code.value for code in ProblemCode)


def problem_of_shape(place: str, error: ErrorDetails, model: type[BaseModel]) -> Problem:
    """`model` is the whole whose field names a misspelt one is compared with."""
    kind, value, limits = error["type"], shown(error["input"]), error.get("ctx", {})
    if kind == "missing":
        return Problem(place, ProblemCode.MISSING)
    if kind == "extra_forbidden":
        return _unknown_field(place, str(error["loc"][-1]), model)
    if kind in OF_VALUES:
        return Problem(place, OF_VALUES[kind], {"value": value})
    if kind in OF_LIMITS:
        code, limit = OF_LIMITS[kind]
        return Problem(place, code, {"value": value, "limit": limits[limit]})
    if kind in ("enum", "literal_error"):
        choices = str(limits["expected"]).replace(" or ", ", ").replace("'", "")
        return Problem(place, ProblemCode.NOT_ONE_OF, {"value": value, "choices": choices})
    if kind in _OURS:
        return Problem(place, ProblemCode(kind), limits)
    return Problem(place, ProblemCode.UNUSABLE, {"value": value})


def shown(value: object) -> str:
    """The beginning of a value as a reader of the file knows it."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _unknown_field(place: str, name: str, model: type[BaseModel]) -> Problem:
    close = get_close_matches(name, sorted(set(_fields(model, set()))), 1)
    if close:
        return Problem(place, ProblemCode.MISSPELT_FIELD, {"close": close[0]})
    return Problem(place, ProblemCode.UNKNOWN_FIELD)


def _fields(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """The names of all fields of the model and of what it holds."""
    seen.add(model)
    yield from model.model_fields
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            if inner not in seen:
                yield from _fields(inner, seen)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]
