"""What can go wrong with blocked senders."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict


class NotSpam(Conflict):
    """This was not closed as spam, so its sender is not blocked by it."""
