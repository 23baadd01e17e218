"""What can go wrong with ratings."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NotACarePolicy(Invalid):
    """Write the question in both languages, at most 300 characters each; 1 to 365 days, and 0 to 1440 minutes."""


class NotOnThisScale(Invalid):
    """This number is not on the scale of the question."""


class CommentTooLong(Invalid):
    """A comment has at most 1000 characters."""


class NoSuchRating(NotFound):
    """Nobody was asked under this address."""


class RatingExpired(Conflict):
    """The time to answer is over."""


class NotAnAskingChannel(Invalid):
    """Customers of this channel cannot be asked."""


class NotARatingsPage(Invalid):
    """This place of the list is not one that it has given."""
