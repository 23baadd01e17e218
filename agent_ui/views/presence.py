"""Presence and what may be chosen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class PresenceState(StrEnum):
    AVAILABLE = "available"
    WORKING = "working"
    ON_CALL = "on_call"
    WRAP_UP = "wrap_up"
    AWAY = "away"
    NOT_RESPONDING = "not_responding"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class PresenceChoice:
    """`key` is what the form posts: `available`, or the tenant's code of an away reason."""

    key: str
    state: PresenceState
    name: str | None = None
    """The tenant's name of an away reason."""


@dataclass(frozen=True, slots=True)
class PresenceView:
    state: PresenceState
    since: datetime
    name: str | None = None
    """The tenant's name of the away reason in force."""
    next: PresenceChoice | None = None
    choices: tuple[PresenceChoice, ...] = ()
    busy: bool = False
    """Somebody is on the line: a choice takes effect after that."""
    on_break: str | None = None
    """What a break does to the mails and messages that are open, in words."""
