"""How a person wants to be told what happens: by a sound, by a notification of the browser. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LOUDEST: Final = 100


class Notice(StrEnum):
    """What people are told about."""

    OFFER = "offer"
    """Work that is no call is offered to them."""
    CALL = "call"
    """A call is offered to them."""
    MESSAGE = "message"
    """A customer wrote in a conversation of theirs."""
    TASK = "task"
    """A task of theirs is due soon."""
    MENTION = "mention"
    """A colleague called them by a note."""
    ANNOUNCEMENT = "announcement"
    """A supervisor says something to them."""
    HELP = "help"
    """An agent asks supervisors for help."""
    ALERT = "alert"
    """A queue waits too long."""


@dataclass(frozen=True, slots=True)
class NotificationChoices:
    """What is told how. What is on the page and in its title is told to everybody."""

    sound: frozenset[Notice] = frozenset({Notice.OFFER, Notice.CALL, Notice.HELP})
    browser: frozenset[Notice] = frozenset()
    volume: int = 60
    """Of sounds, 0 to 100."""


DEFAULT: Final = NotificationChoices()


def chosen(sound: Iterable[str], browser: Iterable[str], volume: int) -> NotificationChoices:
    """As it is kept: what is unknown is left out, so that a former version's choices are read."""
    return NotificationChoices(_known(sound), _known(browser), min(max(volume, 0), LOUDEST))


def _known(codes: Iterable[str]) -> frozenset[Notice]:
    return frozenset(Notice(one) for one in codes if one in list(Notice))
