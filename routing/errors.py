"""What can go wrong with routing's settings."""

from __future__ import annotations

from contact_center.kernel.errors import Invalid, NotFound


class NoSuchQueue(NotFound):
    """There is no such queue here, or it is switched off."""


class NoQueueYet(Invalid):
    """This organisation has no queue; an administrator makes one first (`contact-center queue add`)."""


class QueueNameTaken(Invalid):
    """Another queue has this name; choose another `name`."""
