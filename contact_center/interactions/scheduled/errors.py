"""What can go wrong with messages that wait for their time."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, Forbidden, Invalid


class TooLate(Conflict):
    """This message is on its way already and can no longer be taken back."""


class NotYourMessage(Forbidden):
    """A colleague wrote this message; only they can take it back."""


class NotThen(Invalid):
    """Choose a time in the next 60 days; in a chat, messages go out at once."""


class NotSoLong(Invalid):
    """Choose between 0 and 60 seconds; 0 sends at once."""
