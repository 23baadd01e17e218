"""What can go wrong with cases."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound


class NoSuchCase(NotFound):
    """There is no such case here, or it is not for this reader."""


class NotACaseNumber(NotFound):
    """No case has this number: its last digit does not fit the others."""


class NoSuchCaseType(Invalid):
    """Choose one of the case types of this organisation."""


class NotInItsType(Invalid):
    """The type of the case does not offer this; the field is named."""


class CaseMoved(Conflict):
    """The case is in a state from which it cannot go there."""


class CaseNotReady(Conflict):
    """Something that the type of the case asks for is missing before it can be resolved."""


class CaseChangedMeanwhile(Conflict):
    """A colleague changed the case in the meantime; look at it again."""


class NotYourCase(Forbidden):
    """Only the owner of the case or a supervisor may do this."""


class CannotMerge(Conflict):
    """A case cannot be merged with itself, nor with one that was merged already."""


class WaitNeedsATime(Invalid):
    """Name the date, in the future and within two years, at which the case wakes."""


class KeyUsedOtherwise(Conflict):
    """This key was used for a case with other content; take a new key."""


class BadCursor(Invalid):
    """Take the place of a page from the answer before it."""


class WrongSpan(Invalid):
    """The time begins before it ends, and both say their offset from UTC."""


class TooManyOfCase(Invalid):
    """A case can carry only so many of these."""
