"""Why a customer does not get in, or further."""

from __future__ import annotations

from contact_center.kernel.errors import Forbidden, Invalid, NotFound, TooManyRequests


class DoorShut(NotFound):
    """This organisation has no pages of their own for customers."""


class NotInside(Forbidden):
    """Sign in anew: the last sign-in is over."""


class NotSuchAnAddress(Invalid):
    """Type an e-mail address or a telephone number in full, with its country code if it is from abroad."""


class WrongDoorCode(Invalid):
    """This is not the code that was sent last, or it is over: codes are valid for ten minutes and five tries."""


class TooManyDoorCodes(TooManyRequests):
    """A code was asked for less than a minute ago, or five times today; wait before asking for another."""


class ReplyMissing(Invalid):
    """Write your answer, in at most 10,000 characters."""


class NoSuchMatter(NotFound):
    """There is no such case of yours."""
