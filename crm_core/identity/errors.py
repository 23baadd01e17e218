"""Why nobody is verified, or why something waits for it."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid, NotFound, TooManyRequests


class NotAskedHere(Invalid):
    """This organisation does not ask that; choose one of its questions."""


class NothingToCompare(Conflict):
    """Nothing is on file to compare this answer with, or it is newer than seven days; ask something else."""


class AnswerMissing(Invalid):
    """Type what the customer answered, in at most 100 characters."""


class VerificationLocked(TooManyRequests):
    """Too many wrong answers for this customer, on whatever channel; it can be tried again later."""


class NotVerifiedYet(Forbidden):
    """This waits until the customer is verified, as the organisation has set it."""


class AddressTooNew(Conflict):
    """This address was added or changed within the last seven days: no code goes there."""


class CannotSendCode(Conflict):
    """A code goes to an e-mail address or a number of this customer, by a mailbox or number that is connected."""


class TooManyCodes(TooManyRequests):
    """No more codes for this customer today, or the last one was sent less than a minute ago."""


class NoCode(Conflict):
    """There is no code that is still valid; send a new one."""


class NotAPolicy(Invalid):
    """Choose one question at least, no more answers than questions, 1 to 20 attempts and 1 to 1440 minutes."""


class NoSuchAddressOfTheirs(NotFound):
    """This customer has no such address."""
