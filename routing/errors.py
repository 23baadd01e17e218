"""What can go wrong with routing's settings, and with being the router."""

from __future__ import annotations

from contact_center.kernel.errors import ContactCenterError, Invalid, NotFound


class NoSuchQueue(NotFound):
    """There is no such queue here, or it is switched off."""


class NoQueueYet(Invalid):
    """This organisation has no queue; an administrator makes one first (`contact-center queue add`)."""


class QueueNameTaken(Invalid):
    """Another queue has this name; choose another `name`."""


class LeaseLost(ContactCenterError):
    """This process is the router no more: its connection ended, or a standby has ended it."""
