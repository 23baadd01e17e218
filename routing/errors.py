"""What can go wrong with routing's settings, and with being the router."""

from __future__ import annotations

from contact_center.kernel.errors import Conflict, ContactCenterError, Invalid, NotFound


class NoSuchQueue(NotFound):
    """There is no such queue here, or it is switched off."""


class NoQueueYet(Invalid):
    """This organisation has no queue; an administrator makes one first (`contact-center queue add`)."""


class QueueNameTaken(Invalid):
    """Another queue has this name; choose another `name`."""


class LeaseLost(ContactCenterError):
    """This process is no longer the router: its connection ended, or a standby took over."""


class NoSuchVersion(NotFound):
    """There is no such version of the routing policy; the list of versions names those there are."""


class NoDraft(NotFound):
    """There is no draft of the routing policy; save one first."""


class DraftChanged(Conflict):
    """Somebody else has saved the draft in the meantime; load it anew and put your changes on top."""


class PolicyMovedOn(Conflict):
    """The routing policy was changed after the version yours is based on; look at the difference and save again."""


class CallbackExists(Conflict):
    """A callback to this number is waiting already; there is one for each number."""
