"""What can go wrong on the floor."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Invalid, NotFound


class NothingToAnnounce(Invalid):
    """Write what you want to say."""


class AnnouncementTooLong(Invalid):
    """An announcement has at most 1,000 characters."""


class HelpTextTooLong(Invalid):
    """Say in at most 300 characters what you need."""


class NobodyToTell(Invalid):
    """Nobody who works here is among those chosen."""


class AnnouncementEndTooFar(Invalid):
    """An announcement ends in the future, within 31 days."""


class NoSuchAnnouncement(NotFound):
    """There is no such announcement, or it is not for you."""


class NoSuchHelpRequest(NotFound):
    """There is no such request for help."""


class HelpRequestOver(Conflict):
    """It is over, or a colleague has taken it already."""
