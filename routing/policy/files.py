"""The policy as a readable YAML file. Pure.

Read as YAML 1.2 means it (`no` is a text, 10:30 is no number), without anchors and tags; a name that is there twice
is an error, and every problem knows its line (docs/decisions/0009-policy-files-pyyaml.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import yaml

from routing.policy.checking import NOWHERE, CheckContext
from routing.policy.errors import PolicyInvalid, Problem, ProblemCode, Spot
from routing.policy.model import PolicyDocument
from routing.policy.reading import examine, place_of

LONGEST = 2_000_000
"""Characters of a file."""
DEEPEST = 20
HEAD = "# The routing policy of this organisation; docs/reference/routing.md explains every field.\n"
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
# Only what every YAML takes for a number; the writer quotes all of it.
_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]+\Z")
FIRST = ("name", "id")
Way = tuple[int | str, ...]


# --- reading


Parsed = tuple[Any, dict[str, int], tuple[Problem, ...]]
"""Plain data, the line of every place, and names that are there twice."""


def read_file(file: str | Parsed, around: CheckContext = NOWHERE) -> PolicyDocument:
    """The policy in a file or in what was parsed of it. Raises `PolicyInvalid`: each problem names its line."""
    data, lines, twice = parse(file) if isinstance(file, str) else file
    document, problems = examine(data, around)
    problems = (*twice, *(_with_line(problem, lines) for problem in problems))
    if document is None or problems:
        raise PolicyInvalid(problems)
    return document


def parse(text: str) -> Parsed:
    """Takes seconds for a long one; see `routing.policy.file_process`. Raises `PolicyInvalid`."""
    if len(text) > LONGEST:
        raise PolicyInvalid((Problem("file", ProblemCode.FILE_TOO_MANY_CHARACTERS, {"most": LONGEST}),))
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as wrong:
        raise PolicyInvalid((_unreadable(wrong),)) from None
    except RecursionError:
        raise PolicyInvalid((Problem("file", ProblemCode.FILE_TOO_DEEP),)) from None
    return _Builder().whole(node)


def _unreadable(wrong: yaml.YAMLError) -> Problem:
    mark = getattr(wrong, "problem_mark", None)
    args = {"parser": getattr(wrong, "problem", None) or str(wrong)}
    if mark is None:
        return Problem("file", ProblemCode.NOT_YAML, args)
    return Problem("", ProblemCode.NOT_YAML, args, Spot(mark.column + 1, mark.line + 1))


class _Builder:
    def __init__(self) -> None:
        self.ways: dict[Way, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def whole(self, node: yaml.Node | None) -> tuple[Any, dict[str, int], tuple[Problem, ...]]:
        data = {} if node is None else self._value(node, ())
        lines = {place_of(data, way): line for way, line in self.ways.items()}
        return data, lines, tuple(self.problems)

    def _value(self, node: yaml.Node, way: Way) -> Any:
        self.ways[way] = node.start_mark.line + 1
        if id(node) in self._seen or len(way) > DEEPEST:
            self._complain(node, ProblemCode.YAML_ANCHOR)
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return dict(self._entries(node, way))
        if isinstance(node, yaml.SequenceNode):
            return [self._value(item, (*way, n)) for n, item in enumerate(node.value)]
        return _scalar(node)

    def _entries(self, node: yaml.MappingNode, way: Way) -> Iterator[tuple[str, Any]]:
        names: set[str] = set()
        for key, value in node.value:
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if name in names:
                self._complain(key, ProblemCode.YAML_NAME_TWICE, {"name": name})
                continue
            names.add(name)
            found = self._value(value, (*way, name))
            self.ways[(*way, name)] = key.start_mark.line + 1
            yield name, found

    def _complain(self, node: yaml.Node, code: ProblemCode, args: Mapping[str, Any] | None = None) -> None:
        self.problems.append(Problem("", code, args or {}, line=node.start_mark.line + 1))


def _scalar(node: yaml.Node) -> Any:
    said = str(node.value)
    if getattr(node, "style", None) in ("'", '"', "|", ">"):
        return said
    if said in _WORDS:
        return _WORDS[said]
    if _INT.match(said):
        return int(said)
    return float(said) if _FLOAT.match(said) else said


def _with_line(problem: Problem, lines: dict[str, int]) -> Problem:
    """The line of the place, else of the nearest place around it."""
    place = problem.place
    while place and place not in lines:
        cut = max(place.rfind("."), place.rfind("["))
        place = place[: max(cut, 0)]
    if not place:
        return problem
    return replace(problem, line=lines[place])


# --- writing


def write_file(document: PolicyDocument) -> str:
    """The whole policy; what is empty is left out, what is a number or a choice stands there."""
    data = _readable(document.model_dump(mode="json"))
    return HEAD + yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)


class _Dumper(yaml.SafeDumper):
    """Quotes what YAML 1.1 would take for something else, so that any reader reads the same."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _mapping(dumper: yaml.SafeDumper, data: dict[str, Any]) -> yaml.MappingNode:
    flat = len(data) <= 6 and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in data.values()
    )
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=flat)


def _sequence(dumper: yaml.SafeDumper, data: Iterable[Any]) -> yaml.SequenceNode:
    items = list(data)
    flat = all(isinstance(item, str | int) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=flat)


_Dumper.add_representer(dict, _mapping)
_Dumper.add_representer(list, _sequence)


def _readable(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {name: _readable(inner) for name, inner in value.items()}
        kept = {name: inner for name, inner in kept.items() if inner not in (None, {}, [])}
        return {name: kept[name] for name in sorted(kept, key=lambda name: FIRST.index(name) if name in FIRST else 9)}
    return [_readable(item) for item in value] if isinstance(value, list) else value
