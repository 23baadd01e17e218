"""What the command bar shows for a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CommandHit:
    """One line; choosing it opens `href`."""

    href: str
    icon: str
    """One of `agent_ui/icons.txt`."""
    title: str
    meta: str = ""
    """What tells it from others of the same title."""
    end: str = ""
    """What stands at the end of the line: a state, a day."""
    tone: str = ""
    """`late`, `soon`, `good` or nothing; colours `end`."""


@dataclass(frozen=True, slots=True)
class CommandGroup:
    """Hits of one kind. A kind without hits is no group."""

    name: str
    hits: tuple[CommandHit, ...]
    more: str = ""
    """Where all of this kind are listed, if there are more than are shown."""


@dataclass(frozen=True, slots=True)
class CommandsView:
    text: str
    groups: tuple[CommandGroup, ...]
