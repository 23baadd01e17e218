"""What a channel says of its accounts: which settings they have, and what a test of one found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class SettingKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    SWITCH = "switch"
    LIST = "list"
    """Lines of text."""
    CALLS = "calls"
    """Another account of this organisation, one that carries calls."""


@dataclass(frozen=True, slots=True)
class AccountSetting:
    """One setting of an account. `greeting.en` is a text inside of another setting."""

    code: str
    kind: SettingKind = SettingKind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False
    secret: bool = False
    """Kept sealed and never shown."""
    default: str | int | bool = ""
    """What counts while nothing is said."""
    rare: bool = False
    """Stands among the further settings."""


class Grade(StrEnum):
    GOOD = "good"
    NOTE = "note"
    """Works, and one should know it."""
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class ConnectionFinding:
    """A code and what it is about; the sentence and its remedy are in `agent_ui/words/connections.py`."""

    grade: Grade
    code: str
    args: Mapping[str, Any] = field(default_factory=dict)
