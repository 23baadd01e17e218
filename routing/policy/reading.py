"""Plain data, as it comes from a file or the API, as a policy document. Pure.

Problems of shape (unknown field, wrong type, out of range) and problems of meaning (no such queue) are told
together: what has no usable shape is put aside, and the rest is checked for meaning all the same.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from routing.policy.checking import NOWHERE, CheckContext, problems_of_document
from routing.policy.errors import PolicyInvalid, Problem
from routing.policy.model import PolicyDocument
from routing.policy.shapes import problem_of_shape

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


def read_document(data: object, around: CheckContext = NOWHERE) -> PolicyDocument:
    """The valid document that `data` stands for. Raises `PolicyInvalid` with everything that is wrong."""
    document, problems = examine(data, around)
    if document is None or problems:
        raise PolicyInvalid(problems)
    return document


def examine(data: object, around: CheckContext = NOWHERE) -> tuple[PolicyDocument | None, tuple[Problem, ...]]:
    """The document, if its shape is right, and all that is wrong with it."""
    try:
        document = PolicyDocument.model_validate(data)
    except ValidationError as wrong:
        shape = tuple(
            problem_of_shape(place_of(data, error["loc"]), error, PolicyDocument)
            for error in wrong.errors(include_url=False)
        )
        rest = (one for one in _meaning_of_the_rest(data, wrong, around) if not _around(one, shape))
        return None, (*shape, *rest)
    return document, problems_of_document(document, around)


def _meaning_of_the_rest(data: object, wrong: ValidationError, around: CheckContext) -> tuple[Problem, ...]:
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


# --- places


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
