"""Conditions in the Common Expression Language, by the CEL project's own library; nobody else imports it.

A condition reads attributes and has no other reach: no loops without end, no assignment, no input or output;
regular expressions are RE2, and the library stops an evaluation that takes too many steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from typing import Any

from cel_expr_python import cel  # type: ignore[import-untyped]

from routing.policy.errors import ProblemCode
from routing.rules.attributes import ALL, BY_NAME, AttributeKind, Attributes

TYPES = {AttributeKind.BOOL: cel.Type.BOOL, AttributeKind.INT: cel.Type.INT, AttributeKind.STRING: cel.Type.STRING}

_MISTAKE = re.compile(r"(?:^|: )ERROR: <input>:(\d+):(\d+): (.*)$", re.M)
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_OVERLOAD = re.compile(r"found no matching overload for '([^']*)' applied to '(.*)'")
_TOKEN = re.compile(
    r"""[rRbB]?("{3}.*?"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|\w+(?:\s*\.\s*[A-Za-z_]\w*)*|&&|\|\||[=!<>]=|\S""",
    re.S,
)
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


@dataclass(frozen=True, slots=True)
class Mistake:
    line: int
    column: int
    """Both from 1."""
    code: ProblemCode
    args: Mapping[str, Any]


class NotACondition(ValueError):
    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__(", ".join(one.code for one in mistakes))


@dataclass(frozen=True)
class Condition:
    """A checked condition: true or false of attributes, or not to be told yet."""

    source: str
    names: frozenset[str]
    """The attributes it reads."""
    _compiled: Any = field(repr=False, compare=False)

    def holds(self, bound: Bound) -> bool | None:
        """None: it rests on what is not known, or cannot be worked out (a division by zero)."""
        try:
            found = self._compiled.eval(bound.activation)
        except RuntimeError:  # the library's limit of steps
            return None
        return bool(found.value()) if found.type() == cel.Type.BOOL else None

    @cached_property
    def parts(self) -> frozenset[str]:
        """What must hold all at once: the sides of `&&` at the top."""
        return frozenset(_conjuncts(self.source))


@dataclass(frozen=True, slots=True)
class Bound:
    """Attributes made ready, once for many conditions."""

    attributes: Attributes
    activation: Any


class Language:
    """The attributes' types and what can be said of them. One for a process will do."""

    def __init__(self) -> None:
        self._environment = cel.NewEnv(variables={one.name: TYPES[one.kind] for one in ALL})

    def condition(self, source: str) -> Condition:
        """Raises `NotACondition` with every mistake and its place."""
        try:
            compiled = self._environment.compile(source)
        except RuntimeError as wrong:
            raise NotACondition(tuple(_mistakes(str(wrong)))) from None
        if compiled.return_type() != cel.Type.BOOL:
            kind = str(compiled.return_type().name()).lower()
            raise NotACondition((Mistake(1, 1, ProblemCode.NOT_A_CONDITION, {"type": kind}),))
        return Condition(source, frozenset(_names(source)), compiled)

    def bind(self, attributes: Attributes) -> Bound:
        return Bound(attributes, self._environment.Activation(dict(attributes)))

    def constant(self, condition: Condition) -> bool | None:
        """What it is whatever the attributes are; None if it depends on them."""
        found = condition.holds(self.bind({}))
        if found is not None:
            return found
        return False if _contradicts(condition.parts) else None


@cache
def language() -> Language:
    """The one of this process, made when first asked for: it takes a millisecond."""
    return Language()


# --- mistakes


def _mistakes(message: str) -> Iterable[Mistake]:
    found = _MISTAKE.findall(message)
    if not found:
        yield Mistake(1, 1, ProblemCode.CONDITION_REFUSED, {"parser": message.partition("\n")[0]})
    for line, column, text in found:
        yield Mistake(int(line), int(column), *_meant(text.removesuffix(" [INVALID_ARGUMENT]")))


def _meant(text: str) -> tuple[ProblemCode, Mapping[str, Any]]:
    undeclared = _UNDECLARED.match(text)
    if undeclared:
        name = undeclared[1]
        close = get_close_matches(name, list(BY_NAME), 1)
        if close:
            return ProblemCode.MISSPELT_ATTRIBUTE, {"name": name, "close": close[0]}
        return ProblemCode.UNKNOWN_ATTRIBUTE, {"name": name}
    overload = _OVERLOAD.match(text)
    if overload:
        name, types = overload[1].strip("_"), overload[2].strip("()")
        return ProblemCode.OPERATOR_UNFIT, {"operator": name, "types": types}
    return ProblemCode.CONDITION_UNREADABLE, {"parser": text.partition(" expecting")[0]}


# --- what a condition says, without evaluating it


def _names(source: str) -> Iterable[str]:
    for token in _tokens(source):
        way = token.split(".")
        for end in range(len(way), 1, -1):
            if ".".join(way[:end]) in BY_NAME:
                yield ".".join(way[:end])
                break


def _tokens(source: str) -> list[str]:
    found = [match.group(0) for match in _TOKEN.finditer(source)]
    return [token if token[-1:] in "\"'" else re.sub(r"\s+", "", token) for token in found]


def _conjuncts(source: str) -> Iterable[str]:
    parts: list[list[str]] = [[]]
    depth = 0
    for token in _tokens(source):
        depth += (token in _OPENING) - (token in _CLOSING)
        if depth == 0 and token in ("||", "?"):
            return (" ".join(_tokens(source)),)
        if depth == 0 and token in ("&&",):
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(" ".join(part) for part in parts)


def _contradicts(parts: Iterable[str]) -> bool:
    """One attribute equal to two different values."""
    values: dict[str, set[str]] = {}
    for part in parts:
        name, equal, value = part.partition(" == ")
        if equal and name in BY_NAME and " " not in value.strip("\"'"):
            values.setdefault(name, set()).add(value.strip("\"'"))
    return any(len(found) > 1 for found in values.values())
