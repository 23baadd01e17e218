"""Plain data, as it comes from a file or the API, as a policy document. Pure.

Problems of shape (unknown field, wrong type, out of range) and problems of meaning (no such queue) are told
together: what has no usable shape is put aside, and the rest is checked for meaning all the same.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from routing.policy.checking import NOWHERE, Surroundings, problems_of_document
from routing.policy.errors import PolicyInvalid, Problem
from routing.policy.model import PolicyDocument

ROUNDS = 4
"""Putting one thing aside may show another."""
BY_KEY = frozenset(
    {
        "agents",
        "queues",
        "skills",
        "capacity",
        "calendars",
        "implies",
        "lower",
        "offer_seconds",
        "seconds",
        "mode",
        "week",
    }
)
"""Fields that hold entries by name."""
REMEDIES = {
    "missing": ("is missing", "add it"),
    "int_parsing": ("is not a whole number", "write a whole number"),
    "int_type": ("is not a whole number", "write a whole number"),
    "int_from_float": ("is not a whole number", "write a whole number"),
    "bool_parsing": ("is neither true nor false", "write true or false"),
    "bool_type": ("is neither true nor false", "write true or false"),
    "string_type": ("is not a text", "write a text, in quotes if it looks like a number"),
    "dict_type": ("is not a group of names", "write entries by name, {} for none"),
    "model_type": ("is not a group of fields", "write its fields by name"),
    "tuple_type": ("is not a list", "write a list, [] for none"),
    "list_type": ("is not a list", "write a list, [] for none"),
    "uuid_parsing": ("is not an id", "leave the id out or copy it from an export"),
}


def read_document(data: object, around: Surroundings = NOWHERE) -> PolicyDocument:
    """The valid document that `data` stands for. Raises `PolicyInvalid` with everything that is wrong."""
    document, problems = examine(data, around)
    if document is None or problems:
        raise PolicyInvalid(problems)
    return document


def examine(data: object, around: Surroundings = NOWHERE) -> tuple[PolicyDocument | None, tuple[Problem, ...]]:
    """The document, if its shape is right, and all that is wrong with it."""
    try:
        document = PolicyDocument.model_validate(data)
    except ValidationError as wrong:
        shape = tuple(shape_problem(PolicyDocument, data, error) for error in wrong.errors(include_url=False))
        rest = (one for one in _meaning_of_the_rest(data, wrong, around) if not _around(one, shape))
        return None, (*shape, *rest)
    return document, problems_of_document(document, around)


def _meaning_of_the_rest(data: object, wrong: ValidationError, around: Surroundings) -> tuple[Problem, ...]:
    if not isinstance(data, Mapping):
        return ()
    rest: Any = copy.deepcopy(dict(data))
    for _ in range(ROUNDS):
        # From the back, so that the numbers of list items stay true.
        if not all(_put_aside(rest, error) for error in reversed(wrong.errors())):
            return ()
        try:
            return problems_of_document(PolicyDocument.model_validate(rest), around)
        except ValidationError as more:
            wrong = more
    return ()


def _around(problem: Problem, shape: tuple[Problem, ...]) -> bool:
    """It may come only from what was put aside within."""
    return any(one.place.startswith(problem.place) for one in shape)


def _put_aside(rest: Any, error: ErrorDetails) -> bool:
    """Takes the value at fault out; False if what is left would not mean anything: a queue without its name."""
    way = [step for step in error["loc"] if step != "[key]"]
    if error["type"] == "missing":
        way.pop()
    if not way:
        return False
    *before, last = way
    around = rest
    for step in before:
        around = _inside(around, step)
    if isinstance(around, dict):
        around.pop(last, None)
    elif isinstance(around, list) and isinstance(last, int):
        if before == ["queues"]:
            return False
        around[last : last + 1] = []
    return True


# --- words


def shape_problem(model: type[BaseModel], data: object, error: ErrorDetails) -> Problem:
    place = place_of(data, error["loc"])
    kind = error["type"]
    if kind == "extra_forbidden":
        return Problem(place, "is not known", _spelling(model, str(error["loc"][-1])))
    if kind in REMEDIES:
        reason, remedy = REMEDIES[kind]
        return Problem(place, reason if kind == "missing" else f"{_shown(error['input'])} {reason}", remedy)
    message = error["msg"].removeprefix("Value error, ")
    reason, found, remedy = message.partition("; ")
    if found:
        return Problem(place, reason, remedy)
    return Problem(place, f"{_shown(error['input'])} cannot be used", _demand(message))


def place_of(data: object, way: Sequence[int | str]) -> str:
    """A path people can follow: list items by their name where they have one."""
    place, parent = "", ""
    for step in way:
        if step == "[key]":
            continue
        inside = _inside(data, step)
        name = inside.get("name") if isinstance(inside, Mapping) and isinstance(step, int) else None
        if isinstance(step, int):
            place += f"[{name if isinstance(name, str) else step}]"
        elif parent in BY_KEY and isinstance(data, Mapping):
            place += f"[{step}]"
        else:
            place += f".{step}" if place else step
        parent = step if isinstance(step, str) and parent not in BY_KEY else ""
        data = inside
    return place or "policy"


def _inside(data: object, step: int | str) -> object:
    if isinstance(data, Mapping):
        return data.get(step)
    if isinstance(data, Sequence) and isinstance(step, int) and step < len(data):
        return data[step]
    return None


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _demand(message: str) -> str:
    return message.replace("Input should be", "it should be").removesuffix(".")


def _spelling(model: type[BaseModel], name: str) -> str:
    close = get_close_matches(name, sorted(_fields(model, set())), 1)
    return f"did you mean {close[0]!r}?" if close else "take it out; docs/reference/routing.md names all fields"


def _fields(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[str]:
    """The names of all fields of the model and of what it holds."""
    seen.add(model)
    found = set(model.model_fields)
    for field in model.model_fields.values():
        for inner in _models_in(field.annotation):
            if inner not in seen:
                found |= _fields(inner, seen)
    return found


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in getattr(annotation, "__args__", ()) for model in _models_in(part)]
