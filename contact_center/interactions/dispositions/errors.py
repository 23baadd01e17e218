"""What can go wrong with the codes by which work is closed."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class UnknownDisposition(NotFound):
    """There is no such code here."""


class DispositionNameWrong(Invalid):
    """A code needs a name of visible characters, 60 at most, without “›”."""


class NoSuchDispositionBranch(Invalid):
    """There is no such code to put it under."""


class DispositionBelowItself(Invalid):
    """A code cannot be put under itself or under what is below it."""


class DispositionTooDeep(Invalid):
    """Codes are four levels deep at most."""


class TooManyDispositions(Conflict):
    """There are as many codes as there may be."""


class NoSuchDispositionQueue(Invalid):
    """One of the queues does not exist."""


class NoSuchDispositionCase(Invalid):
    """There is no such type of case, or it is not in use."""
