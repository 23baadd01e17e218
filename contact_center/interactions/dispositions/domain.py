"""The codes by which work is closed: a tree whose leaves agents choose and whose branches reports add up. Pure.

A code never gets another meaning: it is archived, and another one added. What it is called may change, and whatever was
closed before keeps the words of its time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from contact_center.interactions.dispositions.errors import (
    DispositionBelowItself,
    DispositionNameWrong,
    DispositionTooDeep,
    NoSuchDispositionBranch,
    TooManyDispositions,
)
from contact_center.kernel.names import seen

MOST: Final = 400
"""Codes of an organisation, archived ones included."""
DEEPEST: Final = 4
LONGEST_NAME: Final = 60
PARTED: Final = " › "
"""Between the names of a path."""


@dataclass(frozen=True, slots=True)
class DispositionNode:
    """As stored."""

    code: str
    """For programs; never changes."""
    parent: str | None
    name: dict[str, str]
    """By language."""
    position: int
    active: bool
    queues: list[UUID] = field(default_factory=list)
    """Where it, and what is below it, is offered; none: wherever its branch is."""
    case_type: str | None = None
    """The type of the case that is opened with it."""


@dataclass(frozen=True, slots=True)
class FormerDisposition:
    """What a code was called, and where it was, until then."""

    code: str
    until: datetime
    parent: str | None
    name: dict[str, str]


@dataclass(frozen=True, slots=True)
class DispositionEdit:
    """What an administrator says about a code."""

    name: Mapping[str, str]
    parent: str | None = None
    queues: Sequence[UUID] = ()
    case_type: str | None = None


class DispositionTree:
    """All codes of an organisation, with what they were called before."""

    def __init__(self, nodes: Iterable[DispositionNode], former: Iterable[FormerDisposition] = ()) -> None:
        self.nodes = {one.code: one for one in nodes}
        self._below: dict[str | None, list[DispositionNode]] = defaultdict(list)
        for one in sorted(self.nodes.values(), key=lambda one: (one.position, one.code)):
            self._below[one.parent if one.parent in self.nodes else None].append(one)
        self._former: dict[str, list[FormerDisposition]] = defaultdict(list)
        for was in sorted(former, key=lambda was: was.until):
            self._former[was.code].append(was)

    def below(self, code: str | None) -> Sequence[DispositionNode]:
        """In their order; None: the branches that everything begins with."""
        return self._below.get(code, ())

    def walk(self) -> list[tuple[int, DispositionNode]]:
        """Every code after its branch, with how deep it is."""
        found: list[tuple[int, DispositionNode]] = []

        def down(parent: str | None, depth: int) -> None:
            for one in self.below(parent):
                found.append((depth, one))
                down(one.code, depth + 1)

        down(None, 0)
        return found

    def offered(self, queue: UUID | None) -> list[DispositionNode]:
        """What work of this queue can be closed with: leaves in use, all of whose branches are in use there."""
        return self._leaves(lambda one: one.active and (not one.queues or queue in one.queues))

    def in_use(self) -> list[DispositionNode]:
        """What can be chosen in some queue."""
        return self._leaves(lambda one: one.active)

    def _leaves(self, there: Callable[[DispositionNode], bool]) -> list[DispositionNode]:
        found: list[DispositionNode] = []

        def down(parent: str | None) -> None:
            for one in self.below(parent):
                if not there(one):
                    continue
                if self.is_branch(one.code):
                    down(one.code)
                else:
                    found.append(one)

        down(None)
        return found

    def is_branch(self, code: str) -> bool:
        """Something in use is below it, so it is not chosen itself."""
        return any(one.active for one in self.below(code))

    def path(self, code: str, at: datetime | None = None) -> list[str]:
        """Codes from the first branch to this one, as they were then, else as they are."""
        found = [code]
        while len(found) <= DEEPEST and (parent := self._placed(found[0], at)[0]) is not None and parent not in found:
            found.insert(0, parent)
        return found

    def name(self, code: str, at: datetime | None = None) -> Mapping[str, str]:
        """By language; none for a code that nobody defined."""
        return self._placed(code, at)[1]

    def branch(self, code: str, under: str | None, at: datetime | None = None) -> str | None:
        """The code right below `under` that this one counts in; None where it is not below it. `under` None: the first.

        What was closed with a branch itself counts in that branch alone.
        """
        path = self.path(code, at)
        if under is None:
            return path[0]
        if under not in path:
            return None
        place = path.index(under) + 1
        return path[place] if place < len(path) else under

    def former(self, code: str) -> Sequence[FormerDisposition]:
        """The earliest first."""
        return self._former.get(code, ())

    def before(self, was: FormerDisposition) -> datetime:
        """An instant at which those words were in use still."""
        return was.until - timedelta(microseconds=1)

    def _placed(self, code: str, at: datetime | None) -> tuple[str | None, Mapping[str, str]]:
        if at is not None:
            for was in self._former.get(code, ()):
                if at < was.until:
                    return was.parent, was.name
        one = self.nodes.get(code)
        return (one.parent, one.name) if one else (None, {})

    # --- changing

    def checked(self, code: str | None, edit: DispositionEdit) -> DispositionNode:
        """As it is kept; `code` None makes a new one. Raises what `errors` has, naming the field."""
        names = {language: _tidy(name, language) for language, name in edit.name.items() if name.strip()}
        if not names:
            raise DispositionNameWrong(field="name")
        known = self.nodes.get(code) if code else None
        if known is None and len(self.nodes) >= MOST:
            raise TooManyDispositions
        self._check_place(code, edit.parent)
        siblings = [one.position for one in self.below(edit.parent) if one.code != code]
        stays = known is not None and known.parent == edit.parent
        return DispositionNode(
            known.code if known else code_of(names, self.nodes.keys()),
            edit.parent,
            names,
            known.position if known and stays else max(siblings, default=-1) + 1,
            known.active if known else True,
            list(dict.fromkeys(edit.queues)),
            edit.case_type or None,
        )

    def _check_place(self, code: str | None, parent: str | None) -> None:
        if parent is None:
            return
        if parent not in self.nodes:
            raise NoSuchDispositionBranch(parent[:LONGEST_NAME], field="parent")
        path = self.path(parent)
        if code is not None and code in path:
            raise DispositionBelowItself(field="parent")
        if len(path) + 1 + (self._height(code) if code else 0) > DEEPEST:
            raise DispositionTooDeep(field="parent")

    def _height(self, code: str) -> int:
        """Levels below it."""
        return max((1 + self._height(one.code) for one in self.below(code)), default=0)

    def moved(self, code: str, by: int) -> list[DispositionNode]:
        """Its siblings in their new order; by -1 up, by 1 down."""
        siblings = list(self.below(self.nodes[code].parent))
        at = next(n for n, one in enumerate(siblings) if one.code == code)
        to = min(max(at + by, 0), len(siblings) - 1)
        siblings.insert(to, siblings.pop(at))
        return siblings


def code_of(names: Mapping[str, str], taken: Collection[str]) -> str:
    """A code for programs: of a name's Latin letters, else numbered."""
    text = names.get("en") or next(iter(names.values()))
    base = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:40] or "code"
    code, n = base, 2
    while code in taken or code == "new":  # which is where a new one is written
        code, n = f"{base}_{n}", n + 1
    return code


def _tidy(text: str, language: str) -> str:
    name = " ".join(text.split())
    if not seen(name) or len(name) > LONGEST_NAME or PARTED.strip() in name:
        raise DispositionNameWrong(field=f"name.{language}")
    return name
